"""What the stack's config and the environment mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from offer_resources import settings
from offer_resources.errors import ConfigError
from offer_resources.settings import DEFAULT_ENDPOINT, DEFAULT_IMS_ENDPOINT, DEFAULT_SCOPES, Place, Settings

ENOUGH = {
    "orgId": "0123456789ABCDEF@AdobeOrg",
    "sandbox": "dev",
    "clientId": "client",
    "clientSecret": "p8e-secret",
}
CONFIG = {f"aep:{key}": value for key, value in ENOUGH.items()}
SECRETS = ("p8e-secret", "eyJ-token", "p8e-other", "eyJ-other")


def read(environ: dict[str, str] | None = None, **config: Any) -> Settings:
    """Settings of a stack that gives enough, and these keys besides; None takes one away."""
    given = {f"aep:{key}": value for key, value in {**ENOUGH, **config}.items()}
    return settings.read(given.get, environ or {})


def problem(environ: dict[str, str] | None = None, **config: Any) -> str:
    """Return what the error says about them."""
    with pytest.raises(ConfigError) as caught:
        read(environ, **config)
    return str(caught.value)


def test_defaults() -> None:
    """Four keys are enough for the real service."""
    assert read({"PULUMI_HOME": "/home/p"}) == Settings(
        place=Place("0123456789ABCDEF@AdobeOrg", "dev"),
        client_id="client",
        client_secret="p8e-secret",
        access_token=None,
        scopes="openid,AdobeID,read_organizations,additional_info.projectedProductContext,session",
        endpoint="https://platform.adobe.io/data/core/dps/",
        ims_endpoint="https://ims-na1.adobelogin.com/ims/token/v3",
        timeout_seconds=30.0,
        max_concurrency=16,
        on_conflict="stop",
        journal=Path("/home/p/offer-resources/creates.sqlite"),
    )


@pytest.mark.parametrize(
    ("config", "attribute", "value"),
    [
        ({"orgId": " org@AdobeOrg\n"}, "place", Place("org@AdobeOrg", "dev")),
        ({"clientId": " c "}, "client_id", "c"),
        ({"scopes": "openid,AdobeID"}, "scopes", "openid,AdobeID"),
        ({"scopes": ["openid", "AdobeID"]}, "scopes", "openid,AdobeID"),
        ({"scopes": '["openid","AdobeID"]'}, "scopes", "openid,AdobeID"),
        ({"scopes": " "}, "scopes", DEFAULT_SCOPES),
        ({"endpoint": "https://example.com/data/core/dps"}, "endpoint", "https://example.com/data/core/dps/"),
        ({"endpoint": "https://example.com/data/core/dps/"}, "endpoint", "https://example.com/data/core/dps/"),
        ({"endpoint": "http://127.0.0.1:8900/data/core/dps/"}, "endpoint", "http://127.0.0.1:8900/data/core/dps/"),
        ({"endpoint": "http://localhost:8900"}, "endpoint", "http://localhost:8900/"),
        ({"endpoint": "http://[::1]:8900/"}, "endpoint", "http://[::1]:8900/"),
        ({"endpoint": ""}, "endpoint", DEFAULT_ENDPOINT),
        ({"imsEndpoint": "http://127.0.0.1:8900/ims/token/v3"}, "ims_endpoint", "http://127.0.0.1:8900/ims/token/v3"),
        ({"imsEndpoint": None}, "ims_endpoint", DEFAULT_IMS_ENDPOINT),
        ({"timeoutSeconds": "2.5"}, "timeout_seconds", 2.5),
        ({"timeoutSeconds": 5}, "timeout_seconds", 5.0),
        ({"timeoutSeconds": "1e12"}, "timeout_seconds", 86_400.0),
        ({"maxConcurrency": "4"}, "max_concurrency", 4),
        ({"maxConcurrency": 4.0}, "max_concurrency", 4),
        ({"onConflict": "overwrite"}, "on_conflict", "overwrite"),
        ({"onConflict": ""}, "on_conflict", "stop"),
        ({"checks": "off"}, "checks", "off"),
        ({"door": "plugin"}, "door", "plugin"),
    ],
)
def test_every_key(config: dict[str, Any], attribute: str, value: Any) -> None:
    """Text from a stack file and typed values from an explicit provider mean the same."""
    assert getattr(read(**config), attribute) == value


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"orgId": None}, "aep:orgId is not set: `pulumi config set aep:orgId …`"),
        ({"sandbox": " "}, "aep:sandbox is not set: `pulumi config set aep:sandbox …`"),
        ({"clientId": None}, "aep:clientId is not set: `pulumi config set aep:clientId …`"),
        ({"orgId": "a\nb"}, "aep:orgId got 'a\\nb', takes one line of plain ASCII text"),
        ({"sandbox": "größe"}, "aep:sandbox got 'größe', takes one line of plain ASCII text"),
        ({"sandbox": 7}, "aep:sandbox got 7, takes one line of plain ASCII text"),
        ({"timeoutSeconds": "soon"}, "aep:timeoutSeconds got 'soon', takes a number of seconds above 0"),
        ({"timeoutSeconds": "0"}, "aep:timeoutSeconds got '0', takes a number of seconds above 0"),
        ({"timeoutSeconds": "-1"}, "aep:timeoutSeconds got '-1', takes a number of seconds above 0"),
        ({"timeoutSeconds": "nan"}, "aep:timeoutSeconds got 'nan', takes a number of seconds above 0"),
        ({"timeoutSeconds": "inf"}, "aep:timeoutSeconds got 'inf', takes a number of seconds above 0"),
        ({"timeoutSeconds": True}, "aep:timeoutSeconds got True, takes a number of seconds above 0"),
        ({"timeoutSeconds": [1]}, "aep:timeoutSeconds got [1], takes a number of seconds above 0"),
        ({"maxConcurrency": "0"}, "aep:maxConcurrency got '0', takes a whole number from 1 up"),
        ({"maxConcurrency": "2.5"}, "aep:maxConcurrency got '2.5', takes a whole number from 1 up"),
        ({"onConflict": "maybe"}, "aep:onConflict got 'maybe', takes stop or overwrite"),
        ({"checks": "on"}, "aep:checks got 'on', takes warn, stop or off"),
        ({"door": "both"}, "aep:door got 'both', takes dynamic or plugin"),
        ({"onConflict": True}, "aep:onConflict got True, takes stop or overwrite"),
        ({"scopes": "[1]"}, "aep:scopes got '[1]', takes names separated by commas, or a list of names"),
        ({"scopes": []}, "aep:scopes got [], takes names separated by commas, or a list of names"),
    ],
)
def test_a_bad_value_is_named(config: dict[str, Any], said: str) -> None:
    """The key, what it got, what it takes."""
    assert problem(**config) == said


@pytest.mark.parametrize("key", ["endpoint", "imsEndpoint"])
@pytest.mark.parametrize(
    "url",
    [
        "platform.adobe.io",
        "//platform.adobe.io/",
        "ftp://platform.adobe.io/",
        "https://",
        "https:///data",
        "https://[::1",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://exa mple.com/",
        "https://example.com/a b",
        "https://example.com/?a=1",
        "https://example.com/#a",
        "https://user@example.com/",
        "https://user:p8e-secret@example.com/",
        7,
        ["https://example.com/"],
    ],
)
def test_an_address_that_is_none(key: str, url: Any) -> None:
    """It may hold a password, so it is not shown."""
    assert problem(**{key: url}) == f"aep:{key} takes an https URL without user, password, query or fragment"


@pytest.mark.parametrize("key", ["endpoint", "imsEndpoint"])
@pytest.mark.parametrize(
    "url",
    ["http://platform.adobe.io/", "http://0.0.0.0:8900/", "http://127.0.0.1.example.com/", "http://localhost.evil.io/"],
)
def test_http_goes_to_this_machine_only(key: str, url: Any) -> None:
    """A token never crosses a network in the clear."""
    said = f"aep:{key} got {url!r}: http is accepted for a loopback host only, use https"
    assert problem(**{key: url}) == said


def test_all_problems_come_at_once() -> None:
    """Every wrong key is reported in one error."""
    said = problem(orgId=None, sandbox=None, clientId=None, clientSecret=None, timeoutSeconds="x", onConflict="y")
    assert [part.split()[0] for part in said.split("; ")] == [
        "aep:orgId",
        "aep:sandbox",
        "aep:clientId",
        "aep:clientSecret",
        "aep:timeoutSeconds",
        "aep:onConflict",
    ]


def test_no_credential_at_all() -> None:
    """The message says both ways to give one."""
    assert problem(clientSecret=None) == (
        "aep:clientSecret is not set: set it with `pulumi config set --secret aep:clientSecret`,"
        " or AEP_CLIENT_SECRET in the environment (or aep:accessToken, AEP_ACCESS_TOKEN)"
    )


@pytest.mark.parametrize(
    ("config", "environ", "credential"),
    [
        pytest.param({}, {}, ("p8e-secret", None), id="config's secret"),
        pytest.param({"accessToken": "eyJ-token"}, {}, (None, "eyJ-token"), id="config's token wins over its secret"),
        pytest.param({}, {"AEP_CLIENT_SECRET": "p8e-other"}, ("p8e-other", None), id="the environment's secret wins"),
        pytest.param({}, {"AEP_ACCESS_TOKEN": "eyJ-other"}, (None, "eyJ-other"), id="the environment's token wins"),
        pytest.param(
            {"accessToken": "eyJ-token"},
            {"AEP_CLIENT_SECRET": "p8e-other"},
            ("p8e-other", None),
            id="a source is taken whole",
        ),
        pytest.param(
            {},
            {"AEP_CLIENT_SECRET": "p8e-other", "AEP_ACCESS_TOKEN": "eyJ-other"},
            (None, "eyJ-other"),
            id="in the environment too a token wins",
        ),
        pytest.param(
            {}, {"AEP_CLIENT_SECRET": "", "AEP_ACCESS_TOKEN": " "}, ("p8e-secret", None), id="an empty variable is none"
        ),
        pytest.param(
            {"clientSecret": None}, {"AEP_CLIENT_SECRET": "p8e-other\n"}, ("p8e-other", None), id="a line end is none"
        ),
    ],
)
def test_where_the_credential_comes_from(
    config: dict[str, Any], environ: dict[str, str], credential: tuple[str | None, str | None]
) -> None:
    """The environment wins, because credentials rotate; one source is taken whole."""
    found = read(environ, **config)
    assert (found.client_secret, found.access_token) == credential


def test_the_environments_client_id_wins() -> None:
    """It belongs to the credential."""
    assert read({"AEP_CLIENT_ID": "other"}).client_id == "other"


def test_a_place_never_comes_from_the_environment() -> None:
    """A stack always means one place."""
    environ = {"AEP_ORG_ID": "x", "AEP_SANDBOX": "x", "AEP_ENDPOINT": "https://x/", "AEP_IMS_ENDPOINT": "https://x/"}
    assert read(environ) == read()


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("http://127.0.0.1:8900/dps/", "http://127.0.0.1:8913/dps/"),
        ("http://localhost:8900/dps/", "http://localhost:8913/dps/"),
        ("http://[::1]:8900/dps/", "http://[::1]:8913/dps/"),
        ("http://127.0.0.1:8901/dps/", "http://127.0.0.1:8901/dps/"),
        ("http://127.0.0.1/dps/", "http://127.0.0.1/dps/"),
        ("https://example.com:8900/dps/", "https://example.com:8900/dps/"),
    ],
)
def test_the_local_emulators_port(url: str, read_as: str) -> None:
    """The environment may move the emulator's usual port on this machine, and nothing else."""
    found = read({"OFFERS_EMULATOR_PORT": "8913"}, endpoint=url, imsEndpoint=url)

    assert (found.endpoint, found.ims_endpoint) == (read_as, read_as)
    assert read({"OFFERS_EMULATOR_PORT": "8913"}) == read()


