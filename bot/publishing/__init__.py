"""The operator's publishing: a document is uploaded, looked at, put right, published, taken back.

publisher.py   Publisher, the one class that pages and commands use
drafts.py      documents that were uploaded and are not published yet
replacing.py   which policy a new one takes the place of
"""
