"""What a program and its provider, two processes, have agreed on."""

# The input in which a program tells what it knows of a resource; as with all that start so, Pulumi does not show it.
HINTS = "__about"

# How an id begins that is none, but asks for the object of the name that follows. With a name as an input, a preview
# that does not know it yet would ask without it (docs/reference/pulumi-dynamic-provider.md 9).
BY_NAME = "name:"

# The type tokens of all our resources begin so.
TYPE_PREFIX = "pulumi-python:dynamic/offers:"
