"""What the files of content/ say, with the shop's facts filled in."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

import pulumi

from offer_resources import Component

CONTENT = Path(__file__).parent / "content"


class Texts:
    """The files of content/; `facts` are what `${…}` in them stands for."""

    def __init__(self, languages: Sequence[str], **facts: object) -> None:
        self._languages = languages
        self._facts = facts

    def of(self, file: str) -> str:
        """What a file says."""
        text = (CONTENT / file).read_text(encoding="utf-8").strip()
        try:
            return Template(text).substitute(self._facts)
        except (KeyError, ValueError) as error:
            known = ", ".join(f"${{{fact}}}" for fact in self._facts)
            raise pulumi.RunError(f"content/{file}: {error}; what can be filled in: {known}; $$ for a dollar") from None

    def html(self, name: str) -> list[Component]:
        """A banner, in each language."""
        return [
            Component(type="html", format="text/html", content=self.of(f"{name}.{one}.html"), language=[one])
            for one in self._languages
        ]

    def plain(self, name: str) -> list[Component]:
        """A message, in each language."""
        return [
            Component(type="text", format="text/plain", content=self.of(f"{name}.{one}.txt"), language=[one])
            for one in self._languages
        ]
