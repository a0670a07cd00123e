"""English questions: read as Chinese words, and Chinese figures and agencies told in English."""
