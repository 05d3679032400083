"""Children of `make bench`: an edit in a live process, and the same markup as one document of plain WeasyPrint."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

EDITS = 3


def live(book: str, out: str) -> dict[str, float]:
    """Seconds and processor seconds from an edit in a middle chapter to the new screen PDF, medians; pages."""
    from bench_lines import _edit
    from druckreif.make import Live

    chapters = sorted(Path(book, "chapters").glob("*.md"))
    walls, works = [], []
    with Live(Path(book), Path(out), jobs=1) as desk:
        desk.screen()
        for number in range(EDITS):
            _edit(chapters[len(chapters) // 2], number + 1)
            start, work = time.perf_counter(), time.process_time()
            shown = desk.screen()
            walls.append(time.perf_counter() - start)
            works.append(time.process_time() - work)
    return {"seconds": statistics.median(walls), "cpu": statistics.median(works), "pages": shown.pages}


def dump(book: str, out: str) -> dict[str, float]:
    """Write the markup of all divisions and their styles, as they are set, to a folder."""
    from druckreif.base.shelf import Shelf
    from druckreif.make import load
    from druckreif.make.work import Desk, Work
    from druckreif.model.report import quiet
    from druckreif.transform import transform
    from druckreif.write.fonts import faces
    from druckreif.write.kept import KeptSetter
    from druckreif.write.part import Part
    from druckreif.write.worker import Job

    said: dict[str, str] = {}
    whole = KeptSetter.set

    def noted(self: KeptSetter, job: Job) -> Part:
        said[job.division] = job.html
        return whole(self, job)

    KeptSetter.set = noted  # type: ignore[method-assign]  # what is set is what is written down
    read, _ = load(Shelf.at(Path(book)))
    assert read
    setter, layout = Work(Desk(transform(read)), quiet).lay_out("print")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    css = [setter.theme.css("book")]
    for family in setter.theme.families:
        for number, face in enumerate(faces(family)):
            path = folder / f"{family}-{number}.ttf"
            path.write_bytes(face.data)
            css.append(f'@font-face{{font-family:"{family}";font-style:{face.style};font-weight:{face.weight};src:url("{path.as_uri()}")}}')
    for name, data in read.pictures.items():
        path = folder / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    body = "".join(said[part.division] for _, part in layout.parts)
    body = body.replace("druckreif-picture:", f"{folder.as_uri()}/pictures/").replace('href="druckreif:', 'href="#')
    (folder / "book.css").write_text("\n".join(css), "utf-8")
    (folder / "book.html").write_text(f'<html lang="{setter.language}"><title>x</title><body>{body}</body></html>', "utf-8")
    return {"pages": len(layout.pages.pages)}


def plain(folder: str, out: str) -> dict[str, float]:
    """Seconds of plain WeasyPrint for what `dump` wrote, its import and the writing of a tagged PDF included."""
    start, work = time.perf_counter(), time.process_time()
    import logging

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    import weasyprint

    html = weasyprint.HTML(filename=f"{folder}/book.html")
    document = html.render(stylesheets=[weasyprint.CSS(filename=f"{folder}/book.css")])
    document.write_pdf(out, pdf_variant="pdf/ua-1")
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - work, "pages": len(document.pages)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"live": live, "dump": dump, "plain": plain}[sys.argv[1]](*sys.argv[2:])))
