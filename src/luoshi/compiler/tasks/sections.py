"""Which sections of a document say what is to be done (任务部分), and which of them are leaves.

Entry: :func:`leaf_sections`. A section belongs to the task part by the words of its title or of the nearest section
above that says so: 任务, 措施, 工程, 保障… against 现状, 形势, 指导思想, 原则, 目标…; a title that begins with a verb
of doing (加强…, 推进…) is a task whatever noun ends it. Boxes (专栏) and annex lists hold no tasks.
"""

from __future__ import annotations

import re
from itertools import pairwise

from luoshi.compiler.units.statements import find_statement
from luoshi.model.document import Block, BlockKind, Document, Section

_DOING = re.compile(
    r"^(?:全面|全力|切实|进一步|继续|持续|着力|大力|深入|扎实|积极|认真|不断|加快|稳步|有序|统筹|严格|突出"
    r"|聚焦|坚决|努力|科学|重点|做)*"
    r"(?:加强|推进|推动|强化|深化|提升|提高|优化|落实|实施|开展|完善|健全|建立|构建|打造|建设|扩大|增加"
    r"|增强|改善|改进|改革|规范|保障|促进|发展|发挥|夯实|抓好|做好|办好|抓实|抓|坚持|巩固"
    r"|拓展|创新|培养|培育|压实|加大|履行|严格|防范|化解|补齐|解决|破解|营造|激发|探索|支持|引导|贯彻|组织"
    r"|制定|完成|确保|丰富|配齐|创建|守牢|筑牢|织密|缩小|消除|弥补|攻克|整治|聚焦|普及|关注|关爱|维护|服务|树立)"
)
_OTHER = re.compile(
    r"指导思想|指导方针|总体要求|基本要求$|基本原则|工作原则|实施原则|原则$|总体思路|工作思路|基本思路"
    r"|思路$|思想和目标|总体目标|主要目标|发展目标|工作目标|具体目标|预期目标|约束性|预期性|导向性"
    r"|目标$|目标（|目标和指标|指标$|指标体系|形势|现状|现实|基础$|发展基础|背景|成就|成绩|成效|回顾|总结"
    r"|工作情况|开展情况|完成情况|基本情况|主要做法"
    r"|存在的?(?:主要)?问题|问题$|不足$|短板$|机遇|挑战|环境$|(?:重要|重大)?意义|重要性|总则|附则|适用范围"
    r"|依据$|名单|通讯录|名词解释|^其他|其他事项|联系方式|愿景|战略$|定位$|^前言|^序言|^引言|^概况|概况$|^目录"
)
# 发展 and 建设 begin nouns as well as sentences.
_NOMINAL = re.compile(
    r"^(?:发展|建设|改革|规划|教育|事业|创建|现实|主要|总体|面临|的|与|和|及|、)*(?:形势|现状|基础|背景"
    r"|环境|成就|成绩|成效|回顾|目标|原则|思路|机遇|挑战|战略|愿景|指标)$"
)
_NOMINAL_TASK = re.compile(
    r"^(?:保障|实施|推进|建设|改革|组织|支撑|落实|监督|工作|主要|重点|具体|政策|发展|目标|创新|的|与|和|及|、)*"
    r"(?:措施|步骤|任务|举措|工程|机制|要求|内容|保障|安排|项目|行动)$"
)
_TASK = re.compile(
    r"任务|措施|举措|工程|行动$|行动计划|重点工作|工作重点|工作内容|主要工作|项目|保障|支撑|工作要求|有关要求"
    r"|相关要求|机制|步骤|安排|组织领导|组织实施|推进|落实|监督|要求$|内容$|分工|建议|对策"
)
_LIST_ANNEX = re.compile(r"名单|通讯录|一览表|指标|统计表|流程图|样表|申报表|汇总表|登记表")
_CLOSING = re.compile(
    r"^(?:抄\s*送|抄\s*报|(?:主\s*送|主\s*办|承\s*办)(?:单位|部门)?\s*[：:]|附\s*[件录表]?\s*\d*\s*[：:]|附\s*[件录表]\s*\d*\s*$"
    r"|[（(](?:此件|联系人)|(?:本|此)(?:方案|规划|意见|办法|计划|要点|通知)自\S{0,12}(?:施行|实施|执行"
    r"|起))"
    r"|印发\s*$"
)
_PROJECT = re.compile(r"(?:项目|校区|学校|幼儿园|中学|小学|学院|基地|工程)(?:[（(][^（）()]*[）)])?$")
_ANNEX_NAME = re.compile(
    r"(?:表|名单|清单|方案|办法|台账|目录|细则|标准|要点|计划|规划|通知|意见|图|书|明细)(?:[（(][^（）()]*[）)])?"
    r"[。；;]?$"
)
_OUTRIGHT = re.compile(r"^.{0,8}(?:任务|措施|举措|计划|安排)$")
_GOALS = re.compile(r"目标")
_LONG_TITLE = 24
_NO_TEXT = frozenset({BlockKind.TABLE, BlockKind.BOX, BlockKind.CAPTION, BlockKind.TITLE})
_ANNEX_HEAD = re.compile(r"^附\s*[件录表]?\s*[：:]")
_TITLE_LINE = re.compile(r"[^。；：:，,、？！?!\n\d]{4,30}")
_BLANK = re.compile(r"\s+")


