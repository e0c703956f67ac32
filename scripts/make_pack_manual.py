"""Writes docs/达标标准.md, the manual of the standards packs, from ``rules/packaged/packs/*.yaml``.

Run ``python scripts/make_pack_manual.py`` after a pack was added or changed; a test fails until then.
Another file can be named as the argument.
"""

from __future__ import annotations

import sys
from pathlib import Path

from luoshi.model.indicators import UNSURE
from luoshi.model.packs import Criterion, Pack
from luoshi.rules.packs import load_packs
from luoshi.sheets.cells import plain_number
from luoshi.sheets.pack_rows import limits_text

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "达标标准.md"

_HEAD = """# 达标标准

写给管统计、管督导的人：有哪些标准，各项怎样判定，缺多少怎样算，怎样补最省，本局怎样改。
由 `scripts/make_pack_manual.py` 从 `rules/packaged/packs/` 写出，不要手改。命令的选项见 [命令](命令.md)。

```
luoshi packs                                  # 有哪些标准，有几项待核实
luoshi packs 优质均衡                         # 各县的结论，最省的补齐方案
luoshi packs 优质均衡 --area 青禾县           # 一个县逐项
luoshi packs 优质均衡 --school 青禾镇中心小学 # 一所学校逐项：数、标准、差多少、怎样补
luoshi packs 优质均衡 --format xlsx           # 工作簿：县级结论、学校逐项、差距清单、补齐方案、依据
```

## 怎样判定

- **按没有修约的数比。** 4.196 显示成 4.196，不显示成 4.20 又说没有达到 4.2。
- **没有数据就不判定，更不算达到。** 没有填、没有交表的是“缺数据”；已有的数足以判定未达到的，仍是未达到。
  每个结论写明应判定、判定了、达到的各几所。
- **全县的数要各校都交了报表才作结论。** 该交的学校少一所，只显示按其余学校算的数和几所里有几所，结论是缺数据；
  停办的学校不算在内。
- **报表里没有的列为“需人工核查”**，写明看什么。查完在填报数据里填一行：填报对象代码写县的代码，
  “指标或目标”写达标项的名称，数值写 1（达到）或 0（未达到），状态是采信。社会认可度一类的数值项也这样填。
  期写全年（2024），季度、月份的数不用。
- **只会算低的不判未达到。** 如随迁子女在公办学校就读比例：规定里购买的民办学位也算，报表没有；公办的已经够，
  就是达到，不够，请人看。
- **几个学段的学校**（九年一贯制等）每个学段判定一次：教师按学段，校舍、设备、图书按全校学生。
  说“学校比例”时算一所，各学段都达到才算达到。
- **差异系数**按在校生加权：S ÷ 平均数，平均数 = 各校总量之和 ÷ 学生之和，
  S = 各校与平均数之差的平方按学生加权平均再开方。有学校缺数据时只显示，不作结论。
- 学校是当年学校表里办学类型相符、没有停办的；有学生而没有这个学段学生的不算。

## 差距和补齐方案

未达到的，除了差多少、差百分之几，还按实物说缺多少：几名教师、多少平方米、几间。教师、教室按整数，面积、
金额进到两位小数。

**最省的方案**：规则允许一项留低（六项达到、其余一项不低于 85%）时，逐校试遍哪一项留低，取最省的；
几个学段共用的校舍只补一次，各学段一起试。各校从省到贵排列，累计下去，有多少钱能补到第几所一看便知。
然后看差异系数：仍高于限额的，把最低的几所补到同一水平，补到刚好不超过。总量一定时，这样补差异系数最小，所以最省；
教师、教室取整以后再核一遍。

超过上限的（大班额、学校规模、危房），买不来也招不来，列为“要整改”，不算钱，有这样一项的学校排在后面。

单价写在标准里，都是**假设，待核实**，请换成本地的。没有写全单价时不算钱，按各项缺口占应有数的比例之和来比。

没有考虑的：一名教师同时算进几项，土地、招聘和以后年份的支出，学生数的变化，从别的学校调剂。先补到各校达到要求，
再补差异系数，两步各自最省，合起来不一定最省。

## 待核实

标着“待核实”的，依据、数值或口径没有同正式文件核对过，屏幕、工作簿、JSON 里都照样标出。引用以前请核对；
核对过的，由本局在自己的标准里写上依据。
"""

