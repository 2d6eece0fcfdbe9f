"""Builds what the API returns for a stored object: a receipt after a write, the object for a read.

Source: docs/reference/offer-library-api.md 3.1.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from .. import instants
from ..readings import Readings
from .families import BY_KIND, FALLBACK, RULE
from .store import Place, StoredObject

Json = Any

# Members that the server sets and a client cannot write.
SERVER_MEMBERS = ("created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id")


def read_date(milliseconds: int, readings: Readings) -> str:
    """Return an instant as reads write it (docs/reference/offer-library-api.md 15 #3)."""
    text = instants.zulu(milliseconds)
    return text if readings.read_dates == "zulu" else text.replace("Z", "+00:00")


# The author of objects of the in-app service is this name (docs/reference/offer-library-api.md 1).
IN_APP_SERVICE = "Mobile_Sheliak"


def user_id(client_id: str) -> str:
    """Return the technical account of a client id, in the API's form."""
    if client_id == IN_APP_SERVICE:
        return client_id
    return hashlib.sha256(client_id.encode()).hexdigest()[:24].upper() + "@techacct.adobe.com"


def sandbox_id(place: Place) -> str:
    """Return the UUID of a sandbox, which follows from its names."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place.org}/{place.sandbox}"))


def receipt(obj: StoredObject, readings: Readings, *, updated: bool = False) -> Json:
    """Return the answer to a write, which has business members only by reading."""
    answer = {
        "etag": obj.etag,
        "createdBy": user_id(obj.created_by),
        "lastModifiedBy": user_id(obj.modified_by),
        "id": obj.id,
        "sandboxId": sandbox_id(obj.place),
        "createdDate": instants.zulu(obj.created),
        "lastModifiedDate": instants.zulu(obj.modified),
    }
    if readings.receipt_members == "full":
        answer |= {"createdByClientId": obj.created_by, "lastModifiedByClientId": obj.modified_by}
    # docs/reference/offer-library-api.md 3.1: shown on one page only.
    documented = updated and obj.kind == FALLBACK.kind
    if readings.dataset_id == "always" or (readings.dataset_id == "fallback-update" and documented):
        answer["datasetId"] = hashlib.sha256("/".join(obj.place).encode()).hexdigest()[:24]
    return {**answer, **obj.body} if readings.write_answer == "object" else answer


def schema(kind: str, readings: Readings) -> str:
    """Return the one string of `schemas` (docs/reference/offer-library-api.md 3.3)."""
    versioned = BY_KIND[kind].schema
    return {"versioned": versioned, "unversioned": versioned.partition(";")[0], "empty": ""}[readings.schemas]


def server_members(obj: StoredObject, readings: Readings) -> dict[str, Json]:
    """Return the members of a read that the server sets, in the API's order."""
    return {
        "created": read_date(obj.created, readings),
        "modified": read_date(obj.modified, readings),
        "etag": obj.etag,
        "schemas": [schema(obj.kind, readings)],
        "createdBy": user_id(obj.created_by),
        "lastModifiedBy": user_id(obj.modified_by),
        "id": obj.id,
    }


def document(obj: StoredObject, readings: Readings) -> Json:
    """Return the answer to a read."""
    body = obj.body
    if obj.kind == RULE.kind and readings.defined_on == "dropped":
        body = {name: value for name, value in body.items() if name != "definedOn"}
    return {**server_members(obj, readings), **body}
