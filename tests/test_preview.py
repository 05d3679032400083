"""The preview: what it answers and refuses, asked over a socket."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from conftest import ROOT, run
from druckreif.preview.editor import NoEditor, command_for, named_editor
from PIL import Image, ImageChops, ImageStat
from previewing import CHAPTER, Shown, copied, edit, shown, working


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with working(tmp_path_factory.mktemp("preview")) as desk:
        yield desk


# ---- what is refused ----


@pytest.mark.parametrize("path", ["/", "/state", "/events", "/epub/nav.xhtml", "/assets/main.js", "/book.pdf"])
def test_foreign_hosts_and_origins_are_refused(desk: Shown, path: str) -> None:
    port = desk.port
    evil = "evil.example"
    for host in (evil, f"{evil}:{port}", f"127.0.0.1.{evil}:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}"):
        assert desk.ask(path, host=host)[0] == 421, host
    own = f"http://localhost:{port}"
    for origin in (f"http://{evil}", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", own):
        assert desk.ask(path, Origin=origin)[0] == 403, origin
    for site in ("cross-site", "same-site"):
        assert desk.ask(path, Sec_Fetch_Site=site)[0] == 403
    if path != "/events":  # whose answer does not end
        assert desk.ask(path, host=f"localhost:{port}", Origin=own, Sec_Fetch_Site="same-origin")[0] == 200


def test_a_request_names_one_host(desk: Shown) -> None:
    own = f"127.0.0.1:{desk.port}"
    for head in (f"Host: {own}\r\nHost: evil.example\r\n", "", f"Host: {own} evil.example\r\n"):
        with socket.create_connection(("127.0.0.1", desk.port), 30) as wire:
            wire.sendall(f"GET /state HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
            assert wire.recv(12) in (b"HTTP/1.1 400", b"HTTP/1.1 421"), head


@pytest.mark.parametrize("path", [
    "/../secret.md", "/assets/../../secret.md", "/assets/%2e%2e/%2e%2e/secret.md", "/epub/..%2f..%2fsecret.md",
    "/epub/%252e%252e/secret.md", "/epub/text/..%5c..%5csecret.md", "/assets//etc/passwd", "/epub//etc/passwd",
    "/epub/.hidden.md", "/assets/main.js%00.css", "/epub/%", "/epub/a%0d%0ab",
])  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(desk: Shown, path: str) -> None:
    code, _, body = desk.ask(path)
    assert code == 400 and b"geheim" not in body and b"root:" not in body


@pytest.mark.parametrize("source", [
    "../secret.md", "out.md", ".hidden.md", "/etc/passwd", "chapters/../../secret.md", "chapters", "book.yaml/", "",
    "images/x.svg",
])  # fmt: skip
def test_no_place_outside_of_the_sources_is_shown_or_opened(desk: Shown, source: str) -> None:
    code, _, body = desk.ask(f"/place?source={source.replace('/', '%2F')}&line=1&column=1")
    assert code == 404 and b"geheim" not in body
    said = json.dumps({"source": source, "line": 1, "column": 1})
    own = {"Origin": f"http://127.0.0.1:{desk.port}", "Content_Type": "application/json"}
    assert desk.ask("/open", "POST", said, **own)[0] == 404
    assert not (desk.book.parent / "opened").exists()


@pytest.mark.parametrize("path", [
    "/assets/nothing.js", "/assets/app.py", "/epub/nothing.xhtml", "/epub/mimetype", "/page/none/800", "/text/none", "/x",
])  # fmt: skip
def test_what_is_not_there_is_not_found(desk: Shown, path: str) -> None:
    assert desk.ask(path)[0] == 404


def test_methods(desk: Shown) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "FOO"):
        assert desk.ask("/state", method)[0] == 405, method
    own = {"Origin": f"http://127.0.0.1:{desk.port}", "Content_Type": "application/json"}
    assert desk.ask("/state", "POST", "{}", **own)[0] == 405
    assert desk.ask("/open")[0] == 405
    assert desk.ask("/", "HEAD")[::2] == (200, b"")


def test_only_the_page_itself_may_open_the_editor(desk: Shown) -> None:
    mark = desk.book.parent / "opened"
    said = json.dumps({"source": CHAPTER, "line": 9, "column": 3})
    own = {"Origin": f"http://127.0.0.1:{desk.port}", "Content_Type": "application/json"}
    assert desk.ask("/open", "POST", said, Content_Type="application/json")[0] == 403, "a request must say where it is from"
    form = {**own, "Content_Type": "text/plain"}
    assert desk.ask("/open", "POST", said, **form)[0] == 403, "as a form could send it"
    assert desk.ask("/open", "POST", said + " " * 5000, **own)[0] == 413
    for odd in ("", "{}", "[]", '{"source": 1}', '{"source": "x", "line": "y", "column": 1}', "[" * 3000):
        assert desk.ask("/open", "POST", odd or " ", **own)[0] in (400, 404), odd
    assert not mark.exists()
    assert desk.ask("/open", "POST", said, **own)[0] == 204
    for _ in range(100):
        if mark.exists() and mark.read_text("utf-8"):
            break
        time.sleep(0.1)
    assert mark.read_text("utf-8") == f"{desk.book}/{CHAPTER}\n"
    mark.unlink()


def test_headers(desk: Shown) -> None:
    for path in ("/", "/state", "/assets/main.js", "/nothing", "/epub/nav.xhtml"):
        _, headers, _ = desk.ask(path)
        said = headers["content-security-policy"]
        policy = {part.split()[0]: part.split()[1:] for part in said.split(";")}
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
        assert "unsafe" not in said and "http" not in said and "*" not in said
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin" and "access-control-allow-origin" not in headers
        if path.startswith("/epub/"):
            assert "script-src" not in policy and policy["sandbox"] == ["allow-same-origin"]
        else:
            assert policy["script-src"] == policy["connect-src"] == ["'self'"] and policy["frame-ancestors"] == ["'none'"]
    assert desk.ask("/epub/mimetype%20")[0] == 404
    page = desk.ask("/")[2].decode()
    assert "style=" not in page and "<script>" not in page and " onclick" not in page, "nothing that the policy would refuse"


# ---- what is answered ----


def test_the_state_is_that_of_the_book(desk: Shown, mini: Path) -> None:
    state = desk.state()
    pdf = pypdf.PdfReader(next(mini.glob("*-screen.pdf")))
    assert len(state["pages"]) == len(pdf.pages)
    assert [page["folio"] for page in state["pages"]] == list(pdf.page_labels)
    bogen = next(row for row in state["outline"] if row["id"] == "bogen")
    assert bogen["number"] == 1 and bogen["source"] == CHAPTER and bogen["words"] > 300
    assert state["pages"][bogen["page"]]["folio"] == "3" and bogen["notes"] == 4
    assert [section["title"] for section in bogen["sections"]] == ["Falzen"]
    assert {note["label"] for note in state["notes"] if note["division"] == "bogen"} >= {"papier", "netz"}
    papier = next(note for note in state["notes"] if note["label"] == "papier")
    assert papier["text"].startswith("Papier wurde nach Gewicht bezahlt") and len(papier["calls"]) == 2
    lines = (desk.book / papier["at"]["source"]).read_text("utf-8").split("\n")
    assert lines[papier["at"]["line"] - 1].startswith("[^papier]")
    assert [term["name"] for term in state["terms"]] == ["Druckbogen", "Falz"]
    assert state["terms"][0]["pages"] and state["entries"][0]["pages"]
    assert desk.ask("/book.pdf")[2] == next(mini.glob("*-screen.pdf")).read_bytes(), "the very file that a build makes"


def first_line(page: pypdfium2.PdfPage) -> float:
    """How far below the page's edge its highest glyph begins, in pt."""
    text = page.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    return float(page.get_height() - max((top for _, _, _, top in boxes), default=0))


