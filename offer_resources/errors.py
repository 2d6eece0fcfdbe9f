"""Every error this package raises. A message is a line that a person at a terminal can act on.

OfferResourcesError
├── ConfigError               the stack's settings are missing or wrong
├── DriftConflictError        somebody else changed what we are about to write
├── LookupFailedError         no object has the name that is looked up, or several have it
├── StackError                the Pulumi engine, project or stack cannot be used
├── PlaceError                the object, or an answer about it, belongs to another place than the stack's
├── TransportError            no answer, or not one of the Offer Library's
└── OfferLibraryError         the API answered, and the answer is an error
    ├── InvalidOfferError     400, 422
    ├── AuthenticationError   401, and a refused token request
    ├── ForbiddenError        403
    ├── OfferNotFoundError    404
    ├── ConflictError         409, 412
    ├── RateLimitedError      429, knows `retry_after`
    └── ServerError           5xx
"""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return the text in one line, without characters that move a terminal's cursor or reverse text."""
    line = " ".join(text.split())
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


class OfferResourcesError(Exception):
    """The base class of all our errors.

    Attributes:
        details: lines to show below the message.
        maybe_executed: whether a write was sent whose outcome is not known.
        retry_after: seconds the API asked us to wait, if it did.
        status_code: the answer's status, if there was an answer.
        because: the cause in a few words, for the report that the run is waiting.
    """

    # The engine prints `module.Class: message`; without a module of its own the line starts at the class.
    __module__ = "builtins"

    def __init__(
        self,
        message: str,
        *,
        details: tuple[str, ...] = (),
        maybe_executed: bool = False,
        retry_after: float | None = None,
        status_code: int | None = None,
        because: str = "the API cannot be used now",
    ) -> None:
        super().__init__("\n    ".join(map(one_line, [message, *details])))
        self.details = details
        self.maybe_executed = maybe_executed
        self.retry_after = retry_after
        self.status_code = status_code
        self.because = one_line(because)

    def __init_subclass__(cls) -> None:
        cls.__module__ = OfferResourcesError.__module__


class ConfigError(OfferResourcesError):
    """The stack's settings are missing or wrong."""


class DriftConflictError(OfferResourcesError):
    """Somebody else changed a managed member since the last run, and `aep:onConflict` is `stop`."""


class LookupFailedError(OfferResourcesError):
    """No object has the name that is looked up, or several have it."""


class PlaceError(OfferResourcesError):
    """The object lives in another organisation than the stack's, or an answer is about another sandbox."""


class StackError(OfferResourcesError):
    """There is no Pulumi engine, project or stack to work with."""


class TransportError(OfferResourcesError):
    """No answer arrived, or one that cannot be the Offer Library's."""


class OfferLibraryError(OfferResourcesError):
    """The API answered with an error."""


class InvalidOfferError(OfferLibraryError):
    """400 or 422: the API does not accept what we sent."""


class AuthenticationError(OfferLibraryError):
    """401: the token or the credential is not accepted."""


class ForbiddenError(OfferLibraryError):
    """403: the credential lacks a permission in this sandbox."""


class OfferNotFoundError(OfferLibraryError):
    """404: no such object in this sandbox."""


class ConflictError(OfferLibraryError):
    """409 or 412: the object is in use, or was changed meanwhile."""


class RateLimitedError(OfferLibraryError):
    """429: too many requests; the request was not executed."""


class ServerError(OfferLibraryError):
    """5xx: the API failed; a write may or may not have been executed."""
