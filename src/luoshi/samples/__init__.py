"""Sample documents of the imaginary city 临江市 (样例文件), for ``luoshi demo``, the manual and the tests.

Entries: :func:`sample_files`, :func:`flawed_plan`, :func:`sample_ledger`, :func:`sample_task_table`,
:func:`report_template`. A five-year plan (规划, DOCX), the work points of a year (工作要点, TXT) and the schemes of two
counties (实施方案, HTML and PDF), in the manner of real ones; the city, its six counties and districts (望澜区, 沙汀区,
青禾县, 云岫县, 石砚县, 白鹭市), its schools and figures are invented.
The flawed edition (有错的一版) of the plan has two defects planted for every rule of review (审校), for showing what a
review finds and for measuring it. Made by ``scripts/make_samples.py``, which also writes the annotation of the
documents to ``tests/gold``; what is wrong in the flawed edition stands in ``tests/review/flawed.yaml``.
Not here: reading them (``luoshi.readers``) and setting up a workspace from them (``luoshi.workspace``).
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIXES = (".docx", ".html", ".pdf", ".txt")


def sample_files() -> list[Traversable]:
    """Return the sample documents, sorted by name; use ``importlib.resources.as_file`` where a path is needed."""
    folder = files(__name__) / "documents"
    return sorted((f for f in folder.iterdir() if f.name.endswith(SUFFIXES)), key=lambda f: f.name)


def flawed_plan() -> Traversable:
    """Return the flawed edition of the plan (DOCX), which is not one of :func:`sample_files`."""
    return files(__name__) / "flawed" / "临江市“十四五”教育事业发展规划（有错的一版）.docx"


def sample_ledger() -> Traversable:
    """Return the sample ledger (台账) of a year's work, with reports to the end of October 2024."""
    return files(__name__) / "ledgers" / "临江市2024年教育重点工作.ledger.json"


def report_template() -> Traversable:
    """Return the sample of an office's own Word template for reports, made by ``scripts/make_report_template.py``."""
    return files(__name__) / "templates" / "报告模板.docx"


def sample_task_table() -> Traversable:
    """Return the table of tasks (任务分解表, XLSX) from which the sample ledger could have been imported."""
    return files(__name__) / "ledgers" / "临江市2024年教育重点工作任务分解表.xlsx"
