"""Whole sandboxes at once: compared, checked, exported, linked, reported. Knows no terminal."""
