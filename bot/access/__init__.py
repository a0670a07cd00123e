"""Who may do what: API keys, embed tokens, sessions, origins, and limits on how often."""
