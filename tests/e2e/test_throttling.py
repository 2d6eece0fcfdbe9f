"""An API that takes far fewer requests than a run has to send."""

from __future__ import annotations

from collections import Counter

from offer_resources.emulator import Emulator, RateLimit
from tests.e2e.stack import Stack
from tests.support.log import posts
from tests.support.sweep import rounds

OFFERS, PER_SECOND = rounds(200, 500), 20


def test_hundreds_of_offers_at_20_requests_a_second(stack: Stack, emulator: Emulator) -> None:
    """They come up in one run, none fails, none is made twice, and few requests are sent in vain."""
    emulator.fault(RateLimit(per_second=PER_SECOND), times=0)
    stack.program(f"""\
for number in range({OFFERS}):
    FallbackOffer(f"o{{number}}", name=f"Offer {{number}}")
""")

    # Writing the state once instead of after each resource keeps the time of this test that of the rate.
    stack.up("--skip-preview", "--parallel", "16", env={"PULUMI_SKIP_CHECKPOINTS": "true"}).succeeded()

    answers = Counter(request.status for request in emulator.requests if request.method == "POST")
    assert sorted(offer["id"] for offer in stack.offers()) == sorted(stack.ids().values())
    assert (len(stack.offers()), answers[201]) == (OFFERS, OFFERS)
    assert len(posts(emulator)) < 1.5 * OFFERS
