"""Tasks (任务): the leaf items of a plan's task part, and the rows of its responsibility tables (责任分解表).

Entry: :func:`find_tasks`. Which sections count is decided in ``sections``, what a table row holds in ``tables``, units
in ``units.statements``. 一是…二是…, dashes and ①② stay inside their item. Not here: figures inside a task (linked
afterwards by span), projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from luoshi.compiler.facts import find_facts
from luoshi.compiler.ids import IdBook
from luoshi.compiler.tasks.deadlines import Deadline, find_deadline
from luoshi.compiler.tasks.sections import body_blocks, items_of, leaf_sections
from luoshi.compiler.tasks.tables import Measure, Row, read_rows
from luoshi.compiler.tasks.titles import find_deliverables, short_title
from luoshi.compiler.units.prose import find_in_prose
from luoshi.compiler.units.statements import Statement, UnitMention, find_statement, is_unit_list, read_list
from luoshi.model.document import Block, BlockKind, Document, Section, Span
from luoshi.model.plan import DocumentFacts, Task

_QUOTE = 80
_BLANK = re.compile(r"\s+")
# A note for all lists: 责任单位排在第一位的为牵头单位
_FIRST_LEADS = re.compile(
    r"(?:排|列)?在?(?:第一位|首位|第一个|最前面?|首)的?(?:责任)?(?:单位|部门|科室)?(?:为|是|负责)牵头"
)
# A list of who is charged with what (职责分工): 市教育局：负责…
_DUTY = re.compile(r"(?P<who>[^：:。；;]{2,60})[：:]\s*(?=负责|牵头|承担|统筹|组织|做好|配合|协助|会同|将|加强|指导)")


def find_tasks(doc: Document, ids: IdBook, facts: DocumentFacts | None = None) -> list[Task]:
    """Return the tasks of ``doc`` in reading order.

    Args:
        doc: the document.
        ids: hands out the numbers.
        facts: what the document says of itself, if already known; used for the years that time limits may name.
    """
    known = facts or find_facts(doc)
    tasks = [*_text_tasks(doc, known), *_table_tasks(doc, known)]
    if _FIRST_LEADS.search(doc.text):
        tasks = [_led_by_first(t) for t in tasks]
    tasks.sort(key=lambda t: t.span)
    return [t.model_copy(update={"id": ids.take("k", t.title, _said(doc, t))}) for t in tasks]


def _said(doc: Document, task: Task) -> str:
    """Return how the text of a task begins, without blanks: these differ from format to format."""
    line = doc.quote(task.span).split("\n")[0]
    if "\t" not in task.quote:  # a row of a table: its cells may stand on one line, the quote is of the first
        line = line.split("\t")[0]
    return _BLANK.sub("", line)[:_QUOTE]


def _led_by_first(task: Task) -> Task:
    """Make the first unit the lead where the document says that it is, and nothing else is said at the task."""
    return task if task.lead or len(task.units) < 2 else task.model_copy(update={"lead": task.units[:1]})


def _text_tasks(doc: Document, facts: DocumentFacts) -> Iterator[Task]:
    leaves = leaf_sections(doc)
    shared = _shared_units(doc, leaves)
    for section, blocks in ((leaf, item) for leaf in leaves for item in items_of(doc, leaf)):
        text = "\n".join(b.text for b in blocks)
        statement = find_statement(text)
        mentions: Iterable[UnitMention] = statement.units if statement else shared.get(section.parent, ())
        mentions = mentions or _inherited(doc, section) or find_in_prose(text)
        head = blocks[0]
        duty = _duty(head.text)
        title = short_title(head.text[duty.end() :]) if duty else _title(head, section, statement)
        if duty:
            mentions = read_list(duty["who"])
        if not title:
            continue
        limit = _deadline(text, facts)
        span = Span(head.passage.whole.start, max(b.passage.whole.end for b in blocks))
        yield _task(doc, section.path, span, title, mentions).model_copy(
            update={
                "deadline": limit.year,
                "deadline_text": limit.text,
                "deliverables": find_deliverables(text),
                "at": head.place,
            }
        )


def _duty(text: str) -> re.Match[str] | None:
    match = _DUTY.match(text)
    return match if match and is_unit_list(match["who"]) else None


def _title(head: Block, section: Section, statement: Statement | None) -> str:
    """Return the short title of an item; the statement of its units is no part of it."""
    text = head.text[: statement.start].rstrip() if statement else head.text
    heading = len(text) if head.kind is BlockKind.HEADING else min(head.title_end, len(text))
    if head.kind is not BlockKind.HEADING and not text[heading:].strip("。.：: "):
        heading = 0  # an item of one sentence has no heading of its own
    return short_title(text or section.title, heading)


def _shared_units(doc: Document, leaves: list[Section]) -> dict[int, Sequence[UnitMention]]:
    """Return units stated once for all items of a section: in a paragraph of its own after the last of them."""
    shared: dict[int, Sequence[UnitMention]] = {}
    families: dict[int, list[Section]] = {}
    for leaf in leaves:
        families.setdefault(leaf.parent, []).append(leaf)
    for parent, members in families.items():
        last = body_blocks(doc, members[-1])
        statement = find_statement(last[-1].text) if len(last) > 1 else None
        if len(members) < 2 or parent == 0 or statement is None or statement.start:
            continue
        if not any(find_statement("\n".join(b.text for b in body_blocks(doc, m))) for m in members[:-1]):
            shared[parent] = statement.units
    return shared


def _inherited(doc: Document, section: Section) -> Sequence[UnitMention]:
    """Return the units stated in the heading of the nearest section above that states any."""
    for above in list(doc.ancestors(section))[1:]:
        statement = find_statement(doc.blocks[above.first_block].text)
        if statement:
            return statement.units
    return ()


def _table_tasks(doc: Document, facts: DocumentFacts) -> Iterator[Task]:
    for row in read_rows(doc):
        for measure in row.measures:
            yield _row_task(doc, row, measure, facts)


def _row_task(doc: Document, row: Row, measure: Measure, facts: DocumentFacts) -> Task:
    text = measure.passage.text
    statement = find_statement(text)
    limit = _deadline(text, facts)
    if row.deadline:
        column = _deadline(row.deadline, facts)
        if limit.year is None or (column.year or 0) >= limit.year:
            limit = Deadline(column.year, column.text if column.year and len(row.deadline) > 30 else row.deadline)
    passage = measure.heading or measure.passage
    cut = statement.start if statement and passage is measure.passage else len(passage.text)
    title = short_title(passage.text[:cut] or passage.text)
    first = min(passage, measure.passage, key=lambda p: p.whole)
    span = Span(first.whole.start, measure.passage.whole.end)
    path = "/".join(p for p in (doc.section_of(row.block).path, row.serial) if p)
    task = _task(doc, path, span, title, statement.units if statement else measure.units)
    made = find_deliverables(text)
    return task.model_copy(
        update={
            # Cells stand on lines of their own or on one, as the format has it; a quote is of the first.
            "quote": _quote(doc, first.whole),
            "deadline": limit.year,
            "deadline_text": limit.text,
            "deliverables": (row.deliverable,) if row.deliverable else made,
            "at": measure.place or row.block.place,
        }
    )


def _deadline(text: str, facts: DocumentFacts) -> Deadline:
    since = int(facts.issued[:4]) if facts.issued else None
    return find_deadline(text, facts.period, since=since)


def _quote(doc: Document, span: Span) -> str:
    """Return the first line of a stretch, as far as a quote goes."""
    return doc.quote(Span(span.start, min(span.end, span.start + _QUOTE))).split("\n")[0].rstrip()


def _task(doc: Document, section: str, span: Span, title: str, mentions: Iterable[UnitMention]) -> Task:
    units = list(mentions)
    return Task(
        id="",
        section=section,
        span=span,
        quote=_quote(doc, span),
        title=title,
        units=tuple(dict.fromkeys(m.name for m in units)),
        lead=tuple(dict.fromkeys(m.name for m in units if m.role == "lead")),
        support=tuple(dict.fromkeys(m.name for m in units if m.role == "support")),
    )
