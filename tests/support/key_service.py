"""A key service for the engine, in the form of Vault's, that keeps nothing: it returns a key as it came.

With a passphrase the engine derives a key from it in every command, which takes longer than all else that a command on
a small stack does. The values in a stack are encrypted either way, each by the stack's own key.
"""

from __future__ import annotations

import functools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What `pulumi stack init --secrets-provider` takes.
PROVIDER = "hashivault://offers"

_PREFIX = "vault:v1:"


class _Transit(BaseHTTPRequestHandler):
    """`transit/encrypt` and `transit/decrypt` of Vault's HTTP API, in which keys are texts in base64."""

    def do_PUT(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "plaintext" in asked:
            told = {"ciphertext": _PREFIX + asked["plaintext"]}
        else:
            told = {"plaintext": asked["ciphertext"].removeprefix(_PREFIX)}
        body = json.dumps({"data": told}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@functools.cache
def url() -> str:
    """Return where the service is, for as long as this process runs; the engine takes it as `VAULT_SERVER_URL`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Transit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
