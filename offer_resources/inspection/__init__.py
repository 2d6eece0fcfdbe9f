"""Whole sandboxes at once: compared, checked, exported. Knows no terminal."""
