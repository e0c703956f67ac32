"""What the columns of a table hold (表头), told by the words of its head rows.

Entry: :func:`classify_columns`. Heads may have several rows, merged cells, blanks or line breaks inside words
(``指 标``, ``建设⏎性质``), units in brackets (``投资概算（亿元）``) and a title or unit line (单位：万元) above them.
Knowledge: the words in :data:`_ROLE_WORDS`, in order of precision; a column whose word is ambiguous (类型, 性质) is
settled by what stands below it.

Not here: what the rows mean (``projects.tables``, the indicator and responsibility components).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from luoshi.model.document import Cell, Table


class Role(StrEnum):
    """What a column holds."""

    SERIAL = "serial"  # 序号
    NAME = "name"  # 项目名称、指标、学校
    UNIT = "unit"  # 计量单位
    YEAR = "year"  # values of a year or stage: 2025年目标、现状值
    KIND = "kind"  # 约束性、预期性
    NATURE = "nature"  # 建设性质
    REGION = "region"  # 县市区、乡镇
    PLACE = "place"  # 建设地点
    OWNER = "owner"  # 建设主体
    CONTENT = "content"  # 建设内容和规模
    START = "start"  # 开工
    END = "end"  # 竣工
    PERIOD = "period"  # 起止年限
    INVESTMENT = "investment"  # 投资
    PLACES = "places"  # 学位
    CLASSES = "classes"  # 班数
    AREA = "area"  # 建筑面积
    LAND = "land"  # 用地
    MEASURE = "measure"  # 措施、任务
    UNITS = "units"  # 责任单位
    LEAD = "lead"  # 牵头单位
    SUPPORT = "support"  # 配合单位
    PERSON = "person"  # 责任领导、责任人
    DEADLINE = "deadline"  # 完成时限
    DELIVERABLE = "deliverable"  # 成果形式
    PROBLEM = "problem"  # 存在的问题
    GROUP = "group"  # 类别、领域
    REMARK = "remark"  # 备注
    OTHER = "other"


class TableKind(StrEnum):
    """What a table is about."""

    PROJECT = "project"
    INDICATOR = "indicator"
    RESPONSIBILITY = "responsibility"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its head describes it.

    Attributes:
        index: grid column.
        role: what it holds.
        text: the words of its head cells, top down, blanks taken out.
        unit: unit named in the head (亿元, %), else the table's own unit for amounts of money, else empty.
        year: calendar year the head names; the last year of a five-year plan (“十四五”目标 -> 2025) or of a range.
        stage: ``target`` (目标, 规划), ``actual`` (现状, 实现, 基期) or empty where the head does not say.
        scope: what is left of the head of a year column: 全国, 城区.
        recognised: the role rests on a word of the head, not on the column's position.
    """

    index: int
    role: Role
    text: str = ""
    unit: str = ""
    year: int | None = None
    stage: str = ""
    scope: str = ""
    recognised: bool = True


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a table (表头).

    Attributes:
        rows: number of grid rows from the top that are title, unit line or head; 0 if the table has no head.
        columns: one per grid column.
        kind: what the table is about.
        unit: unit of the whole table (单位：万元); empty if none is given.
        title: text of a title row inside the table.
    """

    rows: int
    columns: tuple[Column, ...]
    kind: TableKind
    unit: str = ""
    title: str = ""

    def column(self, role: Role) -> Column | None:
        """Return the first column of this role, None if there is none."""
        return next((c for c in self.columns if c.role is role), None)

    def all(self, role: Role) -> tuple[Column, ...]:
        """Return all columns of this role, left to right."""
        return tuple(c for c in self.columns if c.role is role)

    def body_rows(self, table: Table) -> list[int]:
        """Return the grid rows below the head; repeated heads (a new page) and empty rows are left out."""
        keys = [tuple(close(c.passage.text) for c in row) for row in table.rows()]
        heads = set(keys[: self.rows])
        return [r for r in range(self.rows, table.n_rows) if any(keys[r]) and keys[r] not in heads]


_BLANK = re.compile(r"\s+")
_BRACKET = re.compile(r"[（(\[【〔]([^（()）\[\]【】〔〕]*)[)）\]】〕]")
_UNIT = re.compile(
    r"(?:单位[:：])?((?:[亿万千百]?(?:元|人次|人|名|个|所|间|家|门|项|件|座|栋|张|期|场|次|节|支|位|辆|块|册|套|台|平方米|㎡|m2|m²|亩|公顷|班|学位|户|栋|处)"
    r"|[%％‰]|百分点|年|岁|人/年|元/(?:人|生|年)|平方米/生|个班|个/班|名/班|人/班))$",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(r"单位[:：]([^\s）)，,；;。]{1,8})")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年|$|(?=[^\d]))")
_YEAR_ONLY = re.compile(r"(?:19|20)\d{2}年?")
_PLAN = re.compile(r"[“\"”]?十([一二三四五六七八九])五[”\"“]?")
_STAGES = (
    ("target", re.compile(r"目标|规划|预期|计划|期望|预计")),
    ("actual", re.compile(r"现状|实现|完成|实际|基期|基准|基数|基础|当前|已达|达到情况|统计|末值|执行")),
)
_STAGE_NOISE = re.compile(
    r"目标|规划|预期|计划|预计|现状|实现|完成|实际|基期|基准|基数|当前|情况|指标|水平|数值|数据|期末|值|数|末|底|期间|时期|年度|年|[“”\"（）()：:、—–~～\-]"
)

# In order of precision: the first that matches names the role. Matched against the head words without brackets.
_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words))
    for role, words in (
        (Role.SERIAL, r"^(?:序号?|编号|序列号?|项目序号|项次|No\.?)$"),
        (Role.REMARK, r"备\s*注|^说明$"),
        (Role.LEAD, r"牵头|主责|主办(?:单位|部门)|^主要责任"),
        (Role.SUPPORT, r"配合|协办|协同|参与(?:单位|部门)|参加(?:单位|部门)|协助"),
        (Role.PERSON, r"责任(?:领导|人)|联系(?:人|领导)|负责人|分管领导|包联"),
        (Role.UNITS, r"责任(?:单位|部门|科室|处室|股室|分工)|负责(?:单位|部门|科室)|(?:承担|落实|承办)(?:单位|部门)"),
        (Role.OWNER, r"(?:建设|实施|项目|责任|业主)(?:主体|法人|业主|单位)|业主|项目法人|^法人$"),
        (Role.PROBLEM, r"问题|短板|弱项|不足|困难"),
        (Role.START, r"开工|起始|开始|启动|始建"),
        (Role.END, r"竣工|建成|完工|投入使用|投用|交付使用|截止年"),
        (Role.DELIVERABLE, r"成果|交付物|完成标志"),
        (Role.DEADLINE, r"时限|完成(?:时间|期限|年[份度限]|日期)|时间(?:节点|要求|安排|表|进度)|^时间$"),
        (Role.DEADLINE, r"进度(?:要求|安排)"),
        (Role.PERIOD, r"起止|工期|年限|期限|建设(?:时间|周期|年[份度]|起讫)|实施(?:时间|年[份度]|周期)|建设期"),
        (Role.LAND, r"占地|用地|土地面积"),
        (Role.AREA, r"建筑(?:总)?面积|校舍(?:总)?面积|建设面积"),
        (Role.PLACES, r"学位|容纳|学生规模|招生规模|在校生规模"),
        (Role.CLASSES, r"班级?(?:数|规模)|班额数|^(?:新增|增加|增设|规划|设计|建设)?(?:教学)?班级?$|办学规模"),
        (Role.INVESTMENT, r"投资|概算|估算|预算|资金|经费"),
        (Role.NATURE, r"(?:建设|工程)(?:性质|类型|类别|方式)|项目(?:性质|类型)"),
        (Role.CONTENT, r"建设(?:任务)?(?:内容|规模)|主要(?:建设)?内容|内容(?:及|和|与)|^规模$"),
        (Role.CONTENT, r"(?:建设|项目|工程)(?:内容|概况|简介|情况)"),
        (Role.PLACE, r"地点|地址|选址|位置|所在(?:地|区域|位置)"),
        (Role.KIND, r"^(?:指标)?(?:属性|性质|类型)$"),
        (Role.UNIT, r"^(?:计量|计算|数据)?单位$"),
        (Role.REGION, r"县市区|市县区?|区县|县区|^(?:县|市州|地区)$|乡镇|街道|辖区|片区|所[属在](?:地|区|县|乡|市)"),
        (Role.NAME, r"(?:项目|工程|指标|学校|任务|单位|园|园所|院校|工作|统计)名称|^名称$|学校$|幼儿园$"),
        (Role.NAME, r"^(?:主要|核心|重点|监测|发展|具体|建设|[一二三]级)?(?:指标|项目|工程)(?:体系|内容)?$"),
        (Role.NAME, r"^(?:新建|续建|扩建|改建|改扩建|迁建)项目$"),
        (Role.MEASURE, r"措施|举措|任务|事项|^工作(?:要求|要点)?$|(?:主要|重点|具体)工作|工作内容|^(?:具体)?内容$"),
        (Role.GROUP, r"类别|分类|领域|板块|大类|方面|维度|学段|类型|性质"),
        (Role.YEAR, r"^(?:现状|目标|规划|预期|基期|基准|当前|基数|完成|实现|实际|期末)(?:值|数|情况|水平|指标)?$"),
        (Role.YEAR, r"^(?:指标值|数值|数量)$"),
    )
)
_PLURAL_PROJECT = re.compile(r"项目|工程|学校|幼儿园|园所|院校")
_NATURES = re.compile(
    r"^(?:新建|续建|扩建|改建|改扩建|新改扩建|迁建|重建|维修|改造|拆建|提质改造|整体搬迁|搬迁|置换|配建|加固)"
)
_KINDS = re.compile(r"^(?:约束性?|预期性?|导向性?|指导性?)$")


def close(text: str) -> str:
    """Return ``text`` with all blanks and line breaks taken out: how head words and labels are compared."""
    return _BLANK.sub("", text)


def unit_in(text: str) -> str:
    """Return the unit that a head or label carries in brackets (投资（亿元） -> 亿元), empty if there is none."""
    flat = close(text)
    for inner in reversed(_BRACKET.findall(flat)):
        found = _UNIT.match(inner)
        if found:
            return found[1].replace("％", "%")
    line = _UNIT_LINE.search(flat)
    return line[1].rstrip("）)") if line else ""


def classify_columns(table: Table, above: str = "") -> TableHead:
    """Return the head of ``table``: its rows, the role of each column and what the table is about.

    Args:
        table: the grid.
        above: the text right above the table (a caption or 单位：万元), for the unit.
    """
    grid = table.grid()
    first, title = _skip_titles(table, grid)
    unit = unit_in(title) or unit_in(above)
    rows = _count_head_rows(table, grid, first)
    if not rows:
        columns = tuple(Column(i, Role.OTHER, recognised=False) for i in range(table.n_columns))
        return TableHead(first, columns, TableKind.OTHER, unit, title)
    end = first + rows
    columns = tuple(_column(i, _head_text(grid, first, end, i), unit) for i in range(table.n_columns))
    columns = tuple(_settle(c, grid, end) for c in columns)
    columns = _name_the_nameless(columns)
    kind = _kind_of(columns)
    return TableHead(end, _fit_to_kind(columns, kind), kind, unit, title)


def _skip_titles(table: Table, grid: list[list[Cell | None]]) -> tuple[int, str]:
    """Return how many rows at the top hold one text over the whole width, and those texts."""
    texts: list[str] = []
    for row in range(min(3, max(0, table.n_rows - 1))):
        filled = {id(c): c for c in grid[row] if c is not None and c.text}
        if len(filled) != 1 or table.n_columns < 2:
            break
        cell = next(iter(filled.values()))
        lone = table.ragged or cell.column_span >= table.n_columns or bool(_UNIT_LINE.search(close(cell.text)))
        if not lone or (role_of(cell.text) is not Role.OTHER and cell.column_span < table.n_columns):
            break
        texts.append(cell.text)
    return len(texts), "\n".join(texts)


def _count_head_rows(table: Table, grid: list[list[Cell | None]], first: int) -> int:
    """Return the number of head rows from ``first`` on; 0 if that row does not read like a head."""
    if first >= table.n_rows or not _reads_like_head(grid[first]):
        return 0
    top = [c for c in grid[first] if c is not None]
    deepest = max((c.row + c.row_span - first for c in top if role_of(c.text) is not Role.OTHER), default=1)
    if 1 < deepest <= 3:
        return min(deepest, table.n_rows - first)
    if first + 1 < table.n_rows and _is_second_head(grid[first], grid[first + 1]):
        return 2
    return 1


def _reads_like_head(row: Sequence[Cell | None]) -> bool:
    cells = {id(c): c for c in row if c is not None and c.text}.values()
    words = [close(c.text) for c in cells]
    if len(words) < 2 or any(len(w) > 40 for w in words):
        return False
    roles = [role_of(w) for w in words]
    known = sum(r not in (Role.OTHER, Role.YEAR) for r in roles)
    dated = sum(r is Role.YEAR and not w.isdigit() for r, w in zip(roles, words, strict=True))
    return known >= 2 or known + dated >= 2 or (known >= 1 and Role.YEAR in roles)


def _is_second_head(top: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether ``below`` names parts of wide cells in ``top``, or fills its blanks, without holding values."""
    wide = {c.column + i for c in top if c is not None and 1 < c.column_span < len(top) for i in range(c.column_span)}
    open_ = wide | {i for i, c in enumerate(top) if c is None or not c.text}
    inner = [(i, close(c.text)) for i, c in enumerate(below) if c is not None and c.text and c is not top[i]]
    if len(inner) < 2 or not wide or any(i not in open_ for i, _ in inner):
        return False
    return all(len(w) <= 16 and (not w[0].isdigit() or _YEAR_ONLY.fullmatch(w)) for _, w in inner)


