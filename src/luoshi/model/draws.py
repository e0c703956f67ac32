"""A random draw of schools and inspectors (双随机抽查): what is asked, what came out, the record that replays.

Entries: :class:`DrawOrder`, :class:`DrawList`, :class:`DrawRecord` (抽签记录). Not here: drawing
(:mod:`luoshi.progress.oversight.drawing`), files (``luoshi.workspace``).
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

DRAW_VERSION = 1
ALGORITHM = "luoshi-draw-1"
"""Name and version of the way of drawing; another way gets another name, so that old records keep replaying."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Listed(_Model):
    """Somebody or something on a list (名单上的一行)."""

    name: str = Field(min_length=1)
    stratum: str = Field(default="", description="分组，如县市区；不分组时为空")
    marks: tuple[str, ...] = Field(default=(), description="回避时比较的各列的值，顺序同 avoid")


class DrawList(_Model):
    """A list handed in (名单)."""

    label: str = Field(description="学校 或 检查人员")
    file: str = Field(default="", description="文件名")
    column: str = Field(default="", description="名称是哪一列；没有表头的名单为空")
    members: tuple[Listed, ...]


class Avoidance(_Model):
    """Whom an inspector does not inspect (回避): those that share a value of these two columns."""

    inspector: str = Field(description="检查人员名单的列")
    school: str = Field(description="学校名单的列")

    def __str__(self) -> str:
        return self.inspector if self.inspector == self.school else f"{self.inspector}={self.school}"


class DrawOrder(_Model):
    """What is asked of a draw.

    ``count`` schools, of each stratum when ``by`` is set; or a share of them in percent such as ``5%``, rounded up.
    """

    seed: str = Field(min_length=1, description="公布的种子")
    count: str = Field(description="抽几所，或百分之几")
    by: str = Field(default="", description="按哪一列分组；空的不分")
    per_school: int = Field(default=2, ge=1, description="每所学校派几人")
    avoid: tuple[Avoidance, ...] = ()


class ListDigest(_Model):
    """What a record keeps of a list: enough to tell whether the same one was handed in."""

    file: str
    column: str = Field(default="", description="名称是哪一列")
    count: int
    sha256: str


class DrawnSchool(_Model):
    """A school that was drawn, with the number that put it in its place, and who inspects it."""

    name: str
    stratum: str = ""
    number: str = Field(description="SHA-256，按它从小到大排")
    inspectors: tuple[str, ...] = ()


class Moved(_Model):
    """An inspection given to another, so that all bear alike (均衡)."""

    school: str
    was: str
    now: str


class Shortage(_Model):
    """A school for which too few inspectors are left (回避后人手不够)."""

    school: str
    missing: int
    avoiding: dict[str, str] = Field(default_factory=dict, description="要回避的人 -> 为什么")


class DrawResult(_Model):
    """What came out of a draw."""

    schools: tuple[DrawnSchool, ...]
    strata: dict[str, tuple[int, int]] = Field(description="分组 -> 名单上几所、抽了几所")
    loads: dict[str, int] = Field(default_factory=dict, description="检查人员 -> 查几所")
    moved: tuple[Moved, ...] = ()
    shortages: tuple[Shortage, ...] = ()


class DrawRecord(_Model):
    """A draw as it was held (抽签记录)."""

    schema_version: int = DRAW_VERSION
    algorithm: str = ALGORITHM
    title: str = Field(default="", description="这次抽查叫什么")
    held_at: datetime = Field(description="抽签的时间")
    present: tuple[str, ...] = Field(default=(), description="在场的人")
    seed_source: str = Field(default="", description="种子从哪里来")
    order: DrawOrder
    schools: ListDigest
    inspectors: ListDigest | None = None
    result: DrawResult
