from tests.support.emulated_place import _emulator, emulator, everywhere_is_here, library, life, patient, settings  # noqa: F401 - fixtures
