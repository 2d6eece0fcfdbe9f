"""Reads the stack's settings (place, credential, time limits) from config and environment, and checks them."""

from __future__ import annotations

import difflib
import ipaddress
import json
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigError

DEFAULT_SCOPES = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"
DEFAULT_ENDPOINT = "https://platform.adobe.io/data/core/dps/"
DEFAULT_IMS_ENDPOINT = "https://ims-na1.adobelogin.com/ims/token/v3"
# The usual port of `offers emulator`, and its port in stack files.
EMULATOR_PORT = 8900
ON_CONFLICT = ("stop", "overwrite")
CHECKS = ("warn", "stop", "off")
DOORS = ("dynamic", "plugin")

# A hidden setting of an explicit provider: use its own credential, not the one in the environment.
OWN_CREDENTIAL = "aep:ownCredential"

# The `aep:` keys that a `Sandbox` copies from the stack. `_KEYS_OF_THE_STACK` apply to the stack as a whole.
KEYS = (
    "orgId",
    "sandbox",
    "clientId",
    "clientSecret",
    "accessToken",
    "scopes",
    "endpoint",
    "imsEndpoint",
    "timeoutSeconds",
    "maxConcurrency",
    "onConflict",
)

# The environment variable with the limit of deletes for one run.
MAX_DELETES_ONCE = "OFFERS_MAX_DELETES"

_KEYS_OF_THE_STACK = ("maxDeletes", "checks", "door")
CREDENTIAL = ("clientSecret", "accessToken")
SECRET_KEYS = tuple(f"aep:{key}" for key in CREDENTIAL)

# A day: long enough for any request, and short enough for every platform's clock.
_LONGEST_TIMEOUT_SECONDS = 86_400.0


@dataclass(frozen=True)
class Place:
    """Where an object lives: one sandbox of one organisation."""

    org: str
    sandbox: str


@dataclass(frozen=True)
class Settings:
    """The `aep:` settings, parsed and checked.

    The time budgets of retries are not configurable. The first wait doubles from attempt to attempt; it comes from
    OFFERS_RETRY_WAIT_SECONDS in the environment, so that tests can shorten it.

    Attributes:
        checks: whether a finding of the checks across objects is a warning (`warn`), a problem (`stop`) or `off`.
        door: the provider that the program's resources use, `dynamic` or `plugin`.
        journal: the file that notes creates before they are sent (lifecycle/journal.py); None keeps the notes in
            memory.
    """

    place: Place
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    scopes: str = DEFAULT_SCOPES
    endpoint: str = DEFAULT_ENDPOINT
    ims_endpoint: str = DEFAULT_IMS_ENDPOINT
    timeout_seconds: float = 30.0
    max_concurrency: int = 16
    on_conflict: str = "stop"
    checks: str = "warn"
    door: str = "dynamic"
    retry_wait_seconds: float = 0.5
    retry_budget_seconds: float = 60.0
    throttle_budget_seconds: float = 300.0
    journal: Path | None = None


def has_own_credential(given: Mapping[str, Any]) -> bool:
    """Return whether the keys that a program gives an explicit provider have a credential."""
    return not set(CREDENTIAL).isdisjoint(given)


def copied_keys(given: Mapping[str, Any]) -> list[str]:
    """Return the keys that an explicit provider gets from the stack, besides those that its program gives.

    A credential is either the program's or the stack's, never one part of each.
    """
    left_out = {*given, *(CREDENTIAL if has_own_credential(given) else ())}
    return [key for key in KEYS if key not in left_out]


