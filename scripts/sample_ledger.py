"""Makes the sample ledger of the imaginary city 临江市, and the table of tasks as its office wrote it.

    python scripts/sample_ledger.py [FOLDER]

Reads ``scripts/samples/lj_ledger.yaml`` and writes below FOLDER, the repository by default, to
``src/luoshi/samples/ledgers``: the ledger (JSON) with its reports to the end of October 2024, and the table (XLSX) with
a title above, a head of two rows, merged cells and groups, to try importing with. Needs openpyxl.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from luoshi.model.ledger import Ledger, State
from luoshi.workspace.ledger_file import ledger_text

HERE = Path(__file__).resolve().parent
YEAR = 2024


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def reports(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the reports of a task, one for each month that has a figure."""
    found = []
    for month, told in enumerate(entry.get("progress", "").split(), 1):
        if told == "-":
            continue
        end = date(YEAR, month + 1, 1) - timedelta(days=1) if month < 12 else date(YEAR, 12, 31)
        state = {"r": State.RETURNED, "w": State.UNDER_REVIEW}.get(told[-1], State.DONE)
        report = {
            "period": f"{YEAR}-{month:02d}",
            "on": end,
            "percent": int(told.rstrip("rw")),
            "text": f"累计完成 {told.rstrip('rw')}%",
            "reporter": entry["person"],
            "state": state,
        }
        if state is not State.UNDER_REVIEW:
            report |= {"reviewer": "督查科 白露", "reviewed_on": end + timedelta(days=3)}
        if state is State.RETURNED:
            report["opinion"] = "缺佐证材料"
        found.append(report)
    if entry.get("frequency") == "季":
        found = [one | {"period": f"{YEAR}Q{int(one['period'][-2:]) // 3}"} for one in found[2::3]]
    return found


def task(entry: dict[str, Any], group: str) -> dict[str, Any]:
    """Return a task of the ledger."""
    request = entry.get("request")
    asked = [{"id": "r1", "kind": "延期", "by": entry["person"], **request}] if request else []
    return {
        "id": f"lj{YEAR}-{int(entry['number']):02d}",
        "number": entry["number"],
        "title": entry["title"],
        "section": group,
        "assignment": {
            "lead": entry["lead"],
            "support": entry.get("support", []),
            "leader": entry.get("leader", ""),
            "section": entry["section"],
            "person": entry["person"],
            "origin": "人工",
        },
        "start": date(YEAR, 1, 2),
        "due": entry.get("due"),
        "due_origin": "人工" if entry.get("due") else None,
        "state": entry.get("state") or ("已办结" if entry.get("finished") else "执行中"),
        "finished": entry.get("finished"),
        "frequency": entry.get("frequency"),
        "deliverables": entry.get("deliverables", []),
        "milestones": [
            {"name": name, "due": due, "done": _day(done)} for name, due, done in entry.get("milestones", [])
        ],
        "reports": reports(entry),
        "requests": asked,
    }


def project(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a project of the ledger."""
    stages = [
        {"stage": stage, "due": due, "done": _day(done), "document": "临发改〔2023〕样例号" if done else ""}
        for stage, due, done in entry["stages"]
    ]
    if entry.get("percent"):
        stages.append({"stage": "形象进度", "percent": entry["percent"]})
    money = [dict(zip(("year", "source", "arranged", "received", "paid"), row, strict=True)) for row in entry["money"]]
    plain = ("number", "name", "nature", "owner", "places", "investment", "first_year", "last_year", "due", "finished")
    return {
        "id": f"lj{YEAR}-{entry['number'].lower()}",
        **{key: entry[key] for key in plain if key in entry},
        "start": date(entry["first_year"], 1, 3),
        "due_origin": "人工",
        "state": "已办结" if entry.get("finished") else "执行中",
        "stages": stages,
        "money": money,
    }


def make_ledger(content: dict[str, Any]) -> Ledger:
    """Return the sample ledger."""
    return Ledger.model_validate(
        {
            "name": content["name"],
            "period": (YEAR, YEAR),
            "tasks": [task(entry, group["name"]) for group in content["groups"] for entry in group["tasks"]],
            "projects": [project(entry) for entry in content["projects"]],
        }
    )


def write_table(content: dict[str, Any], path: Path) -> None:
    """Write the table of tasks as an office keeps it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务分解表"
    sheet.append([f"{content['name']}任务分解表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "工作任务", "责任单位", None, "责任科室", "责任人", "完成时限"])
    sheet.append([None, None, "牵头单位", "配合单位", None, None, None])
    for place in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3"):
        sheet.merge_cells(place)
    for group in content["groups"]:
        sheet.append([group["name"]])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=7)
        for entry in group["tasks"]:
            due = _day(entry.get("due"))
            shown = f"{due.month}月{due.day}日前" if due is not None and due.year == YEAR else str(due or "长期坚持")
            units = ("、".join(entry["lead"]), "、".join(entry.get("support", [])))
            sheet.append([entry["number"], entry["title"], *units, entry["section"], entry["person"], shown])
    for column, width in zip("ABCDEFG", (7, 40, 24, 36, 22, 10, 16), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet["A1"].font = Font(bold=True, size=16)
    book.properties.created = datetime(YEAR, 1, 2)
    book.save(path)


def main() -> None:
    """Write both files."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    content = yaml.safe_load((HERE / "samples" / "lj_ledger.yaml").read_text(encoding="utf-8"))
    folder = root / "src" / "luoshi" / "samples" / "ledgers"
    folder.mkdir(parents=True, exist_ok=True)
    ledger = make_ledger(content)
    (folder / f"{ledger.name}.ledger.json").write_text(ledger_text(ledger), encoding="utf-8", newline="\n")
    write_table(content, folder / f"{ledger.name}任务分解表.xlsx")


if __name__ == "__main__":
    main()
