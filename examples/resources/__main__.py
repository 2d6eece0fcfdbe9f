"""A complete example of every resource, each a program by itself; all in one stack here."""

import importlib
from pathlib import Path

for file in sorted(Path(__file__).parent.glob("*.py")):
    if file.stem != "__main__":
        importlib.import_module(file.stem)
