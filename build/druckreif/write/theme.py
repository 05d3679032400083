"""Themes as data: one TOML file gives both the style sheet and the table by which lines are measured.

Lengths are pt, those of `page` mm. In CSS two units are added, so that everything stands on a grid: `ln` is the line
height of running text, `sn` that of notes and register; `$(text.size)` stands for a value of the file.
A block that the theme does not state is set plain.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from ..base.stock import stock

MM = 72 / 25.4
_FEATURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "oldstyle": ("font-variant-numeric: oldstyle-nums proportional-nums", ("onum", "pnum")),
    "lining": ("font-variant-numeric: lining-nums proportional-nums", ("lnum", "pnum")),
    "own": ("font-variant-numeric: normal", ()),
    "tabular": ("font-variant-numeric: lining-nums tabular-nums", ("lnum", "tnum")),
    "small-caps": ("font-variant-caps: small-caps", ("smcp",)),
    "all-small-caps": ("font-variant-caps: all-small-caps", ("smcp", "c2sc")),
    "capitals": ("font-variant-caps: normal", ()),
}
"""Words of themes for the forms of figures and capitals, as CSS and as features of OpenType."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of characters looks, as far as it matters for its width. `size` and `tracking` in pt."""

    family: str
    size: float
    italic: bool = False
    weight: int = 400
    figures: str = "oldstyle"
    caps: str = "capitals"
    tracking: float = 0
    before: float = 0
    language: str = ""
    raised: float = 0
    """How far it stands above the line, in pt."""

    @property
    def features(self) -> tuple[str, ...]:
        """The OpenType features that are switched on beside the usual ones."""
        return _FEATURES[self.figures][1] + _FEATURES[self.caps][1]


@dataclass(frozen=True, slots=True)
class Block:
    """A kind of block: its type, its insets from the column, its distances in lines, how its paragraphs begin."""

    size: float
    line: float
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    indent: float = 0
    hang: float = 0
    """Width by which the lines after a paragraph's first are indented."""
    justify: bool = True
    italic: bool = False
    rule: float = 0
    """Width of the rule at its left edge, inside its inset."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page in pt: its size, where the text begins, its margins inside and outside, how high the text is."""

    width: float
    height: float
    top: float
    inner: float
    outer: float
    lines: int
    line: float

    @property
    def measure(self) -> float:
        """Width of the column."""
        return self.width - self.inner - self.outer

    @property
    def depth(self) -> float:
        """Height of the text: whole lines."""
        return self.lines * self.line


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as read."""

    name: str
    data: Mapping[str, Any]
    page: Page
    text: Block
    style: Style
    blocks: Mapping[str, Block]
    rules: Mapping[str, float] = field(default_factory=dict)
    """How lines are set: `scale`, `stretch`, `shrink`, `before`, `after` (letters beside a hyphen), `last` (em)."""

    @property
    def families(self) -> tuple[str, ...]:
        """The typefaces, that of running text first."""
        return tuple(dict.fromkeys((self.style.family, *self.data.get("families", {}).values())))

    @property
    def foot(self) -> float:
        """The height in pt above the notes at the foot of a page: gap, rule, and what keeps them from it."""
        foot = self.data["foot"]
        return float(foot["gap"] + foot["rule"] + foot["below"]) + 0.05

    def hang(self, side: str, char: str) -> float:
        """The share of its width by which a character at a line's edge stands outside."""
        return float(self.data.get("hang", {}).get(side, {}).get(char, 0))

    def inline(self, style: Style, element: Element) -> Style:
        """The style inside an inline element."""
        if lang := element.get("lang"):
            style = replace(style, language=lang)
        for name in (element.tag, *element.get("class", "").split()):
            if found := self.data["inlines"].get(name):
                style = _inlined(style, found)
        return style

    def running(self, style: Style) -> Style:
        """The style of running heads."""
        return _inlined(style, self.data["running"])

    def running_folio(self, style: Style) -> Style:
        """The style of folios, which is that of running heads, upright and without tracking."""
        return _inlined(replace(self.running(style), italic=False, tracking=0.0), self.data["running"]["folio"])

    def block(self, block: Block, element: Element) -> Block | None:
        """The block inside another; None if the theme does not know it.

        Its lines are as high as those around it unless it says otherwise; what it leaves free is stated in its own.
        """
        names = [name for name in (element.tag, *element.get("class", "").split()) if name in self.blocks]
        for name in names:
            new, said = self.blocks[name], self.data["blocks"][name]
            line = new.line if "type" in said or "line" in said else block.line
            free = {key: getattr(new, key) * new.line / line for key in ("before", "after")} if line != new.line else {}
            block = replace(new, left=block.left + new.left, right=block.right + new.right, line=line, **free)
        return block if names or element.tag in ("section", "div") else None

    def css(self, *names: str) -> str:
        """Style sheets with the theme's values, and its own rules after them."""
        text = "\n".join(stock(f"styles/pdf/{name}.css").read_text("utf-8") for name in names)
        own = "\n".join(f"{selector} {{ {rules} }}" for selector, rules in self.data.get("css", {}).items())
        return _filled(f"{text}\n{self._generated()}\n{own}", self)

    def _generated(self) -> str:
        rules = [f"html {{ {_FEATURES[self.style.figures][0]} }}"]
        for name, values in self.data["blocks"].items():
            given = {**values, **({"size": 0, "line": 0} if "type" in values else {})}
            rules.append(_block_css(name, self.blocks[name], given))
        rules += [_inline_css(name, values) for name, values in self.data["inlines"].items()]
        return "\n".join(rules)


