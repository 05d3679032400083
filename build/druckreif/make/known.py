"""Where everything stood when a whole book was last laid out: put down by builds, asked for by proofs of some chapters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.cache import put_down, recalled
from ..model.edition import is_epub
from .work import Work

if TYPE_CHECKING:
    from ..write.layout import Known


def remember(book_dir: Path, work: Work) -> None:
    """Put down where everything stands in the layouts of a whole book."""
    from ..write.layout import Known

    for (policy, theme, page), (_, layout) in work.laid.items():
        if not page:
            known = json.dumps(asdict(Known.of(layout)))
            put_down("pages.json", _key(book_dir, asdict(policy), theme), known.encode())


def recall(book_dir: Path, work: Work, edition: str) -> Known | None:
    """Where everything stood when the whole book was last laid out like this edition; None if that is not known."""
    from ..write.layout import Known

    if is_epub(edition):
        return None
    policy, theme, _ = work.key(edition)
    data = recalled("pages.json", _key(book_dir, asdict(policy), theme))
    return Known(**json.loads(data)) if data else None


def _key(book_dir: Path, policy: Mapping[str, object], theme: str) -> bytes:
    return json.dumps([str(book_dir.resolve()), policy, theme], sort_keys=True).encode()
