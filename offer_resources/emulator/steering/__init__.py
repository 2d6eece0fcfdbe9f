"""What a test decides and sees: faults, permissions, tokens, the request log."""