def test_pages_are_pictures_of_the_real_pages(desk: Shown, mini: Path) -> None:
    """Running heads included: drawn from part and running matter, they are what PDFium draws of the joined file."""

    state = desk.state()
    document = pypdfium2.PdfDocument(next(mini.glob("*-screen.pdf")))
    heads = {index for index, page in enumerate(document) if first_line(page) < page.get_height() * 24 / 212}
    compared = 0
    for index, page in enumerate(state["pages"]):
        if page["blank"]:
            assert not page["key"]
            continue
        code, headers, data = desk.ask(f"/page/{page['key']}/600")
        assert code == 200 and headers["content-type"] == "image/png" and "immutable" in headers["cache-control"]
        mine = Image.open(io.BytesIO(data)).convert("RGB")
        scale = 600 / document[index].get_width()
        real = document[index].render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil()
        assert mine.width == 600
        small = [image.convert("L").resize((150, 212), Image.Resampling.BOX) for image in (mine, real)]
        assert ImageStat.Stat(ImageChops.difference(*small)).mean[0] < 1, page
        head = small[0].crop((0, 0, 150, 24)).getextrema()[0] < 250
        assert head == (index in heads), f"running head of {page}"
        compared += 1
    assert compared > 15
    document.close()
    assert len(desk.ask(f"/page/{state['pages'][0]['key']}/99999999")[2]) < 3_000_000, "widths are bounded"