def leaf_sections(doc: Document) -> list[Section]:
    """Return the sections that are leaves of the task part, in reading order."""
    annexed = _annex_names(doc)
    numbered = [s for s in doc.sections if s.index and s.first_block not in annexed and _numbered(doc, s)]
    items = [s for s in numbered if not _inside(doc, s)]
    parents = {s.parent for s in items}
    return [
        s
        for s in items
        if s.index not in parents and _in_task_part(doc, s) and not _is_project(doc, s) and body_blocks(doc, s)
    ]


def _is_project(doc: Document, section: Section) -> bool:
    """Return whether an item under 重大项目 merely names something to be built."""
    if section.parent <= 0 or begins_with_action(section.title):
        return False
    return "项目" in doc.sections[section.parent].title and bool(_PROJECT.search(section.title.strip("。：: ")))


def _inside(doc: Document, section: Section) -> bool:
    """Return whether a numbered piece is part of its item's sentence: ①, and （1） without a heading of its own."""
    label = section.label.strip("（）() .．、")
    if not label.isascii():
        return bool(re.match(r"[①-⑳❶-❿]", label)) or _inside_above(doc, section)
    if not section.label.endswith(("）", ")")):
        return _inside_above(doc, section)
    block, parent = doc.blocks[section.first_block], doc.sections[section.parent]
    above = doc.blocks[parent.first_block]
    titled = above.kind is BlockKind.HEADING or bool(above.title_end)
    bare = block.kind is BlockKind.LIST_ITEM and not block.title_end
    return bool(parent.label) and parent.label.isascii() and titled and bare


def _inside_above(doc: Document, section: Section) -> bool:
    parent = doc.sections[section.parent] if section.parent > 0 else None
    return parent is not None and bool(parent.label) and _numbered(doc, parent) and _inside(doc, parent)


def body_blocks(doc: Document, section: Section) -> list[Block]:
    """Return the blocks of a leaf from its heading on, as far as they are running text."""
    blocks: list[Block] = []
    within = doc.blocks[section.first_block + 1 : section.end_block]
    if within and doc.blocks[section.first_block].kind is BlockKind.HEADING and within[0].kind in _NO_TEXT:
        return []  # a heading over a table or a box
    for block in doc.blocks[section.first_block : section.end_block]:
        if block.kind in _NO_TEXT or _CLOSING.search(block.text):
            break
        blocks.append(block)
    return blocks


