"""Other editions of the sample plan, made from the issued text by a list of edits.

Entry: :func:`draft_source`, for the draft for comment (征求意见稿) and for the flawed edition (有错的一版). What
differs from the issued text is known, so that comparing editions and the rules of review can be measured.
Not here: what the edits amount to (``tests/compare/editions.yaml``, ``tests/review/flawed.yaml``).
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from sample_markup import MARK


def without_annotation(source: str) -> str:
    """Return a marked-up source without its annotation; tracked changes and footnotes stay."""
    plain = MARK.sub(lambda match: match[4] if match[4] is not None else match[0], source)
    lines = [re.sub(r"\s*!!.*$", "", line) for line in plain.split("\n") if not line.startswith("%")]
    return "\n".join(lines)


def draft_source(issued: Path, edits: Path) -> str:
    """Return the mark-up of the edition that the file ``edits`` makes of the issued text.

    Raises:
        ValueError: the text of an edit stands in the issued text not exactly once.
    """
    text = original = without_annotation(issued.read_text(encoding="utf-8"))
    for edit in yaml.safe_load(edits.read_text(encoding="utf-8")):
        old = edit.get("issued") or edit["after"]
        if original.count(old) != 1 or text.count(old) != 1:
            raise ValueError(f"stands {original.count(old)} times, {text.count(old)} after the edits before: {old}")
        text = text.replace(old, edit["draft"] if "issued" in edit else old + edit["draft"])
    return text
