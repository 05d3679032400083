"""From parts to one PDF: pages, tags, links, outline, labels, running matter.

Each part becomes a chunk of objects, kept as long as nothing in it changes (`Joiner`): its numbers are counted from that of
its first page, with some to spare, so that an edit seldom moves those of others. Links lead to named places, running matter
stands on its pages as artifacts (ISO 32000-1, 14.8.2.2). Dates come from the book, the file's ID from its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ..base.sweep import swept_once
from .ink import inked
from .layout import Layout
from .lines.leaf import Link
from .lines.measure import Face, learn
from .metadata import About, information, xmp
from .objects import Chunk, array, encoded, name, number, ref, streams_for, string, write_file
from .part import SCHEME, Part, Place
from .subsets import OBJECTS, write_face
from .tags import Elements, Tag, parent_numbers, role_map, write_tags
from .taken import Sheet, Taken, rendered, take
from .ua2 import Label, Written, lead_to_tags

CATALOG, PAGES, STRUCTURE, DOCUMENT, METADATA, INFO, HEADER, FOOTER, BLANK, OUTLINE = range(1, 11)
"""Numbers of what there is once."""
FONTS, PARTS = 11, 200
"""The numbers from which fonts and parts are counted."""
SPARE = 128
"""Numbers of a part are a multiple of this."""
LEAF = 32
"""Entries of a node of a tree: some readers take in a leaf for each of its entries."""


@dataclass(frozen=True, slots=True)
class _Base:
    """The first numbers of a part's pages, links, elements, of what it uses, of contents and object streams.

    `leaf` is the first of the leaves that say which elements its contents belong to, `end` is behind the last.
    """

    pages: int = 0
    links: int = 0
    elements: int = 0
    leaf: int = 0
    objects: int = 0
    contents: int = 0
    streams: int = 0
    end: int = 0


NO_BASE = _Base()

_Node = tuple[bytes, bytes, int]
"""A node of a tree: its first key, its last, its number."""


@dataclass(slots=True)
class _Joined:
    """A part as it was last joined: what it was made of, what it became."""

    file: bytes
    sum: bytes
    taken: Taken
    base: _Base = NO_BASE
    key: object = None
    chunk: Chunk = field(default_factory=Chunk)
    elements: Elements = field(default_factory=Elements)
    leaves: list[_Node] = field(default_factory=list)


class Joiner:
    """Joins a book again and again: of the parts that did not change, nothing is written anew."""

    def __init__(self) -> None:
        self.held: dict[int, _Joined] = {}
        """By the identity of the file, which is held too."""

    @swept_once()
    def join(
        self, layout: Layout, stamps: Sequence[bytes], outline: tuple[Label, ...], about: About, say: Callable[[str], str],
        ua: int = 1,
    ) -> bytes:  # fmt: skip
        """The screen edition: tagged PDF/UA-1 or -2 with links, outline and page labels. `say` names a link's target.

        With `ua` 0 the print edition: the same pages without tags, links and outline, their black K alone.
        """
        files = [part.file for _, part in layout.parts] + list(stamps)
        before, self.held = self.held, {}
        sums = {joined.sum: joined for joined in before.values()}
        for file in files:
            if not (joined := before.get(id(file))):
                sum = sha256(file).digest()
                joined = replace(sums[sum], file=file) if sum in sums else _Joined(file, sum, take(file))
            self.held[id(file)] = joined
        job = _Join(layout, [self.held[id(file)] for file in files], outline, about, say, ua == 0)
        data = job.run()
        return data if ua < 2 else lead_to_tags(data, outline, job.written(), xmp(about, 2))


class _Join:
    def __init__(
        self, layout: Layout, joined: list[_Joined], outline: tuple[Label, ...], about: About, say: Callable[[str], str],
        bare: bool,
    ) -> None:  # fmt: skip
        self.layout, self.outline, self.about, self.say, self.bare = layout, outline, about, say, bare
        self.parts = [*zip(layout.parts, joined, strict=False)]
        self.stamps = joined[len(self.parts) :]
        faces = sorted({face for one in joined for face in one.taken.texts})
        self.faces = {face: FONTS + OBJECTS * at for at, face in enumerate(faces)}
        assert len(self.faces) * OBJECTS <= PARTS - FONTS, "more faces than numbers for them"
        self.next = PARTS
        self.at: list[int] = [0] * len(layout.pages.pages)
        """The number of each page."""
        self.sheets: dict[int, tuple[_Joined, int]] = {}
        """The part of each page that is not blank, and its number there."""
        self.loose: list[tuple[int, bytes]] = []
        """Small objects that are written anew each time."""

    def run(self) -> bytes:
        chunks = [self.part(start, part, joined) for (start, part), joined in self.parts]
        forms = [form for joined in self.stamps for form in self.running(joined, chunks)]
        self.pages(dict(zip(sorted(self.layout.stamps), forms, strict=True)))
        once = Chunk()
        for face, first in self.faces.items():
            texts, widths = dict[int, str](), dict[int, float]()
            for joined in (*(joined for _, joined in self.parts), *self.stamps):
                learn(texts, joined.taken.texts.get(face, {}).items())
                widths |= joined.taken.widths.get(face, {})
            write_face(once, first, face, texts, widths)
        for kind, of in ((HEADER, b"Header"), (FOOTER, b"Footer")):
            artifact = b"/Artifact <</Type /Pagination /Subtype /%b>> BDC\nq /Running Do Q\nEMC\n" % of
            once.add_text(kind, b"", artifact)
        once.add_stream(BLANK, b"", b"")
        if not self.bare:
            self.structure()
        once.add_stream(METADATA, b"/Type/Metadata/Subtype/XML", xmp(self.about, 0 if self.bare else 1))
        self.loose.append((INFO, information(self.about)))
        self.catalog()
        self.loose.sort()
        once.pack(self.taking(streams_for(len(self.loose))), self.loose)
        return write_file([*chunks, once], CATALOG, INFO, "1.7")

    def taking(self, count: int) -> int:
        """The first of so many numbers that nothing has yet."""
        self.next += count
        return self.next - count

    # ---- parts ----

    def part(self, start: int, part: Part, joined: _Joined) -> Chunk:
        """A part's contents, links, elements and what they use; its pages are written with those of all others."""
        links = self.links(joined)
        said = tuple(self.say(_anchor(link)) if _is_inside(link) else link.target for link in links)
        key = self.next, self.faces, said, self.bare
        if joined.key != key:
            pages, areas = self.next, 1 + max((link.number for link in links), default=-1)
            elements = pages + part.pages + areas
            structure = Tag("Document") if self.bare else part.structure
            joined.elements = write_tags(structure, DOCUMENT, elements, pages, pages + part.pages)
            leaf = elements + len(joined.elements.objects)
            owned = len(joined.elements.marks) + len(joined.elements.areas)
            objects = leaf + -(-owned // LEAF)
            contents = objects + len(joined.taken.objects)
            streams = contents + part.pages
            end = _spared(pages, streams + streams_for(contents - pages - part.pages))
            joined.base = _Base(pages, pages + part.pages, elements, leaf, objects, contents, streams, end)
            joined.chunk = self.chunk(joined, said)
            joined.key = key
        self.next = joined.base.end
        for index in range(part.pages):
            self.at[start + index] = joined.base.pages + index
            self.sheets[start + index] = joined, index
        return joined.chunk

    def numbering(self, objects: int) -> Callable[[int | Face], int]:
        return lambda place: objects + place if isinstance(place, int) else self.faces[place]

    def chunk(self, joined: _Joined, said: Sequence[str]) -> Chunk:
        """All of a part but its pages, whose running matter may change."""
        chunk, taken, base = Chunk(), joined.taken, joined.base
        for index, sheet in enumerate(taken.sheets):
            chunk.add_stream(base.contents + index, b"/Filter/FlateDecode", self.inked(sheet.content))
        links = self.links(joined)
        loose = [
            (base.links + link.number, _area(link, text, base.links + link.number))
            for link, text in zip(links, said, strict=True)
        ]
        loose += joined.elements.objects
        nums = parent_numbers(joined.elements, base.pages, base.links)
        joined.leaves = []
        for at in range(0, len(nums), LEAF):
            some, own = nums[at : at + LEAF], base.leaf + at // LEAF
            limits = b"[%d %d]" % (some[0][0], some[-1][0])
            loose.append((own, b"<</Limits%b/Nums[%b]>>" % (limits, b" ".join(b"%d %b" % pair for pair in some))))
            joined.leaves.append((b"%d" % some[0][0], b"%d" % some[-1][0], own))
        loose += self.objects(chunk, taken, base.objects)
        chunk.pack(base.streams, loose)
        return chunk

    def links(self, joined: _Joined) -> list[Link]:
        """The links of a part; printed pages have none."""
        return [] if self.bare else [link for sheet in joined.taken.sheets for link in sheet.links]

    def inked(self, content: bytes) -> bytes:
        """Compressed content in the inks of the edition."""
        return inked(content) if self.bare else content

    def objects(self, chunk: Chunk, taken: Taken, first: int) -> list[tuple[int, bytes]]:
        """What a part's pages use: streams go into the chunk, the others are given back."""
        loose = []
        for at, (pieces, data) in enumerate(taken.objects):
            body = rendered(pieces, self.numbering(first))
            if data is None:
                loose.append((first + at, body))
            else:
                chunk.add_stream(first + at, body[2:-2], self.inked(data) if _is_form(body) else data)
        return loose

    def running(self, joined: _Joined, chunks: list[Chunk]) -> Iterator[int]:
        """The numbers of the drawings of running matter that a file holds, one to a page."""
        taken, first = joined.taken, self.next
        objects = first + len(taken.sheets)
        streams = objects + len(taken.objects)
        self.next = _spared(first, streams + streams_for(len(taken.objects)))
        key = first, self.faces, self.bare
        if joined.key != key:
            chunk, numbered = Chunk(), self.numbering(objects)
            for index, sheet in enumerate(taken.sheets):
                used = _resources(sheet, numbered, None)
                entries = b"/Type/XObject/Subtype/Form/BBox%b/Resources%b/Filter/FlateDecode" % (_box(sheet), used)
                chunk.add_stream(first + index, entries, self.inked(sheet.content))
            chunk.pack(streams, self.objects(chunk, taken, objects))
            joined.chunk, joined.key = chunk, key
        chunks.append(joined.chunk)
        yield from range(first, first + len(taken.sheets))

    # ---- what there is once ----

    def pages(self, forms: Mapping[int, int]) -> None:
        """All pages, with their running matter; blank ones among them."""
        blank = _box(next(iter(self.parts))[1].taken.sheets[0])
        for index in range(len(self.at)):
            self.at[index] = self.at[index] or self.taking(1)
            joined, offset = self.sheets.get(index, (None, 0))
            box = _box(joined.taken.sheets[offset]) if joined else blank
            out = [b"<</Type/Page/Parent %d 0 R/MediaBox%b/TrimBox%b/BleedBox%b" % (PAGES, box, box, box)]
            out.append(b"" if self.bare else b"/Tabs/S")
            if joined:
                sheet, base = joined.taken.sheets[offset], joined.base
                running = [FOOTER if "drop-folio" in self.layout.stamps[index] else HEADER] if index in forms else []
                used = _resources(sheet, self.numbering(base.objects), forms.get(index))
                out.append(b"/Contents%b/Resources%b" % (array(map(ref, (*running, base.contents + offset))), used))
                if sheet.links and not self.bare:
                    out.append(b"/Annots%b" % array(ref(base.links + link.number) for link in sheet.links))
                if offset in joined.elements.marks:
                    out.append(b"/StructParents %d" % self.at[index])
            else:
                out.append(b"/Contents %d 0 R/Resources<<>>" % BLANK)
            self.loose.append((self.at[index], b"".join(out) + b">>"))
        self.loose.append((PAGES, b"<</Type/Pages/Count %d/Kids%b>>" % (len(self.at), array(map(ref, self.at)))))

    def structure(self) -> None:
        """The root of all tags."""
        top = [ref(element) for _, joined in self.parts for element in joined.elements.top]
        self.loose.append((DOCUMENT, b"<</S/Document/P %d 0 R/K%b>>" % (STRUCTURE, array(top))))
        owners = self.tree([leaf for _, joined in self.parts for leaf in joined.leaves])
        ids = {id: ref(own) for _, joined in self.parts for id, own in joined.elements.ids.items()}
        tree = self.name_tree(ids)
        found = b"/IDTree %b" % tree if ids else b""
        self.loose.append((STRUCTURE, (
            b"<</Type/StructTreeRoot/K[%b]/ParentTree %b/ParentTreeNextKey %d/RoleMap%b%b>>"
        ) % (ref(DOCUMENT), owners, self.next, role_map(), found)))  # fmt: skip

    def catalog(self) -> None:
        entries = (
            b"/Type/Catalog/Pages %d 0 R/Lang%b/Metadata %d 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            b"/PageLayout/TwoPageRight/PageLabels<</Nums%b>>"
        ) % (PAGES, string(self.about.language), METADATA, self.labels())  # fmt: skip
        if not self.bare:
            places = self.places()
            names = self.name_tree({anchor: self.destination(place) for anchor, place in places.items()})
            entries += b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>/PageMode/UseOutlines/Outlines %d 0 R" % (
                STRUCTURE, self.outlines(places),
            ) + b"/Names<</Dests %b>>" % names  # fmt: skip
        self.loose.append((CATALOG, b"<<" + entries + b">>"))

    def places(self) -> dict[str, tuple[int, Place]]:
        """The page of each anchor, and its place there."""
        found: dict[str, tuple[int, Place]] = {}
        for (start, part), _ in self.parts:
            for anchor, place in part.places.items():
                found.setdefault(anchor, (start + place.page, place))
        return found

    def destination(self, place: tuple[int, Place]) -> bytes:
        index, at = place
        joined, offset = self.sheets[index]
        height = joined.taken.sheets[offset].size[1]
        return b"[%d 0 R/XYZ %b %b null]" % (self.at[index], number(at.x), number(height - at.y))

    def name_tree(self, values: Mapping[str, bytes]) -> bytes:
        """Values by name as a balanced tree (ISO 32000-1, 7.9.6), as a reference to its root."""
        order = [(string(key), values[key]) for key in sorted(values, key=encoded)]
        leaves: list[_Node] = []
        for at in range(0, len(order), LEAF):
            some, leaf = order[at : at + LEAF], self.taking(1)
            limits = array((some[0][0], some[-1][0]))
            self.loose.append((leaf, b"<</Limits%b/Names[%b]>>" % (limits, b"".join(key + value for key, value in some))))
            leaves.append((some[0][0], some[-1][0], leaf))
        return self.tree(leaves)

    def tree(self, nodes: list[_Node]) -> bytes:
        """A tree with these leaves, as a reference to its root."""
        while len(nodes) > LEAF:
            above: list[_Node] = []
            for at in range(0, len(nodes), LEAF):
                some, own = nodes[at : at + LEAF], self.taking(1)
                kids = array(ref(node) for *_, node in some)
                self.loose.append((own, b"<</Limits%b/Kids%b>>" % (array((some[0][0], some[-1][1])), kids)))
                above.append((some[0][0], some[-1][1], own))
            nodes = above
        root = self.taking(1)
        self.loose.append((root, b"<</Kids%b>>" % array(ref(node) for *_, node in nodes)))
        return ref(root)

    def outlines(self, places: Mapping[str, tuple[int, Place]]) -> int:
        """Bookmarks, closed (ISO 32000-1, 12.3.3)."""

        def items(labels: Sequence[Label], parent: int) -> bytes:
            numbers = [self.taking(1) for _ in labels]
            for at, (label, own) in enumerate(zip(labels, numbers, strict=True)):
                out = b"<</Title%b/Parent %d 0 R" % (string(label.text), parent)
                out += b"/Prev %d 0 R" % numbers[at - 1] if at else b""
                out += b"/Next %d 0 R" % numbers[at + 1] if at + 1 < len(numbers) else b""
                out += b"/Dest%b" % self.destination(places[label.anchor]) if label.anchor in places else b""
                out += items(label.children, own) + b"/Count %d" % -len(label.children) if label.children else b""
                self.loose.append((own, out + b">>"))
            return b"/First %d 0 R/Last %d 0 R" % (numbers[0], numbers[-1])

        entries = items(self.outline, OUTLINE) + b"/Count %d" % len(self.outline) if self.outline else b""
        self.loose.append((OUTLINE, b"<</Type/Outlines%b>>" % entries))
        return OUTLINE

    def labels(self) -> bytes:
        """Page labels as printed: small Roman figures in the front matter, Arabic ones after."""
        at = self.layout.first_body
        nums = [b"0<</S/r>>", b"%d<</S/D/St 1>>" % at] if at > 0 else [b"0<</S/D/St 1>>"]
        if self.layout.labels:
            nums = [b"%d<</S/%b/St %d>>" % (i, b"r" if roman else b"D", n) for i, n, roman in self.layout.labels]
        return array(nums)

    def written(self) -> Written:
        """The elements of anchors, and those that lead to an address, by their numbers."""
        named: dict[str, int] = {}
        for _, joined in self.parts:
            named = joined.elements.named | named
        return Written(named, tuple(link for _, joined in self.parts for link in joined.elements.links))


