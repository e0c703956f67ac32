"""What stands without 待核实 was read in its document; all else says that nobody has checked it (依据).

Read were, of 教督〔2017〕6号, the seven figures of each school, six of the seven with the rest at 85 %, and the limits
of the 差异系数; of 教督〔2020〕1号, 85/80/50, 1:15 and 85 % of the classes. A number that is read later is added here.
"""

from __future__ import annotations

from luoshi.model.indicators import UNSURE
from luoshi.rules.indicators import load_indicators
from luoshi.rules.packs import load_packs

_BALANCED = "教督〔2017〕6号"
_PRESCHOOL = "教督〔2020〕1号"
_SEVEN = ("above_required", "backbone", "arts_pe", "teaching_area", "sports_area", "equipment", "multimedia")
_READ_IN_PACKS = {
    "balanced_compulsory": (_BALANCED, {*_SEVEN, "resources_met", *(f"cv_{name}" for name in _SEVEN)}),
    "universal_preschool": (_PRESCHOOL, {"enrolment", "inclusive", "public", "class_size", "teachers"}),
}
_OF_EACH_STAGE = (
    "above_required_per_100",
    "backbone_per_100",
    "arts_pe_per_100",
    "teaching_per_pupil",
    "sports_per_pupil",
    "equipment_per_pupil",
    "multimedia_per_100",
)
_READ_INDICATORS = {
    **{f"{name}_{stage}": _BALANCED for name in _OF_EACH_STAGE for stage in ("primary", "junior")},
    **dict.fromkeys(
        (
            "preschool_gross_enrolment",
            "inclusive_coverage",
            "public_children_share",
            "kindergarten_class_size_met",
            "pupil_teacher_ratio_preschool",
            "teacher_pupil_ratio_preschool",
        ),
        _PRESCHOOL,
    ),
}


def test_indicators_without_a_mark_are_those_that_were_read() -> None:
    found = {one.id: one.basis.doc_no for one in load_indicators() if one.basis.status != UNSURE}
    assert found == _READ_INDICATORS


def test_criteria_without_a_mark_are_those_that_were_read() -> None:
    found = {
        (pack.id, one.id): one.basis.doc_no
        for pack in load_packs()
        for one in pack.criteria
        if one.basis.status != UNSURE
    }
    assert found == {(pack, name): doc_no for pack, (doc_no, names) in _READ_IN_PACKS.items() for name in names}
