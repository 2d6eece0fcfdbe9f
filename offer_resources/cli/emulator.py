"""`offers emulator`: the local Offer Library in the foreground."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..settings import EMULATOR_PORT

if TYPE_CHECKING:
    from ..emulator.emulation import Settings

DEFAULT_SECRET = "emulator-secret"

_EXAMPLE = """
Example: start with example offers, and keep them between runs.

\b
    offers emulator --example --data offers.db
"""


@click.command("emulator", epilog=_EXAMPLE)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=EMULATOR_PORT,
    show_default=True,
    help="The port; 0 chooses a free one.",
)
@click.option("--data", type=click.Path(dir_okay=False, path_type=Path), help="Keep the objects in this file.")
@click.option("--latency", type=click.IntRange(0), default=0, metavar="MS", help="Wait before every answer.")
@click.option("--client-id", default="emulator", show_default=True)
@click.option("--client-secret", default=DEFAULT_SECRET, show_default=True)
@click.option("--control", is_flag=True, help="Serve the control API under /__emulator__.")
@click.option("--reading", "flags", multiple=True, metavar="NAME=VALUE", help="Flip a reading; may be repeated.")
@click.option("--example", is_flag=True, help="Fill the sandboxes dev and stage of org DEMO@AdobeOrg.")
@click.option("--list-readings", is_flag=True, help="Show every reading and exit.")
def command(
    port: int,
    data: Path | None,
    latency: int,
    client_id: str,
    client_secret: str,
    control: bool,
    flags: tuple[str, ...],
    example: bool,
    list_readings: bool,
) -> None:
    """Run a local Offer Library on 127.0.0.1, for any org and sandbox."""
    _require_extra()
    from ..emulator import readings
    from ..emulator.emulation import Settings

    if list_readings:
        click.echo(_table_of_readings())
        return
    try:
        chosen = readings.parsed(flags)
    except ValueError as exc:
        raise click.ClickException(str(exc)) from exc
    _serve(Settings(data, latency, client_id, client_secret, control, chosen, example), port)


def _serve(settings: Settings, port: int) -> None:
    from ..emulator.emulation import start
    from ..emulator.http import server
    from ..emulator.library.datafile import DataFileError

    try:
        sock = server.listen(port)
    except OSError as exc:
        reason = f"cannot listen on 127.0.0.1:{port} ({exc.strerror}); give --port another one, or 0 for a free one"
        raise click.ClickException(reason) from exc
    try:
        emulation = start(settings, server.url_of(sock))
    except DataFileError as exc:
        raise click.ClickException(str(exc)) from exc
    url = server.url_of(sock)
    try:
        server.serve(emulation, sock, ready=lambda: click.echo(_ready(url, settings.client_id, settings.client_secret)))
    finally:
        emulation.library.store.close()


def _ready(url: str, client_id: str, client_secret: str) -> str:
    """Return the line that says it is ready, and a command to paste."""
    secret = client_secret if client_secret == DEFAULT_SECRET else "$CLIENT_SECRET"
    return (
        f"Offer Library emulator at {url}/data/core/dps/ (token endpoint {url}/ims/token/v3)\n"
        f"curl -s '{url}/data/core/dps/offers?offer-type=fallback'"
        f' -H "Authorization: Bearer $(curl -s {url}/ims/token/v3 -d grant_type=client_credentials'
        f' -d client_id={client_id} -d "client_secret={secret}" -d scope=openid'
        ' | sed \'s/.*"access_token":"\\([^"]*\\)".*/\\1/\')"'
        f" -H 'x-api-key: {client_id}' -H 'x-gw-ims-org-id: DEMO@AdobeOrg' -H 'x-sandbox-name: dev'"
    )


def _table_of_readings() -> str:
    from ..emulator.readings import READINGS

    lines = []
    for name, reading in READINGS.items():
        lines.append(f"{name}={'|'.join(reading.values)}  (default {reading.default}; source {reading.source})")
        lines.append(f"    {reading.about}")
    lines.append("The sources are sections of docs/reference/offer-library-api.md in the package's repository.")
    return "\n".join(lines)


def _require_extra() -> None:
    missing = [name for name in ("fastapi", "uvicorn", "jsonpatch", "jinja2") if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(
            f"the emulator needs {', '.join(missing)}; install them with: pip install 'offer-resources[emulator]'"
        )
