"""The files of the public site: what they say, what never comes into them, that they belong together."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html as lxml_html

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.facts import FactBook
from luoshi.portal.site import SitePlace, SiteReport, build_site, places_on_site
from luoshi.portal.site_material import SiteMaterial
from luoshi.portal.site_pages import first_listed
from tests.evaluation.small_city import PRIVATE_WORDS, small_frozen
from tests.portal.small_site import content_of, edition_of, small_site

_WORD = {"总体情况.docx": b"PK-home"}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(build_site(*small_site().parts, _WORD))


def pages_of(files: dict[str, bytes]) -> dict[str, str]:
    return {
        path: data.decode()
        for path, data in files.items()
        if path.endswith(".html") and (not path.startswith("fragments/") or path.endswith("index.html"))
    }


def rows_of(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_same_material_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert build_site(*small_site().parts, _WORD) == files
    assert list(files) == sorted(files)


def test_every_target_task_and_report_has_its_place(files: dict[str, bytes]) -> None:
    targets = small_site().edition.frozen.monitoring.distinct
    assert {path for path in files if path.startswith("targets/")} == {f"targets/{one.id}.html" for one in targets}
    home = lxml_html.fromstring(files["index.html"])
    rows = home.xpath("//table[@data-block='site-targets']/tbody/tr")
    assert [row.get("data-row") for row in rows] == [one.id for one in targets]
    assert [row.xpath("string(td[3])") for row in rows] == [str(one.judgement.state) for one in targets]
    assert files["reports/annual.docx"] == b"PK-word"
    assert "公开的任务共" in files["tasks.html"].decode()
    assert "东湾区第五小学" in files["projects.html"].decode()


def test_a_target_page_says_where_it_stands_in_the_plan_and_how_it_is_counted(files: dict[str, bytes]) -> None:
    target = small_site().edition.frozen.monitoring.targets[0]
    text = lxml_html.fromstring(files[f"targets/{target.id}.html"]).text_content()
    for said in (
        "一 发展目标",
        "第4行",
        "全市学前三年毛入园率达到95%（2020年为88%）。",
        "“学前三年毛入园率”的分母",
        "94.01%",
    ):
        assert said in text
    reported = small_site().edition.frozen.monitoring.targets[7]
    text = lxml_html.fromstring(files[f"targets/{reported.id}.html"]).text_content()
    assert "二 主要任务 › （一） 扩大公办学位" in text
    assert "等责任单位填报" in text


def test_links_are_relative_and_lead_somewhere(files: dict[str, bytes]) -> None:
    anchors = {
        path: {one.get("id") for one in lxml_html.fromstring(text.encode()).iter() if one.get("id")}
        for path, text in pages_of(files).items()
    }
    followed = 0
    for path, text in pages_of(files).items():
        found = [one for one in re.findall(r'(?:href|src|action)="([^"]+)"', text) if not one.startswith("#")]
        for link in found:
            parts = urlsplit(link)
            assert (parts.scheme, parts.netloc, link[:1] == "/") == ("", "", False), (path, link)
            target = normpath(join(dirname(path), unquote(parts.path)))
            assert target in files, (path, link)
            assert not parts.fragment or unquote(parts.fragment) in anchors[target]
            followed += 1
        for link in re.findall(r'href="#([^"]+)"', text):
            assert unquote(link) in anchors[path], (path, link)
    assert followed > 200


def test_the_search_index_leads_to_pages_and_places(files: dict[str, bytes]) -> None:
    script = files["assets/search-index.js"].decode()
    entries = json.loads(script.removeprefix("const LUOSHI_PAGES = ").removesuffix(";\n"))
    for address, *_ in entries:
        page, _, place = address.partition("#")
        assert unquote(page) in files
        assert not place or f'id="{unquote(place)}"' in files[unquote(page)].decode()
    assert {kind for _, kind, *_ in entries} == {"目标", "任务", "项目", "报告", "术语", "说明", "更正"}


class _Outline(HTMLParser):
    """Levels of headings, ids, and what a strict content policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.forbidden += [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.forbidden.append(tag)


def test_pages_are_built_for_readers_of_every_kind(files: dict[str, bytes]) -> None:
    for path, text in pages_of(files).items():
        outline = _Outline()
        outline.feed(text)
        assert outline.forbidden == [], path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.levels[0] == 1, path
        assert outline.levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False)), path
        root = lxml_html.fromstring(text.encode())
        assert root.get("lang") == "zh-CN"
        assert len(root.xpath("//main")) == len(root.xpath("//footer")) == 1
        for table in root.xpath("//table"):
            assert table.xpath("caption"), path
            assert table.xpath("thead/tr/th[@scope='col']"), path
            assert all(len(row.xpath("th[@scope='row']")) == 1 for row in table.xpath("tbody/tr")), path
        for svg in root.xpath("//figure/*[local-name()='svg']"):
            assert svg.get("role") == "img"
            assert svg.xpath("string(*[local-name()='title'])")


