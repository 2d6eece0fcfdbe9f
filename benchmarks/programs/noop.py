"""The offers as resources that do nothing."""

import json
from pathlib import Path

from benchmarks.noop import Noop

for resource_name, offer in json.loads(Path("offers.json").read_text()).items():
    Noop(resource_name, offer)
