"""The workspace (工作区): one bureau's folder of files, told by its ``luoshi.toml``.

Entries: :func:`find_workspace`, :func:`open_workspace`, :func:`init_workspace`.
Not here: the plan files in it (:mod:`luoshi.workspace.plan_file`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, get_args

from luoshi.base.atomic import make_folder, write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.model.tables import SchoolYearRule

SETTINGS = "luoshi.toml"

FOLDERS = {
    "documents": "印发的规划文件，原样存放",
    "plans": "编译出的规划文件 *.plan.yaml",
    "data": "收到的统计报表，按年份分文件夹；不进版本控制",
    "snapshots": "装入后的统计数据；不进版本控制",
    "rules": "本局自己的指标定义和规则",
    "ledgers": "任务和项目的台账 *.ledger.json",
    "freezes": "定稿",
    "build": "生成的结果，随时可以重新生成；不进版本控制",
}
"""The folders of a workspace and what each is for."""

_IGNORED = """\
# 由 luoshi init 写入。统计报表、数据库含有个人信息和未公开的数据，不得进入版本控制。
/data/
/snapshots/
/build/
/web/
*.sqlite3*
.*.tmp
"""

_SETTINGS_TEXT = """\
# 落实（luoshi）的工作区设置。有此文件的文件夹就是一个工作区。
# region、level、period 供以后的功能使用：本版编译规划时不看这里，地区、层级、规划期以原文为准。
{mark}
region = "{region}"    # 地区，如 "临江市"
level = "{level}"      # 层级："市" 或 "县"；空着表示未定
{period}

# 统计：规划里说“到2025年”，用哪个学年的数。起始：2025 年用 2025—2026 学年（当年秋季的统计）；结束：用 2024—2025 学年。
[stats]
school_year = "起始"

# 台账：按哪种办法亮灯（luoshi ledger rules 列出全部）。
[lights]
rule_set = "序时进度"

# 停用审校规则或免报一条审校意见，写明理由（luoshi review --rules 列出全部规则）。写在文件末尾：
# [review.off]
# V501 = "本市公文的惯例"
# V101-3f2a9c = "合计含往年结转，已核对"
"""

_KEYS = {"region": str, "level": str, "period": list, "sample": bool, "stats": dict, "lights": dict, "review": dict}
_SWITCHES = '写法：先写一行 [review.off]，下面每行一条，如 V501 = "本市公文的惯例"'
_LEVELS = ("", "市", "县")

DEFAULT_LIGHT_RULES = "序时进度"
"""The manner of lighting of a workspace that names none."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace as its settings tell it.

    Attributes:
        root: the folder that holds ``luoshi.toml``.
        region: the area the bureau is responsible for (地区); empty if not set.
        level: 市 or 县; empty if not set.
        period: first and last calendar year of the plan (规划期); None if not set.
        sample: made by ``luoshi demo``.
        school_year: which school year serves a calendar year (年度口径): 起始, the one that begins in it, or 结束.
        light_rules: by which rule set lights are given (亮灯办法).
        review_off: rules of the review (V101) and single findings (V101-3f2a9c) switched off here -> reason.
    """

    root: Path
    region: str = ""
    level: str = ""
    period: tuple[int, int] | None = None
    sample: bool = False
    school_year: SchoolYearRule = "起始"
    light_rules: str = DEFAULT_LIGHT_RULES
    review_off: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> Path:
        """Folder of the plan documents as issued."""
        return self.root / "documents"

    @property
    def plans(self) -> Path:
        """Folder of the plan files."""
        return self.root / "plans"

    @property
    def data(self) -> Path:
        """Folder of the statistical returns as received."""
        return self.root / "data"

    @property
    def snapshots(self) -> Path:
        """Folder of the loaded statistics."""
        return self.root / "snapshots"

    @property
    def rules(self) -> Path:
        """Folder of the bureau's own definitions and rules."""
        return self.root / "rules"

    @property
    def ledgers(self) -> Path:
        """Folder of the ledgers."""
        return self.root / "ledgers"

    @property
    def freezes(self) -> Path:
        """Folder of the freezes (定稿)."""
        return self.root / "freezes"

    @property
    def build(self) -> Path:
        """Folder of what can be made again at any time."""
        return self.root / "build"


