"""What may befall a build, tried at random moments: `make faults` prints how many sets of files stayed old or became new.

A book was built; its edited sources are built over it while something goes wrong. What then stands in the folder, as the
next run or reader finds it, must be all old or all new, to the byte, with an exit code and a message for an editor.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from conftest import INTERRUPTED, ROOT
from druckreif.base.cache import HALF
from druckreif.base.replace import settled

MAIN = "from druckreif.cli import main; main()"
STEPS = """
import os, sys
from druckreif.cli import main
out, last, count = sys.argv.pop(1), int(sys.argv.pop(1)), 0
def hook(event, arguments):
    global count
    if event in ("open", "os.rename", "os.link", "os.remove", "os.chmod") and str(arguments[0]).startswith(out + os.sep):
        count += 1
        if count == last:
            os.killpg(0, 9)
sys.addaudithook(hook)
main()
"""
"""Ends itself at the n-th step on files of a folder."""
JUMPS = """
import random, sys, time
from druckreif.cli import main
dice, real = random.Random(int(sys.argv.pop(1))), time.time
time.time = lambda: real() + dice.choice((-1, 1)) * dice.choice((0, 1, 3600, 86400, 10**9))
main()
"""
"""The clock says something else whenever it is asked."""
ENDED = [128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)]
KILLED = "a process was killed"
KILLS = f"""
import random, sys, threading
from druckreif.base.child import Child
from druckreif.cli import main
from druckreif.write import workers
seed, longest, module, most = (sys.argv.pop(1) for _ in range(4))
dice, longest, most = random.Random(int(seed)), float(longest), int(most)
begin, begun = Child.__init__, 0
workers.SHARE = 1
def kill(child):
    if child.is_alive:
        child.kill()
        print({KILLED!r}, file=sys.stderr, flush=True)
def started(child, code, *more):
    global begun
    begin(child, code, *more)
    begun += module in code
    if module in code and begun <= most:
        timer = threading.Timer(dice.uniform(0, longest), kill, (child,))
        timer.daemon = True
        timer.start()
