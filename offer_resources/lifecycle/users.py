"""Finds the objects that still refer to one that the API refuses to delete."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from ..errors import OfferResourcesError
from ..objects.family import families_with_references_to
from ..objects.target import Target
from .run import Run

# So many of a kind are looked through: 20 pages. A refusal should not take longer than the run.
_MOST_ROWS = 1_000
_MOST_NAMED = 5


def users_in_words(run: Run, target: Target) -> str:
    """Return the objects of the sandbox that refer to the target, such as `decision "Home page" (dps:…)`.

    Sends reads alone. The text is empty if there are none, or the credential may not read them.
    """
    users: list[str] = []
    for family in families_with_references_to(target.family):
        listed = replace(target, family=family, id_=None, name=None, secret=frozenset())
        try:
            rows = [
                row for row in islice(run.library.rows(listed), _MOST_ROWS) if target.id_ in family.referenced_ids(row)
            ]
        except OfferResourcesError as trouble:
            # The refusal itself is what the person has to know.
            run.say(f"cannot look which {family.kind}s refer to {target}: {trouble}")
            continue
        users += [str(replace(listed, id_=row["id"], name=row.get("name"))) for row in rows]
    more = [f"{len(users) - _MOST_NAMED} more"] if len(users) > _MOST_NAMED else []
    return ", ".join([user.removesuffix(f" in sandbox {target.place.sandbox}") for user in users[:_MOST_NAMED]] + more)