def test_the_style_sheet_is_understood_by_older_kernels(files: dict[str, bytes]) -> None:
    sheet = files["assets/site.css"].decode()
    assert re.findall(r":has\(|@layer|@container|oklch|color-mix|url\(|@import|&", sheet) == []
    assert re.findall(r"\?\.|\?\?|=>", files["assets/search.js"].decode()) == []


def test_every_number_of_the_blocks_is_marked_with_its_fact(files: dict[str, bytes]) -> None:
    site = small_site()
    book = SiteMaterial.of(*site.parts, {}).facts
    seen = set()
    for path, text in pages_of(files).items():
        facts = small_site().reports[0].report.facts if path.startswith("reports/") else book
        for one in lxml_html.fromstring(text.encode()).xpath("//data[@class='fact']"):
            fact = facts[one.get("data-fact")]
            assert one.text_content() in (fact.text, fact.number)
            assert one.get("value") == ("" if fact.value is None else f"{fact.value:f}")
            seen.add(fact.id)
    assert {"home/reached", "site/targets", "site/targets/滞后", "rise"} <= seen


def test_places_are_where_a_changed_fact_changes_the_pages(files: dict[str, bytes]) -> None:
    site = small_site()
    places = places_on_site(*site.parts)
    changed = 0
    for id_, fact in site.content.facts.facts.items():
        if fact.value is None:
            continue
        book = {**site.content.facts.facts, id_: replace(fact, value=fact.value + Decimal("0.5"))}
        other = build_site(site.edition, replace(site.content, facts=FactBook(book)), site.reports, _WORD)
        assert other.keys() == files.keys()
        differ = {path for path in files if files[path] != other[path]} - {"sha256.txt", "datapackage.json"}
        assert differ == {one.page for one in places[id_]}, id_
        for path in differ & pages_of(files).keys():
            assert _changed(files[path], other[path]) == {
                (one.block, one.cell) for one in places[id_] if one.page == path
            }, (id_, path)
        changed += 1
    assert changed > 80


def _changed(before: bytes, after: bytes) -> set[tuple[str, str]]:
    """Return (block, row/column) of what differs between two pages."""
    one, other = _leaves(before), _leaves(after)
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _leaves(data: bytes) -> dict[tuple[str, str], bytes]:
    found: dict[tuple[str, str], bytes] = {}
    for block in lxml_html.fromstring(data).xpath("//*[@data-block]"):
        key = block.get("data-block")
        rows = block.xpath(".//*[@data-row]")
        for row in rows:
            cells = row.xpath("td|th") or [row]
            for at, cell in enumerate(cells):
                found[key, f"{row.get('data-row')}/{at}"] = lxml_html.tostring(cell, with_tail=False)
        if not rows:
            found[key, ""] = lxml_html.tostring(block, with_tail=False)
    return found


