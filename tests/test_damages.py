"""The structural check of the EPUB against an oracle: books damaged in many ways, and what epubcheck says of them."""

from __future__ import annotations

from collections import Counter

import pytest
from damages import DAMAGES, FOR_EPUBCHECK, Damage, Files, pack, unpack
from druckreif.verify.epub import RULE, check_epub
from sample import epub_of, sample
from warm import findings_of

FLOOR = 0.95
"""The part of the faults known to epubcheck that the structural check must know too."""


@pytest.fixture(scope="module")
def good() -> Files:
    data, _, _ = epub_of(sample())
    return unpack(data)


def damaged(good: Files, damage: Damage) -> bytes:
    files = dict(good)
    damage.do(files)
    assert files != good or list(files) != list(good)
    return pack(files)


def test_the_undamaged_book_is_clean(good: Files) -> None:
    assert check_epub("x.epub", pack(good)) == []
    assert findings_of("epubcheck", "x.epub", pack(good)) == []


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_every_damage_is_found(good: Files, damage: Damage) -> None:
    found = check_epub("x.epub", damaged(good, damage))
    assert {finding.rule for finding in found} == {RULE}
    assert all(finding.span.source.startswith("x.epub") for finding in found)


def test_what_epubcheck_finds_is_found(good: Files, capsys: pytest.CaptureFixture[str]) -> None:
    known: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for damage in (*DAMAGES, *FOR_EPUBCHECK):
        data = damaged(good, damage)
        if findings_of("epubcheck", "x.epub", data):
            known[damage.part] += 1
            found[damage.part] += bool(check_epub("x.epub", data))
    part = found.total() / known.total()
    with capsys.disabled():
        print(f"\nof {len(DAMAGES) + len(FOR_EPUBCHECK)} damages epubcheck finds {known.total()};", end=" ")
        print(f"of these the structural check finds {found.total()} ({part:.1%})")
        print("; ".join(f"{name} {found[name]}/{known[name]}" for name in known))
    assert known.total() >= 150, "damages that epubcheck does not see prove nothing"
    assert part >= FLOOR
