"""Bytes as text, and text as lines: the first step for every format that is text."""

from __future__ import annotations

import codecs
import unicodedata

from .draft import LIMITS, Guess, Place, Refused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(data: bytes) -> tuple[str, tuple[Guess, ...]]:
    """The text of a file in composed characters, with LF at line ends; raises Refused for what is no text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return _clean(data.decode(name)), ()
            except UnicodeDecodeError:
                raise Refused(f"the file begins as {name.upper()} but is none") from None
    if b"\0" in data[: LIMITS.size]:
        raise Refused("the file holds zero bytes: it is no text")
    try:
        return _clean(data.decode("utf-8")), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    words = "the file is not UTF-8; it was read as Windows-1252, so letters with marks may be wrong"
    return _clean(data.decode("cp1252", "replace")), (Guess("encoding", 0.3, Place("", line), words),)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\f\n")
    if len(text) > LIMITS.characters:
        raise Refused(f"the text has {len(text):,} characters; at most {LIMITS.characters:,} are read")
    if text.count("\n") > LIMITS.lines:
        raise Refused(f"the text has {text.count(chr(10)):,} lines; at most {LIMITS.lines:,} are read")
    if max(map(len, text.split("\n"))) > LIMITS.line:
        raise Refused(f"a line has more than {LIMITS.line:,} characters")
    return unicodedata.normalize("NFC", text)
