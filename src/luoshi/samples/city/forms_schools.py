"""Returns of schools as other systems export them: wide tables, a long one, codes in other words than ours.

Entry: :func:`school_forms`. Not here: their shape (``form_shape``), returns of areas (``forms_areas``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from luoshi.samples.city.city_data import GRADES, MIXED, City, Row
from luoshi.samples.city.form_shape import Form, FormSheet, Head, listing, school_years
from luoshi.samples.city.geography import county_name
from luoshi.samples.city.returns_pupils import SIZE_BANDS
from luoshi.samples.city.returns_staff import AGE_BANDS

LOCALITY_WORDS = {"城区": "主城区", "镇区": "镇中心区", "乡村": "村庄"}
KIND_WORDS = {"小学": "完全小学", "初级中学": "独立初中", "中等职业学校": "职业高中", "九年一贯制学校": "九年一贯制"}
OWNERSHIP_WORDS = {"公办": "教育部门办", "普惠性民办": "普惠性民办园"}
STAGE_WORDS = {"小学": "小学阶段", "初中": "普通初中", "普通高中": "普高", "中职": "职业高中", "特教": "特殊教育"}
_PUPIL_COLUMNS = (
    ("在校生", "pupils"), ("女", "girls"), ("寄宿生", "boarders"), ("随迁子女", "migrant_children"),
    ("留守儿童", "left_behind"), ("残疾学生", "disabled"),
)  # fmt: skip
_SCHOOL_HEADS: tuple[Head, ...] = (("县（市、区）",), ("学校名称",), ("学校标识码",), ("城乡类型",))
_FLOW_HEADS = (
    (("上学年初报表在校生数",), "opening"),
    (("增加", "招生"), "entrants"),
    (("增加", "复学"), "returned"),
    (("增加", "转入"), "transfers_in"),
    (("增加", "其他"), "other_in"),
    (("减少", "毕业"), "graduates"),
    (("减少", "转出"), "transfers_out"),
    (("减少", "休学"), "suspended"),
    (("减少", "辍学"), "dropouts"),
    (("减少", "死亡"), "deaths"),
    (("减少", "其他"), "other_out"),
    (("本学年初报表在校生数",), "closing"),
)
_STAFF_HEADS = (
    (("教职工数",), "staff_total"),
    (("专任教师", "计"), "full_time"),
    (("专任教师", "其中：女"), "female"),
    (("专任教师", "博士"), "degree_doctor"),
    (("专任教师", "硕士"), "degree_master"),
    (("专任教师", "本科"), "degree_bachelor"),
    (("专任教师", "专科"), "degree_college"),
    (("专任教师", "高中阶段"), "degree_secondary"),
    (("专任教师", "高中阶段以下"), "degree_below"),
    (("专任教师", "学历合格"), "qualified"),
    (("专任教师", "高于规定学历"), "above_required"),
    (("专任教师", "高级职称"), "senior_title"),
    (("专任教师", "骨干教师"), "backbone"),
    (("专任教师", "音体美"), "arts_pe"),
    (("专任教师", "双师型"), "dual_qualified"),
    (("卫生技术人员",), "health_staff"),
    (("保育员",), "nursery_staff"),
)
_PREMISES_HEADS = (
    (("校舍建筑面积", "合计"), "building_area"),
    (("校舍建筑面积", "教学及辅助用房", "计"), "teaching_area"),
    (("校舍建筑面积", "教学及辅助用房", "教室（间）"), "classrooms"),
    (("校舍建筑面积", "教学及辅助用房", "实验室（间）"), "lab_rooms"),
    (("校舍建筑面积", "教学及辅助用房", "网络多媒体教室（间）"), "multimedia_rooms"),
    (("校舍建筑面积", "行政办公用房"), "admin_area"),
    (("校舍建筑面积", "生活用房", "计"), "living_area"),
    (("校舍建筑面积", "生活用房", "其中：学生宿舍"), "dormitory_area"),
    (("校舍建筑面积", "其他用房"), "other_area"),
    (("校舍建筑面积", "危房"), "dangerous_area"),
    (("校舍建筑面积", "当年新增校舍"), "expansion_area"),
    (("占地面积", "计"), "site_area"),
    (("占地面积", "绿化用地"), "green_area"),
    (("占地面积", "运动场地"), "sports_area"),
    (("图书（册）",), "books"),
    (("电子图书（册）",), "ebooks"),
    (("教学仪器设备值（万元）",), "equipment_value"),
    (("教学用计算机（台）",), "computers"),
    (("互联网接入带宽（Mbps）",), "bandwidth"),
    (("卫生室（个）",), "clinic"),
    (("食堂（个）",), "canteens"),
    (("水冲式厕所（个）",), "flush_toilets"),
)


class _Year:
    """The rows of one school year, found by table, with the school they belong to."""

    def __init__(self, city: City, year: int) -> None:
        self.year = year
        self._city = city
        self.schools = {str(row["institution_code"]): row for row in self.rows("institutions")}

    def rows(self, table: str) -> list[Row]:
        return [row for row in self._city.tables[table] if row["school_year"] == self.year]

    def strays(self, table: str) -> list[Row]:
        """Rows that a wrong year was written into; they come with the last year."""
        last = self._city.last_year
        return [row for row in self._city.tables[table] if int(str(row["school_year"])) > last == self.year]

    def grouped(self, table: str, *keys: str) -> dict[tuple[object, ...], list[Row]]:
        found: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for row in self.rows(table):
            found[tuple(row[key] for key in keys)].append(row)
        return found

    def lead(self, code: object) -> tuple[str, list[object]]:
        """Area code and the words that a school's row begins with."""
        school = self.schools[str(code)]
        area = str(school["area_code"])
        where = LOCALITY_WORDS[str(school["locality"])]
        return area, [county_name(area), school["institution_name"], school["institution_code"], where]


