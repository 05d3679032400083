"""How words are sorted: one key for glossary, bibliography and register."""

from __future__ import annotations

import unicodedata


def collate(text: str) -> str:
    """A sort key after DIN 5007-1: umlauts as vowels, ß as ss, marks and case ignored."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ẞ", "SS")).casefold()
    return "".join(char for char in folded if char.isalnum() or char == " ").strip()
