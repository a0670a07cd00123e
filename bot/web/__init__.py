"""The web chat: Gradio pages over the engine.

Importing this package switches off, before Gradio is loaded, everything in it that would ask
another host: Gradio reads these from the environment only.
"""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