def _head_text(grid: list[list[Cell | None]], first: int, end: int, column: int) -> str:
    parts: list[str] = []
    last: Cell | None = None
    for row in range(first, end):
        cell = grid[row][column]
        if cell is not None and cell is not last:
            parts.append(close(cell.text))
        last = cell
    return "".join(parts)


def role_of(text: str) -> Role:
    """Return the role that the words of one head cell name; ``OTHER`` if they name none."""
    words = close(text)
    bare = _BRACKET.sub("", words) or words
    if len(words) > 40:
        return Role.OTHER
    dated = bool(_YEAR.search(bare) or _PLAN.search(bare))
    for role, pattern in _ROLE_WORDS:
        if pattern.search(bare):
            if dated and (role in (Role.START, Role.END) or (role is Role.MEASURE and "目标" in bare)):
                return Role.YEAR  # 2025年目标任务, 2024年建成数
            return _by_unit(role, unit_in(words))
    return Role.YEAR if dated else Role.OTHER


def _by_unit(role: Role, unit: str) -> Role:
    """建设规模（平方米） is an area, 办学规模（班） a number of classes: the unit decides for general words."""
    if role not in (Role.CONTENT, Role.CLASSES) or not unit or unit == "个":
        return role
    if unit.lower().endswith(("平方米", "㎡", "m2", "m²")):
        return Role.AREA
    if unit in ("亩", "公顷"):
        return Role.LAND
    return Role.CLASSES if "班" in unit else Role.PLACES


