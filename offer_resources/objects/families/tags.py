"""Tags, which the user interface calls collection qualifiers: offers carry them, and collections are made by them.

Source: docs/reference/offer-library-api.md 7.
"""

from __future__ import annotations

from .. import formats
from ..family import Family
from ..fields import Text
from ..records import Record

TAGS = Family(
    key="tags",
    kind="tag",
    noun="tag",
    path="tags",
    id_type="tag",
    record=Record({"name": formats.name_text(), "description": Text()}, required=("name",)),
)
