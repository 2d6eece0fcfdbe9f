from tests.support.browser import _page, base_url, browser, page  # noqa: F401 - fixtures
from tests.support.emulated_place import _emulator, emulator, library, settings  # noqa: F401 - fixtures
