"""Issues, recognises and expires access tokens of the OAuth Server-to-Server grant.

Source: docs/reference/offer-library-api.md 2.3.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

# docs/reference/offer-library-api.md 2.3: seconds, normally 24 hours.
LIFETIME_SECONDS = 86_399


@dataclass
class Tokens:
    """The tokens that this process has issued; after a restart clients ask for new ones."""

    client_id: str
    client_secret: str
    lifetime_seconds: int = LIFETIME_SECONDS
    issued: int = 0
    _valid_until: dict[str, float] = field(default_factory=dict, repr=False)

    def issue(self) -> str:
        """Return a new token."""
        token = f"eyJ{secrets.token_urlsafe(48)}"
        self._valid_until[token] = time.monotonic() + self.lifetime_seconds
        self.issued += 1
        return token

    def is_valid(self, token: str) -> bool:
        """Return whether this token was issued and has not expired."""
        return self._valid_until.get(token, 0.0) > time.monotonic()

    def expire_all(self) -> None:
        """Expire every token issued so far."""
        self._valid_until.clear()

    def knows(self, client_id: str, client_secret: str) -> bool:
        """Return whether the credential is the configured one."""
        given, wanted = f"{client_id}\n{client_secret}", f"{self.client_id}\n{self.client_secret}"
        return secrets.compare_digest(given.encode(), wanted.encode())