def test_nothing_private_is_written_even_if_the_ledger_holds_it(files: dict[str, bytes]) -> None:
    frozen = small_frozen()
    assert frozen.ledger is not None
    assert PRIVATE_WORDS[0] in frozen.ledger.tasks[0].model_dump_json()
    worded = frozen.ledger.tasks[0].model_copy(
        update={
            "assignment": frozen.ledger.tasks[0].assignment.model_copy(
                update={"leader": PRIVATE_WORDS[0], "section": PRIVATE_WORDS[1]}
            ),
            "fields": {"手机": PRIVATE_WORDS[2]},
            "content": PRIVATE_WORDS[1],
        }
    )
    targets = tuple(
        one.model_copy(
            update={
                "source": one.source.model_copy(update={"name": PRIVATE_WORDS[0], "evidence": PRIVATE_WORDS[1]}),
                "notes": (PRIVATE_WORDS[3],),
                "duty": one.duty.model_copy(update={"unit": PRIVATE_WORDS[0]}),
                "judgement": one.judgement.model_copy(update={"reason": PRIVATE_WORDS[1]}),
            }
        )
        for one in frozen.monitoring.targets
    )
    planned = tuple(one.model_copy(update={"note": PRIVATE_WORDS[3]}) for one in frozen.plan.targets)
    dirty = replace(
        frozen,
        ledger=frozen.ledger.model_copy(update={"tasks": (worded, *frozen.ledger.tasks[1:])}),
        monitoring=frozen.monitoring.model_copy(update={"targets": targets}),
        plan=frozen.plan.model_copy(update={"targets": planned}),
        manifest=frozen.manifest.model_copy(update={"made_by": PRIVATE_WORDS[0], "reason": PRIVATE_WORDS[1]}),
    )
    content = replace(content_of(dirty), tasks=(), projects=())
    written = build_site(edition_of(dirty), content, small_site().reports)
    assert "校外培训机构年检" in written["tasks.html"].decode()
    for name, data in written.items():
        for word in PRIVATE_WORDS:
            assert word.encode() not in data, (name, word)
            assert json.dumps(word)[1:-1].encode() not in data, (name, word)


def test_what_may_not_be_published_is_not_looked_for(files: dict[str, bytes]) -> None:
    """Values of single schools are in the freeze; the site has them nowhere."""
    school = small_frozen().quantities[0].name
    assert school == "东湾区第一学校"
    assert [path for path, data in files.items() if school.encode() in data] == []


def test_data_says_what_the_pages_say_and_the_package_describes_it(files: dict[str, bytes]) -> None:
    target = small_site().edition.frozen.monitoring.targets[0]
    rows = rows_of(files[f"data/{target.id}.csv"])
    whole = [one for one in rows if one["地区"] == "全市"]
    assert [(one["年份"], one["按路径应到"], one["实际值"]) for one in whole][-2:] == [
        ("2024", "93.6", "94.01"),
        ("2025", "95", ""),
    ]
    assert [one["地区"] for one in rows] == ["全市"] * 6 + ["东湾区"] * 5 + ["南塘县"] * 5 + ["西坪县"] * 5
    said = json.loads(files[f"data/{target.id}.json"])
    assert said["target"]["实际值"] == 94.01
    assert len(said["data"]) == len(rows)
    package = json.loads(files["datapackage.json"])
    for one in package["resources"]:
        data = files[one["path"]]
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        schema = json.loads(files[one["schema"]]) if isinstance(one["schema"], str) else one["schema"]
        head = next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert [field["name"] for field in schema["fields"]] == head
    assert {one["path"] for one in package["resources"]} == {path for path in files if path.endswith(".csv")}
    assert json.loads(files["metadata/k-gross.json"])["目标"] == [target.id]


def test_a_withheld_value_stays_empty_with_its_reason() -> None:
    frozen = small_frozen()
    gone = tuple(
        one.model_copy(update={"value": None, "numerator": None, "denominator": None, "note": "人数过少，不显示"})
        if (one.indicator, one.year, one.place) == ("k-gross", 2024, "西坪县")
        else one
        for one in frozen.values
    )
    edition = edition_of(replace(frozen, values=gone))
    target = frozen.monitoring.targets[0].id
    rows = rows_of(build_site(edition, content_of(edition.frozen))[f"data/{target}.csv"])
    held = next(one for one in rows if (one["年份"], one["地区"]) == ("2024", "西坪县"))
    assert (held["实际值"], held["分子"], held["分母"], held["说明"]) == ("", "", "", "人数过少，不显示")


def test_the_list_of_checksums_names_every_other_file(files: dict[str, bytes]) -> None:
    listed = dict(reversed(line.split("  ", 1)) for line in files["sha256.txt"].decode().splitlines())  # type: ignore[misc]
    assert listed == {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != "sha256.txt"}


def test_pieces_for_pasting_bring_nothing_of_ours_with_them(files: dict[str, bytes]) -> None:
    pieces = {path: data.decode() for path, data in files.items() if re.fullmatch(r"fragments/(?!index).*html", path)}
    assert len(pieces) == len(small_site().edition.frozen.monitoring.distinct) + 3
    for path, text in pieces.items():
        bare = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
        assert not re.search(r"<(html|head|body|script|style|link)\b| (class|id|style|data-[a-z]+)=", bare), path
        outline = _Outline()
        outline.feed(text)
        assert outline.forbidden == outline.ids == [], path
    target = small_site().edition.frozen.monitoring.targets[0]
    assert "规划目标：95%（2025年）；2024年：94.01%；状态：正常。" in pieces[f"fragments/{target.id}.html"]
    assert files["fragments/总体情况.docx"] == b"PK-home"


