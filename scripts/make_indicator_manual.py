"""Writes docs/指标.md, the manual of the packaged indicators, from ``rules/packaged/indicators/*.yaml``.

Run ``python scripts/make_indicator_manual.py`` after a definition was added or changed; a test fails until then.
Another file can be named as the argument.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from luoshi.indicators.catalog import SPLITS
from luoshi.indicators.relations import Relation, relations
from luoshi.indicators.wording import in_words
from luoshi.model.indicators import Direction, Indicator
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "指标.md"

_HEAD = """# 指标

内置的指标怎样定义，从哪张表的哪一列算出来。计算、解释、达标标准和目标监测用的是同一份定义。
由 `scripts/make_indicator_manual.py` 从 `rules/packaged/indicators/` 写出，不要手改。列的口径见 [数据表](数据表.md)。

## 怎样算

- **值**＝分子 ÷ 分母（% 再乘 100），只除一次，最后四舍五入一次。
- **汇总**：全市的率是各县分子之和 ÷ 分母之和，不是各县的率的平均。
- **没有填的不当作 0**：同一张表里的两列，只有两列都填了的行才进分子和分母；有多少行没有填，写在结果的说明里。
  分子和分母不在一张表里的（如教师和学生），各按自己的表加。
- **少一年的地区**：往年有数、这一年没有的县，在汇总里分子、分母都不计，说明里写明“不含某县”。
- **学年和年份**：2024 年的学生数用哪个学年，由工作区的年度口径定；财政、人口按公历年。
- **学段**按学生和教师所在的学段；**办学条件**按办学类型：小学＝小学、教学点；初中＝初级中学、九年一贯制学校；
  普通高中＝完全中学、高级中学、十二年一贯制学校（待核实）。
- **依据**里的“待核实”表示没有同文件的原文核对过；写了文号的，具体条款仍请以原文为准。
- **不是**：名称相近而不是同一个指标的，规划里的目标不会绑定到它。

## 本局增加或改写

在工作区的 `rules/indicators/` 里放一个 YAML 文件，写法同内置的一样：编号（`id`）同内置的相同，就换掉那一个，
结果里标明是本局的；编号不同，就是新增。`off` 停用一个内置的。

```yaml
group: 本局
indicators:
  # 新增：寄宿制学校里有食堂的比例
  - id: canteen_share
    name: 寄宿制学校食堂覆盖率
    aliases: [寄宿制学校食堂配备率]
    unlike: [学校食堂达标率]
    unit: "%"
    decimals: 1
    direction: up
    numerator: {from: schools, sql: "count(*) FILTER (WHERE boarding = '是' AND canteens > 0)"}
    denominator: {from: schools, sql: "count(*) FILTER (WHERE boarding = '是' AND canteens IS NOT NULL)"}
    scope: 寄宿制学校里有食堂的 ÷ 寄宿制学校
    basis: 待核实
  # 改写：本局的毛入园率以户籍人口为分母
  - id: preschool_gross_enrolment
    name: 学前三年毛入园率
    unit: "%"
    decimals: 1
    direction: up
    numerator: {from: pupils, sql: "sum(pupils) FILTER (WHERE stage = '学前')"}
    denominator: {from: population, sql: "sum(total) FILTER (WHERE basis = '户籍' AND age BETWEEN 3 AND 5)"}
    scope: 在园幼儿 ÷ 3—5 岁户籍人口
  # 停用
  - {id: land_levy, off: 本市没有这项收入}
```

- `from` 是一张统计表（见最后一节），`sql` 只能是 `sum`、`count` 和它们的加减、乘以一个数，条件写在 `FILTER` 里；
  写错了，命令会说是哪一个指标、有哪些列可以用（I001）。
- `years_before: 2` 表示取两年前的数；`times` 是化成单位的倍数，% 不用写。
- `growth_of` 写另一个指标的编号，就是它比上年的增长率；有一年缺数的县，两年都不计。
- `splits` 写可以按什么分：{splits}。

## 算不出来的

