"""The same three placements in each sandbox. Their ids differ, so the offers' program finds them by name."""

import pulumi

from offer_resources import Placement, Sandbox

for name in ("dev", "stage", "prod"):
    there = pulumi.ResourceOptions(provider=Sandbox(name, sandbox=name))
    Placement(f"home-{name}", name="Home page banner", channel="web", component_type="html", opts=there)
    Placement(f"newsletter-{name}", name="Newsletter picture", channel="email", component_type="imagelink", opts=there)
    Placement(f"app-{name}", name="App message", channel="mobile", component_type="text", opts=there)