def find_workspace(start: Path) -> Workspace | None:
    """Return the workspace that ``start`` lies in, looking upward; None if in none."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return open_workspace(folder)
    return None


def open_workspace(root: Path) -> Workspace:
    """Return the workspace at ``root``.

    Raises:
        LuoshiError: W001 when ``luoshi.toml`` cannot be read, W002 when a setting in it is wrong.
    """
    path = root / SETTINGS
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LuoshiError("W001", f"工作区设置读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        hint = "请用 UTF-8 编码另存后再试"
        raise LuoshiError("W001", "工作区设置不是 UTF-8 编码", where=str(path), hint=hint) from error
    except tomllib.TOMLDecodeError as error:
        hint = "每行写成“键 = 值”，文字加英文双引号"
        where = f"{path} {_toml_place(error)}"
        raise LuoshiError("W001", "工作区设置不是合格的 TOML", where=where, hint=hint) from error
    return _workspace(root, settings)


def init_workspace(root: Path, workspace: Workspace | None = None) -> list[Path]:
    """Make an empty workspace at ``root`` and return the files and folders that were added; what exists is kept.

    Args:
        root: its folder; made if missing.
        workspace: settings to write when there are none yet.
    """
    added = [folder for folder in (root, *(root / name for name in FOLDERS)) if make_folder(folder)]
    files = {SETTINGS: _settings_text(workspace or Workspace(root)), ".gitignore": _IGNORED}
    for name, text in files.items():
        if not (root / name).exists():
            write_text(root / name, text)
            added.append(root / name)
    return added


def _toml_place(error: tomllib.TOMLDecodeError) -> str:
    """Return in Chinese where the parser stopped; it says so only in the words of its message."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    return f"第 {found[1]} 行第 {found[2]} 列" if found else "文件末尾"


def _settings_text(workspace: Workspace) -> str:
    first, last = workspace.period or (2026, 2030)
    period = f"period = [{first}, {last}]  # 规划期，首末年份"
    return _SETTINGS_TEXT.format(
        mark="sample = true  # 示例工作区，由 luoshi demo 生成\n" if workspace.sample else "",
        region=workspace.region,
        level=workspace.level,
        period=period if workspace.period else f"# {period}",
    )


def _workspace(root: Path, settings: dict[str, object]) -> Workspace:
    """Return the workspace with checked settings."""
    for key, value in settings.items():
        if key not in _KEYS:
            _refuse(root, f"不认识 {key} 这一项", f"可以写的有：{'、'.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]):
            hint = _SWITCHES if key == "review" else '写法如 region = "临江市"、period = [2026, 2030]。'
            _refuse(root, f"{key} 的值不对", hint)
    level = str(settings.get("level", ""))
    if level not in _LEVELS:
        _refuse(root, f"level 写成了“{level}”", '只能是 "市"、"县" 或 ""。')
    return Workspace(
        root,
        str(settings.get("region", "")),
        level,
        _period(root, settings),
        settings.get("sample") is True,
        _school_year(root, settings.get("stats")),
        _light_rules(root, settings.get("lights")),
        _review_off(root, settings.get("review")),
    )


def _light_rules(root: Path, lights: object) -> str:
    """Return the rule set that ``[lights]`` names; whether there is one is for the lights to say."""
    if not isinstance(lights, dict):
        return DEFAULT_LIGHT_RULES
    for key in lights:
        if key != "rule_set":
            _refuse(root, f"不认识 [lights] 里的 {key}", f'写法：rule_set = "{DEFAULT_LIGHT_RULES}"')
    name = lights.get("rule_set", DEFAULT_LIGHT_RULES)
    if not isinstance(name, str) or not name:
        _refuse(root, "rule_set 应是亮灯办法的名称", f'写法：rule_set = "{DEFAULT_LIGHT_RULES}"')
    return name


def _school_year(root: Path, stats: object) -> SchoolYearRule:
    """Return which school year serves a calendar year, from ``[stats]``."""
    if not isinstance(stats, dict):
        return "起始"
    for key in stats:
        if key != "school_year":
            _refuse(root, f"不认识 [stats] 里的 {key}", '写法：school_year = "起始"')
    rule = stats.get("school_year", "起始")
    for known in get_args(SchoolYearRule):
        if rule == known:
            return known  # type: ignore[no-any-return]
    _refuse(root, f"school_year 写成了“{rule}”", '只能是 "起始" 或 "结束"')


def _review_off(root: Path, review: object) -> dict[str, str]:
    """Return what ``[review.off]`` switches off; whether there are such rules is for the review to say."""
    if not isinstance(review, dict):
        return {}
    for key in review:
        if key != "off":
            _refuse(root, f"不认识 [review] 里的 {key}", _SWITCHES)
    off = review.get("off", {})
    if not isinstance(off, dict):
        _refuse(root, "[review] 里的 off 不是一组“规则 = 理由”", _SWITCHES)
    for key, why in off.items():
        if not isinstance(why, str) or not why.strip():
            _refuse(root, f"[review.off] 里的 {key} 没有写理由", _SWITCHES)
    return dict(off)


def _period(root: Path, settings: dict[str, object]) -> tuple[int, int] | None:
    period = settings.get("period")
    if not isinstance(period, list):
        return None
    years = [year for year in period if isinstance(year, int) and 1900 < year < 2200]
    if len(period) != 2 or len(years) != 2 or years[0] > years[1]:
        _refuse(root, "period 应是首末两个年份", "写法如 period = [2026, 2030]")
    return years[0], years[1]


def _refuse(root: Path, message: str, hint: str) -> NoReturn:
    raise LuoshiError("W002", f"工作区设置有误：{message}", where=str(root / SETTINGS), hint=hint)
