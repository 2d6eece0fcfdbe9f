"""Opens `requests` sessions that add nothing of the machine's own, such as a password in `.netrc`."""

from __future__ import annotations

import requests

from ..settings import is_loopback


def open_session(url: str) -> requests.Session:
    """Return a session for requests to this URL's host."""
    session = requests.Session()
    # A proxy of the environment is for other machines.
    session.trust_env = not is_loopback(url)
    session.auth = _unchanged
    return session


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request as it is. A session without an `auth` sends a password of the machine's `.netrc`."""
    return request