下面这些规划里常见，但基础数据库里没有要用的数，不内置；由单位填报（`填报数据`表），监测时用采信的数。

| 指标 | 为什么 |
|---|---|
| 小学、初中净入学率，适龄儿童入学率 | 在校生没有按年龄分；有的是毛入学率 |
| 残疾儿童入学率，三类残疾儿童入学率 | 没有适龄残疾儿童的名册作分母；有的是残疾学生数、随班就读比例 |
| 九年义务教育巩固率，扣除转学以后的 | 转学没有分年级；初中、小学的按全学段平均估算，九年的只有没有扣除的 |
| 随迁子女就读公办学校和购买学位比例 | 没有政府购买学位的人数；有的是只算公办学校的 |
| 符合交流条件教师的交流比例、骨干教师交流比例 | 没有符合条件的人数、交流的骨干人数；有的以全部专任教师为分母 |
| 高等教育毛入学率、在学规模 | 没有高等学校的数据 |
| 体质优良率、近视率、课后服务覆盖率 | 没有学生健康和课后服务的数据 |
| 现代学徒制培养比例、证书取证率 | 没有学徒和证书的数据 |
| 教师空间、学生空间应用率 | 没有应用数据；检查表里只有网络学习空间是否建设 |
| 职业院校毕业生本市就业率 | 只有中职的去向，没有高职；有的是中职毕业生本市就业率 |
| 教育经费总收入、社会投入 | 只有一般公共预算和国家财政性教育经费 |
| 新建、改扩建学校数，新增学位 | 是项目的完成数，不是年报里的数；由项目填报 |
"""


def manual_text() -> str:
    """Return the whole manual: how values come about, then each group with its indicators, then the relations."""
    known = relations(load_definitions())
    packaged = load_indicators()
    names = {one.id: one.name for one in packaged}
    parts = [_HEAD.replace("{splits}", "、".join(f"`{key}`（{title}）" for key, title in SPLITS.items()))]
    for group, members in groupby(packaged, key=lambda one: one.group):
        listed = tuple(members)
        parts.append(f"## {group}（{len(listed)} 个）\n")
        parts += [_indicator(one, known, names) for one in listed]
    return "\n".join([*parts, _relations(known)])


def _indicator(one: Indicator, known: dict[str, Relation], names: dict[str, str]) -> str:
    way = "" if one.direction is Direction.NONE else f"，{one.direction.value}"
    lines = [f"### {one.name}", "", f"`{one.id}`，单位 {one.unit or '无'}，{one.decimals} 位小数{way}。", ""]
    if one.growth_of:
        lines.append(f"- 算法：“{names[one.growth_of]}”比上年增长")
    if one.numerator is not None:
        lines.append(f"- {'分子' if one.denominator else '算法'}：{in_words(one.numerator, known)}")
    if one.denominator is not None:
        lines.append(f"- 分母：{in_words(one.denominator, known)}")
    if one.times not in (1, 100) or (one.times == 100 and one.unit != "%"):
        lines.append(f"- 再乘 {one.times.normalize():f}")
    told = {
        "口径": one.scope,
        "别名": "、".join(one.aliases),
        "不是": "、".join(one.unlike),
        "可以分": "、".join(SPLITS[split] for split in one.splits),
        "依据": str(one.basis),
    }
    lines += [f"- {title}：{text}" for title, text in told.items() if text]
    return "\n".join(lines) + "\n"


def _relations(known: dict[str, Relation]) -> str:
    lines = ["## 统计表", "", "`from` 可以写的表和它们的列；学校的表另有学校的属性（举办性质、城乡类型等）。", ""]
    lines += ["| 统计表 | 程序中 | 年 | 列 |", "|---|---|---|---|"]
    for one in known.values():
        year = "学年" if one.is_school_year else "公历年"
        columns = "、".join(f"`{name}` {title}" for name, title in one.columns.items())
        lines.append(f"| {one.title} | `{one.name}` | {year} | {columns} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    target.write_text(manual_text(), encoding="utf-8")
