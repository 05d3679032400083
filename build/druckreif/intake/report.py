"""IMPORT.md: what was guessed, with its places and the doubt, what was left out, and the account of words."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..model.book import Book
from ..model.ibid import ibids
from .draft import Draft, Guess, Left, Place, Swap
from .folder import Files
from .inline import plain
from .proof import Account

_MOST_LISTED = 5000
"""Lines of a list; what is beyond is counted by kind."""


def import_report(name: str, draft: Draft, files: Files, book: Book, words: Account, changed: Mapping[str, int]) -> str:
    """The text of IMPORT.md."""
    guesses = sorted((*draft.guesses, *files.guesses), key=lambda guess: (-guess.doubt, guess.place))
    lines = [
        f"# What was imported from {_said(name)}",
        "",
        "Everything that was decided without certainty, the most doubtful first. A doubt of 0 is none, 1 is a toss-up.",
        "Places in the original are lines, or paragraphs where the format has no lines. Delete this file when you are done:",
        "it is no part of the book.",
        "",
        "## Words",
        "",
        *_account(words),
        "",
        "## Guesses",
        "",
        *_guesses(guesses, files),
        "",
        "## Left out",
        "",
        *_left(draft.left),
        "",
        *_swaps([*draft.swaps, *files.swaps]),
        *_ibids(book),
        *_typography(changed),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


class Places:
    """Places of the result, looked up in time that grows with the logarithm of their number."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.order = sorted(files.at)

    def __getitem__(self, place: Place) -> str:
        index = bisect_right(self.order, place)
        found = self.files.at[self.order[index - 1]] if index and self.order[index - 1].part == place.part else None
        return f"{found[0]}:{found[1]}" if found else ""


def _account(words: Account) -> list[str]:
    rows = [("words of the original", words.original), ("words of the book", words.book)]
    rows += [(f"left out: {kind}", count) for kind, count in words.left.items()]
    rows += [("changed, as in the original", words.swapped_in), ("changed, as in the book", words.swapped_out)]
    lines = ["| what | words |", "|---|---:|", *(f"| {what} | {count:,} |" for what, count in rows if count), ""]
    if words.is_even:
        return [
            *lines,
            "No word is lost: the words of the original are those of the book and of the lists below, each as often.",
        ]
    lines.append("**The account is not even.** These words are neither in the book nor in the lists below:")
    lines += ["", ", ".join(_said(word) for word in words.lost[:500]) or "none", ""]
    lines += [
        "These are in the book, but not in the original:",
        "",
        ", ".join(_said(word) for word in words.new[:500]) or "none",
    ]
    return lines


def _guesses(guesses: Sequence[Guess], files: Files) -> list[str]:
    if not guesses:
        return ["None: the format said it all."]
    places = Places(files)
    lines = ["| doubt | what | original | book | why |", "|---:|---|---|---|---|"]
    for guess in guesses[:_MOST_LISTED]:
        row = (f"{guess.doubt:.2f}", guess.what, str(guess.place), places[guess.place], _said(guess.words))
        lines.append(f"| {' | '.join(row)} |")
    return lines + _beyond(guess.what for guess in guesses[_MOST_LISTED:])


def _left(left: Sequence[Left]) -> list[str]:
    if not left:
        return ["Nothing."]
    lines = ["| what | original | doubt | words |", "|---|---|---:|---|"]
    order = sorted(left, key=lambda item: (-item.doubt, item.place))
    for item in order:
        lines.append(f"| {item.kind} | {item.place} | {item.doubt:.2f} | {_said(item.words)} |")
    return lines


def _swaps(swaps: Sequence[Swap]) -> list[str]:
    if not swaps:
        return []
    lines = ["## Changed words", "", "| what | original | doubt | was | is |", "|---|---|---:|---|---|"]
    for swap in sorted(swaps, key=lambda swap: (-swap.doubt, swap.place)):
        lines.append(f"| {swap.kind} | {swap.place} | {swap.doubt:.2f} | {_said(swap.before)} | {_said(swap.after)} |")
    return [*lines, ""]


def _ibids(book: Book) -> list[str]:
    """Every literal "Ebd." with the work it stands for; it stays literal, and each edition makes of it what it needs."""
    rows = []
    for division in book.divisions:
        for ibid in ibids(division, book.sources):
            work = " ".join(filter(None, (ibid.work.author, ibid.work.title))) or "?"
            what = {"found": work, "ambiguous": "one of several works", "dangling": "nothing that a note before it names"}[
                ibid.state
            ]
            rows.append((ibid.state != "found", division.source, ibid.label, ibid.word, what))
    if not rows:
        return []
    lines = [
        "## Ebd., a. a. O., ibid.",
        "",
        "They stay as they are in the notes; the EPUB, where a note is read alone, says the work behind them.",
        "",
    ]
    lines += ["| file | note | word | stands for |", "|---|---|---|---|"]
    lines += [
        f"| {file} | {label} | {_said(word)} | {_said(what)} |"
        for _, file, label, word, what in sorted(rows, key=lambda row: not row[0])
    ]
    return [*lines, ""]


def _typography(changed: Mapping[str, int]) -> list[str]:
    if not any(changed.values()):
        return []
    kinds = ", ".join(f"{count:,} × {kind}" for kind, count in changed.items() if count)
    return ["## Marks and spaces", "", f"Brought into the form of the language: {kinds}.", ""]


def _beyond(kinds: Iterable[str]) -> list[str]:
    counts = Counter(kinds)
    return (
        ["", "And more: " + ", ".join(f"{count:,} × {kind}" for kind, count in sorted(counts.items())) + "."]
        if counts
        else []
    )


def _said(text: str) -> str:
    """Words in a cell of a table: one line, no marks of Markdown."""
    return " ".join(plain(text).split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<") or "–"
