"""Interfaces that other programs already speak, each over the same service.

openai.py     POST /v1/chat/completions, GET /v1/models
dify.py       POST /retrieval: Dify's external knowledge
mcp.py        /mcp: the tools ask, search_clauses, get_clause, check_eligibility
chatwoot.py   POST /webhooks/chatwoot: an agent bot of Chatwoot
desk.py       what the agent bot sends back to Chatwoot
plain.py      an answer as text alone, citations included

Each has `router(service, gate, …)`; those of mcp.py and chatwoot.py bring a lifespan with them,
which FastAPI joins to that of the application they are included in.
"""