def items_of(doc: Document, section: Section) -> list[list[Block]]:
    """Return the tasks of a leaf section as runs of blocks: the section itself, or its paragraphs one by one.

    Below 一、, （一） or 第一节 without numbered items, paragraphs that each open with what is to be done are items:
    most of them have a short first sentence or name their own units, or all begin with a verb of doing. So are short
    lines that stand as titles over their text.
    """
    blocks = body_blocks(doc, section)
    head, body = blocks[0], blocks[1:]
    if head.kind is not BlockKind.HEADING or section.level > 2 or len(body) < 2:
        return [blocks]
    titled = [_is_title_line(block, after) for block, after in pairwise(body)] + [False]
    if titled[0] and sum(titled) > 1:
        starts = [i for i, is_title in enumerate(titled) if is_title]
        return [body[a:b] for a, b in pairwise([*starts, len(body)])]
    opening = [_opens_item(block) for block in body]
    if not opening[0] or not (sum(opening) > 0.6 * len(body) or all(begins_with_action(b.text) for b in body)):
        return [blocks]
    items: list[list[Block]] = []
    for block, opens in zip(body, opening, strict=True):
        if opens or begins_with_action(block.text):
            items.append([block])
        else:
            items[-1].append(block)
    return items


def _is_title_line(block: Block, after: Block) -> bool:
    """Whether a paragraph is a short line without punctuation over a longer text: the title of an item."""
    plain = block.kind is after.kind is BlockKind.PARAGRAPH and _TITLE_LINE.fullmatch(block.text.strip())
    return bool(plain) and len(after.text) > len(block.text)


def _opens_item(block: Block) -> bool:
    """Whether a paragraph reads as an item of its own: a short first sentence with more behind it, or its own units."""
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    first = re.match(r"[^。；：:！\n]{2,25}[。：:　 ]", block.text)
    if find_statement(block.text) is not None:
        return True
    return first is not None and len(block.text) > first.end() + 4 and begins_with_action(block.text)


def _numbered(doc: Document, section: Section) -> bool:
    """Return whether a section is a heading or a numbered item: not a box, an annex, or a bare title."""
    if section.label.startswith(("专栏", "附")):
        return False
    kind = doc.blocks[section.first_block].kind
    return kind is BlockKind.HEADING or (bool(section.label) and kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH))


def _in_task_part(doc: Document, section: Section) -> bool:
    """Return what the titles from the top down to the leaf say; a numbered item by default is a task.

    Below a title of something else (现状, 目标…) only one that says 任务 or 措施 outright turns to tasks.
    """
    part: bool | None = None
    for node in reversed(list(doc.ancestors(section))):
        title = _BLANK.sub("", node.title)
        if node.label.startswith("专栏") or doc.blocks[node.first_block].kind is BlockKind.BOX:
            return False
        if node.label.startswith("附") and _LIST_ANNEX.search(title):
            return False
        verdict = verdict_of(title)
        if verdict is None or (node is section and len(title) > _LONG_TITLE):
            continue
        if part is False and verdict and not _OUTRIGHT.match(title):
            continue
        part = verdict and not (node is section and _GOALS.search(title))
    if part is None and not section.label:
        return begins_with_action(section.title)
    return part is not False


def verdict_of(title: str) -> bool | None:
    """Return True for a title of tasks, False for one of anything else, None if it does not say."""
    bare = title.strip("。.：: ")
    if _NOMINAL.match(bare):
        return False
    if _NOMINAL_TASK.match(bare):
        return True
    if begins_with_action(bare) or re.search(r"[，,]", bare):
        return None
    if _OTHER.search(bare) and not re.search(r"任务|措施|举措|工程", bare):
        return False
    return True if _TASK.search(bare) else None


def begins_with_action(title: str) -> bool:
    """Return whether a title begins with a verb of doing: 加强…, 进一步推进…, 补齐…."""
    return _DOING.match(title) is not None


def _annex_names(doc: Document) -> set[int]:
    """Return the blocks that list the annexes by name (附件：1.…；2.…): numbered, but nothing to be done."""
    found: set[int] = set()
    listing = False
    for index, block in enumerate(doc.blocks):
        text = block.text
        empty = block.label.startswith("附") and not text.strip("0123456789.．、 　")
        if empty or _ANNEX_HEAD.match(text):
            listing = True
        elif listing and not (block.kind is BlockKind.LIST_ITEM and len(text) <= 60 and _ANNEX_NAME.search(text)):
            listing = False
        if listing:
            found.add(index)
    return found
