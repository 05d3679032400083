"""The order of words and names in glossary, bibliography and register (DIN 5007-1)."""

from __future__ import annotations

import pytest
from druckreif.model.collate import collate, collate_name, collate_sub, initial

WORDS = [
    ["Adler, Friedrich", "Adler, Viktor", "Adlerhof", "Ähre", "Ast"],
    ["Goethe", "Goethezeit", "Gotha", "Gothe", "Göthe", "Gothen"],
    ["Masse", "Maße", "Massen"],
    ["Neue Ökonomische Politik", "Neuer Kurs", "Neuerer"],
    ["Łódź", "Lodzer", "Loge"],
    ["Ærø", "Æsop", "Aether"],
    ["O’Brien", "Obst", "O’Connor"],
    ["Antonow, Alexander", "Antonow-Owsejenko"],
    ["Šik", "Zug", "zuletzt", "Борис", "Егор", "Ёлка", "Иван", "Їжак", "Йод", "Кремль"],
    ["weg", "Weg", "Wege"],
]
NAMES = [
    ["Ranft, A.", "von Ranke, Leopold", "Rau, B."],
    ["Lind, A.", "van der Linden, Jan", "Lindner, B."],
    ["De Gaulle, Charles", "Deutscher, Isaac"],
    ["d’Holbach, Paul", "Holz, Arno"],
    ["al-Kindi", "Kinski"],
    ["Vonnegut, Kurt", "Zuse, Konrad"],
]
SUBS = ["in Brest-Litowsk", "und der Friede", "georgische Frage", "und die Komintern", "Krankheit"]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_words(words: list[str]) -> None:
    assert sorted(reversed(words), key=collate) == sorted(words, key=collate) == words


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_prefixes_of_names(names: list[str]) -> None:
    assert sorted(reversed(names), key=collate_name) == names


def test_small_words_before_sub_entries_do_not_count() -> None:
    assert sorted(reversed(SUBS), key=collate_sub) == SUBS


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Ähre", "A"), ("von Ranke", "R"), ("Łódź", "L"), ("ßa", "S"), ("Ёлка", "Е"), ("Йод", "Й"), ("1. Mai", "")],
)
def test_letters_over_groups(name: str, letter: str) -> None:
    assert initial(name) == letter
