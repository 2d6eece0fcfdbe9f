from tests.support.browser import browser  # noqa: F401 - a fixture
from tests.support.emulated_place import _emulator, emulator, library, settings  # noqa: F401 - fixtures
