"""What an answer that is an error becomes."""

from __future__ import annotations

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Answer, Emulator, Redirect
from offer_resources.errors import (
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    InvalidOfferError,
    OfferLibraryError,
    OfferNotFoundError,
    OfferResourcesError,
    RateLimitedError,
    ServerError,
)
from tests.support.log import methods
from tests.support.place import SUMMER, a_library, a_target, last_request_id, settings_for
from tests.support.wire import an_answer, saying

ID = "dps:fallback-offer:0123456789abcdef"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, InvalidOfferError),
        (401, AuthenticationError),
        (403, ForbiddenError),
        (404, OfferNotFoundError),
        (405, OfferLibraryError),
        (409, ConflictError),
        (412, ConflictError),
        (422, InvalidOfferError),
        (429, RateLimitedError),
        (500, ServerError),
        (503, ServerError),
    ],
)
@pytest.mark.parametrize("shape", ["problem", "gateway", "content", "trigger", "empty"])
def test_each_status_has_its_error(
    emulator: Emulator, library: OfferLibrary, status: int, error: type[OfferResourcesError], shape: str
) -> None:
    """The class follows the status, whatever the shape of the body."""
    emulator.fault(Answer.model_validate({"status": status, "shape": shape}), method="GET", times=0)
    with pytest.raises(OfferResourcesError) as caught:
        library.get(a_target(ID))
    by_the_gateway = (status, shape) == (404, "gateway")
    assert type(caught.value) is (OfferLibraryError if by_the_gateway else error)


def test_a_message_says_what_where_why_and_what_to_do(emulator: Emulator, library: OfferLibrary) -> None:
    """One line, all a person needs."""
    with pytest.raises(OfferNotFoundError) as caught:
        library.get(a_target(ID))
    assert str(caught.value) == (
        f"read fallback offer \"Summer\" ({ID}) in sandbox dev: 404 Not Found: No object with id '{ID}' was found"
        f" (request id {last_request_id(emulator)}): run `pulumi refresh` if it was deleted elsewhere,"
        " and check aep:endpoint"
    )


def test_a_refused_offer_is_explained_in_the_apis_words(emulator: Emulator, library: OfferLibrary) -> None:
    """What the API finds wrong with a body reaches the person who wrote it."""
    with pytest.raises(InvalidOfferError) as caught:
        library.create(a_target(), {"status": "draft"})
    assert str(caught.value) == (
        'create fallback offer "Summer" in sandbox dev: 400 Bad Request: name: Field required'
        f" (request id {last_request_id(emulator)}): correct what it names and run again"
    )


def test_a_gateway_error_is_read_too(emulator: Emulator) -> None:
    """A wrong client id is answered by the gateway, in a shape of its own."""
    settings = settings_for(emulator, client_id="somebody", access_token=emulator.emulation.tokens.issue())
    with pytest.raises(ForbiddenError, match="403 403003: Api Key is invalid"):
        OfferLibrary(settings).get(a_target(ID))


def test_the_request_id_of_the_answer_is_the_one_shown() -> None:
    """What the server calls the request is what its makers can look up."""
    answer = an_answer(b"{}", "x-request-id: theirs", status="400 Bad Request")
    with saying(answer) as wire, pytest.raises(InvalidOfferError, match=r"400 Bad Request \(request id theirs\)"):
        a_library(wire.endpoint).get(a_target(ID))


@pytest.mark.parametrize("shape", ["html", "gateway", "empty", "problem"])
def test_a_404_page_does_not_make_an_offer_gone(emulator: Emulator, library: OfferLibrary, shape: str) -> None:
    """Only the Offer Library can say that an object does not exist; a web page or the gateway cannot."""
    emulator.fault(Answer.model_validate({"status": 404, "shape": shape}), method="GET", times=0)
    with pytest.raises(OfferResourcesError) as caught:
        library.get(a_target(ID))
    assert type(caught.value) is (OfferLibraryError if shape in ("html", "gateway") else OfferNotFoundError)


def test_a_404_page_does_not_make_a_delete_a_success(emulator: Emulator, library: OfferLibrary) -> None:
    """A delete that never reached the Offer Library is an error."""
    emulator.fault(Answer(status=404, shape="html"), method="DELETE", times=0)
    with pytest.raises(OfferLibraryError, match="404 a web page, but not from the Offer Library: check aep:endpoint"):
        library.delete(a_target(ID))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(emulator: Emulator, library: OfferLibrary, status: int) -> None:
    """The token never goes to another address; the person is told to check theirs."""
    location = f"{emulator.endpoint}offers/{ID}?offer-type=fallback"
    emulator.fault(Redirect.model_validate({"location": location, "status": status}), method="GET")
    with pytest.raises(OfferLibraryError, match=rf": {status} [A-Z].* \(request id .*\): check aep:endpoint$"):
        library.get(a_target(ID))
    assert methods(emulator) == ["GET"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 422])
def test_a_refusal_is_not_asked_for_again(emulator: Emulator, library: OfferLibrary, status: int) -> None:
    """Asking twice would change nothing."""
    emulator.fault(Answer(status=status), times=0, path="/offers")
    with pytest.raises(OfferLibraryError):
        library.create(a_target(), SUMMER)
    assert methods(emulator) == ["POST"]