def school_forms(city: City, year: int) -> list[Form]:
    """Return the returns of schools of a school year."""
    of = _Year(city, year)
    return [
        Form(f"学校（机构）基本情况_{year}.xlsx", [_institutions(of)]),
        Form(f"学前分班幼儿数_{year}.xlsx", [_pupils(of, "学前", "幼儿园", (*GRADES["学前"], MIXED))]),
        Form(f"小学分年级学生数_{year}.xlsx", [_pupils(of, "小学", "小学学生", GRADES["小学"])]),
        Form(
            f"中学和特教分年级学生数_{year}.xlsx",
            [
                _pupils(of, "初中", "初中学生", GRADES["初中"]),
                _pupils(of, "普通高中", "普通高中学生", GRADES["普通高中"]),
                _pupils(of, "中职", "中职学生", GRADES["中职"]),
                _pupils(of, "特教", "特教学生", GRADES["特教"]),
            ],
        ),
        Form(f"学生变动情况_{year}.xlsx", [_flows(of)]),
        Form(f"班额明细_{year}.csv", [_exact_classes(of)], encoding="gb18030"),
        Form(f"石砚县班额分档_{year}.xlsx", [_banded_classes(of)]),
        Form(f"教职工情况_{year}.xlsx", [_staff(of), _subjects(of), _ages(of)]),
        Form(f"校舍和办学条件_{year}.xlsx", [_premises(of), _destinations(of)]),
    ]


def _institutions(of: _Year) -> FormSheet:
    heads = "县（市、区）|学校（机构）名称|学校（机构）标识码|办学类型|举办者类型|城乡类型|行政区划代码"
    heads += "|乡镇代码|乡镇（街道）|办学状态|是否寄宿|建校日期"
    records: list[tuple[str, list[object]]] = []
    for row in of.schools.values():
        kind, ownership = str(row["institution_kind"]), str(row["ownership"])
        area, (county, name, code, where) = of.lead(row["institution_code"])
        cells = [county, name, code, KIND_WORDS.get(kind, kind), OWNERSHIP_WORDS.get(ownership, ownership), where]
        cells += [row["area_code"], row["township_code"], row["township_name"], row["institution_status"]]
        records.append((area, [*cells, row["boarding"], row["founded"]]))
    columns = [(head,) for head in heads.split("|")]
    return listing("基本情况", f"学校（机构）基本情况一览表（{school_years(of.year)}）", columns, records, len(columns))


def _pupils(of: _Year, stage: str, sheet: str, grades: Sequence[str]) -> FormSheet:
    heads: list[Head] = list(_SCHOOL_HEADS)
    heads += [("合计", "在校生"), ("合计", "女")]
    heads += [(grades[0], "招生")] if stage != "学前" else [("入园", "招生"), (MIXED, "招生")]
    for grade in grades:
        heads += [(grade, word) for word, _ in _PUPIL_COLUMNS]
    records = []
    for (code, found_stage), rows in of.grouped("pupils", "institution_code", "stage").items():
        if found_stage != stage:
            continue
        by_grade = {row["grade"]: row for row in rows}
        area, cells = of.lead(code)
        cells += [sum(int(str(row[key])) for row in rows) for key in ("pupils", "girls")]
        firsts = [grades[0]] if stage != "学前" else [grades[0], MIXED]
        cells += [by_grade.get(grade, {}).get("entrants") for grade in firsts]
        for grade in grades:
            cells += [by_grade.get(grade, {}).get(key) for _, key in _PUPIL_COLUMNS]
        records.append((area, cells))
    return listing(sheet, f"{sheet}分年级统计表（{school_years(of.year)}）", heads, records, len(_SCHOOL_HEADS))


def _by_stage(of: _Year, table: str, measures: Sequence[tuple[Head, str]], sheet: str, title: str) -> FormSheet:
    """A sheet with a row for each school and stage."""
    heads = [*_SCHOOL_HEADS, ("学段类别",), *(head for head, _ in measures)]
    records = []
    for row in of.rows(table):
        area, cells = of.lead(row["institution_code"])
        stage = str(row["stage"])
        records.append((area, [*cells, STAGE_WORDS.get(stage, stage), *(row[key] for _, key in measures)]))
    return listing(sheet, f"{title}（{school_years(of.year)}）", heads, records, len(_SCHOOL_HEADS) + 1)


