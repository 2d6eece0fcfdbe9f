"""How thoroughly Hypothesis looks: the same examples in every run, many more with `--hypothesis-profile=soak`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The machine may be busy, so no example has a deadline.
settings.register_profile("default", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("soak", deadline=None, max_examples=2_000, suppress_health_check=list(HealthCheck))
settings.load_profile("default")
