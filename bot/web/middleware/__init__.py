"""What every request passes on its way in and every response on its way out.

Outermost first, as bot/web/server.py puts them together:

    headers.py    security headers; who may show a page in a frame, by path
    watch.py      request id, one log line, metrics; the last resort when something breaks
    underway.py   what is being answered, so that a stop waits for it
    origins.py    which pages of other origins may ask; which host names are ours
    body.py       how much may be sent, counted as it comes
    timeouts.py   how long until the response begins
    door.py       before the mounted Gradio: only the addresses its page needs, only same-origin

All are plain ASGI: streams pass through untouched.
"""
