"""The operator's page under /admin: what was asked, what went unanswered, and the policies.

routes.py      the routes put together: login, logout, the files a page loads
entrance.py    lets the operator in, and nobody's forms but our own
pages.py       templates → responses, errors as pages; the templates stand in pages/
overview.py    figures by day, and chart.py their picture
questions.py   unanswered questions by likeness (likeness.py), and disliked answers
policies.py    published policies, uploads, versions
drafts.py      an uploaded document: look, correct its clauses (boundaries.py), publish
working.py     work of up to a minute, one at a time, with a page that waits for it
audit.py       who did what, in the log
"""