def read(get: Callable[[str], Any], environ: Mapping[str, str] = os.environ, *, given: Iterable[str] = ()) -> Settings:
    """Read the settings from config and environment.

    Args:
        get: looks up a full config key such as `aep:orgId`; the value is text (default provider) or typed
            (explicit provider), or None.
        environ: `AEP_CLIENT_ID`, `AEP_CLIENT_SECRET` and `AEP_ACCESS_TOKEN` in it win over config, because a
            refresh and a destroy use the config saved by the last `up` while credentials rotate.
            `OFFERS_EMULATOR_PORT` is where the local emulator listens: an endpoint at port 8900 of a loopback address
            is read as one at that port. No other endpoint is changed.

    Raises:
        ConfigError: naming every key that is missing or wrong, what it got and what it takes.
    """
    source = _Reader(get, environ)
    source.problems += _unknown(given)
    emulator_port = source.emulator_port(environ)
    place = Place(source.text("orgId"), source.text("sandbox"))
    client_id = source.variable("AEP_CLIENT_ID", shown=True)
    if client_id is None:
        client_id = source.text("clientId")
    client_secret, access_token = _credential(source)
    settings = Settings(
        place=place,
        client_id=client_id,
        client_secret=client_secret,
        access_token=access_token,
        scopes=source.scopes(),
        endpoint=_at_emulator(source.url("endpoint", DEFAULT_ENDPOINT).rstrip("/") + "/", emulator_port),
        ims_endpoint=_at_emulator(source.url("imsEndpoint", DEFAULT_IMS_ENDPOINT), emulator_port),
        timeout_seconds=min(
            source.number("timeoutSeconds", 30.0, "a number of seconds above 0", lambda n: n > 0),
            _LONGEST_TIMEOUT_SECONDS,
        ),
        max_concurrency=int(
            source.number("maxConcurrency", 16, "a whole number from 1 up", lambda n: n >= 1 and n == int(n))
        ),
        on_conflict=source.choice("onConflict", ON_CONFLICT),
        checks=source.choice("checks", CHECKS),
        door=source.choice("door", DOORS),
        retry_wait_seconds=source.retry_wait(environ),
        journal=journal_path(environ),
    )
    source.finish()
    return settings


def refuse_unknown(given: Iterable[str]) -> None:
    """Refuse unknown keys of the namespace `aep`.

    Raises:
        ConfigError: naming each of them.
    """
    if problems := _unknown(given):
        raise ConfigError("; ".join(problems))


def max_deletes(get: Callable[[str], Any], environ: Mapping[str, str] = os.environ) -> int | None:
    """Return how many objects a run may delete; None if it is not set. `OFFERS_MAX_DELETES`, for one run, wins.

    Raises:
        ConfigError: the value is not a whole number.
    """
    for name, value in ((MAX_DELETES_ONCE, environ.get(MAX_DELETES_ONCE)), ("aep:maxDeletes", get("aep:maxDeletes"))):
        text = str(value or "").strip()
        if text and not re.fullmatch(r"[0-9]{1,9}", text):
            raise ConfigError(f"{name} got {text!r}, takes a whole number from 0 up")
        if text:
            return int(text)
    return None


def journal_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of this machine's journal, in Pulumi's own folder."""
    home = environ.get("PULUMI_HOME")
    return (Path(home) if home else Path.home() / ".pulumi") / "offer-resources" / "creates.sqlite"


def is_loopback(url: str) -> bool:
    """Return whether the URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _at_emulator(url: str, port: int) -> str:
    """Return the URL with the local emulator's real port, if it has the emulator's usual one."""
    parts = urlsplit(url)
    if not is_loopback(url) or parts.port != EMULATOR_PORT:
        return url
    return parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}").geturl()


def exposed(plain: Iterable[str], get: Callable[[str], Any]) -> list[str]:
    """Return the keys of secrets in plain text; none for a stack that only talks to this machine.

    Args:
        plain: the keys whose values are not encrypted.
        get: as for `read`.
    """
    endpoints = {"aep:endpoint": DEFAULT_ENDPOINT, "aep:imsEndpoint": DEFAULT_IMS_ENDPOINT}
    if all(is_loopback(str(get(key) or default)) for key, default in endpoints.items()):
        return []
    return [key for key in SECRET_KEYS if key in plain]


def _unknown(given: Iterable[str]) -> list[str]:
    """Return a problem for each unknown key of the namespace `aep`."""
    known = [OWN_CREDENTIAL, *(f"aep:{key}" for key in (*KEYS, *_KEYS_OF_THE_STACK))]
    by_letters = {_letters(key): key for key in known[1:]}
    problems = []
    for key in given:
        if key.startswith("aep:") and key not in known:
            near = difflib.get_close_matches(_letters(key), by_letters, 1)
            hint = f"did you mean {by_letters[near[0]]}?" if near else "docs/settings.md has all keys"
            problems.append(f"{key} is not a setting: {hint}")
    return problems


def _letters(key: str) -> str:
    """Without case and punctuation: `aep:onconflict` and `aep:on_conflict` mean the same key."""
    return re.sub(r"[^a-z]", "", key.removeprefix("aep:").lower())


