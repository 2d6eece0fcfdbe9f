"""The offers as resources of this package."""

import json
from pathlib import Path

from offer_resources import FallbackOffer

for resource_name, offer in json.loads(Path("offers.json").read_text()).items():
    FallbackOffer(resource_name, **offer)