_TAIL = """
## 本局自己的标准

在工作区的 `rules/packs/` 里放 YAML 文件，一个标准一个文件，写法同内置的。编号相同的替换内置的，
输出里会写明“替换了内置的”；编号不同的是新的。只改几处的，写 `based_on`，其余照旧；
达标项、单价按编号逐个替换，改了的项没有写依据就是待核实。
不用的写 `off` 和理由。

```yaml
id: balanced_compulsory
based_on: balanced_compulsory
criteria:
  - id: backbone
    name: 每百名学生拥有县级以上骨干教师数
    group: 资源配置
    unit: 人
    times: 100
    numerator: {from: school_stages, sql: sum(backbone)}
    denominator: {from: school_stages, sql: sum(pupils)}
    limit: {小学: 1.2, 初中: 1.2}
    filling: {unit: 人, whole: true}
    basis: {document: 省里的文件, doc_no: 文号, clause: 条款}
costs:
  - {id: arts_pe, cost: 9, note: 每人每年，本县人员经费}
```

| 键 | 含义 |
|---|---|
| `id`、`name`、`aliases` | 编号（小写字母、数字、下划线），名称，别的叫法 |
| `schools` | 学段：哪些办学类型；不分学段的写 `全校` |
| `exclusions` | 不参评的：`kinds`、`fewer_than`（少于多少人）、`reason` |
| `groups` | 指标组：`at_least` 至少几项达到（不写是全部），`rest` 其余不低于标准的多少 |
| `schools_needed` | 补齐方案要多大比例的学校达到，不写是 1 |
| `valid_from`、`valid_to` | 从哪年到哪年有效；标准和达标项都可以写 |
| `criteria` | 达标项，见下 |
| `costs` | 单价：`id` 达标项的编号，`cost` 每单位多少万元，`note`、`basis` |
| `basis` | 依据：`document`、`doc_no`、`clause`，没有核对过的写 `status: 待核实` |

达标项的 `kind`：

| `kind` | 判定什么 | 要写的 |
|---|---|---|
| `school`（不写就是它） | 每所学校的数值 | `numerator`、`denominator`（`from` 统计表、`sql` 求和），`times`，`limit` |
| `check` | 每所学校的检查项 | `checklist` 检查类别，`items` 检查项的几种写法（不写就是名称） |
| `schools` | 达到的学校比例 | `of` 达标项的编号或指标组，`limit` |
| `variation` | 差异系数 | `of` 达标项的编号，`limit`，`upper: true` |
| `total` | 全县的数值 | `numerator`、`denominator`、`limit` |
| `indicator` | 一个指标 | `indicator` 指标的编号，`limit` |
| `reported` | 填报的数值 | `limit`，`evidence` |
| `by_hand` | 人工核查 | `evidence` 看什么 |

`limit` 写一个数，或一个学段一个数，或一列（`value` 和 `stages`、`kinds`、`localities`，先合适的先用）。
指标没有数时要请人看的，写 `unknown_by_hand: true` 和 `evidence`。
`upper: true` 表示不能超过。`filling` 说缺的怎样补：`unit`，`whole: true` 按整数，`shared: true` 全校共用，
`of: denominator` 补的是分母（如生师比里的教师）。统计表 `school_stages` 一所学校一个学段一行，
校舍在每个学段各有一份，只能除以 `school_pupils`，不能把学段相加。
"""


def manual_text() -> str:
    """Return the whole manual: how packs work, then each pack with its criteria."""
    packs = load_packs()
    listed = "\n".join(f"- [{pack.name}](#{pack.name})：{_sureness(pack)}" for pack in packs)
    return "\n".join([_HEAD, "## 有哪些标准\n", listed, "", *(_pack(pack) for pack in packs)]) + _TAIL


def _sureness(pack: Pack) -> str:
    unsure = sum(one.basis.status == UNSURE for one in pack.criteria)
    return f"{len(pack.criteria)} 项，{f'{unsure} 项待核实' if unsure else '都有依据'}"


def _pack(pack: Pack) -> str:
    kinds = "；".join(f"{stage}：{'、'.join(kinds)}" for stage, kinds in pack.schools.items())
    rules = "；".join(f"{one.name}：{_rule(one.at_least, plain_number(one.rest * 100))}" for one in pack.groups)
    lines = [f"## {pack.name}", ""]
    lines += [f"也可以写 {'、'.join(pack.aliases)}。依据：{pack.basis}。"]
    lines += ["", pack.note, ""] if pack.note else [""]
    lines += [f"- 学校：{kinds}", f"- 规则：{rules}"]
    lines += [f"- 不参评：{one.reason}" for one in pack.exclusions]
    lines += ["", "| 达标项 | 指标组 | 判定 | 标准 | 单位 | 口径、看什么 | 依据 |", "|---|---|---|---|---|---|---|"]
    lines += [_row(one, pack) for one in pack.criteria]
    if pack.costs:
        names = pack.by_id
        costs = "；".join(
            f"{names[key].name} {plain_number(one.cost)}（{one.note}）" for key, one in pack.costs.items()
        )
        lines += ["", f"单价（万元，都待核实）：{costs}。"]
    return "\n".join(lines) + "\n"


def _rule(at_least: int | None, rest: str) -> str:
    return "全部达到" if at_least is None else f"至少 {at_least} 项达到，其余不低于标准的 {rest}%"


def _row(one: Criterion, pack: Pack) -> str:
    said = "；".join(part for part in (one.scope, one.evidence) if part)
    basis = one.basis.status or ("同上" if one.basis.doc_no == pack.basis.doc_no else str(one.basis))
    cells = (one.name, one.group, one.kind.value, limits_text(one), one.unit, said, basis)
    return "| " + " | ".join(cell.replace("|", "／") or "—" for cell in cells) + " |"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else MANUAL
    target.write_text(manual_text(), encoding="utf-8")