@pytest.mark.parametrize("value", ["0", "65536", "eight", "-1", "89.5"])
def test_no_port(value: str) -> None:
    said = f"OFFERS_EMULATOR_PORT got '{value}', takes a port: a number from 1 to 65535"
    assert problem({"OFFERS_EMULATOR_PORT": value}) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AEP_CLIENT_ID", "a\nb", "AEP_CLIENT_ID got 'a\\nb', takes one line of plain ASCII text"),
        ("AEP_CLIENT_SECRET", "p8e-ö", "AEP_CLIENT_SECRET got something else (not shown), takes one line of plain"),
        ("AEP_ACCESS_TOKEN", "eyJ\nx", "AEP_ACCESS_TOKEN got something else (not shown), takes one line of plain"),
    ],
)
def test_a_variable_no_header_can_hold(name: str, value: str, said: str) -> None:
    """It is refused here, so that no library quotes it."""
    assert problem({name: value}).startswith(said)


@pytest.mark.parametrize("key", ["clientSecret", "accessToken"])
@pytest.mark.parametrize("value", ["p8e-secret\nX", "p8e-secret☀", 7, ["p8e-secret"]])
def test_a_bad_secret_is_not_shown(key: str, value: Any) -> None:
    """The message says what is wrong with it, not what it is."""
    assert problem(**{key: value}) == f"aep:{key} got something else (not shown), takes one line of plain ASCII text"


