"""REST, /api/v1: questions, policies, clauses, search, feedback, health.

models.py     what is sent and answered, as OpenAPI shows it
routes.py     the routes put together
ask.py        POST ask: JSON or server-sent events
policies.py   GET policies, clauses
search.py     GET search
feedback.py   POST feedback
health.py     GET health
samples.py    real answers, shown as examples in the OpenAPI (samples.json, replies.json)
"""
