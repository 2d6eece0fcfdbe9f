"""The names that a program and its provider, two processes, use between them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

# The property with the pickled provider.
PROVIDER = "__provider"

# The input with the hints of a resource. Pulumi does not show inputs whose names begin with two underscores.
HINTS = "__about"

# The input with the names of members that the program does not give, although the engine hands them to `check`: the
# resource ignores their changes, as the server keeps them and no preview should show them as removed.
NOT_GIVEN = "__notGiven"

# The hint, in a preview, that asks the provider to read the object that a create would adopt.
PREVIEW = "preview"

# The hint with a fingerprint of each member in which the program has no secret. Any other value that reaches `check`
# may hold one: the engine does not tell a provider what is secret, and a transform or `ignore_changes` can change a
# value after the program's own check.
PLAIN = "plain"

# The prefix of an id that stands for the object with the name that follows. If the name were an input, a preview that
# does not know it yet would look up without it (docs/reference/pulumi-dynamic-provider.md 9).
BY_NAME = "name:"

# The prefix of the type tokens of all our resources.
TYPE_PREFIX = "pulumi-python:dynamic/offers:"


def provider_class_name(pickled: Any) -> str | None:
    """Return the class of offer_resources/provider.py that a resource's pickled provider names; None if there is none.

    It identifies the kind of object better than the resource's type: a subclass of an early release has its own type.
    """
    try:
        payload = base64.b64decode(str(pickled), validate=True)
    except (binascii.Error, ValueError):
        return None
    named = re.search(rb"offer_resources\.provider\W+(\w+)", payload)
    return named[1].decode() if named else None


# An environment variable: a preview does not read the objects to adopt. `offers link` sets it, as the program may still
# have the ids of another sandbox.
UNSEEN_ADOPTIONS = "OFFERS_UNSEEN_ADOPTIONS"