def _column(index: int, text: str, table_unit: str) -> Column:
    role = role_of(text)
    unit = unit_in(text) or (table_unit if role in (Role.INVESTMENT, Role.YEAR) else "")
    years = [int(y) for y in _YEAR.findall(text)]
    plan = _PLAN.search(text)
    year = max(years) if years else 1955 + 5 * (10 + "一二三四五六七八九".index(plan[1]) + 1) if plan else None
    stage = next((name for name, words in _STAGES if words.search(text)), "") if role is Role.YEAR else ""
    scope = ""
    if role is Role.YEAR:
        scope = _STAGE_NOISE.sub("", _YEAR.sub("", _PLAN.sub("", _BRACKET.sub("", text))))
    return Column(index, role, text, unit, year, stage, scope, recognised=role is not Role.OTHER)


def _settle(column: Column, grid: list[list[Cell | None]], first: int) -> Column:
    """Decide 类型, 性质, 类别 by the words below the head."""
    if column.role not in (Role.NATURE, Role.KIND, Role.GROUP):
        return column
    words = [close(c.text) for row in grid[first:] if (c := row[column.index]) is not None and c.text]
    if words and 2 * sum(bool(_NATURES.match(w)) for w in words) >= len(words):
        return replace(column, role=Role.NATURE)
    if words and 2 * sum(bool(_KINDS.match(w)) for w in words) >= len(words):
        return replace(column, role=Role.KIND)
    return column


