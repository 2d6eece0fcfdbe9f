from tests.support.emulated_place import _emulator, emulator, library, life, patient, settings  # noqa: F401 - fixtures