def test_lines_know_their_places(desk: Shown) -> None:
    """Each printed line of a chapter is found in its line of the file, most at the very word (foreign ones aside)."""
    state = desk.state()
    text = (desk.book / CHAPTER).read_text("utf-8").split("\n")
    found = exact = 0
    for page in state["pages"]:
        if page["division"] == "bogen" and not page["blank"]:
            for line in json.loads(desk.ask(f"/text/{page['key']}")[2])["lines"]:
                x, y, width, height = line["box"]
                assert 0 < x < 360 and 0 < y < 540 and width > 0 and height > 0
                start = re.match(r"\w{4,}", line["text"])
                if start and line["source"] == CHAPTER:
                    whole, at = text[line["line"] - 1], line["column"] - 1
                    assert any(word in whole for word in re.findall(r"\w{4,}", line["text"])), line
                    found += 1
                    exact += whole[at:].startswith(start[0])
    assert found > 15 and exact > 0.75 * found


def test_a_broken_file_keeps_the_last_good_pages_and_shows_the_finding(desk: Shown) -> None:
    good = desk.state()
    files = {path: path.read_bytes() for path in desk.book.rglob("*") if path.is_file()}
    back = edit(desk, lambda text: text + "\nKein Text dazu.[^nirgends]\n")
    bad = desk.until(lambda state: not state["good"])
    assert bad["pages"] == good["pages"] and bad["whole"] and bad["errors"] == 1
    (finding,) = bad["findings"]
    assert finding["rule"] == "note-missing" and finding["severity"] == "error" and finding["at"]["source"] == CHAPTER
    assert finding["excerpt"]["words"] == "[^nirgends]" and finding["page"] is not None
    assert desk.ask(f"/page/{good['pages'][10]['key']}/400")[0] == 200
    assert b"note" in desk.ask("/explain/note-missing")[2]
    back()
    assert desk.until(lambda state: state["good"])["pages"] == good["pages"]
    assert {path: path.read_bytes() for path in desk.book.rglob("*") if path.is_file()} == files, "nothing is written"


def test_an_edit_changes_its_pages_alone_and_says_which(desk: Shown) -> None:
    before = desk.state()
    back = edit(desk, lambda text: text.replace("Am Anfang", "Zu Beginn"))
    after = desk.until(lambda state: state["pages"] != before["pages"])
    bogen = next(row["page"] for row in before["outline"] if row["id"] == "bogen")
    assert bogen in after["changed"] and all(after["pages"][index]["division"] == "bogen" for index in after["changed"])
    others = [index for index, page in enumerate(before["pages"]) if page["division"] != "bogen"]
    assert [after["pages"][index] for index in others] == [before["pages"][index] for index in others]
    back()


def test_events_say_what_is_done(desk: Shown) -> None:
    """The pages come before the state of the whole; a pulse keeps the stream alive."""
    seen: list[tuple[str, dict[str, Any]]] = []
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=120)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.status == 200 and answer.getheader("content-type", "").startswith("text/event-stream")
    back = edit(desk, lambda text: text.replace("Am Anfang", "Zu Anfang"))
    name = ""
    while not seen or seen[-1][0] != "state":
        line = answer.readline().decode().strip()
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            seen.append((name, json.loads(line.removeprefix("data: "))))
    connection.close()
    names = [name for name, _ in seen]
    assert names[0] == "status" and names.count("pages") == 1 and names.index("pages") < names.index("state")
    assert any(values.get("busy") for name, values in seen if name == "status")
    pages = dict(seen)["pages"]
    assert pages["changed"] and pages["pages"][pages["changed"][0]]["division"] == "bogen"
    back()


