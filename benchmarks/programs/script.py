"""The offers by a plain script: `script.py VERB THREADS`; its state is ids.json."""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

OFFERS = os.environ["ENDPOINT"] + "offers"
IDS = Path("ids.json")

Offer = dict[str, Any]

local = threading.local()


def session() -> requests.Session:
    """One a thread, with the headers of every request."""
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.trust_env = False
        local.session.headers.update(json.loads(os.environ["HEADERS"]))
    found: requests.Session = local.session
    return found


def send(method: str, id_: str = "", body: Any = None) -> Any:
    """One request; an answer that is no success ends the script."""
    path = f"{OFFERS}/{id_}" if id_ else OFFERS
    response = session().request(method, path, params={"offer-type": "fallback"}, json=body, timeout=60)
    response.raise_for_status()
    return response.json() if response.content else None


def create(name: str, offer: Offer) -> str:
    """Return the id of the new offer."""
    created: str = send("POST", body=offer)["id"]
    return created


def differing(name: str, offer: Offer) -> list[Offer]:
    """Return the JSON Patch that makes the live offer what it should be."""
    live = send("GET", ids[name])
    return [
        {"op": "replace", "path": f"/{member}", "value": value}
        for member, value in offer.items()
        if live.get(member) != value
    ]


def update(name: str, offer: Offer) -> None:
    """Patch what differs."""
    patch = differing(name, offer)
    if patch:
        send("PATCH", ids[name], patch)


def destroy(name: str, offer: Offer) -> None:
    """Delete the offer."""
    send("DELETE", ids[name])


offers: dict[str, Offer] = json.loads(Path("offers.json").read_text())
ids: dict[str, str] = json.loads(IDS.read_text()) if IDS.exists() else {}
verb = {"create": create, "preview": differing, "refresh": differing, "update": update, "destroy": destroy}[sys.argv[1]]

with ThreadPoolExecutor(int(sys.argv[2])) as pool:
    done = list(pool.map(verb, offers, offers.values()))
if verb is create:
    IDS.write_text(json.dumps(dict(zip(offers, done, strict=True))))