Child.__init__ = started
main()
"""
"""Sets type in workers, however small the book, and kills the first processes that run a module, each at a random moment."""


@dataclass
class Outcome:
    """What stands in the folder after a try: old, new, lost (a file is missing), half (anything else); and what was said."""

    state: str
    code: int
    said: str

    def is_sound(self) -> bool:
        """Whether nothing was lost, and an exit says what it must: 0 with new files alone, a line where they are not."""
        told = self.state == "new" if self.code == 0 else self.code < 0 or bool(self.said.strip())
        plain = "Traceback" not in self.said and "a defect" not in self.said
        return self.state in ("old", "new") and (self.code <= 2 or self.code in ENDED) and told and plain


@dataclass
class Bench:
    """A book in two states, their finished files, and a cache that holds all that both need."""

    folder: Path
    dice: random.Random
    editions: tuple[str, ...] = ()
    is_thorough: bool = False
    finished: dict[str, dict[str, bytes]] = field(default_factory=dict)
    seconds: float = 0.0
    cold: float = 0.0
    """What a build over the old files takes with a cache that holds all it needs; what one takes with an empty cache."""

    def prepare(self) -> None:
        shutil.copytree(ROOT / "tests/books/mini", self.folder / "a")
        shutil.copytree(self.folder / "a", self.folder / "b")
        chapter = self.folder / "b/chapters/02-satz.md"
        chapter.write_text(chapter.read_text("utf-8") + "\nEin Satz mehr.\n", "utf-8")
        self.cold = self.timed("a", self.folder / "out-a")
        self.timed("b", self.folder / "out-b")
        self.finished = {name: held(self.folder / f"out-{name}") for name in ("a", "b")}
        self.seconds = self.timed("b", self.old())

    def timed(self, name: str, out: Path) -> float:
        """What a build takes in s."""
        start = time.perf_counter()
        done = self.start(name, out)
        assert done.wait() == 0, self.said(done)
        return time.perf_counter() - start

    def start(
        self, name: str, out: Path, store: Path | None = None, code: Sequence[object] = (MAIN,),
        preexec: Callable[[], None] | None = None, **environment: str,
    ) -> subprocess.Popen[bytes]:  # fmt: skip
        """A build of one of the two, in a group of processes of its own; what it says goes into a file."""
        env = {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(store or self.folder / "store")} | environment
        arguments = ["build", *self.editions, "--book", str(self.folder / name), "--out", str(out)]
        command = [sys.executable, "-c", str(code[0]), *map(str, code[1:]), *arguments]
        number, path = tempfile.mkstemp(dir=self.folder, prefix="said-")
        with os.fdopen(number, "wb") as said:
            process = subprocess.Popen(
                command, env=os.environ | env, stdout=said, stderr=said, start_new_session=True, preexec_fn=preexec
            )
        self.logs[process.pid] = Path(path)
        return process

    logs: dict[int, Path] = field(default_factory=dict)

    def said(self, process: subprocess.Popen[bytes]) -> str:
        return self.logs[process.pid].read_text("utf-8", "replace")

    def old(self) -> Path:
        """A folder with the old files."""
        out = Path(tempfile.mkdtemp(dir=self.folder, prefix="out-"))
        for name, data in self.finished["a"].items():
            (out / name).write_bytes(data)
        return out

    def store(self, without: str = "") -> Path:
        """A copy of the warm cache, perhaps without some files."""
        copy = Path(tempfile.mkdtemp(dir=self.folder, prefix="store-"))
        for path in (self.folder / "store").iterdir():
            if not without or not path.name.startswith(tuple(without.split())):
                shutil.copy2(path, copy)
        return copy

    def judge(self, out: Path, process: subprocess.Popen[bytes]) -> Outcome:
        """What the next reader finds."""
        code = process.wait()
        with settled(out):
            now = held(out)
        if now == self.finished["a"]:
            state = "old"
        elif now == self.finished["b"]:
            state = "new"
        else:
            state = "lost" if self.finished["a"].keys() - now.keys() else "half"
        return Outcome(state, code, self.said(process))


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def mayless() -> None:
    """Let root heed permissions too, from the next program on."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; 24 is PR_CAPBSET_DROP
            if libc.prctl(24, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


# ---- the faults: each gives the outcome of one try ----


def killed(bench: Bench, store: Path | None = None, seconds: float = 0) -> Outcome:
    """kill -9 for a build at a random moment, with whom its helpers end; the next build over what it left is as ever."""
    out, store = bench.old(), store or bench.store()
    process = bench.start("b", out, store)
    time.sleep(bench.dice.uniform(0, 1.1 * (seconds or bench.seconds)))
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    outcome = bench.judge(out, process)
    if outcome.is_sound() and (bench.is_thorough or bench.dice.random() < 0.5):
        then = bench.judge(out, again := bench.start("b", out, store))
        assert again.returncode == 0 and then.state == "new", then
    return outcome


def killed_cold(bench: Bench) -> Outcome:
    """The same with an empty cache; in a hurry, with one that lacks what was laid out."""
    if bench.is_thorough:
        return killed(bench, Path(tempfile.mkdtemp(dir=bench.folder)), bench.cold)
    return killed(bench, bench.store(without="part- lines- running-"), 3 * bench.seconds)


def killed_replacing(bench: Bench) -> Outcome:
    """kill -9 at a random step on the files of the folder."""
    out = bench.old()
    return bench.judge(out, bench.start("b", out, code=(STEPS, out, bench.dice.randint(1, 36))))


def interrupted(bench: Bench) -> Outcome:
    """Ctrl-C, a closed terminal or a machine that shuts down, at a random moment: nothing is left for others to undo."""
    out, store = bench.old(), bench.store(without=bench.dice.choice(("", "part- lines-", "verdict-")))
    how = bench.dice.choice((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    process = bench.start("b", out, store, (f"{INTERRUPTED}\n{MAIN}",))
    time.sleep(bench.dice.uniform(0, 1.1 * bench.seconds))
    process.send_signal(how)
    code = process.wait()
    assert code in (0, 128 + how, -how), (code, bench.said(process))
    assert code <= 0 or f"\n{bench.said(process)}".rpartition("\nError: interrupted")[1], (how, code, bench.said(process))
    now = held(out)
    assert now in bench.finished.values(), sorted(now)
    return bench.judge(out, process)


def changing_sources(bench: Bench) -> Outcome:
    """A chapter is saved during the build: the files are those of one state of it, and the next build has the last."""
    out, store, book = bench.old(), bench.store(without="lines-"), Path(tempfile.mkdtemp(dir=bench.folder))
    shutil.copytree(bench.folder / "a", book, dirs_exist_ok=True)
    process = bench.start(book.name, out, store)
    time.sleep(bench.dice.uniform(0, bench.seconds))
    for path in sorted((bench.folder / "b/chapters").iterdir()):
        if bench.dice.random() < 0.5:  # an editor that writes in place, and one that replaces
            (book / "chapters" / path.name).write_bytes(path.read_bytes())
        else:
            (book / "new").write_bytes(path.read_bytes())
            (book / "new").replace(book / "chapters" / path.name)
    outcome = bench.judge(out, process)
    then = bench.judge(out, again := bench.start(book.name, out, store))
    assert outcome.code <= 1 and again.returncode == 0 and then.state == "new", (outcome, then)
    return Outcome(outcome.state, 2, "as it was before it was saved") if outcome.state == "old" else outcome


def little_memory(bench: Bench) -> Outcome:
    """No process can have more than a random amount of memory: the build ends well, or says what it lacks."""
    out, store = bench.old(), bench.store(without=bench.dice.choice(("", "part- lines-", "verdict-")))
    size = int(2 ** bench.dice.uniform(6, 11.5) * 2**20)
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (size, size))
    return bench.judge(out, bench.start("b", out, store, preexec=limit))


def full_disk(bench: Bench) -> Outcome:
    """No file can grow beyond a random size, in the cache, in the output, anywhere."""
    out, store = bench.old(), bench.store(without="part- lines- running-" if bench.dice.random() < 0.5 else "")
    size = bench.dice.randrange(1, max(map(len, bench.finished["b"].values())) * 11 // 10)
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    return bench.judge(out, bench.start("b", out, store, preexec=limit))


@contextlib.contextmanager
def small_disk(folder: Path, size: int, files: Mapping[str, bytes]) -> Iterator[bool]:
    """A disk of so many bytes in place of a folder, with files on it; False where we may not mount one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    try:
        for name, data in () if mounted.returncode else files.items():
            (folder / name).write_bytes(data)
        yield not mounted.returncode
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", folder], check=True)


def full_folder(bench: Bench) -> Outcome:
    """The disk of the output folder has room for the old files and some of the new."""
    out, files = bench.old(), bench.finished["a"]
    size = sum(map(len, files.values()))
    with small_disk(out, size + 16384 + bench.dice.randrange(size), files) as is_small:
        return bench.judge(out, bench.start("b", out)) if is_small else full_disk(bench)


def full_cache(bench: Bench) -> Outcome:
    """The disk of the cache has room for what it holds and some of what is new: no matter."""
    out, files = bench.old(), held(bench.store(bench.dice.choice(("part- lines- running-", "part- subset-", "verdict-"))))
    store = Path(tempfile.mkdtemp(dir=bench.folder))
    size = sum(-(-len(data) // 4096) * 4096 for data in files.values())
    with small_disk(store, size + bench.dice.randrange(2**19), files) as is_small:
        if not is_small:
            return full_disk(bench)
        outcome = bench.judge(out, bench.start("b", out, store))
    assert outcome.state == "new" and outcome.code == 0, outcome
    return outcome


def unwritable_output(bench: Bench) -> Outcome:
    out = bench.old()
    out.chmod(0o555)
    outcome = bench.judge(out, bench.start("b", out, preexec=mayless))
    assert outcome.code == 2 and str(out) in outcome.said and "permission" in outcome.said, outcome
    return outcome


def unwritable_cache(bench: Bench) -> Outcome:
    """A cache that holds all or lacks something and lets nothing be written: no matter."""
    out, store = bench.old(), bench.store(without=bench.dice.choice(("", "lines-", "subset-")))
    store.chmod(0o555)
    outcome = bench.judge(out, bench.start("b", out, store, preexec=mayless))
    assert outcome.state == "new", outcome
    return outcome


def read_only_sources(bench: Bench) -> Outcome:
    out, book = bench.old(), bench.folder / "b"
    paths = [book, *book.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        outcome = bench.judge(out, bench.start("b", out, preexec=mayless))
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert outcome.state == "new", outcome
    return outcome


def jumping_clock(bench: Bench) -> Outcome:
    """The clock jumps by up to 30 years whenever it is asked; so do the times of sources, cache and old files."""
    out, store = bench.old(), bench.store(without="lines-")
    for path in (*store.iterdir(), *out.iterdir(), *(bench.folder / "b").rglob("*")):
        when = time.time() + bench.dice.choice((-1e9, -3600, 0, 3600, 1e9))
        os.utime(path, (when, when))
    outcome = bench.judge(out, bench.start("b", out, store, (JUMPS, bench.dice.randrange(1000))))
    assert outcome.state == "new", outcome
    return outcome


def vanishing_typeface(bench: Bench) -> Outcome:
    """A file of the typeface vanishes before or during the build, and with it what the cache made of it."""
    import fontpkg_eb_garamond

    package, out = Path(tempfile.mkdtemp(dir=bench.folder)) / "fontpkg_eb_garamond", bench.old()
    shutil.copytree(Path(fontpkg_eb_garamond.__file__).parent, package)
    store = bench.store(without="part- lines-" if bench.dice.random() < 0.5 else "")
    moment = bench.dice.choice((0.0, bench.dice.uniform(0, bench.seconds)))
    process = None
    if moment:
        process = bench.start("b", out, store, PYTHONPATH=f"{ROOT / 'build'}:{package.parent}")
        time.sleep(moment)
    bench.dice.choice(sorted((package / "files").glob("EBGaramond*.ttf"))).unlink()
    for path in store.glob("EBGaramond*"):
        path.unlink(missing_ok=True)
    process = process or bench.start("b", out, store, PYTHONPATH=f"{ROOT / 'build'}:{package.parent}")
    outcome = bench.judge(out, process)
    assert outcome.code == 0 or "fontpkg-eb-garamond" in outcome.said, outcome
    return outcome


def damaged_cache(bench: Bench) -> Outcome:
    """Files of the cache are cut, emptied, changed by a bit or taken away, before or during the build; so are their sums."""
    out, store = bench.old(), bench.store()
    moment = bench.dice.choice((0.0, bench.dice.uniform(0, bench.seconds)))
    process = bench.start("b", out, store) if moment else None
    time.sleep(moment)
    for path in sorted(path for path in store.iterdir() if not path.name.startswith(HALF)):
        data = path.read_bytes()
        costly = path.name.startswith(("verdict-", "EBGaramond-"))
        if not data or bench.dice.random() > ((0.1 if costly else 0.5) if bench.is_thorough else not costly):
            continue
        at = bench.dice.randrange(len(data))
        damages = [data[:at], b"", data[:at] + bytes([data[at] ^ 1 << bench.dice.randrange(8)]) + data[at + 1 :], None]
        if (damage := bench.dice.choice(damages)) is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    outcome = bench.judge(out, process or bench.start("b", out, store))
    assert outcome.state == "new", outcome
    return outcome


def two_at_once(bench: Bench) -> Outcome:
    """Builds of both states of the book into one folder at once: each ends well, and the files are those of one."""
    out, store = bench.old(), bench.store(without="lines-")
    first = bench.start("a", out, store)
    time.sleep(bench.dice.uniform(0, bench.seconds))
    outcome = bench.judge(out, bench.start("b", out, store))
    assert first.wait() == outcome.code == 0, (bench.said(first), outcome)
    last = bench.judge(out, first)
    return Outcome(last.state, 2, "the other was last") if last.state == "old" else last


def one_of_two_killed(bench: Bench) -> Outcome:
    """The same, and one of the two is killed at a random moment: the other ends well, whatever it finds."""
    out, store = bench.old(), bench.store(without="lines-")
    pair = [bench.start("a", out, store)]
    time.sleep(bench.dice.uniform(0, bench.seconds / 2))
    pair.append(bench.start("b", out, store))
    time.sleep(bench.dice.uniform(0, 2 * bench.seconds))
    victim = pair.pop(bench.dice.randrange(2))
    victim.kill()
    outcome = bench.judge(out, pair[0])
    victim.wait()
    assert outcome.code == 0, outcome
    return Outcome(outcome.state, 2, "the one with the old text was last") if outcome.state == "old" else outcome


def killed_helper(bench: Bench, module: str, without: str, most: int) -> Outcome:
    """kill -9 for processes that a build started: it goes on, and nothing but time is lost."""
    for _ in range(9):
        out, store = bench.old(), bench.store(without)
        code = (KILLS, bench.dice.randrange(10**6), bench.seconds, module, most)
        outcome = bench.judge(out, process := bench.start("b", out, store, code))
        assert outcome.state == "new" and outcome.code == 0, outcome
        if KILLED in bench.said(process):
            return outcome
    raise AssertionError("no process lived long enough to be killed")


def killed_worker(bench: Bench) -> Outcome:
    """Those that set type, and those that follow them: one, some, or, if there is time, whoever sets anything."""
    most = bench.dice.choice((1, 4, 1000 if bench.is_thorough else 8))
    return killed_helper(bench, "write.worker", "part- lines- running-", most)


def killed_judge(bench: Bench) -> Outcome:
    """Java, once: where the second one ends too, a build can only say so."""
    return killed_helper(bench, "verify.machine", "verdict-", 1)


FAULTS: dict[str, Callable[[Bench], Outcome]] = {
    "killed, warm cache": killed,
    "killed, cold cache": killed_cold,
    "killed while replacing": killed_replacing,
    "interrupted": interrupted,
    "sources that change": changing_sources,
    "little memory": little_memory,
    "full disk, anywhere": full_disk,
    "full disk, output": full_folder,
    "full disk, cache": full_cache,
    "unwritable output folder": unwritable_output,
    "unwritable cache folder": unwritable_cache,
    "read-only sources": read_only_sources,
    "clock that jumps": jumping_clock,
    "typeface that vanishes": vanishing_typeface,
    "damaged cache": damaged_cache,
    "two builds at once": two_at_once,
    "one of two builds killed": one_of_two_killed,
    "killed worker": killed_worker,
    "killed Java": killed_judge,
}


def seed() -> int:
    """That of DRUCKREIF_SEED, else one by chance."""
    return int(os.environ.get("DRUCKREIF_SEED", "") or random.SystemRandom().randrange(10**6))


def main(tries: int, *names: str) -> int:
    """Try each fault (or those named) so often; print a table. 1 if anything was lost or half-written, or said badly."""
    chosen = seed()
    print(f"seed {chosen} (DRUCKREIF_SEED={chosen} tries the same again)")
    failures = 0
    with tempfile.TemporaryDirectory(prefix="druckreif-faults-") as folder:
        bench = Bench(Path(folder), random.Random(chosen), is_thorough=True)
        bench.prepare()
        print(f"{'fault':26}{'tries':>6}{'old':>6}{'new':>6}{'lost':>6}{'half-written':>14}", flush=True)
        for name in names or FAULTS:
            outcomes = [FAULTS[name](bench) for _ in range(tries)]
            count = Counter(outcome.state for outcome in outcomes)
            print(f"{name:26}{tries:6}{count['old']:6}{count['new']:6}{count['lost']:6}{count['half']:14}", flush=True)
            for outcome in outcomes:
                if not outcome.is_sound():
                    print(outcome)
                    failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, *sys.argv[2:]))
