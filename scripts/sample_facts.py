"""What the sample documents are: their names, formats, and what the annotation says of each as a whole.

Entry: :data:`SAMPLES`, by the name of the source below ``scripts/samples``.
Not here: what they say (``scripts/samples/*.txt``) and writing them (``make_samples``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """A sample document.

    Attributes:
        stem: name of its files, without the ending.
        suffix: format in which it is part of the program.
        seconds: further formats, in which it is only test material.
        site: the place whose government site shows it as a page.
        document: what the annotation says of the whole document.
        running: whether its items are numbered through the whole document.
    """

    stem: str
    suffix: str
    seconds: tuple[str, ...]
    site: str
    document: dict[str, Any]
    running: bool = False

    @property
    def scope(self) -> str:
        """The scope of a figure that names none."""
        return "全县" if self.document["level"] == "县" else "全市"


PLAN = "临江市“十四五”教育事业发展规划"
POINTS = "临江市教育局2022年工作要点"
SCHEME = "青禾县学前教育普及普惠三年行动实施方案"
COUNTY = "云岫县义务教育优质均衡发展实施方案"

SAMPLES = {
    "lj_plan": Sample(
        PLAN,
        ".docx",
        (".html", ".pdf", ".txt"),
        "临江市",
        {
            "title": PLAN,
            "doc_no": "临政办发〔2021〕27号",
            "issuer": "临江市人民政府办公室",
            "region": "临江市",
            "level": "市",
            "kind": "规划",
            "period": [2021, 2025],
            "issued": "2021-11-18",
            "status": "正式",
            "based_on": [
                "中国教育现代化2035",
                "江岭省“十四五”教育发展规划",
                "临江市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
            ],
        },
    ),
    "lj_points": Sample(
        POINTS,
        ".txt",
        (".docx",),
        "临江市",
        {
            "title": POINTS,
            "doc_no": "临教发〔2022〕6号",
            "issuer": "临江市教育局",
            "region": "临江市",
            "level": "市",
            "kind": "工作要点",
            "period": [2022, 2022],
            "issued": "2022-02-21",
            "status": "正式",
            "based_on": ["临江市“十四五”教育事业发展规划"],
        },
        running=True,
    ),
    "lj_scheme": Sample(
        SCHEME,
        ".html",
        (".docx", ".pdf"),
        "青禾县",
        {
            "title": SCHEME + "（2023—2025年）",
            "doc_no": "青政办发〔2023〕6号",
            "issuer": "青禾县人民政府办公室",
            "region": "青禾县",
            "level": "县",
            "kind": "实施方案",
            "period": [2023, 2025],
            "issued": "2023-03-16",
            "status": "正式",
            "based_on": ["县域学前教育普及普惠督导评估办法", "临江市“十四五”教育事业发展规划"],
        },
    ),
    "lj_county": Sample(
        COUNTY,
        ".pdf",
        (".docx",),
        "云岫县",
        {
            "title": COUNTY + "（2023—2025年）",
            "doc_no": "云政办发〔2023〕15号",
            "issuer": "云岫县人民政府办公室",
            "region": "云岫县",
            "level": "县",
            "kind": "实施方案",
            "period": [2023, 2025],
            "issued": "2023-05-12",
            "status": "正式",
            "based_on": ["县域义务教育优质均衡发展督导评估办法", "临江市“十四五”教育事业发展规划"],
        },
    ),
}
