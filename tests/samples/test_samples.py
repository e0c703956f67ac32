"""The sample documents open, add up, and agree with their annotation and with the script that makes them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from importlib.resources import as_file
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from lxml import html

from luoshi.samples import flawed_plan, sample_files

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
NAMES = ["lj_plan", "lj_points", "lj_scheme", "lj_county"]
FIGURES = ("targets", "standards", "observations")
LISTS = (*FIGURES, "projects", "tasks", "problems")


def sample(suffix: str) -> Path:
    with as_file(next(f for f in sample_files() if f.name.endswith(suffix))) as path:
        return path


def gold(name: str) -> tuple[str, dict[str, Any]]:
    text = (GOLD / f"{name}.txt").read_bytes().decode("utf-8")
    return text, json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))


def place(text: str, entry: dict[str, Any]) -> int:
    at = -1
    for _ in range(entry.get("occurrence", 1)):
        at = text.index(entry["quote"], at + 1)
    return at


def value_spans(text: str, annotation: dict[str, Any]) -> list[tuple[int, int]]:
    spans = []
    for key in FIGURES:
        for entry in annotation[key]:
            start = place(text, entry) + entry["quote"].index(entry["value_text"])
            spans.append((start, start + len(entry["value_text"])))
    return sorted(spans)


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remade")
    command = [sys.executable, str(ROOT / "scripts" / "make_samples.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_sample_files_are_a_plan_points_and_two_schemes() -> None:
    assert [f.name.rsplit(".", 1)[1] for f in sample_files()] == ["docx", "txt", "pdf", "html"]


def test_plan_opens_and_numbers_its_headings_by_itself() -> None:
    document = docx.Document(str(sample(".docx")))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["发展基础", "总体要求", "主要任务", "重大项目", "保障措施"]
    with zipfile.ZipFile(sample(".docx")) as package:
        assert "chineseCounting" in package.read("word/numbering.xml").decode()
        body = package.read("word/document.xml").decode()
    assert [body.count(f"<w:{tag} ") for tag in ("ins", "del", "footnoteReference")] == [1, 1, 1]
    assert body.count("<w:txbxContent>") == 2, "the text box stands in its modern and in its old form"


def test_points_have_a_byte_order_mark_and_windows_lines() -> None:
    content = sample(".txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").replace("\r\n", "\n") == gold("lj_points")[0]


def test_scheme_holds_the_lines_of_the_gold_text() -> None:
    page = html.fromstring(sample(".html").read_bytes().decode("gbk"))
    spoken = "".join(page.xpath("//div[@id='zoom']//text()"))
    squeezed = re.sub(r"\s", "", spoken)
    assert re.sub(r"\s", "", gold("lj_scheme")[0]) == squeezed


def test_plan_holds_the_lines_of_the_gold_text() -> None:
    text = gold("lj_plan")[0]
    document = docx.Document(str(sample(".docx")))
    written = [p.text for p in document.paragraphs if p.text and "考试体育分值" not in p.text]
    cells = [p.text for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs]
    assert [line for line in (*written, *cells) if line not in text] == []
    assert "将评价结果作为高中阶段学校招生的重要依据" in text
    assert "将评价结果作为招生参考" not in text


def test_county_scheme_is_a_printed_paper() -> None:
    """Nine pages, the annex lying on its side, head row of the long table again on its second page."""
    assert sample(".pdf").stat().st_size < 300_000
    document = pdfium.PdfDocument(sample(".pdf"))
    sizes = [page.get_size() for page in document]
    document.close()
    texts = printed(sample(".pdf"))
    assert [n for n, (width, height) in enumerate(sizes, 1) if width > height] == [8]
    assert len(texts) == 9
    assert [n for n, text in enumerate(texts, 1) if f"—{n}—" not in text] == []
    assert [n for n, text in enumerate(texts, 1) if "云岫县义务教育优质均衡发展实施方案" not in text] == []
    assert [n for n, text in enumerate(texts, 1) if "建设内容与规模" in text] == [5, 6]
    spoken = "".join(texts)
    lines = [re.sub(r"\s", "", line) for line in gold("lj_county")[0].splitlines()]
    headings = [line for line in lines if re.match(r"[一二三四五]、|（[一二三四]）", line)]
    assert len(headings) > 14
    assert [line for line in headings if line not in spoken] == []


def test_project_table_adds_up() -> None:
    document = docx.Document(str(sample(".docx")))
    table = next(t for t in document.tables if len(t.columns) == 9)
    group, subtotals = Decimal(0), []
    for row in list(table.rows)[1:]:
        label, amount = row.cells[0].text, Decimal(row.cells[-1].text)
        if label.endswith("小计"):
            assert (label, amount) == (label, group)
            subtotals.append(amount)
            group = Decimal(0)
        elif label == "合计":
            assert (amount, group) == (sum(subtotals), Decimal(0))
        else:
            group += amount
    assert len(subtotals) == 4


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ("37 + 81", "118所"),
        ("6120 + 1540 + 2200", "9860名"),
        ("3.2 + 2.4", "5.6万个"),
        ("17.6 + 11.2 + 13.5 + 2.7", "45.0亿元"),
        ("36 + 18", "54个班"),
        ("45 + 67", "112所"),
    ],
)
def test_parts_of_the_plan_make_their_whole(parts: str, whole: str) -> None:
    numbers = parts.split(" + ")
    text = gold("lj_plan")[0]
    total = re.match(r"[\d.]+", whole)
    assert total is not None
    assert sum(map(Decimal, numbers)) == Decimal(total.group())
    assert [n for n in (*numbers, whole.replace(".0", "")) if n not in text] == []


def test_growth_rates_of_the_plan_follow_from_its_figures() -> None:
    text = gold("lj_plan")[0]
    match = re.search(r"教育支出([\d.]+)亿元，比2015年的([\d.]+)亿元增长([\d.]+)%", text)
    assert match is not None
    now, before, rate = map(Decimal, match.groups())
    assert round((now / before - 1) * 100, 1) == rate


@pytest.mark.parametrize("name", NAMES)
def test_gold_quotes_stand_in_the_text(name: str) -> None:
    text, annotation = gold(name)
    for key in LISTS:
        for entry in annotation[key]:
            assert place(text, entry) >= 0, entry


@pytest.mark.parametrize("name", NAMES)
def test_gold_figures_stand_at_numbers_and_once(name: str) -> None:
    text, annotation = gold(name)
    spans = value_spans(text, annotation)
    assert [b for a, b in pairwise(spans) if b[0] < a[1]] == []
    for start, end in spans:
        assert not re.match(r"[\d.]", text[end]), text[start - 10 : end + 5]
        assert not re.match(r"[\d.]", text[start - 1]) or text[start - 2] == "\n", text[start - 10 : end + 5]


@pytest.mark.parametrize("name", NAMES)
def test_gold_values_follow_from_their_text(name: str) -> None:
    for key in FIGURES:
        for entry in gold(name)[1][key]:
            written = entry["value_text"]
            if re.fullmatch(r"[\d.]+万?", written):
                factor = 10000 if written.endswith("万") else 1
                assert Decimal(str(entry["value"])) == Decimal(written.rstrip("万")) * factor, entry
            elif re.fullmatch(r"[\d.]+:[\d.]+", written):
                one, many = map(float, written.split(":"))
                assert entry["value"] == pytest.approx(one / many), entry


@pytest.mark.parametrize("name", NAMES)
def test_every_number_with_a_unit_is_annotated(name: str) -> None:
    """What the annotation leaves out on purpose is listed here, so that a forgotten figure shows."""
    text, annotation = gold(name)
    covered = value_spans(text, annotation)
    rest: list[str] = []
    units = "万|亿|%|个|所|名|人|元|亩|平方米|㎡|学时|课时|小时|次|套|间|项|家|册"
    for match in re.finditer(rf"(?<![\d.〔])\d[\d.]*(?={units})", text):
        if not any(s <= match.start() < e for s, e in covered):
            rest.append(text[match.start() - 2 : match.end() + 2])
    # 第62次常务会议 and the like count meetings of the past; 3200万元 is the investment of a project, kept with it.
    left_out = {"lj_plan": ["府第62次常"], "lj_scheme": ["投资3200万元"], "lj_county": ["府第28次常"]}
    assert rest == left_out.get(name, [])


@pytest.mark.parametrize("name", NAMES)
def test_gold_units_stand_in_the_text_whole(name: str) -> None:
    text, annotation = gold(name)
    units = [u for task in annotation["tasks"] for u in task["units"]]
    assert units
    assert [u for u in units if u not in text or u.count("（") != u.count("）")] == []


@pytest.mark.parametrize("name", NAMES)
def test_problems_point_to_tasks(name: str) -> None:
    annotation = gold(name)[1]
    ids = {task["id"] for task in annotation["tasks"]}
    assert {t for p in annotation["problems"] for t in p["tasks"]} <= ids


def part_of(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def printed(path: Path) -> list[str]:
    """The text of each page, without blanks."""
    document = pdfium.PdfDocument(path)
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return texts


def assert_same_print(again: Path, kept: Path) -> None:
    """The bytes depend on the release of the fonts; and a PDF is not made where they are not installed."""
    if again.exists():
        assert printed(again) == printed(kept), kept.name


def test_script_makes_the_same_texts(remade: Path) -> None:
    for path in sorted(GOLD.glob("lj_*")):
        assert (remade / "tests" / "gold" / path.name).read_bytes() == path.read_bytes(), path.name


def test_script_makes_the_same_second_formats(remade: Path) -> None:
    second = ROOT / "tests" / "samples" / "second"
    made = {path.name for path in (remade / "tests" / "samples" / "second").iterdir()}
    assert {path.name for path in second.iterdir() if path.suffix != ".pdf"} <= made
    for path in second.iterdir():
        again = remade / "tests" / "samples" / "second" / path.name
        if path.suffix == ".pdf":
            assert_same_print(again, path)
        elif path.suffix == ".docx":
            assert part_of(again, "word/document.xml") == part_of(path, "word/document.xml"), path.name
        else:
            assert again.read_bytes() == path.read_bytes(), path.name


def test_script_makes_the_same_draft(remade: Path) -> None:
    (kept,) = (ROOT / "tests" / "compare").glob("*.docx")
    again = remade / "tests" / "compare" / kept.name
    assert part_of(again, "word/document.xml") == part_of(kept, "word/document.xml")


def test_script_makes_the_same_flawed_edition(remade: Path) -> None:
    again = remade / "src" / "luoshi" / "samples" / "flawed" / flawed_plan().name
    with as_file(flawed_plan()) as kept:
        for part in ("word/document.xml", "word/numbering.xml", "word/footnotes.xml"):
            assert part_of(again, part) == part_of(kept, part), part


def test_script_makes_the_same_documents(remade: Path) -> None:
    for file in sample_files():
        made = remade / "src" / "luoshi" / "samples" / "documents" / file.name
        if file.name.endswith(".pdf"):
            with as_file(file) as kept:
                assert_same_print(made, kept)
        elif file.name.endswith(".docx"):
            with as_file(file) as kept, zipfile.ZipFile(kept) as old, zipfile.ZipFile(made) as new:
                for part in ("word/document.xml", "word/numbering.xml", "word/footnotes.xml"):
                    assert new.read(part) == old.read(part), part
        else:
            assert made.read_bytes() == file.read_bytes(), file.name
