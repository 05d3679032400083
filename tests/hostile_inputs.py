"""Random and hostile manuscripts through `druckreif import` and `druckreif check`: `make import-proof` runs 5,000 of them.

Each is imported by the verbs as an editor runs them, in a process where a socket, or a file that is opened for writing
outside the target, ends the run. Counted are crashes ("a defect of druckreif", a signal, any exit but those that are
promised), inputs that take too long, texts whose account of words is not even (broken HTML has no certain words: there
IMPORT.md says what is), and the memory at its highest. The inputs depend on their number alone.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from druckreif.intake.formats import format_of

HERE = Path(__file__).parent
BATCH = 250
SECONDS = 60
"""Processor time that one input may take, with its check."""
MEGABYTES = 500

MARKS = (
    "[1]", "[^1]", "[^1]: ", "(1)", "¹", "*", "**", "_", "`", "```\n", "> ", "| ", "::: {.letter}\n", ":::\n", "# ",
    "## ", "- ", "1. ", "\n\n", "\n", " ", "\t", "    ", "Anmerkungen:\n", "Kapitel 1\n", "INHALT\n", "Ebd., S. 3.",
    "a. a. O.", "„", "“", "»", "«", "'", '"', "–", "---\n", "* * *\n", "<b>", "<!-- ", "-->", "{#id}", "{.x}",
    "[@key, S. 1]", "![x](../../etc/passwd)", "&amp;", "&#0;", "\\", "\f", "\u202e", "\u200b", "\ufeff", "\u0301", "\ue010",
    "\ue01a", "\ue01b", "\U0001f600", "\u4e2d", "ß", "\ufb01", "Liebe Eva,\n\n", "Dein Karl\n\n", "Wort", "wort-\n",
    "Der Satz endet hier.", "Rosa Luxemburg (1871–1919), Politikerin",
    "Freikorps: Verbände von Freiwilligen nach dem Krieg", "12\n", "Cookies akzeptieren",
)  # fmt: skip


def repeated(chance: random.Random) -> bytes:
    """One or two marks, very often."""
    piece = "".join(chance.choices(MARKS, k=chance.randint(1, 3)))
    return (piece * chance.choice((10, 300, 4000))).encode("utf-8", "surrogatepass")[: chance.choice((1000, 60_000))]


def mixed(chance: random.Random) -> bytes:
    """Marks in any order."""
    return "".join(chance.choices(MARKS, k=chance.randint(1, 800))).encode()


def noise(chance: random.Random) -> bytes:
    """Bytes that are nothing, or begin as something."""
    head = chance.choice((b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xfe", b"\xef\xbb\xbf", b"<html>", b"{\\rtf1", b"\x1f\x8b"))
    return head + chance.randbytes(chance.randint(0, 3000))


def letters(chance: random.Random) -> bytes:
    """Characters from all of Unicode."""
    points = (
        chance.choice((0x20, 0x100, 0x2000, 0x3000, 0xE000, 0x1F600, 0x10FF00)) + chance.randint(0, 0xFF) for _ in range(900)
    )
    return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000).encode("utf-8", "ignore")


def damaged(chance: random.Random) -> bytes:
    """A manuscript of the tests, cut, doubled and with bytes changed."""
    data = bytearray(chance.choice(MANUSCRIPTS))
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(data) + 1)
        action = chance.randint(0, 3)
        if action == 0:
            del data[at : at + chance.randint(1, 400)]
        elif action == 1:
            data[at:at] = data[at : at + 300] * chance.randint(1, 5)
        elif action == 2:
            data[at:at] = chance.choice(MARKS).encode("utf-8", "replace")
        else:
            data[at : at + 1] = chance.randbytes(chance.randint(0, 4))
    return bytes(data[:80_000])


def shuffled(chance: random.Random) -> bytes:
    """The lines of manuscripts in another order."""
    lines = b"\n".join(chance.sample(MANUSCRIPTS, min(2, len(MANUSCRIPTS)))).split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines[: chance.randint(1, 200)])


def package(chance: random.Random) -> bytes:
    """A package with names that lead out, entities, bombs, depth, or missing parts."""
    kind = chance.choice(("word/document.xml", "content.xml", "META-INF/container.xml"))
    bodies = (
        b"<a>" * chance.choice((1, 1000)) + b"x",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "'
        + b"x" * 90
        + b'"><!ENTITY c "'
        + b"&b;" * 90
        + b'">]><a>&c;&c;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"\0" * chance.choice((10, 2_000_000)),
        b'<container><rootfiles><rootfile full-path="../../../etc/passwd"/></rootfiles></container>',
        chance.randbytes(200),
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in (kind, "../../out.txt", "/etc/druckreif", "[Content_Types].xml", "C:\\x", "a" * 200 + ".xml")[
            : chance.randint(1, 6)
        ]:
            out.writestr(name, chance.choice(bodies))
    data = bytearray(target.getvalue())
    for _ in range(chance.choice((0, 0, 1, 20))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def nested(chance: random.Random) -> bytes:
    """Markup within markup within markup."""
    opening, closing = chance.choice((
        ("<div><p>", "</p></div>"), ("> ", ""), ("- ", ""), ("*[", "]{lang=ru}*"), ("::: {.letter}\n", ":::\n"),
        ("<table><tr><td>", "</td></tr></table>"), ("„‚", "‘“"), ("(", ")"), ("[a](", ")"),
    ))  # fmt: skip
    depth = chance.choice((3, 30, 300, 3000))
    return (chance.choice(("", "<html><body>")) + opening * depth + "Wort" + closing * depth).encode()


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    repeated,
    mixed,
    noise,
    letters,
    damaged,
    damaged,
    shuffled,
    package,
    nested,
)
NAMES = ("a.txt", "a.md", "a.html", "a", "a.docx", "a.epub", "a.odt", "a.xhtml", "ü b.txt", "-rf.txt", "a.txt.exe")
MANUSCRIPTS = [path.read_bytes() for path in sorted((HERE / "imports").iterdir()) if path.is_file()]


def hostile(number: int) -> tuple[str, bytes]:
    """The input of a number: its name and bytes."""
    chance = random.Random(number)
    return chance.choice(NAMES), chance.choice(KINDS)(chance)


# ---- the process that imports ----


class _Forbidden(BaseException):
    """What no import may do."""


def _watch(allowed: tuple[str, ...]) -> None:
    """End the run for a socket, or a write outside the folders that are allowed."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket."):
            raise _Forbidden(f"{event} {arguments[:2]}")
        names: tuple[object, ...] = ()
        if event == "open":
            mode, flags = arguments[1], arguments[2]
            is_writing = any(sign in str(mode or "") for sign in "wax+") or (
                isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            )
            names = arguments[:1] if is_writing else ()
        elif event in ("os.rename", "os.link", "os.symlink"):
            names = arguments[:2]
        elif event in ("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "shutil.rmtree"):
            names = arguments[:1]
        elif event in ("os.system", "os.exec", "os.posix_spawn") or (
            event == "subprocess.Popen" and Path(str(arguments[0])).stem != "pandoc"  # which druckreif runs with --sandbox
        ):
            raise _Forbidden(f"{event} {arguments[:1]}")
        if event in ("os.remove", "os.rmdir", "os.mkdir") and arguments[-1] != -1:  # below a folder that is open
            return
        paths = (os.path.abspath(os.fsdecode(name)) for name in names if isinstance(name, (str, bytes, os.PathLike)))
        for path in paths:
            if not path.startswith(allowed):
                raise _Forbidden(f"{event} {path}")

    sys.addaudithook(hook)


def _one(number: int, folder: Path, run: Callable[..., int]) -> str:
    """Import and check one input; "" if all is well."""
    name, data = hostile(number)
    source, out = folder / "in" / name, folder / "out" / "book"
    source.parent.mkdir(parents=True)
    source.write_bytes(data)
    code = run("import", "--out", out, "--", source)
    if code not in (0, 2):
        return f"import exits with {code}"
    if code == 2:
        return (
            f"refused, but {sorted(out.parent.iterdir())} is there"
            if out.parent.exists() and any(out.parent.iterdir())
            else ""
        )
    if [path for path in out.parent.iterdir() if path != out]:
        return "more than the book was written"
    if not (out / "IMPORT.md").is_file():
        return "no IMPORT.md"
    is_text = format_of(data, name) in ("text", "markdown")
    if is_text and "No word is lost" not in (out / "IMPORT.md").read_text("utf-8"):
        return "the account of words is not even"
    code = run("check", "--book", out, "--format", "json")
    return "" if code in (0, 1) else f"check exits with {code}"


def peak() -> int:
    """MB that this process took at most; on Linux, `getrusage` begins with those of the process that started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20


def child(first: int, count: int) -> None:
    """Run some inputs in this process; a line of JSON for each."""
    import contextlib
    import shutil

    from druckreif.cli import main

    os.environ["DRUCKREIF_DEBUG"] = "1"
    base = Path(tempfile.mkdtemp(prefix="druckreif-hostile-"))
    os.environ["DRUCKREIF_CACHE"] = str(base / "cache")
    os.environ["TMPDIR"] = tempfile.tempdir = str(base)
    sys.dont_write_bytecode = True
    reports: list[str] = []

    def run(*arguments: object) -> int:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                main([str(argument) for argument in arguments], prog_name="druckreif")
            except SystemExit as end:
                reports.append(said.getvalue())
                return int(end.code or 0)
        return 0

    with contextlib.suppress(SystemExit):
        main(["--version"])  # imports are over before the watch begins
    _watch((str(base), "/dev/null"))
    for number in range(first, first + count):
        signal.signal(signal.SIGPROF, _late)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            fault = _one(number, base / str(number), run)
        except (Exception, _Forbidden) as error:  # a crash is what is looked for
            import traceback

            where = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__}: {str(error)[:200]} ({Path(where.filename).name}:{where.lineno})"
        signal.setitimer(signal.ITIMER_PROF, 0)
        shutil.rmtree(base / str(number), ignore_errors=True)
        imported = "refused" if reports and "Error:" in reports[-1] else "imported"
        print(json.dumps({"number": number, "fault": fault, "peak": peak(), "end": imported}), flush=True)
        reports.clear()
    shutil.rmtree(base, ignore_errors=True)


def _late(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s of processor time")


def results(first: int, count: int) -> Iterator[dict[str, object]]:
    """What became of some inputs, in processes of BATCH each."""
    for start in range(first, first + count, BATCH):
        size = min(BATCH, first + count - start)
        command = [sys.executable, __file__, "child", str(start), str(size)]
        environment = os.environ | {"PYTHONPATH": f"{HERE.parent / 'build'}"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"number"')]
        yield from rows
        if len(rows) < size:
            said = done.stderr.strip().splitlines()[-1:] or [f"exit {done.returncode}"]
            yield {"number": start + len(rows), "fault": f"the process died: {said[0]}", "peak": 0, "end": "died"}


def proof(count: int, first: int = 0) -> list[str]:
    """All faults of so many inputs, memory included."""
    faults, ends, peak = [], Counter[str](), 0
    for row in results(first, count):
        ends[str(row["end"])] += 1
        peak = max(peak, int(str(row["peak"])))
        if row["fault"]:
            faults.append(f"input {row['number']}: {row['fault']}")
            print(faults[-1], flush=True)
    if peak > MEGABYTES:
        faults.append(f"{peak} MB of memory; {MEGABYTES} are allowed")
    tally = ", ".join(f"{number:,} {end}" for end, number in sorted(ends.items()))
    print(f"{sum(ends.values()):,} inputs: {tally}; {peak} MB at the most.")
    return faults


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(int(sys.argv[2]), int(sys.argv[3]))
    else:
        asked = [*map(int, sys.argv[1:]), 5000, 0][:2] if len(sys.argv) < 3 else [*map(int, sys.argv[1:])]
        found = proof(asked[0], asked[1] if len(sys.argv) > 2 else 0)
        print(f"{len(found)} faults.")
        sys.exit(bool(found))
