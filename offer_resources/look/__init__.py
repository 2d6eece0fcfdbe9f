"""The look of our pages: one style and one set of components, for the emulator's pages and for `offers report`."""

from __future__ import annotations

from pathlib import Path

# Templates that pages import from, and the files they link to or hold.
FOLDER = Path(__file__).parent