def _name_the_nameless(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """A table without a name column: the first unlabelled column left of the values is the name."""
    roles = {c.role for c in columns}
    if Role.NAME in roles or Role.MEASURE in roles or Role.PROBLEM in roles:
        return columns
    for column in columns:
        if column.role in (Role.OTHER, Role.GROUP, Role.REGION):
            return tuple(replace(c, role=Role.NAME, recognised=False) if c is column else c for c in columns)
        if column.role is not Role.SERIAL:
            break
    return columns


def _kind_of(columns: tuple[Column, ...]) -> TableKind:
    roles = [c.role for c in columns]
    name = next((c.text for c in columns if c.role is Role.NAME and c.recognised), "")
    building = {Role.NATURE, Role.START, Role.END, Role.INVESTMENT, Role.CONTENT, Role.AREA, Role.LAND} & set(roles)
    softer = {Role.PLACE, Role.PERIOD, Role.OWNER, Role.DEADLINE, Role.PLACES, Role.CLASSES} & set(roles)
    answering = {Role.UNITS, Role.LEAD, Role.SUPPORT} & set(roles)
    n_years = roles.count(Role.YEAR)
    if sum(c.role is Role.NAME and bool(_NATURES.match(c.text)) for c in columns) >= 2:
        return TableKind.PROJECT  # 新建学校 | 改扩建学校
    if answering and ((Role.MEASURE in roles and not name) or (building == {Role.CONTENT} and Role.LEAD in roles)):
        return TableKind.RESPONSIBILITY
    if name and _PLURAL_PROJECT.search(name) and (building or len(softer) >= 2) and n_years <= len(building | softer):
        return TableKind.PROJECT
    if n_years and (Role.UNIT in roles or Role.KIND in roles or "指标" in name or n_years >= 2):
        return TableKind.INDICATOR
    if Role.KIND in roles and Role.NAME in roles:
        return TableKind.INDICATOR
    if len(building) >= 2 and Role.NAME in roles and not answering:
        return TableKind.PROJECT
    if answering or (Role.MEASURE in roles and {Role.OWNER, Role.DEADLINE, Role.PROBLEM, Role.PERSON} & set(roles)):
        return TableKind.RESPONSIBILITY
    return TableKind.OTHER


def _fit_to_kind(columns: tuple[Column, ...], kind: TableKind) -> tuple[Column, ...]:
    """Read the words that mean one thing in one table and another in the next: 责任主体, 性质, 任务."""
    roles = {c.role for c in columns}
    swap: dict[Role, Role] = {}
    if kind is TableKind.RESPONSIBILITY and Role.OWNER in roles and Role.UNITS not in roles:
        swap[Role.OWNER] = Role.UNITS
    if kind is TableKind.PROJECT:
        swap[Role.KIND] = Role.NATURE
    if kind is TableKind.INDICATOR:
        columns = _with_second_labels(columns)
    return tuple(replace(c, role=swap.get(c.role, c.role)) for c in columns)


def _with_second_labels(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """指标 over two columns, the second without a head: a group and its indicators, both labels."""
    found = list(columns)
    for left, right in zip(range(len(found)), range(1, len(found)), strict=False):
        if found[left].role is Role.NAME and found[right].role is Role.OTHER and not found[right].text:
            found[right] = replace(found[right], role=Role.NAME)
    return tuple(found)
