"""Decision rules: which profiles an offer or a criterion is for (docs/reference/offer-library-api.md 9)."""

from __future__ import annotations

from .. import formats
from ..family import Family
from ..fields import Json, Text
from ..records import Record

# In UTF-8 (docs/reference/offer-library-api.md 12).
MOST_PQL_BYTES = 15_000

_pql = Text(
    f"a PQL expression of up to {MOST_PQL_BYTES:,} bytes",
    lambda text: text.strip() and len(text.encode(errors="surrogatepass")) <= MOST_PQL_BYTES,
)

_condition = Record(
    {"type": formats.name_text(), "format": formats.name_text(), "value": _pql},
    required=("value",),
    value_class="Condition",
)

DECISION_RULES = Family(
    key="offer-rules",
    kind="decision rule",
    noun="rule",
    path="offer-rules",
    id_type="eligibility-rule",
    record=Record(
        {"name": formats.name_text(), "description": Text(), "condition": _condition, "definedOn": Json()},
        required=("name", "condition"),
    ),
    # The API never returns it, so it cannot be compared with the live object.
    never_returned=frozenset({"definedOn"}),
)
