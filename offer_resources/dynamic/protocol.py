"""What a program and its provider, two processes, have agreed on."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

# The property in which Pulumi keeps a pickled provider.
PROVIDER = "__provider"

# The input in which a program tells what it knows of a resource; as with all that start so, Pulumi does not show it.
HINTS = "__about"

# The input in which a program says which members it does not give although the engine hands them to `check`: what
# stays on the server when it is given no longer is ignored by the engine, so that no preview shows it as removed.
NOT_GIVEN = "__notGiven"

# The hint that asks the provider to look at the object that a create would take over, as the run is a preview.
PREVIEW = "preview"

# How an id begins that is none, but asks for the object of the name that follows. With a name as an input, a preview
# that does not know it yet would ask without it (docs/reference/pulumi-dynamic-provider.md 9).
BY_NAME = "name:"

# The type tokens of all our resources begin so.
TYPE_PREFIX = "pulumi-python:dynamic/offers:"


def provider_class_name(pickled: Any) -> str | None:
    """The class in offer_resources/provider.py that this property of a resource in state names; None if it names none.

    It tells what kind of object a resource is whatever its type: a subclass of an early release has one of its own.
    """
    try:
        payload = base64.b64decode(str(pickled), validate=True)
    except (binascii.Error, ValueError):
        return None
    named = re.search(rb"offer_resources\.provider\W+(\w+)", payload)
    return named[1].decode() if named else None


# A variable of the environment: a preview does not look at the objects that are to be taken over. `offers link` sets
# it, as a program may still have the ids of another sandbox.
UNSEEN_ADOPTIONS = "OFFERS_UNSEEN_ADOPTIONS"