def _inlined(style: Style, values: Mapping[str, Any]) -> Style:
    keys = ("family", "size", "italic", "weight", "figures", "caps", "before")
    known = {key: values[key] for key in keys if key in values}
    style = replace(style, **known, raised=style.raised + values.get("raise", 0))
    return replace(style, tracking=values["tracking"] * style.size) if "tracking" in values else style


def _block_css(name: str, block: Block, values: Mapping[str, Any]) -> str:
    """The rules of a kind of block; what the file does not say is left to inheritance."""
    selector = name if name in _TAGS else f".{name}"
    own = [
        f"{prop}: {block_value}{unit}"
        for key, prop, block_value, unit in (
            ("size", "font-size", block.size, "pt"),
            ("line", "line-height", block.line, "pt"),
            ("left", "margin-left", block.left if not block.rule else 0, "pt"),
            ("rule", "border-left", block.rule, "pt solid"),
            ("rule", "padding-left", block.left - block.rule, "pt"),
            ("right", "margin-right", block.right, "pt"),
            ("before", "margin-top", block.before * block.line, "pt"),
            ("after", "margin-bottom", block.after * block.line, "pt"),
            ("italic", "font-style", "italic", ""),
        )
        if key in values
    ]
    css = f"{selector} {{ {'; '.join(own)} }}"
    align = {True: "justify; hyphens: auto", False: "left; hyphens: none"}.get(values.get("justify", "-"), "")
    inner = f"text-align: {align}; " if align else ""
    if "indent" in values or "hang" in values:
        start = -block.hang if block.hang else block.indent
        inner += f"text-indent: {start}pt; padding-left: {block.hang}pt"
        if not block.hang:
            css += f"\n{selector} p.first {{ text-indent: 0 }}"
    return f"{selector} p {{ {inner} }}\n{css}" if inner else css


_TAGS = ("h2", "h3", "h4", "table", "figure", "ul", "ol")


def _inline_css(name: str, values: Mapping[str, Any]) -> str:
    rules = ["line-height: 0"]
    for key, prop, unit in (
        ("size", "font-size", "pt"), ("raise", "vertical-align", "pt"), ("before", "padding-left", "pt"),
        ("weight", "font-weight", ""), ("tracking", "letter-spacing", "em"),
    ):  # fmt: skip
        if key in values:
            rules.append(f"{prop}: {values[key]}{unit}")
    if "family" in values:
        rules.append(f'font-family: "{values["family"]}"')
    if "italic" in values:
        rules.append(f"font-style: {'italic' if values['italic'] else 'normal'}")
    rules += [_FEATURES[values[key]][0] for key in ("figures", "caps") if key in values]
    selector = name if name in ("em", "strong", "dfn") else f".{name}"
    return f"{selector} {{ {'; '.join(rules)} }}"


_VALUE = re.compile(r"\$\(([a-z.]+)\)")
_LINES = re.compile(r"(-?\d*\.?\d+)(ln|sn)\b")


def _filled(css: str, theme: Theme) -> str:
    lines = {"ln": theme.text.line, "sn": float(theme.data["small"]["line"])}

    def value(match: re.Match[str]) -> str:
        found: Any = theme.data
        for key in match[1].split("."):
            found = found[key]
        return f"{found:g}" if isinstance(found, float) else str(found)

    return _LINES.sub(lambda m: f"{float(m[1]) * lines[m[2]]:g}pt", _VALUE.sub(value, css))


@cache
def load_theme(name: str) -> Theme:
    """Read a theme. Raises FileNotFoundError for an unknown one; a mistake in the file is a defect."""
    return theme_of(name, tomllib.loads(stock(f"styles/pdf/{name}.toml").read_text("utf-8")))


def with_page(theme: Theme, page: Mapping[str, float]) -> Theme:
    """The same theme on another page: keys of `page`, in mm and lines."""
    return theme_of(theme.name, {**theme.data, "page": {**theme.data["page"], **page}}) if page else theme


def with_family(theme: Theme, family: str) -> Theme:
    """The same theme with one more typeface at hand, for drawings."""
    return theme_of(theme.name, {**theme.data, "families": {**theme.data.get("families", {}), "more": family}})


def theme_of(name: str, data: Mapping[str, Any]) -> Theme:
    """A theme from its data."""
    text, page = data["text"], data["page"]
    base = Block(text["size"], text["line"], indent=text["indent"])
    style = Style(text["family"], text["size"], figures=text["figures"])
    blocks = {name: _block(base, data, values) for name, values in data["blocks"].items()}
    sizes = {key: page[key] * MM for key in ("width", "height", "top", "inner", "outer")}
    return Theme(
        name, data, Page(**sizes, lines=page["lines"], line=text["line"]), base, style, blocks, data["setting"]
    )  # fmt: skip


def _block(base: Block, data: Mapping[str, Any], values: Mapping[str, Any]) -> Block:
    """A kind of block; `type` names the table whose size and line it takes."""
    typed = data[values["type"]] if "type" in values else {}
    known = {key: typed[key] for key in ("size", "line") if key in typed}
    known |= {key: value for key, value in values.items() if key != "type"}
    return replace(base, **known)
