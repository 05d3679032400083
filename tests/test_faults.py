"""Whatever befalls a build, its files are all old or all new. A few tries of each fault; `make faults` makes twenty."""

from __future__ import annotations

import os
import random

import pytest
from faults import FAULTS, Bench, seed

TRIES = int(os.environ.get("DRUCKREIF_TRIES", "") or 2)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The print and the screen edition of a small book, built before and after an edit."""
    made = Bench(tmp_path_factory.mktemp("faults"), random.Random(0), ("screen", "print"))
    made.prepare()
    assert made.finished["a"].keys() == made.finished["b"].keys() == {"mini-screen.pdf", "mini-print.pdf"}
    assert all(made.finished["a"][name] != made.finished["b"][name] for name in made.finished["a"])
    return made


@pytest.mark.parametrize("name", FAULTS)
def test_all_is_old_or_all_is_new(name: str, bench: Bench) -> None:
    chosen = seed()
    bench.dice = random.Random(f"{name} {chosen}")
    for _ in range(TRIES):
        outcome = FAULTS[name](bench)
        assert outcome.is_sound(), f"seed {chosen}: {outcome}"
