"""Sessions of `requests` that send what they are told to send, and nothing of the machine's own."""

from __future__ import annotations

import requests

from ..settings import is_loopback


def open_session(url: str) -> requests.Session:
    """A session for requests to this URL's host."""
    session = requests.Session()
    # A proxy of the environment is for hosts elsewhere.
    session.trust_env = not is_loopback(url)
    session.auth = _unchanged
    return session


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without an authentication of its own, a session sends a password of the machine's `.netrc`."""
    return request
