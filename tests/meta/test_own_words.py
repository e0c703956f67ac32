"""The repository's texts are its own: no sentence of a real document (真实文档) stands in a file of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 16
"""A run of so many Chinese characters is no coincidence unless it is a formula."""
_NOT_CHINESE = re.compile(r"[^一-鿿]")
_INDICATORS = (
    "毛入园率",
    "学前三年毛入园率",
    "普惠性幼儿园覆盖率",
    "公办幼儿园在园幼儿占比",
    "九年义务教育巩固率",
    "高中阶段教育毛入学率",
    "劳动年龄人口平均受教育年限",
)
_FORMULAS: dict[str, tuple[str, ...]] = {
    "the guiding thought that opens every plan, and what follows it": (
        "以习近平新时代中国特色社会主义思想为指导",
        "习近平新时代中国特色社会主义思想",
        "全面贯彻党的教育方针",
    ),
    "formulas in the state's own words (固定提法), which the lexicon of the review lists": (
        "把方向管大局作决策抓班子带队伍保落实",
        "增强四个意识坚定四个自信做到两个维护",
        "德智体美劳全面发展的社会主义建设者和接班人",
        "为人民服务为中国共产党治国理政服务为巩固和发展中国特色社会主义制度服务为改革开放和社会主义现代化建设服务",
        "中华优秀传统文化革命文化社会主义先进文化",
        "统筹推进五位一体总体布局协调推进四个全面战略布局",
        "厚植爱国主义情怀加强品德修养增长知识见识培养奋斗精神增强综合素质",
        "情怀加强品德修养增长知识见识培养奋斗精神增强综合素质",
        "全面发展的社会主义建设者和接班人",
    ),
    "names of the state's policies, documents and inspections, which the same lexicon lists": (
        "县域义务教育优质均衡发展督导评估",
        "义务教育阶段学生作业负担和校外培训负担",
        "全面改善贫困地区义务教育薄弱学校基本办学条件",
        "第十四个五年规划和二三五年远景目标纲要",
        "关于全面深化新时代教师队伍建设改革的",
        "关于推动现代职业教育高质量发展的意见",
        "关于全面加强新时代大中小学劳动教育的意见",
    ),
    "titles that every city's document of the kind bears": (
        "国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        "国民经济和社会发展第十四个五年规划和年远景目标纲要",
        "十四五教育事业发展规划",
        "市教育局年工作要点",
        "制定本规划",
    ),
    "formulas of a notice (通知)": (
        "关于印发",
        "现印发给你们",
        "印发给你们",
        "请结合实际",
        "已经市人民政府",
        "的通知",
        "人民政府办公室",
        "各县市区人民政府",
        "各县市区",
    ),
    "the two that may only grow (两个只增不减), as the state words them": (
        "一般公共预算教育支出逐年只增不减",
        "按在校学生人数平均的",
        "支出和",
        "一般公共预算教育支出",
        "一般公共预算教育支",
    ),
    "names of the indicators that the state prescribes": _INDICATORS,
    "words that stand beside an indicator in a row of a table": (
        "约束性",
        "预期性",
        "保持在以上",
        "达到",
        "全市",
    ),
    "titles of national rules that every county cites": ("县域义务教育优质均衡发展督导评估办法",),
    "bureaus and offices that every city has": (
        "市教育局",
        "市人力资源社会保障局",
        "市财政局",
        "市发展改革委",
        "市自然资源",
        "市住房城乡建设局",
        "市公安局",
        "市委编办",
        "市委组织部",
        "市委宣传部",
        "市卫生健康委",
        "团市委",
        "市人大常委会办公室",
        "市政协办公室",
        "市监委",
        "市法院",
        "市检察院",
    ),
}
"""Standard formulas of government Chinese, by the reason why they may stand here as in a real document."""
_ALLOWED = tuple(
    sorted((_NOT_CHINESE.sub("", text) for texts in _FORMULAS.values() for text in texts), key=len, reverse=True)
)
_FORMULA = re.compile("|".join(_ALLOWED))
_SLACK = 3
"""Characters of a run that may lie outside the formulas: the start of the word before or behind."""


def _tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (_ROOT / ".git").exists():
        pytest.skip("没有 git 或不是 git 仓库，无从得知哪些文件属于本仓库")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=True)
    return [_ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]


def _windows(seeds: Path) -> set[str]:
    """Return every run of the least length in the real documents, across punctuation and lines."""
    found: set[str] = set()
    for path in sorted(seeds.glob("*.txt")):
        text = _NOT_CHINESE.sub("", path.read_text(encoding="utf-8"))
        found.update(text[at : at + _LONGEST] for at in range(len(text) - _LONGEST + 1))
    return found


def _shared_runs(line: str, windows: set[str]) -> list[str]:
    """Return the longest runs of a line that stand in a real document as well."""
    text, runs, since = _NOT_CHINESE.sub("", line), [], -1
    for at in range(len(text) - _LONGEST + 2):
        if text[at : at + _LONGEST] in windows:
            since = at if since < 0 else since
        elif since >= 0:
            runs.append(text[since : at + _LONGEST - 1])
            since = -1
    return runs


def _is_formula(run: str) -> bool:
    return len(_FORMULA.sub("", run)) <= _SLACK


@pytest.fixture(scope="module")
def windows(shared: Path) -> set[str]:
    found = _windows(shared / "seeds")
    if not found:
        pytest.skip("真实文档的文件夹是空的，无可比较")
    return found


def test_no_file_repeats_a_sentence_of_a_real_document(windows: set[str]) -> None:
    told = []
    for path in _tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):  # a binary file, or one deleted and not yet committed
            continue
        for number, line in enumerate(lines, 1):
            runs = [run for run in _shared_runs(line, windows) if not _is_formula(run)]
            told += [f"{path.relative_to(_ROOT).as_posix()}:{number}: {run}" for run in runs]
    assert told == []


def test_a_copied_sentence_is_found_and_a_formula_let_pass(windows: set[str]) -> None:
    copied = next(window for window in sorted(windows) if not _FORMULA.search(window))
    assert _shared_runs(f"- text: {copied[:8]}，12{copied[8:]}。", windows) == [copied]
    assert not _is_formula(copied)
    assert _is_formula("以习近平新时代中国特色社会主义思想为指导认真")
    assert _shared_runs(copied[:-1], windows) == []