def _flows(of: _Year) -> FormSheet:
    return _by_stage(of, "pupil_flows", _FLOW_HEADS, "学生变动", "在校学生变动情况统计表")


def _exact_classes(of: _Year) -> FormSheet:
    """The long form, of the counties whose class sizes are known: no title, the school year in a column."""
    rows: list[list[object]] = [["学年", "学校标识码", "学校名称", "学段", "年级", "班额人数", "班数"]]
    for row in [*of.rows("classes"), *of.strays("classes")]:
        if row["class_size"] is not None:
            name = of.schools[str(row["institution_code"])]["institution_name"]
            rows.append(
                [row["school_year"], row["institution_code"], name, row["stage"], row["grade"], row["class_size"]]
            )
            rows[-1].append(row["classes"])
    return FormSheet("班额明细", rows)


def _banded_classes(of: _Year) -> FormSheet:
    bands = [band for _, band in SIZE_BANDS]
    heads: list[Head] = [*_SCHOOL_HEADS, ("学段",), ("年级",), ("班数",), *(("班额分档", band) for band in bands)]
    records = []
    for (code, stage, grade), rows in of.grouped("classes", "institution_code", "stage", "grade").items():
        numbers = {str(row["size_band"]): row["classes"] for row in rows if row["size_band"]}
        if numbers:
            area, cells = of.lead(code)
            total = sum(int(str(number)) for number in numbers.values())
            records.append((area, [*cells, stage, grade, total, *(numbers.get(band) for band in bands)]))
    title = f"石砚县班额分档统计表（{school_years(of.year)}）"
    return listing("班额分档", title, heads, records, len(_SCHOOL_HEADS) + 2)


def _staff(of: _Year) -> FormSheet:
    """All stages beside each other."""
    heads: list[Head] = list(_SCHOOL_HEADS)
    for stage in GRADES:
        heads += [(stage, *head) for head, _ in _STAFF_HEADS]
    records = []
    for (code,), rows in of.grouped("staff", "institution_code").items():
        by_stage = {row["stage"]: row for row in rows}
        area, cells = of.lead(code)
        for stage in GRADES:
            cells += [by_stage.get(stage, {}).get(key) for _, key in _STAFF_HEADS]
        records.append((area, cells))
    title = f"教职工和专任教师情况统计表（{school_years(of.year)}）"
    return listing("教职工", title, heads, records, len(_SCHOOL_HEADS))


def _spread(of: _Year, table: str, key: str, words: Sequence[str], sheet: str) -> FormSheet:
    """A sheet with a row for each school and stage and a column for each word of ``key``."""
    heads: list[Head] = [*_SCHOOL_HEADS, ("学段",), *(("专任教师", word) for word in words)]
    records = []
    for (code, stage), rows in of.grouped(table, "institution_code", "stage").items():
        numbers = {row[key]: row["teachers"] for row in rows}
        area, cells = of.lead(code)
        records.append((area, [*cells, stage, *(numbers.get(word) for word in words)]))
    return listing(sheet, f"{sheet}统计表（{school_years(of.year)}）", heads, records, len(_SCHOOL_HEADS) + 1)


def _subjects(of: _Year) -> FormSheet:
    words = list(dict.fromkeys(str(row["subject"]) for row in of.rows("staff_subjects")))
    return _spread(of, "staff_subjects", "subject", words, "分课程专任教师")


def _ages(of: _Year) -> FormSheet:
    return _spread(of, "staff_ages", "age_band", list(AGE_BANDS), "专任教师年龄")


def _premises(of: _Year) -> FormSheet:
    heads: list[Head] = [*_SCHOOL_HEADS, *(head for head, _ in _PREMISES_HEADS)]
    records = []
    for row in of.rows("premises"):
        area, cells = of.lead(row["institution_code"])
        records.append((area, [*cells, *(row[key] for _, key in _PREMISES_HEADS)]))
    title = f"校舍和办学条件统计表（{school_years(of.year)}）"
    return listing("校舍和办学条件", title, heads, records, len(_SCHOOL_HEADS))


def _destinations(of: _Year) -> FormSheet:
    keys = ("graduates", "employed", "further_study", "undecided")
    heads: list[Head] = [*_SCHOOL_HEADS, ("毕业生数",), ("去向", "就业"), ("去向", "升学"), ("去向", "未就业")]
    records = []
    for row in of.rows("destinations"):
        area, cells = of.lead(row["institution_code"])
        records.append((area, [*cells, *(row[key] for key in keys)]))
    title = f"中等职业学校毕业生去向统计表（{school_years(of.year)}）"
    return listing("中职毕业生去向", title, heads, records, len(_SCHOOL_HEADS))
