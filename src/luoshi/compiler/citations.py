"""The documents that a plan names as its basis (依据与引用的文件).

Entry: :func:`cited_documents`. A name in 《》 counts when it ends like an official document (规划、意见、条例…),
and not when the plan is to produce it (制定《…》), nor when it is a newspaper, a textbook or the plan itself.
"""

from __future__ import annotations

import re

from luoshi.model.document import Document

_NAME = re.compile(r"《(?P<name>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
_OFFICIAL = re.compile(
    r"(?:规划|纲要|方案|计划|意见|办法|条例|细则|决定|规定|通知|标准|指南|准则|体系|目录|规程|章程|守则"
    r"|倡议|批复|大纲|要点|清单|制度|公约|宪法|法|令|指引|要求"
    r"|总体方案|现代化20\d\d|规范|措施|指标|若干政策)$"
)
_TO_PRODUCE = re.compile(
    r"(?:制定|制订|出台|编制|起草|修订|研制|形成)(?:并组织实施|并实施|实施|和落实|并印发|印发|完善|了|好)?$"
)
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def cited_documents(doc: Document, title: str | None) -> tuple[str, ...]:
    """Return the names of the policy documents cited in ``doc``, each once, in order; its own title left out."""
    own = _key(title or "")
    names: dict[str, str] = {}
    for block in doc.blocks:
        passages = [block.passage] if block.table is None else [c.passage for c in block.table.cells]
        for passage in passages:
            made_until = 0
            for match in _NAME.finditer(passage.text):
                name = _BLANKS.sub("", match["name"].strip())
                made = _TO_PRODUCE.search(passage.text[max(0, match.start() - 12) : match.start()].rstrip())
                in_row = made_until > 0 and not passage.text[made_until : match.start()].strip("、和及与 ")
                produced = made is not None or in_row
                made_until = match.end() if produced else 0
                if produced or not _is_policy(name):
                    continue
                key = _key(name)
                if key and key != own and not (own and own in key and "印发" in name):
                    names.setdefault(key, name)
    return tuple(names.values())


def _is_policy(name: str) -> bool:
    bare = re.sub(r"[（(][^（）()]*[）)]?$", "", name).rstrip("》")
    return len(bare) >= 3 and bool(_OFFICIAL.search(bare))


def _key(name: str) -> str:
    return re.sub(r"[\W_]|征求意见稿|送审稿|草案|试行", "", name)