def _credential(source: _Reader) -> tuple[str | None, str | None]:
    """(client secret, access token): one source taken whole, and in it a ready-made token wins."""
    secret, token = source.variable("AEP_CLIENT_SECRET"), source.variable("AEP_ACCESS_TOKEN")
    if secret is None and token is None:
        secret, token = source.secret("clientSecret"), source.secret("accessToken")
    if secret is None and token is None and source.is_own_credential:
        source.problems.append(
            "aep:clientSecret is empty: give the provider a client secret or an access token, or neither, and it uses"
            " the stack's"
        )
    elif secret is None and token is None:
        source.problems.append(
            "aep:clientSecret is not set: set it with `pulumi config set --secret aep:clientSecret`,"
            " or AEP_CLIENT_SECRET in the environment (or aep:accessToken, AEP_ACCESS_TOKEN)"
        )
    return (None, token) if token else (secret, None)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class _Reader:
    """Looks keys up and remembers every problem, so that all are reported at once."""

    def __init__(self, get: Callable[[str], Any], environ: Mapping[str, str]) -> None:
        self._get = get
        self.is_own_credential = bool(get(OWN_CREDENTIAL))
        # The environment's credential is the same for all providers.
        self._environ = {} if self.is_own_credential else environ
        self.problems: list[str] = []

    def finish(self) -> None:
        if self.problems:
            raise ConfigError("; ".join(self.problems))

    def text(self, key: str) -> str:
        value = self._optional(key)
        if value is None:
            self.problems.append(f"aep:{key} is not set: `pulumi config set aep:{key} …`")
            return ""
        return self._header_text(f"aep:{key}", value, shown=True)

    def variable(self, name: str, *, shown: bool = False) -> str | None:
        value = self._environ.get(name, "").strip()
        return self._header_text(name, value, shown=shown) if value else None

    def secret(self, key: str) -> str | None:
        value = self._optional(key)
        return None if value is None else self._header_text(f"aep:{key}", value, shown=False)

    def scopes(self) -> str:
        """Return the scopes, from a text or a list; a list in a stack's file arrives as JSON text."""
        value = self._optional("scopes")
        if value is None:
            return DEFAULT_SCOPES
        names = _decoded(value) if isinstance(value, str) and value.startswith("[") else value
        if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
            return ",".join(names)
        if not isinstance(names, str):
            self.problems.append(f"aep:scopes got {value!r}, takes names separated by commas, or a list of names")
            return DEFAULT_SCOPES
        return names

    def url(self, key: str, default: str) -> str:
        value = self._optional(key)
        if value is None:
            return default
        try:
            parts = urlsplit(str(value))
            extra = (
                parts.query
                or parts.fragment
                or parts.username
                or parts.password
                or not re.fullmatch(r"\S+", str(value))
            )
            plain = not extra and bool(parts.hostname) and parts.port != 0  # reading a bad port raises
        except ValueError:
            plain = False
        if not plain or parts.scheme not in ("https", "http"):
            # A URL may carry a password, so it is not shown.
            self.problems.append(f"aep:{key} takes an https URL without user, password, query or fragment")
            return default
        if parts.scheme == "http" and not is_loopback(str(value)):
            self.problems.append(f"aep:{key} got {str(value)!r}: http is accepted for a loopback host only, use https")
            return default
        return str(value)

    def number(self, key: str, default: float, takes: str, accepts: Callable[[float], bool]) -> float:
        value = self._optional(key)
        if value is None:
            return default
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number) or not accepts(number):
            self.problems.append(f"aep:{key} got {value!r}, takes {takes}")
            return default
        return number

    def retry_wait(self, environ: Mapping[str, str]) -> float:
        value = environ.get("OFFERS_RETRY_WAIT_SECONDS", "").strip() or "0.5"
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return float(value)
        self.problems.append(f"OFFERS_RETRY_WAIT_SECONDS got {value!r}, takes a number of seconds")
        return 0.5

    def emulator_port(self, environ: Mapping[str, str]) -> int:
        value = environ.get("OFFERS_EMULATOR_PORT", "").strip() or str(EMULATOR_PORT)
        if re.fullmatch(r"[0-9]{1,5}", value) and 0 < int(value) < 65536:
            return int(value)
        self.problems.append(f"OFFERS_EMULATOR_PORT got {value!r}, takes a port: a number from 1 to 65535")
        return EMULATOR_PORT

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._optional(key)
        if value is None:
            return choices[0]
        if value not in choices:
            takes = " or ".join([", ".join(choices[:-1]), choices[-1]])
            self.problems.append(f"aep:{key} got {value!r}, takes {takes}")
        return str(value)

    def _optional(self, key: str) -> Any:
        value = self._get(f"aep:{key}")
        if isinstance(value, str):
            value = value.strip()
        return None if value == "" else value

    def _header_text(self, name: str, value: Any, *, shown: bool) -> str:
        if isinstance(value, str) and value.isascii() and value.isprintable():
            return value
        got = repr(value) if shown else "something else (not shown)"
        self.problems.append(f"{name} got {got}, takes one line of plain ASCII text")
        return ""
