"""The offers as resources that do nothing but keep as much as ours."""

import json
from pathlib import Path

from benchmarks.noop import Same

for resource_name, offer in json.loads(Path("offers.json").read_text()).items():
    Same(resource_name, offer)
