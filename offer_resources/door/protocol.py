"""The names that a program and its provider, two processes, use between them."""

from __future__ import annotations

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
# may hold one: the engine does not tell a dynamic provider what is secret, and a transform or `ignore_changes` can
# change a value after the program's own check.
PLAIN = "plain"

# The hint with the version of the program's package.
VERSION = "version"

# The prefix of an id that stands for the object with the name that follows. If the name were an input, a preview that
# does not know it yet would look up without it (docs/reference/pulumi-dynamic-provider.md 9).
BY_NAME = "name:"

# The output with the real id of a looked-up object: the engine returns to a program the id that it asked for
# (program/resources/base.py).
OBJECT_ID = "objectId"

# An environment variable: a preview does not read the objects to adopt. `offers link` sets it, as the program may still
# have the ids of another sandbox.
UNSEEN_ADOPTIONS = "OFFERS_UNSEEN_ADOPTIONS"
