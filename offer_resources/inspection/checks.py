"""Checks a stack's access to its sandbox, and its objects there. Writes nothing.

Every function returns what it found in a few words, or raises an error that says what is wrong and what to do.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from ..api.client import OfferLibrary
from ..api.token import AccessToken
from ..errors import ConfigError, ConflictError, InvalidOfferError, OfferNotFoundError, OfferResourcesError
from ..lifecycle.journal import Journal, subject
from ..masking import SECRET
from ..objects.family import Family
from ..objects.target import Target
from ..objects.values import Live, instant
from ..settings import Place, Settings
from . import state_and_sandbox
from .state_and_sandbox import Duplicates, Overview
from .state_file import StateResource

# lifecycle/reading.py waits for what was written within the last minute, and compares both sides' clocks for that.
_MOST_SECONDS_APART = 60

# No object has this id; and if one had it, this operation would fail. So the patch changes nothing.
_NO_OBJECT = "0000000000000000"
_FAILS = [{"op": "test", "path": "/id", "value": "offers doctor"}]

_MOST_NAMED = 5

# The engine's own variable (docs/backends.md).
SKIP_CHECKPOINTS = "PULUMI_SKIP_CHECKPOINTS"


def credential(settings: Settings, environ: Mapping[str, str], exposed: Sequence[str]) -> str:
    """Return where client id and secret come from, without their values.

    Args:
        exposed: the keys of secrets in plain text.

    Raises:
        ConfigError: there is such a key.
    """
    if exposed:
        raise ConfigError(
            f"{exposed[0]} is in plain text in the stack's file: make a new one in the Developer Console, and"
            f" `pulumi config set --secret {exposed[0]}`"
        )
    kind, variable = (
        ("access token", "AEP_ACCESS_TOKEN") if settings.access_token else ("client secret", "AEP_CLIENT_SECRET")
    )
    return f"client id from {_source(environ, 'AEP_CLIENT_ID')}, {kind} from {_source(environ, variable)}"


def _source(environ: Mapping[str, str], variable: str) -> str:
    return variable if environ.get(variable, "").strip() else "config"


def checkpoints(environ: Mapping[str, str]) -> str:
    """Return how often the engine writes state during a run, and what the other choice means."""
    if environ.get(SKIP_CHECKPOINTS, "").lower() in ("1", "true"):
        return (
            f"{SKIP_CHECKPOINTS} is set: state is written once, at the end of a run. After a killed run"
            " `pulumi up` uses what it created on this machine, and stops at it on another"
        )
    return (
        f"state is written twice for each object that changes; with {SKIP_CHECKPOINTS}=true once, at the end of a run"
    )


def network(library: OfferLibrary, settings: Settings) -> str:
    """Check that the API answers; what it answers does not matter here."""
    library.date()
    return f"{urlsplit(settings.endpoint).netloc} answers"


def clock(library: OfferLibrary, now: datetime) -> str:
    """Check that this machine's clock agrees with the API's."""
    theirs = library.date()
    if theirs is None:
        return "the API does not report the time"
    apart = (now - theirs).total_seconds()
    if abs(apart) > _MOST_SECONDS_APART:
        raise OfferResourcesError(
            f"the clock here is {abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} the API's: set it"
        )
    return f"within {_MOST_SECONDS_APART} s of the API's"


def token(settings: Settings) -> str:
    """Check that the token service accepts the credential."""
    AccessToken(settings).current()
    return "ready-made, and not renewed when it ends" if settings.access_token else "the credential gets one"


def write(library: OfferLibrary, place: Place, families: Sequence[Family]) -> str:
    """Check the permission to change objects, with a patch that cannot succeed, of an object that does not exist."""
    for family in families:
        _try_to_write(library, Target(place, family, f"dps:{family.id_type}:{_NO_OBJECT}"))
    return f"{' and '.join(f'{family.kind}s' for family in families)} may be changed"


def referred(overview: Overview) -> str:
    """Check that everything that the stack's objects refer to exists in the sandbox."""
    known = {kind: {row["id"] for row in rows} for kind, rows in overview.contents.items()}
    missing = [
        f"{name} names {id_}"
        for family in overview.families
        for name, id_ in state_and_sandbox.dangling(family, overview.held[family.kind], known)
    ]
    if missing:
        raise OfferResourcesError(
            f"not in the sandbox: {_named(missing)}: correct the program, or run `pulumi refresh`"
        )
    return "all that the stack's offers name exist"


def unadopted(overview: Overview) -> str:
    """Check that no managed object exists a second time, unmanaged, as a killed run may leave one."""
    found = [
        f'{family.kind} "{_name(one, overview.held[family.kind])}": {", ".join(one.managed)} is managed,'
        f" {', '.join(one.others)} is not"
        for family in overview.families
        for one in state_and_sandbox.duplicates(family, overview.held_ids(family), overview.contents[family.kind])
    ]
    if found:
        raise OfferResourcesError(f"{_named(found)}: delete the ones that are not needed in the user interface")
    return "no object of the stack exists twice"


def _name(found: Duplicates, held: Sequence[StateResource]) -> str:
    """Return their name, or `[secret]` if the engine keeps it encrypted."""
    names = [resource.get("outputs", {}).get("name") for resource in held if resource["id"] in found.managed]
    return SECRET if any(isinstance(name, dict) for name in names) else found.name


def left_behind(overview: Overview, settings: Settings, journal: Journal, stack: str) -> str:
    """Check that no interrupted run of this stack, on this machine and in this folder, left an object.

    If the program still declares such an object, the next run resumes with it; only this check reports the others.

    Args:
        stack: the project's and the stack's name.
    """
    found = [
        f"{family.kind} {row['id']} (created {row.get('created')})"
        for family in overview.families
        for row in overview.unmanaged(family)
        if _is_begun(journal, subject(settings, Target(settings.place, family, name=row.get("name")), stack), row)
    ]
    if found:
        raise OfferResourcesError(
            f"created by an interrupted run and not in state: {_named(found)}: run `pulumi up` if the program has it,"
            " or give its id as adopt_id; if it is not needed, delete it in the user interface"
        )
    return "no interrupted run has left an object"


def _is_begun(journal: Journal, subject: str, row: Live) -> bool:
    """Return whether a create made the row, or may have: the name is the same, and the row was made after it began."""
    created = instant(row.get("created"))
    return any(
        one.id_ == row["id"] or (one.id_ is None and (one.since is None or created is None or created > one.since))
        for one in journal.unfinished(subject)
    )


def _try_to_write(library: OfferLibrary, target: Target) -> None:
    # The API gives these answers only to a client that has the permission.
    with contextlib.suppress(OfferNotFoundError, InvalidOfferError, ConflictError):
        library.patch(target, _FAILS)


def _named(found: Sequence[str]) -> str:
    more = len(found) - _MOST_NAMED
    return "; ".join(found[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