def test_secrets_are_in_no_representation() -> None:
    """Neither of settings nor of what is made of them."""
    found = [read(accessToken="eyJ-token"), read({"AEP_CLIENT_SECRET": "p8e-other"})]
    assert [secret for secret in SECRETS if secret in f"{found!r} {found!s}"] == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://LOCALHOST/", True),
        ("http://10.0.0.1/", False),
        ("http://example.com/", False),
        ("http://127.0.0.1.nip.io/", False),
        ("localhost", False),
    ],
)
def test_what_this_machine_is(url: str, expected: bool) -> None:
    """A loopback address, or localhost by name; nothing that only looks like it."""
    assert settings.is_loopback(url) == expected


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("aep:onconflict", "did you mean aep:onConflict?"),
        ("aep:clientID", "did you mean aep:clientId?"),
        ("aep:max_deletes", "did you mean aep:maxDeletes?"),
        ("aep:sandboxName", "did you mean aep:sandbox?"),
        ("aep:check", "did you mean aep:checks?"),
        ("aep:retries", "docs/settings.md has all keys"),
        ("aep:OWNCREDENTIAL", "docs/settings.md has all keys"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(key: str, hint: str) -> None:
    """A misspelt key is not silently nothing."""
    with pytest.raises(ConfigError) as caught:
        settings.read(CONFIG.get, {}, given=[*CONFIG, key, "offers:anything"])
    assert str(caught.value) == f"{key} is not a setting: {hint}"


def test_every_key_there_is_may_be_given() -> None:
    """Those that only the program reads too, and the one that marks an explicit provider's own credential."""
    keys = ["maxDeletes", "checks", "door", "ownCredential", *settings.KEYS]
    assert settings.read(CONFIG.get, {}, given=[f"aep:{key}" for key in keys]).place.sandbox == "dev"


@pytest.mark.parametrize(
    ("endpoints", "exposed"),
    [
        ({}, ["aep:clientSecret"]),
        ({"aep:endpoint": "http://127.0.0.1:1/"}, ["aep:clientSecret"]),
        ({"aep:endpoint": "http://127.0.0.1:1/", "aep:imsEndpoint": "http://localhost:1/"}, []),
    ],
)
def test_which_secrets_are_exposed(endpoints: dict[str, str], exposed: list[str]) -> None:
    """What goes to this machine only is good for nothing else; an endpoint that is not given is Adobe's."""
    plain = ["aep:clientSecret", "aep:clientId", *endpoints]
    assert settings.exposed(plain, endpoints.get) == exposed
