"""Terraform (or OpenTofu), and Mastercard's restapi provider built from its Go module."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from engine.obtain import Unavailable, go

MODULE = Path(__file__).parent / "restapi-provider"
PACKAGE = "github.com/Mastercard/terraform-provider-restapi"
BUILT = Path(__file__).parents[1] / ".bench" / "restapi" / "terraform-provider-restapi"


def terraform() -> str:
    """Return the command on PATH.

    Raises:
        Unavailable: there is none.
    """
    found = shutil.which("terraform") or shutil.which("tofu")
    if found is None:
        raise Unavailable("neither terraform nor tofu is on PATH")
    return found


@functools.cache
def built() -> Path:
    """Return the provider, as go.sum knows it; Go's cache makes a second build a matter of a second.

    Raises:
        Unavailable: no Go, or no module proxy.
    """
    if shutil.which("go") is None:
        raise Unavailable("no go on PATH to build the restapi provider with")
    go(MODULE, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", str(BUILT), PACKAGE)
    return BUILT


def version() -> str:
    """Return the provider's version in go.mod."""
    return go(MODULE, "list", "-m", "-f", "{{.Version}}", PACKAGE)


def unavailable() -> str | None:
    """Return why Terraform cannot take part; None if it can."""
    try:
        terraform()
        built()
    except Unavailable as reason:
        return str(reason)
    return None