def test_the_site_of_a_plan_without_ledger_or_reports_has_no_empty_pages() -> None:
    frozen = replace(small_frozen(), ledger=None, lights=None, completions=())
    files = build_site(edition_of(frozen), content_of(frozen))
    assert {"tasks.html", "projects.html", "reports.html", "data/tasks.csv"} & files.keys() == set()
    assert "tasks.html" not in files["index.html"].decode()


def test_a_map_number_is_shown_where_one_is_configured(files: dict[str, bytes]) -> None:
    site = small_site()
    edition = replace(site.edition, rules=replace(site.edition.rules, map_number="GS（示例）号"))
    assert "GS（示例）号" in build_site(edition, site.content)["about.html"].decode()
    assert "审图号" not in files["about.html"].decode()


def test_the_first_page_lists_the_graver_targets_when_there_are_too_many() -> None:
    frozen = small_frozen()
    many = tuple(
        one.model_copy(update={"id": f"{one.id}-{at}"}) for at in range(30) for one in frozen.monitoring.targets
    )
    crowded = replace(frozen, monitoring=frozen.monitoring.model_copy(update={"targets": many}))
    edition = edition_of(crowded)
    content = replace(content_of(frozen), targets={})
    material = SiteMaterial.of(edition, content, (), {})
    listed = first_listed(material)
    assert len(listed) == 200
    assert {str(one.judgement.state) for one in listed[:60]} == {"滞后"}
    files = build_site(edition, content)
    assert files["index.html"].count(b'<tr data-row="t-') == 200
    assert len(files["index.html"]) + len(files["assets/site.css"]) < 150_000
    assert files["targets.html"].count(b'<tr data-row="t-') == 240


def refused(code: str, *parts: object) -> LuoshiError:
    with pytest.raises(LuoshiError) as caught:
        build_site(*parts)  # type: ignore[arg-type]
    assert caught.value.code == code
    return caught.value


def test_what_does_not_belong_together_is_refused() -> None:
    site = small_site()
    one = site.reports[0]
    refused("G202", site.edition, site.content, (replace(one, report=replace(one.report, is_public=False)),))
    refused("G203", site.edition, site.content, (replace(one, report=replace(one.report, digest="0" * 64)),))
    refused("G204", site.edition, site.content, (replace(one, name="../annual"),))
    refused("G204", site.edition, site.content, (), {"a/b.docx": b""})
    refused("G204", site.edition, site.content, (), {"home.html": b""})
    refused("G204", site.edition, site.content, (one, SiteReport("annual", "又一份", one.report)))
    refused("G204", site.edition, site.content, (one, SiteReport("other", "又一份", one.report, one.files)))
    frozen = site.edition.frozen
    fewer = frozen.monitoring.model_copy(update={"targets": frozen.monitoring.targets[1:]})
    held = replace(site.edition, frozen=replace(frozen, monitoring=fewer))
    assert refused("G205", held, site.content).where == frozen.monitoring.targets[0].id


def test_what_people_wrote_is_shown_as_text() -> None:
    frozen = small_frozen()
    nasty = "<script>alert('x')</script>&\u2028"
    targets = tuple(one.model_copy(update={"indicator": nasty}) for one in frozen.monitoring.targets)
    edition = edition_of(replace(frozen, monitoring=frozen.monitoring.model_copy(update={"targets": targets})))
    files = build_site(edition, content_of(edition.frozen))
    for path, data in files.items():
        if path.endswith(".html"):
            assert b"<script>" not in data, path
    assert "\u2028" not in files["assets/search-index.js"].decode()


def test_places_name_the_page_and_the_cell() -> None:
    site = small_site()
    target = site.edition.frozen.monitoring.targets[0].id
    county = places_on_site(*site.parts)[f"{target}/place/990102"]
    assert SitePlace(f"targets/{target}.html", f"{target}/counties", "南塘县/1", "写出") in county
    assert SitePlace(f"targets/{target}.html", f"{target}/tiles", "", "图") in county
