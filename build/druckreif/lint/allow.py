"""allow-unused: an allowance for which nothing is found any more, or for a rule that cannot be allowed.

Why: it would hide the next mistake of its kind; errors cannot be allowed, since no edition can be made with them.
Instead: delete it. `<!-- allow: rule -->` stands above the paragraph, div or note that it is for, `allow: [rule]` in the
front matter is for the whole file. In YAML files the comment `# allow: rule` stands above a key or record or behind a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ..base.finding import Finding, Severity, nearest
from ..model.book import Allow, Book

RULE = "allow-unused"


def silence(
    book: Book, findings: Iterable[Finding], rules: Collection[str], resting: Collection[str] = ()
) -> Iterator[Finding]:
    """The findings that no editor has allowed, and one for each allowance without use; `resting` rules did not run."""
    allows: dict[tuple[str, str], list[Allow]] = {}
    for allow in (*book.allows, *(allow for division in book.divisions for allow in division.allows)):
        allows.setdefault((allow.span.source, allow.rule), []).append(allow)
    used: set[Allow] = set()
    for finding in findings:
        fitting = [allow for allow in allows.get((finding.span.source, finding.rule), ()) if _fits(allow, finding)]
        used.update(fitting)
        if not fitting:
            yield finding
    rest = [allow for own in allows.values() for allow in own if allow not in used and allow.rule not in resting]
    yield from _unused(rest, rules)


def _fits(allow: Allow, finding: Finding) -> bool:
    return allow.first <= finding.span.line <= allow.last and finding.severity is not Severity.ERROR


def _unused(allows: Sequence[Allow], rules: Collection[str]) -> Iterator[Finding]:
    for allow in allows:
        if allow.rule in rules:
            message, hint = f'nothing is found here by "{allow.rule}" that could be allowed', "delete the allowance"
        else:
            message, hint = f'there is no rule "{allow.rule}"', nearest(allow.rule, rules) or "see druckreif explain"
        yield Finding(allow.span, RULE, message, hint, Severity.WARNING)
