"""What `offers export` takes for a date, and for a status."""

from __future__ import annotations

from datetime import datetime, timezone

import click
import pytest

from offer_resources.cli.export import known_statuses, moment


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=timezone.utc)),
        ("2026-01-31T09:30", datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)),
        ("2026-01-31 09:30:05", datetime(2026, 1, 31, 9, 30, 5, tzinfo=timezone.utc)),
        ("2026-01-31T09:30:05.123Z", datetime(2026, 1, 31, 9, 30, 5, 123000, tzinfo=timezone.utc)),
        ("2026-01-31T09:30:05.123+02:00", datetime(2026, 1, 31, 7, 30, 5, 123000, tzinfo=timezone.utc)),
    ],
)
def test_a_date(text: str, meant: datetime) -> None:
    """A day, a time of it in UTC, or a date as the API shows it."""
    assert moment(None, None, text) == meant


@pytest.mark.parametrize("text", ["yesterday", "", "31.1.2026", "2026-13-01"])
def test_no_date(text: str) -> None:
    """What is wanted is shown."""
    with pytest.raises(click.BadParameter, match="is not a date such as 2026-01-31"):
        moment(None, None, text)


def test_statuses_are_those_of_the_families() -> None:
    """What no family knows is an error that names what each knows."""
    assert known_statuses(None, None, ("draft", "approved")) == ("draft", "approved")
    with pytest.raises(click.BadParameter, match=r"'rejected' is not a status \(.*offer: one of draft, approved"):
        known_statuses(None, None, ("draft", "rejected"))
