from tests.support.emulated_place import _emulator, emulator, library, settings  # noqa: F401 - fixtures
