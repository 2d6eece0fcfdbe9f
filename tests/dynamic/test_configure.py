"""Config and credentials on their way into the host (docs/reference/pulumi-dynamic-provider.md 2, 4)."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Emulator, running
from offer_resources.objects.checked import AS_GIVEN
from tests.dynamic.calls import HostError, Props
from tests.dynamic.emulated import ORG, config_of, live, sent
from tests.dynamic.host import Host, Start


def refused(start: Start, config: Props) -> str:
    """Return what is said of settings: by the dynamic host at a resource, by the plugin before there are any."""
    with pytest.raises(HostError) as refusal, start(config) as host:
        host.offers.check({"name": "Summer"})
    return str(refusal.value).removeprefix("ConfigError: ")


def test_configure_check_and_diff_send_nothing(emulator: Emulator, start: Start) -> None:
    """A preview needs no network at all."""
    with start(config_of(emulator)) as host:
        inputs = host.offers.check({"name": "Summer"}).inputs
        host.offers.diff("dps:fallback-offer:1", {**inputs, "etag": 1}, {**inputs, "description": "Sun"})
    assert emulator.requests == []


def test_check_and_diff_work_where_nobody_listens(nobody: str, start: Start) -> None:
    """A preview works while the service is down."""
    config = {
        "aep:orgId": ORG,
        "aep:sandbox": "dev",
        "aep:clientId": "emulator",
        "aep:clientSecret": "emulator-secret",
        "aep:endpoint": nobody,
        "aep:imsEndpoint": nobody,
    }
    with start(config) as host:
        inputs = host.offers.check({"name": "Summer"}).inputs
        assert not host.offers.diff("dps:fallback-offer:1", inputs, inputs).is_any


def test_the_default_providers_config_is_text(emulator: Emulator, start: Start) -> None:
    """Numbers and lists of a stack file arrive as text and mean the same."""
    config = config_of(
        emulator,
        timeoutSeconds="2.5",
        maxConcurrency="4",
        onConflict="overwrite",
        scopes='["openid","AdobeID"]',
    )
    with start(config) as host:
        host.offers.up({"name": "Summer"})
    assert "scope=openid%2CAdobeID" in emulator.requests[0].body


def test_an_explicit_providers_config_is_typed(emulator: Emulator, start: Start) -> None:
    """Numbers arrive as floats and lists as lists."""
    config = config_of(emulator, timeoutSeconds=30.0, maxConcurrency=4.0, scopes=["openid", "AdobeID"])
    with start(config) as host:
        host.offers.up({"name": "Summer"})
    assert "scope=openid%2CAdobeID" in emulator.requests[0].body


def test_every_missing_key_is_named_in_one_line(start: Start) -> None:
    """All missing keys are reported in one run."""
    assert refused(start, {}) == (
        "aep:orgId is not set: `pulumi config set aep:orgId …`;"
        " aep:sandbox is not set: `pulumi config set aep:sandbox …`;"
        " aep:clientId is not set: `pulumi config set aep:clientId …`;"
        " aep:clientSecret is not set: set it with `pulumi config set --secret aep:clientSecret`,"
        " or AEP_CLIENT_SECRET in the environment (or aep:accessToken, AEP_ACCESS_TOKEN)"
    )


def test_a_misspelt_key_is_named(emulator: Emulator, start: Start) -> None:
    """The host is given every key of the stack, and says what is probably meant."""
    said = refused(start, config_of(emulator, onconflict="overwrite"))
    assert said == "aep:onconflict is not a setting: did you mean aep:onConflict?"


def test_every_bad_value_is_named_in_one_line(emulator: Emulator, start: Start) -> None:
    """A bad value is an error that names the key, what it got and what it takes."""
    config = config_of(
        emulator,
        timeoutSeconds="soon",
        maxConcurrency="0",
        onConflict="maybe",
        door="back",
        endpoint="http://example.com/",
    )
    assert refused(start, config) == (
        "aep:endpoint got 'http://example.com/': http is accepted for a loopback host only, use https;"
        " aep:timeoutSeconds got 'soon', takes a number of seconds above 0;"
        " aep:maxConcurrency got '0', takes a whole number from 1 up;"
        " aep:onConflict got 'maybe', takes stop or overwrite;"
        " aep:door got 'back', takes dynamic or plugin"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [("timeoutSeconds", True), ("maxConcurrency", 1.5), ("sandbox", 5.0), ("scopes", [1.0]), ("endpoint", ["x"])],
)
def test_a_typed_value_of_the_wrong_type_is_named(emulator: Emulator, key: str, value: object, start: Start) -> None:
    """An explicit provider's inputs are checked like a stack's text."""
    assert refused(start, config_of(emulator, **{key: value})).startswith(f"aep:{key} ")


def test_a_config_error_is_repeated_for_every_resource() -> None:
    """The second resource is not left without an explanation; through the plugin there is none without settings."""
    with Host({}) as host:
        for _ in range(2):
            with pytest.raises(HostError, match=r"^ConfigError: aep:orgId is not set"):
                host.placements.check({"name": "Banner"})


def test_a_secret_of_the_environment_wins(emulator: Emulator, start: Start) -> None:
    """Refresh and destroy use config saved by the last `up`; credentials rotate."""
    with start(config_of(emulator, clientSecret="retired"), env={"AEP_CLIENT_SECRET": "emulator-secret"}) as host:
        assert host.offers.up({"name": "Summer"}).outs["etag"] == 1


def test_a_client_id_of_the_environment_wins(emulator: Emulator, start: Start) -> None:
    """The id belongs to the secret and rotates with it."""
    with start(config_of(emulator, clientId="retired"), env={"AEP_CLIENT_ID": "emulator"}) as host:
        assert host.offers.up({"name": "Summer"}).outs["etag"] == 1


def test_a_token_of_the_environment_wins_over_a_secret_of_config(start: Start) -> None:
    """A source is taken whole."""
    with running() as emulator:
        token = emulator.emulation.tokens.issue()
        with start(config_of(emulator, clientSecret="retired"), env={"AEP_ACCESS_TOKEN": token}) as host:
            host.offers.up({"name": "Summer"})
        assert emulator.tokens_issued == 1


def test_a_secret_of_the_environment_wins_over_a_token_of_config(emulator: Emulator, start: Start) -> None:
    """A source is taken whole."""
    with start(config_of(emulator, accessToken="retired"), env={"AEP_CLIENT_SECRET": "emulator-secret"}) as host:
        assert host.offers.up({"name": "Summer"}).outs["etag"] == 1


def test_an_empty_variable_counts_as_not_given(emulator: Emulator, start: Start) -> None:
    """CI systems set variables to nothing."""
    with start(config_of(emulator), env={"AEP_CLIENT_SECRET": "", "AEP_ACCESS_TOKEN": " "}) as host:
        assert host.offers.up({"name": "Summer"}).outs["etag"] == 1


def test_the_place_is_never_taken_from_the_environment(emulator: Emulator, start: Start) -> None:
    """A stack always means one place."""
    with start(config_of(emulator), env={"AEP_ORG_ID": "OTHER", "AEP_SANDBOX": "prod"}) as host:
        assert host.offers.check({"name": "Summer"}).inputs == {
            "name": "Summer",
            "org": ORG,
            "sandbox": "dev",
            AS_GIVEN: True,
        }


def test_a_ready_made_token_is_sent_as_it_is(start: Start) -> None:
    """A ready-made token needs no token service."""
    with running() as emulator:
        token = emulator.emulation.tokens.issue()
        with start(config_of(emulator, clientSecret=None, accessToken=token)) as host:
            host.offers.up({"name": "Summer"})
        assert {request.path for request in emulator.requests} == {"/data/core/dps/offers"}


def test_an_ended_ready_made_token_is_refused_once(emulator: Emulator, start: Start) -> None:
    """It cannot be renewed, so nothing is repeated; the message names the places to put a new one."""
    with start(config_of(emulator, clientSecret=None, accessToken="ended")) as host:
        with pytest.raises(HostError, match=r"^AuthenticationError: .*AEP_ACCESS_TOKEN"):
            host.offers.up({"name": "Summer"})
        assert [request.method for request in emulator.requests] == ["GET"]


def test_a_token_that_ends_during_a_run_is_renewed_once(start: Start) -> None:
    """A long run outlives its token; the refused POST was not executed and is sent again."""
    with running() as emulator, start(config_of(emulator)) as host:
        host.offers.up({"name": "Summer"})
        emulator.expire_tokens()
        made = host.offers.up({"name": "Winter"})
        assert live(emulator, made.id)["name"] == "Winter"
        assert emulator.tokens_issued == 2


def test_a_refused_secret_names_where_it_comes_from(emulator: Emulator, start: Start) -> None:
    """The message says which keys and variables to look at."""
    with start(config_of(emulator, clientSecret="retired")) as host:
        with pytest.raises(HostError, match=r"^AuthenticationError: .*aep:clientSecret.*AEP_CLIENT_SECRET"):
            host.offers.up({"name": "Summer"})
        assert sent(emulator) == []
