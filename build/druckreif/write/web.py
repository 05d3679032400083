"""Records of the book for web pages and reference managers: JSON-LD (schema.org) and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.book import Book
from ..model.edition import epub_edition
from ..model.meta import BookConfig, Contributor, identifier
from ..model.product import Product, isbn_of, reference_of
from ..model.record import is_known
from ..model.trade import Price
from .description import describe
from .telling import blurb, keywords

Values = dict[str, Any]

_ROLES = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}
"""schema.org's properties by MARC relator; whoever else took part is a contributor."""

_CSL_ROLES = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator", "com": "compiler"}
_NAMES = {"thema": "Thema", "bisac": "BISAC", "wgs": "Warengruppen-Systematik"}


def write_json_ld(book: Book, products: Sequence[Product]) -> bytes:
    """The book as a work of schema.org, its editions as examples of it; what is not known is left out."""
    config = book.config
    people: dict[str, list[Values]] = {}
    for person in config.contributors:
        if person.role != "pbl":
            people.setdefault(_ROLES.get(person.role, "contributor"), []).append(_agent(person))
    work = {
        "@context": "https://schema.org",
        "@type": "Book",
        "@id": identifier(config, ""),
        "name": config.title,
        "alternativeHeadline": config.subtitle,
        "inLanguage": config.language,
        **people,
        "publisher": _publisher(config),
        "datePublished": config.date.isoformat(),
        "bookEdition": config.edition,
        "description": blurb(config),
        "keywords": list(keywords(config)),
        "about": [
            {"@type": "DefinedTerm", "name": term.term, "termCode": term.code, "inDefinedTermSet": _NAMES[term.scheme]}
            for term in config.subjects
            if term.scheme
        ],
        "isPartOf": _series(config),
        "license": config.rights.url,
        "copyrightHolder": config.rights.holder,
        "copyrightYear": config.date.year,
        "url": config.trade.url,
        "workExample": [_example(book, product) for product in products],
    }
    return _json(_kept(work))


def _agent(person: Contributor) -> Values:
    isni = re.sub(r"[ -]", "", person.isni)
    known = (("https://d-nb.info/gnd/", person.gnd), ("https://isni.org/isni/", isni), ("https://orcid.org/", person.orcid))
    same = [f"{base}{number}" for base, number in known if number]
    kind = "Organization" if person.body else "Person"
    return _kept({"@type": kind, "name": person.name, "description": person.bio.strip(), "sameAs": same})


def _publisher(config: BookConfig) -> Values:
    """Name, brand, place and country; nothing as long as it is open."""
    publisher = config.publisher
    if not is_known(publisher.name):
        return {}
    place = publisher.place if is_known(publisher.place) else ""
    address = {"addressLocality": place, "addressCountry": publisher.country}
    located = _kept({"@type": "PostalAddress", **address}) if any(address.values()) else {}
    return _kept({"@type": "Organization", "name": publisher.name, "brand": publisher.brand, "address": located})


def _series(config: BookConfig) -> Values:
    return {"@type": "BookSeries", "name": config.series.title} if config.series else {}


def _example(book: Book, product: Product) -> Values:
    """An edition; the EPUB with what its package says of its accessibility."""
    config = book.config
    digital = product.edition == "epub"
    kind = "EBook" if digital else "Hardcover" if product.hardback else "Paperback"
    edition = {
        "@type": "Book",
        "@id": reference_of(config, product.edition),
        "bookFormat": f"https://schema.org/{kind}",
        "encodingFormat": "application/epub+zip" if digital else "",
        "isbn": isbn_of(config, product.edition),
        "inLanguage": config.language,
        "datePublished": config.date.isoformat(),
        "numberOfPages": product.pages.total if product.pages and not digital else 0,
        **(_access(book, product) if digital else {}),
        "offers": [_offer(price, config) for price in config.trade.prices if price.edition == product.edition],
    }
    if config.series and config.series.number:
        edition["position"] = config.series.number
    return _kept(edition)


def _access(book: Book, product: Product) -> Values:
    """The statements of the package under their names in schema.org."""
    found: dict[str, list[str]] = {}
    for said in describe(book, epub_edition(book.config, "epub"), paged=product.pages is not None):
        if said.property.startswith("schema:access"):
            found.setdefault(said.property.removeprefix("schema:"), []).append(said.value)
    modes = found.pop("accessModeSufficient", [])
    sufficient = [{"@type": "ItemList", "itemListElement": value.split(",")} for value in modes]
    summary = " ".join(found.pop("accessibilitySummary", []))
    return {**found, "accessModeSufficient": sufficient, "accessibilitySummary": summary}


def _offer(price: Price, config: BookConfig) -> Values:
    stock = "InStock" if config.trade.status == "active" else "PreOrder"
    return {
        "@type": "Offer",
        "price": price.amount,
        "priceCurrency": price.currency,
        "eligibleRegion": list(price.countries),
        "availability": f"https://schema.org/{stock}",
    }


# ---- CSL ----


def write_csl(book: Book, products: Sequence[Product]) -> bytes:
    """The book as an item of CSL-JSON 1.0.2, so that others can cite it."""
    config, publisher = book.config, book.config.publisher
    people: dict[str, list[Values]] = {}
    for person in config.contributors:
        if person.role in _CSL_ROLES:
            people.setdefault(_CSL_ROLES[person.role], []).append(_name(person))
    printed = next((product for product in products if product.edition == "print"), None)
    isbn = isbn_of(config, "print") or isbn_of(config, "epub")
    item = {
        "id": config.slug,
        "type": "book",
        **people,
        "title": f"{config.title}. {config.subtitle}" if config.subtitle else config.title,
        "title-short": config.title if config.subtitle else "",
        "collection-title": config.series.title if config.series else "",
        "collection-number": config.series.number if config.series else "",
        "edition": (re.match(r"\d+", config.edition) or [config.edition])[0],
        "publisher": publisher.name if is_known(publisher.name) else "",
        "publisher-place": publisher.place if is_known(publisher.place) else "",
        "issued": {"date-parts": [[config.date.year, config.date.month, config.date.day]]},
        "ISBN": isbn,
        "number-of-pages": str(printed.pages.total) if printed and printed.pages else "",
        "language": config.language,
        "URL": config.trade.url,
        "abstract": blurb(config),
        "keyword": ", ".join(keywords(config)),
    }
    return _json([_kept(item)])


def write_sources_csl(book: Book) -> bytes:
    """The works that the book cites, as CSL-JSON; what is for the editor alone is left out."""
    own = {"group", "note", "custom", "original_language"}
    items = [work.model_dump(by_alias=True, exclude=own, exclude_defaults=True) for work in book.sources.values()]
    return _json(items)


def _name(person: Contributor) -> Values:
    family, comma, given = person.sort.partition(", ")
    return {"literal": person.name} if person.body or not comma else {"family": family, "given": given}


def _kept(values: Mapping[str, Any]) -> Values:
    """Without what is empty."""
    return {key: value for key, value in values.items() if value not in ("", 0, [], {}, None)}


def _json(value: Values | Iterable[Values]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
