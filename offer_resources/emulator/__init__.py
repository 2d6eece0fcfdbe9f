"""A local Offer Library. Stands alone: it shares no code with the provider.

`running()` serves one inside a test; `offers emulator` serves one in a terminal.
"""

from .library.datafile import DataFileError
from .running import Emulator, running
from .steering.faults import Answer, Cut, Delay, Edit, ExpireTokens, Garble, RateLimit, Redirect, ShortTokens, Throttle

__all__ = [
    "Answer",
    "Cut",
    "DataFileError",
    "Delay",
    "Edit",
    "Emulator",
    "ExpireTokens",
    "Garble",
    "RateLimit",
    "Redirect",
    "ShortTokens",
    "Throttle",
    "running",
]