def _spared(first: int, end: int) -> int:
    """A number behind the last one that is used, with some to spare."""
    return first + -(-(end - first) // SPARE) * SPARE


def _box(sheet: Sheet) -> bytes:
    return array(map(number, (0, 0, *sheet.size)))


def _is_inside(link: Link) -> bool:
    return link.target.startswith(SCHEME)


def _anchor(link: Link) -> str:
    return link.target.removeprefix(SCHEME)


def _area(link: Link, said: str, own: int) -> bytes:
    """A link's annotation: printable (flag 4), named for screen readers, high enough to be tapped."""
    left, right = sorted(link.box[::2])
    bottom, top = sorted(link.box[1::2])
    if top - bottom < 1:  # raised figures are set with no height at all
        left, bottom, right, top = left - 1, bottom - 4, right + 1, top + 5
    leads = b"/S/GoTo/D%b" % string(_anchor(link)) if _is_inside(link) else b"/S/URI/URI%b" % string(link.target)
    box = array(map(number, (left, bottom, right, top)))
    return b"<</Type/Annot/Subtype/Link/F 4/BS<</W 0>>/Rect%b/Contents%b/StructParent %d/A<<%b>>>>" % (
        box, string(said), own, leads,
    )  # fmt: skip


def _is_form(body: bytes) -> bool:
    """Whether an object is drawn as a page is, and compressed as ours are."""
    return all(entry in body for entry in (b"/Subtype /Form", b"/Filter /FlateDecode")) and b"/DecodeParms" not in body


def _resources(sheet: Sheet, numbered: Callable[[int | Face], int], running: int | None) -> bytes:
    """The resources of a page, its running matter among them."""
    used = {
        kind: {key: rendered(pieces, numbered) for key, pieces in ours.items()} for kind, ours in sheet.resources.items()
    }
    if running is not None:
        used["/XObject"] = used.get("/XObject", {}) | {"/Running": ref(running)}
    kinds = (
        name(kind[1:]) + b"<<" + b"".join(name(key[1:]) + b" " + value for key, value in ours.items()) + b">>"
        for kind, ours in used.items()
    )
    return b"<<" + b"".join(kinds) + b">>"
