"""ONIX for Books 3.0 and 3.1: one message with a product record for each edition, in reference names.

Sources: EDItEUR, ONIX for Books 3.0 and 3.1, code lists issue 75; for accessibility the crosswalk of W3C's Publishing
Community Group. What is not known is left out, never invented; a record without ISBN is a test record (List 1, 89).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ..model.book import Book, Kind
from ..model.edition import epub_edition
from ..model.facts import Facts
from ..model.meta import BookConfig, Contributor
from ..model.product import Product, isbn_of, reference_of
from ..model.record import is_known
from ..model.trade import Price
from .description import CONFORMANCE, describe
from .markup import Tag, optional, tag, xml
from .telling import blurb, contents_lines, keywords, language_code, short_text

VERSIONS = ("3.0", "3.1")

ROLES: Mapping[str, str] = {
    "aut": "A01", "edt": "B01", "trl": "B06", "aui": "A23", "ill": "A12", "bkd": "A11", "cov": "A36", "ann": "A20",
    "cmm": "A21", "com": "C01", "ctb": "A32", "pfr": "Z99", "tyg": "Z99", "ths": "B20",
}  # fmt: skip
"""List 17 by MARC relator; a publisher is no contributor."""

_AUDIENCES = {"general": "01", "children": "02", "teenage": "03", "students": "05", "professional": "06"}
_SCHEMES = {"bisac": "10", "wgs": "26"}
_QUALIFIERS = {"1": "94", "2": "95", "3": "96", "4": "97", "5": "98", "6": "99"}

_FEATURES = {
    "tableOfContents": "11", "index": "12", "readingOrder": "13", "alternativeText": "14", "longDescription": "15",
    "pageBreakMarkers": "19", "structuralNavigation": "29", "ARIA": "30", "displayTransformability": "36",
    "pageNavigation": "41",
}  # fmt: skip
"""List 196 by schema.org's accessibilityFeature."""

_EXEMPTIONS = {"micro-enterprise": "75", "disproportionate-burden": "76", "fundamental-alteration": "77"}


def write_onix(book: Book, facts: Facts, products: Sequence[Product], version: str, day: date | None = None) -> bytes:
    """The message, sent on `day` or on the book's date. `facts` are those of any edition. Raises KeyError for a version."""
    if version not in VERSIONS:
        raise KeyError(version)
    config = book.config
    publisher = config.publisher.name
    header = tag(
        "Header",
        tag("Sender", tag("SenderName", publisher if is_known(publisher) else config.rights.holder)),
        tag("SentDateTime", f"{day or config.date:%Y%m%d}"),
        tag("DefaultLanguageOfText", language_code(config.language)),
    )
    records = [_Record(book, facts, product, products, version).product() for product in products]
    message = tag("ONIXMessage", header, records, release=version)
    return xml(message, f"http://ns.editeur.org/onix/{version}/reference")


