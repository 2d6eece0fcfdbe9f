"""The error bodies of the Offer Library and of the gateway before it.

The vendor's pages print no error body for this service; the shapes are those of its siblings.
Source: docs/reference/offer-library-api.md 14.1.
"""

from __future__ import annotations

from typing import Any

Json = Any


class Problem(Exception):
    """An error to answer with; any code may raise it, and the routes turn it into HTTP."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail

    def body(self) -> Json:
        """Shape B of docs/reference/offer-library-api.md 14.1, a platform problem."""
        return {
            "type": f"https://ns.adobe.com/aep/errors/ODE-0001-{self.status}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }


class GatewayProblem(Problem):
    """An error of the gateway, before the Offer Library sees the request.

    Source: docs/reference/offer-library-api.md 14.2.
    """

    def __init__(self, status: int, error_code: str, message: str) -> None:
        super().__init__(status, message, message)
        self.error_code = error_code

    def body(self) -> Json:
        """Shape A of docs/reference/offer-library-api.md 14.1."""
        return {"error_code": self.error_code, "message": self.detail}


class ContentTypeProblem(Problem):
    """A body without a JSON content type (docs/reference/offer-library-api.md 14.1, shape C)."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status, "BadRequestError", "A valid content-type must be specified")

    def body(self) -> Json:
        return {
            "type": "/placeholder/type/uri",
            "status": self.status,
            "title": self.title,
            "detail": self.detail,
        }


def bad_request(detail: str) -> Problem:
    """400: the request cannot be understood or is not valid."""
    return Problem(400, "Bad Request", detail)


def not_found(id_: str) -> Problem:
    """404: no such object in this sandbox, or it is of another kind."""
    return Problem(404, "Not Found", f"No object with id '{id_}' was found")


def conflict(detail: str, status: int = 409) -> Problem:
    """409: the object's state does not allow it."""
    return Problem(status, "Conflict", detail)


def forbidden(id_: str) -> Problem:
    """403: the caller lacks the object's access labels (docs/reference/offer-library-api.md 2.4)."""
    return Problem(403, "Forbidden", f"Access to '{id_}' is denied")


def read_only(members: list[str], status: int = 422) -> Problem:
    """422: the members are set by the server; inferred from the predecessor.

    Source: docs/reference/offer-library-api.md 17, 19.
    """
    titles = {400: "Bad Request", 422: "Unprocessable Entity"}
    return Problem(status, titles[status], f"Members set by the server cannot be changed: {', '.join(members)}")
