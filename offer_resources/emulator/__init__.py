"""A local Offer Library. Stands alone: it shares no code with the provider.

`running()` serves one inside a test; `offers emulator` serves one in a terminal.
"""

from .datafile import DataFileError
from .faults import Answer, Cut, Delay, Edit, ExpireTokens, Garble, RateLimit, Redirect, ShortTokens, Throttle
from .running import Emulator, running

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