class _Record:
    """The record of one product among those of the same book."""

    def __init__(
        self, book: Book, facts: Facts, product: Product, products: Sequence[Product], version: str
    ) -> None:
        self.book, self.facts, self.made, self.products, self.version = book, facts, product, products, version
        self.config: BookConfig = book.config
        self.digital = product.edition == "epub"
        self.isbn = isbn_of(self.config, product.edition)

    def product(self) -> Tag:
        """The whole record, its blocks in the order of the schema."""
        given = self.config.isbn.epub if self.digital else self.config.isbn.print
        kind = "89" if given and not self.isbn else "03" if self.config.trade.status == "active" else "02"
        return tag(
            "Product",
            tag("RecordReference", reference_of(self.config, self.made.edition)),
            tag("NotificationType", kind),
            tag("RecordSourceType", "01"),
            _identifiers(self.config, self.made),
            self.barcode(),
            tag("DescriptiveDetail", self.form(), self.names(), self.contents(), self.subjects()),
            tag("CollateralDetail", self.texts()),
            tag("PublishingDetail", self.publishing()) if self.is_published() else None,
            self.related(),
            self.supply(),
        )

    def barcode(self) -> Tag | None:
        if self.digital or not self.isbn:
            return None
        return tag("Barcode", tag("BarcodeType", "02"), tag("PositionOnProduct", "01"))

    # ---- descriptive detail ----

    def form(self) -> Iterator[Tag]:
        yield tag("ProductComposition", "00")
        if self.digital:
            yield tag("ProductForm", "ED")
            yield from (tag("ProductFormDetail", code) for code in ("E101", "E200"))
            yield from (_feature(*feature) for feature in self.features())
        else:
            yield tag("ProductForm", "BB" if self.made.hardback else "BC")
        yield tag("PrimaryContentType", "10")
        if self.pictured():
            yield tag("ProductContentType", "07")
        sizes = (("01", self.made.height), ("02", self.made.width), ("03", self.made.spine))
        for code, size in sizes if not self.digital else ():
            if size:
                unit = tag("MeasureUnitCode", "mm")
                yield tag("Measure", tag("MeasureType", code), tag("Measurement", f"{size:.1f}".removesuffix(".0")), unit)
        if self.digital:
            yield tag("EpubTechnicalProtection", "00")
            where = tag("EpubLicenseExpressionLink", self.config.rights.url)
            link = tag("EpubLicenseExpression", tag("EpubLicenseExpressionType", "01"), where)
            yield tag("EpubLicense", tag("EpubLicenseName", self.config.rights.licence), link)

    def pictured(self) -> bool:
        """Whether there is more than text."""
        return bool(self.book.pictures)

    def features(self) -> Iterator[tuple[str, str, str]]:
        """Type (List 79), value and description of what is to be known of the file, accessibility by code."""
        vouched = self.config.accessibility
        codes: dict[str, str] = {}
        settings = epub_edition(self.config, "epub")
        for told in describe(self.book, settings, paged=self.made.pages is not None):
            if told.property == "schema:accessibilityFeature" and told.value in _FEATURES:
                codes[_FEATURES[told.value]] = ""
            elif told.property == "schema:accessModeSufficient" and told.value == "textual":
                codes["52"] = ""
            elif told.property == "schema:accessibilitySummary":
                codes["00"] = told.value
            elif told.value == CONFORMANCE:
                codes |= dict.fromkeys(("04", "82", "85"), "")
        codes |= {"10": "", "22": "", "32": ""}  # true of every EPUB of ours: no protection, languages marked, landmarks
        if not self.pictured():
            codes["25"] = ""  # the text bears no colour; pictures may
        if any(division.kind is Kind.GLOSSARY for division in self.book.divisions):
            codes["38"] = ""
        if vouched.claimed:
            codes["90"] = vouched.certifier
            codes |= {"94": vouched.report} if vouched.report else {}
        if vouched.exemption:
            codes[_EXEMPTIONS[vouched.exemption]] = ""
        if is_known(vouched.contact):
            codes["99"] = vouched.contact
        yield from (("09", code, codes[code]) for code in sorted(codes))
        yield "12", "00", ""
        yield "15", "101F", ""

    def names(self) -> Iterator[Tag]:
        config = self.config
        if config.series:
            place = (tag("CollectionSequenceType", "02"), tag("CollectionSequenceNumber", config.series.number))
            number = tag("CollectionSequence", place) if config.series.number else None
            yield tag("Collection", tag("CollectionType", "10"), number, _title("02", config.series.title))
        else:
            yield tag("NoCollection")
        yield _title("01", config.title, config.subtitle)
        people = [person for person in config.contributors if person.role in ROLES]
        yield from (_contributor(index, person) for index, person in enumerate(people, start=1))
        if not people:
            yield tag("NoContributor")
        number_of = re.match(r"\d+", config.edition)
        if number_of:
            yield tag("EditionNumber", number_of[0])
        if config.edition:
            yield tag("EditionStatement", config.edition)

    def contents(self) -> Iterator[Tag]:
        yield _language("01", self.config.language)
        if self.config.trade.language_of_original:
            yield _language("02", self.config.trade.language_of_original)
        pages = self.made.pages
        if pages and self.digital:
            yield _extent("08", pages.total, "03")
        elif pages:
            if pages.main:
                yield _extent("00", pages.main, "03")
            if pages.front:
                yield _extent("03", pages.front, "03", pages.roman)
            yield _extent("06", pages.total, "03")
        yield _extent("02", self.made.words, "02")
        if self.made.size:
            yield _extent("22", -(-self.made.size // 1024), "18")

    def subjects(self) -> Iterator[Tag]:
        coded = [subject for subject in self.config.subjects if subject.scheme]
        is_first = True
        for subject in coded:
            code = _SCHEMES.get(subject.scheme) or _QUALIFIERS.get(subject.code[0], "93")
            main = tag("MainSubject") if code == "93" and is_first else None
            is_first = is_first and code != "93"
            heading = tag("SubjectHeadingText", subject.term)
            yield tag("Subject", main, tag("SubjectSchemeIdentifier", code), tag("SubjectCode", subject.code), heading)
        if words := keywords(self.config):
            yield tag("Subject", tag("SubjectSchemeIdentifier", "20"), tag("SubjectHeadingText", "; ".join(words)))
        if self.config.trade.audience:
            value = tag("AudienceCodeValue", _AUDIENCES[self.config.trade.audience])
            yield tag("Audience", tag("AudienceCodeType", "01"), value)

    # ---- texts, publisher, trade ----

    def texts(self) -> Iterator[Tag]:
        lines = "\n".join(contents_lines(self.book, self.facts))
        for code, text in (("02", short_text(self.config)), ("03", blurb(self.config)), ("04", lines)):
            if text:
                yield tag("TextContent", tag("TextType", code), tag("ContentAudience", "00"), tag("Text", text))

    def is_published(self) -> bool:
        """Whether it is known who publishes the book; the schema asks for that before dates and rights."""
        return is_known(self.config.publisher.name)

    def publishing(self) -> Iterator[Tag]:
        config, publisher = self.config, self.config.publisher
        if is_known(publisher.brand):
            yield tag("Imprint", tag("ImprintName", publisher.brand))
        number = (tag("PublisherIDType", "04"), tag("IDValue", publisher.verkehrsnummer))
        own = tag("PublisherIdentifier", number) if publisher.verkehrsnummer else None
        yield tag("Publisher", tag("PublishingRole", "01"), own, tag("PublisherName", publisher.name))
        if is_known(publisher.place):
            yield tag("CityOfPublication", publisher.place)
        if publisher.country:
            yield tag("CountryOfPublication", publisher.country)
        yield from self.contacts()
        yield tag("PublishingStatus", "04" if config.trade.status == "active" else "02")
        when = tag("Date", f"{config.date:%Y%m%d}", dateformat="00")
        yield tag("PublishingDate", tag("PublishingDateRole", "01"), when)
        people = {person.name for person in config.contributors if not person.body}
        owner = tag("PersonName" if config.rights.holder in people else "CorporateName", config.rights.holder)
        yield tag("CopyrightStatement", tag("CopyrightYear", str(config.date.year)), tag("CopyrightOwner", owner))
        yield self.sales_rights()

    def contacts(self) -> Iterator[Tag]:
        """Whom to ask: about the safety of a printed product (Regulation (EU) 2023/988), about barriers in a digital one."""
        publisher, barrier = self.config.publisher, self.config.accessibility.contact
        mail = barrier if self.digital else publisher.contact
        if "@" not in mail:
            return
        place: list[Tag] = []
        address = re.fullmatch(r"(.+), (\d{4,5}) ([^,]+)", publisher.address)
        if address and publisher.country and not self.digital and self.version != "3.0":  # 3.0 has no room for it
            names = ("StreetAddress", "PostalCode", "LocationName")
            street, code, town = (tag(name, part) for name, part in zip(names, address.groups(), strict=True))
            place = [street, town, code, tag("CountryCode", publisher.country)]
        role = tag("ProductContactRole", "01" if self.digital else "10")
        yield tag("ProductContact", role, tag("ProductContactName", publisher.name), tag("EmailAddress", mail), place)

    def sales_rights(self) -> Tag:
        trade = self.config.trade
        free = self.config.rights.licence.startswith("CC")
        kind = {"exclusive": "01", "non-exclusive": "02"}.get(trade.rights, "02" if free else "00")
        return tag("SalesRights", tag("SalesRightsType", kind), _territory(trade.territory))

    def related(self) -> Tag | None:
        others = [other for other in self.products if other.edition != self.made.edition]
        codes = ("06", "13" if self.digital else "27")
        found = [
            tag("RelatedProduct", [tag("ProductRelationCode", code) for code in codes], _identifiers(self.config, other))
            for other in others
        ]
        return tag("RelatedMaterial", found) if found else None

    def supply(self) -> Tag | None:
        """Who sells it at which price; nothing as long as there is no publisher."""
        config = self.config
        if not self.is_published():
            return None
        is_active = config.trade.status == "active"
        available = {(True, True): "20", (True, False): "10", (False, True): "23", (False, False): "12"}
        prices = [_price(price) for price in config.trade.prices if price.edition == self.made.edition]
        detail = tag(
            "SupplyDetail",
            tag("Supplier", tag("SupplierRole", "01"), tag("SupplierName", config.publisher.name)),
            tag("ProductAvailability", available[self.digital, is_active]),
            prices or tag("UnpricedItemType", "02"),
        )
        status = tag("MarketPublishingDetail", tag("MarketPublishingStatus", "04" if is_active else "02"))
        return tag("ProductSupply", tag("Market", _territory(config.trade.territory)), status, detail)


def _identifiers(config: BookConfig, product: Product) -> list[Tag]:
    isbn = isbn_of(config, product.edition)
    if not isbn:
        own = (tag("ProductIDType", "01"), tag("IDTypeName", "druckreif"))
        return [tag("ProductIdentifier", own, tag("IDValue", reference_of(config, product.edition)))]
    return [tag("ProductIdentifier", tag("ProductIDType", kind), tag("IDValue", isbn)) for kind in ("15", "03")]


def _feature(kind: str, value: str, description: str) -> Tag:
    said = optional("ProductFormFeatureDescription", description)
    return tag("ProductFormFeature", tag("ProductFormFeatureType", kind), tag("ProductFormFeatureValue", value), said)


def _title(level: str, title: str, subtitle: str = "") -> Tag:
    element = tag("TitleElement", tag("TitleElementLevel", level), tag("TitleText", title), optional("Subtitle", subtitle))
    return tag("TitleDetail", tag("TitleType", "01"), element)


def _contributor(index: int, person: Contributor) -> Tag:
    numbers = (("25", person.gnd), ("16", re.sub(r"[ -]", "", person.isni)), ("21", person.orcid.replace("-", "")))
    known = [tag("NameIdentifier", tag("NameIDType", kind), tag("IDValue", value)) for kind, value in numbers if value]
    kind = "CorporateName" if person.body else "PersonName"
    return tag(
        "Contributor",
        tag("SequenceNumber", str(index)),
        tag("ContributorRole", ROLES[person.role]),
        known,
        (tag(kind, person.name), tag(f"{kind}Inverted", person.sort)),
        optional("BiographicalNote", person.bio.strip()),
    )


def _language(role: str, language: str) -> Tag:
    return tag("Language", tag("LanguageRole", role), tag("LanguageCode", language_code(language)))


def _extent(kind: str, value: int, unit: str, roman: str = "") -> Tag:
    number = tag("ExtentValue", str(value)), *([tag("ExtentValueRoman", roman)] if roman else [])
    return tag("Extent", tag("ExtentType", kind), number, tag("ExtentUnit", unit))


def _territory(places: Iterable[str]) -> Tag:
    names = sorted(places)
    if "WORLD" in names:
        return tag("Territory", tag("RegionsIncluded", "WORLD"))
    return tag("Territory", tag("CountriesIncluded", " ".join(names)))


def _price(price: Price) -> Tag:
    rates = {"reduced": "R", "standard": "S", "zero": "Z"}
    rate = optional("TaxRateCode", rates.get(price.tax_rate, ""))
    tax = tag("Tax", tag("TaxType", "01"), rate, tag("TaxRatePercent", price.tax_percent)) if price.tax_percent else None
    return tag(
        "Price",
        tag("PriceType", "04" if price.kind == "fixed" else "02"),
        tag("PriceAmount", price.amount),
        tax,
        tag("CurrencyCode", price.currency),
        _territory(price.countries),
    )