def test_the_epub_is_the_real_one(desk: Shown) -> None:
    code, headers, nav = desk.ask("/epub/nav.xhtml")
    assert code == 200 and headers["content-type"].startswith("application/xhtml+xml") and b"Der Bogen" in nav
    spine = json.loads(desk.ask("/spine")[2])
    assert [one["division"] for one in spine if one["division"] in ("bogen", "satz", "notes")] == ["bogen", "satz", "notes"]
    for one in spine:
        assert desk.ask(f"/epub/{one['file']}")[0] == 200
    assert desk.ask("/epub/css/buch.css")[1]["content-type"].startswith("text/css")


# ---- beginning and ending ----


def test_the_next_port_is_taken_if_one_is_in_use(tmp_path: Path) -> None:
    book = copied(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with shown(book, "--port", port) as desk:
            assert port < desk.port < port + 50
            assert desk.ask("/")[0] == 200
            desk.process.send_signal(signal.SIGINT)
            rest = desk.process.stdout.read() if desk.process.stdout else ""
            assert desk.process.wait(60) == 0 and rest == "", "Ctrl-C ends it without a word"
            with pytest.raises(OSError):
                desk.ask("/")


def test_it_listens_on_loopback_alone(desk: Shown) -> None:
    """No socket of the process but on 127.0.0.1 (read from Linux itself)."""
    if not Path("/proc/net/tcp").exists():
        return
    rows = Path("/proc/net/tcp").read_text().split("\n")[1:-1] + Path("/proc/net/tcp6").read_text().split("\n")[1:-1]
    ends = {row.split()[1] for row in rows if row.split()[3] == "0A" and row.split()[1].endswith(f":{desk.port:04X}")}
    assert ends == {f"0100007F:{desk.port:04X}"}


def test_a_book_that_begins_broken_is_shown_once_it_is_mended(tmp_path: Path) -> None:
    book = copied(tmp_path)
    path = book / CHAPTER
    text = path.read_text("utf-8")
    path.write_text(text + "\nKein Text dazu.[^nirgends]\n", "utf-8")
    with shown(book) as desk:
        state = desk.until(lambda state: not state["good"])
        assert state["pages"] == [] and [finding["rule"] for finding in state["findings"]] == ["note-missing"]
        assert desk.ask("/spine")[2] == b"[]" and desk.ask("/book.pdf")[0] == 404
        own = {"Origin": f"http://127.0.0.1:{desk.port}", "Content_Type": "application/json"}
        said = json.dumps({"source": CHAPTER, "line": 9, "column": 3})
        assert desk.ask("/open", "POST", said, **own)[0] == 403, "without --editor, nothing is opened"
        path.write_text(text, "utf-8")
        assert desk.until(lambda state: state["good"])["whole"]


def test_what_is_missing_is_said_in_a_line(tmp_path: Path) -> None:
    done = run("preview", "--book", tmp_path)
    assert done.returncode == 2 and "there is no" in done.stderr
    blocked = "import sys; sys.modules['uvicorn'] = None; from druckreif.cli import main; main()"
    command = [sys.executable, "-c", blocked, "preview", "--book", str(ROOT / "tests/books/mini")]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2 and "pip install 'druckreif[preview]'" in done.stderr and "Traceback" not in done.stderr


def test_editors() -> None:
    place = (Path("/b/x.md"), 9, 3)
    assert command_for(["code", "--wait"], *place) == ["code", "--wait", "-g", "/b/x.md:9:3"]
    assert command_for(["/usr/bin/subl"], *place) == ["/usr/bin/subl", "/b/x.md:9:3"]
    assert command_for(["gvim"], *place) == ["gvim", "+9", "/b/x.md"]
    assert command_for(["kate"], *place) == ["kate", "--line", "9", "--column", "3", "/b/x.md"]
    assert command_for(["textmate"], *place) == ["textmate", "/b/x.md"]
    assert named_editor({"VISUAL": "code -n", "EDITOR": "vim"}) == ("code", "-n")
    for environment in ({}, {"EDITOR": "vim"}, {"VISUAL": "emacs -nw"}):
        with pytest.raises(NoEditor):
            named_editor(environment)
