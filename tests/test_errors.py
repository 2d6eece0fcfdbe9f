"""The tree of errors, and what every one of them promises."""

from __future__ import annotations

import pytest

from offer_resources import errors

TREE = {
    "ConfigError": "OfferResourcesError",
    "DriftConflictError": "OfferResourcesError",
    "LookupFailedError": "OfferResourcesError",
    "PlaceError": "OfferResourcesError",
    "TransportError": "OfferResourcesError",
    "OfferLibraryError": "OfferResourcesError",
    "StackError": "OfferResourcesError",
    "InvalidOfferError": "OfferLibraryError",
    "AuthenticationError": "OfferLibraryError",
    "ForbiddenError": "OfferLibraryError",
    "OfferNotFoundError": "OfferLibraryError",
    "ConflictError": "OfferLibraryError",
    "RateLimitedError": "OfferLibraryError",
    "ServerError": "OfferLibraryError",
}


def test_the_tree() -> None:
    """Somebody who catches a branch catches its leaves."""
    found = {kind.__name__: kind.__mro__[1].__name__ for kind in vars(errors).values() if isinstance(kind, type)}
    assert found == {"OfferResourcesError": "Exception", **TREE}


@pytest.mark.parametrize("name", TREE)
def test_the_tree_is_drawn(name: str) -> None:
    """The drawing on top of the module shows every error."""
    assert f"── {name} " in str(errors.__doc__)


@pytest.mark.parametrize("name", ["OfferResourcesError", *TREE])
def test_the_engine_prints_the_name_alone(name: str) -> None:
    """`ServerError: …`, without the package it comes from."""
    assert getattr(errors, name).__module__ == "builtins"


def test_a_message_is_one_line() -> None:
    """Whatever the API says, the terminal shows one line."""
    assert str(errors.ServerError("a\n  b\t\u2028c")) == "a b c"


def test_an_error_knows_what_to_do_next() -> None:
    """By default nothing was executed and there is no time to wait."""
    error = errors.TransportError("x")
    assert (error.maybe_executed, error.retry_after) == (False, None)
