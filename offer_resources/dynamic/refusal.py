"""A resource that exists only to be refused by an `up`.

A program does not know which command runs it. The engine does, and asks a provider to check a resource that it does
not have in an `up` alone: not in a refresh, not in a destroy, and not where `--target` leaves the resource out
(`continueStepsFromRefresh` and `continueStepsFromImport` in `resource/deploy/step_generator.go` of Pulumi 3.250). So
what may not happen in an `up` is said by such a resource's check, before the engine has done anything.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, ResourceProvider

# The input that says why.
REASON = "reason"


class RefusalProvider(ResourceProvider):
    """Refuses every resource; it reaches no state."""

    serialize_as_secret_always = False  # there is nothing in it

    def configure(self, req: ConfigureRequest) -> None:
        """Leave the stack's settings alone; called by the engine before `check`."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse the resource for the reason in its inputs; called by the engine in an `up`, and in its preview."""
        return CheckResult(news, [CheckFailure("", news[REASON])])
