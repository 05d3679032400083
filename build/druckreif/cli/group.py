"""The group of verbs, which never shows a traceback, and the options that verbs share."""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click

from .. import __version__
from ..base.finding import nearest
from ..base.hush import hush, is_debugging, keep_terminal
from ..base.tool import MissingTool, not_installed

CLEAN, FINDINGS, TROUBLE = 0, 1, 2
LATER = 0.05
"""Seconds after which a signal comes again that came at a wrong moment."""

FOLDER = click.Path(file_okay=False, path_type=Path)


def _nearest_book() -> Path:
    """The folder `book`, or the working folder where the sources stand in it."""
    return Path() if Path("book.yaml").is_file() and not Path("book/book.yaml").is_file() else Path("book")


book_option = click.option(
    "--book", "book_dir", type=FOLDER, default=_nearest_book, help="Folder of the sources.  [default: book, or this folder]"
)
out_option = click.option(
    "--out", type=FOLDER, default=Path("dist"), show_default=True, help="Folder of the finished files."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the report."
)

notes_option = click.option(
    "--notes", type=click.Choice(["page", "chapter", "book"]), help="Where the notes of the PDFs stand."
)


def _without_cache(context: click.Context, _: click.Parameter, given: bool) -> None:
    """Let the run use a cache folder of its own that goes with it."""
    if given:
        os.environ["DRUCKREIF_CACHE"] = context.with_resource(tempfile.TemporaryDirectory(prefix="druckreif-"))


no_cache_option = click.option(
    "--no-cache", is_flag=True, expose_value=False, callback=_without_cache, help="Make everything anew, keep nothing."
)

jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many processes set type at most; as many as there are cores by default."
)

ace_option = click.option(
    "--ace/--no-ace", default=None, help="Let Ace judge the accessibility of the EPUB (verify: if it is installed)."
)


class _Ended(KeyboardInterrupt):
    """A signal that asks the process to end, Ctrl-C among them."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        _asked.append(number)


_asked: list[int] = []
"""Signals that have asked the process to end."""


class Interrupted(click.ClickException):
    """The end that an editor or the system asked for, with the exit code that shells give it."""

    def __init__(self) -> None:
        super().__init__("interrupted; finished files are those of one build, none is half-written")

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # it depends on the signal
        return 128 + (_asked[0] if _asked else signal.SIGINT)

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it, and end at once: other threads still work, over which Python stumbles when it takes itself apart."""
        super().show(file)
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(self.exit_code)


def _end(number: int, frame: FrameType | None) -> None:
    """Interrupt, but not a library in C++ that is being loaded, which would abort: then a little later."""
    while frame is not None:
        if isinstance(frame.f_locals.get("self"), ExtensionFileLoader):
            later = threading.Timer(LATER, os.kill, (os.getpid(), number))
            later.daemon = True
            return later.start()
        frame = frame.f_back
    raise _Ended(number)


def _heed_signals() -> None:
    """Let a closed terminal or a machine that shuts down end us like Ctrl-C: with everything put away."""
    _asked.clear()
    if threading.current_thread() is not threading.main_thread():
        return
    for name, usual in (("SIGINT", signal.default_int_handler), ("SIGTERM", signal.SIG_DFL), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is usual:  # nohup ignores SIGHUP
            signal.signal(number, _end)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A signal that ends the block is `Interrupted`, also as another error: ctypes makes one of it, and so do classes."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted from None
    except Exception as error:
        is_done = isinstance(error, click.exceptions.Exit) and not error.exit_code
        if is_done or not (_asked or isinstance(error.__cause__, KeyboardInterrupt)):
            raise
        raise Interrupted from None


class Verbs(click.Group):
    """A group that never shows a traceback or what a library says, and that names the nearest verb for a misspelt one."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with _interruptible():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _interruptible():
                hush()
                keep_terminal()
                _heed_signals()
                for stream in (sys.stdout, sys.stderr):
                    if isinstance(stream, io.TextIOWrapper):
                        stream.reconfigure(errors="replace")  # a terminal without Unicode still shows every finding
                return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(CLEAN) from None
        except MissingTool as missing:
            raise Trouble(str(missing)) from None
        except PermissionError as error:
            raise Trouble(f"no permission for {error.filename or 'a file'}") from None
        except MemoryError:
            raise Trouble("there is not enough memory for this book") from None
        except OSError as error:
            if error.strerror:
                raise Trouble(": ".join(filter(None, [error.filename, error.strerror]))) from None
            raise Trouble(f"{_report_path(error)}; druckreif doctor shows what is installed") from None
        except Exception as error:
            if is_debugging():
                raise
            if isinstance(error, ModuleNotFoundError) and (line := not_installed(error)):
                raise Trouble(line) from None
            raise Trouble(f"a defect of druckreif: {_report_path(error)}; nothing was written to the output") from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if hint := nearest(args[0], self.list_commands(ctx)):
                raise click.UsageError(f"{error.message} {hint}", ctx) from None
            raise


class Trouble(click.ClickException):
    """What keeps druckreif from working at all, in one line."""

    exit_code = TROUBLE


def _report_path(error: BaseException) -> str:
    """Keep the traceback in a file for the report; the editor sees one line."""
    from ..base.cache import cache_folder

    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    path = cache_folder() / "last-error.txt"
    try:
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
    except OSError:  # a full disk may be what it is about
        return f"{said} (DRUCKREIF_DEBUG=1 shows details)"
    return f"{said} (details: {path})"


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="druckreif", message="%(prog)s %(version)s")
def main() -> None:
    """A compiler for books: EPUB, screen PDF and print PDF from one set of sources."""
