"""The door for computing with Luoshi, and the page to read first.

Each verb takes plain paths, a workspace or model values, calls one engine and returns a model value. Nothing here
prints::

    from luoshi.api import compile_plan

    plan = compile_plan("documents/规划.docx")
    for target in plan.targets:
        print(target.indicator, target.op, target.value, target.unit, target.year, target.at)

The way on from here: :mod:`luoshi.compiler.pipeline` (how a text becomes a plan), :mod:`luoshi.model.plan` (what a plan
is), :mod:`luoshi.stats` (how returns become figures),
:mod:`luoshi.indicators` (how figures become indicators). Plan files are written and read by
:mod:`luoshi.workspace.plan_file`. Engines, and the libraries they need, are loaded when a verb is called.
Not here: the command line (``luoshi.cli``), which calls these verbs.
"""

from luoshi.api.indicators import (
    compute_indicators,
    explain_indicator,
    explanation_book,
    indicator_workbook,
    list_indicators,
)
from luoshi.api.ledger import (
    LedgerFilter,
    LedgerOrder,
    book_of_ledger,
    filter_ledger,
    find_entries,
    import_ledger,
    is_overdue,
    ledger_error_book,
    ledger_workbook,
)
from luoshi.api.lights import (
    act_in_ledger,
    check_projects,
    find_entry,
    light_ledger,
    light_rules,
    light_workbook,
    money_of,
    money_workbook,
    read_funds,
)
from luoshi.api.monitoring import bind_target, keep_alerts, monitor_plan, monitoring_workbook
from luoshi.api.packs import (
    evaluate_pack,
    list_packs,
    pack_json,
    pack_rows,
    pack_workbook,
)
from luoshi.api.plans import (
    check_plan,
    compare_plans,
    comparison_page,
    comparison_workbook,
    compile_plan,
    error_workbook,
    explain_compiler,
    fit_page,
    fit_plans,
    fit_workbook,
    import_workbook,
    open_plan,
    plan_page,
    plan_workbook,
    read_and_compile,
    read_workbook,
    reissue_plan,
)
from luoshi.api.reviews import (
    read_and_review,
    review_json,
    review_page,
    review_plan,
    review_rules,
    review_switches,
    review_word,
    review_workbook,
    reviewed_file,
)
from luoshi.api.statistics import (
    connect_statistics,
    explanation_workbook,
    learn_mapping,
    load_statistics,
    missing_book,
    missing_returns,
    refused_copy,
    roll_back_statistics,
    sample_returns,
    statistics_difference,
    statistics_history,
    statistics_library,
    statistics_template,
    statistics_totals,
)

__all__ = [
    "LedgerFilter",
    "LedgerOrder",
    "act_in_ledger",
    "bind_target",
    "book_of_ledger",
    "check_plan",
    "check_projects",
    "compare_plans",
    "comparison_page",
    "comparison_workbook",
    "compile_plan",
    "compute_indicators",
    "connect_statistics",
    "error_workbook",
    "evaluate_pack",
    "explain_compiler",
    "explain_indicator",
    "explanation_book",
    "explanation_workbook",
    "filter_ledger",
    "find_entries",
    "find_entry",
    "fit_page",
    "fit_plans",
    "fit_workbook",
    "import_ledger",
    "import_workbook",
    "indicator_workbook",
    "is_overdue",
    "keep_alerts",
    "learn_mapping",
    "ledger_error_book",
    "ledger_workbook",
    "light_ledger",
    "light_rules",
    "light_workbook",
    "list_indicators",
    "list_packs",
    "load_statistics",
    "missing_book",
    "missing_returns",
    "money_of",
    "money_workbook",
    "monitor_plan",
    "monitoring_workbook",
    "open_plan",
    "pack_json",
    "pack_rows",
    "pack_workbook",
    "plan_page",
    "plan_workbook",
    "read_and_compile",
    "read_and_review",
    "read_funds",
    "read_workbook",
    "refused_copy",
    "reissue_plan",
    "review_json",
    "review_page",
    "review_plan",
    "review_rules",
    "review_switches",
    "review_word",
    "review_workbook",
    "reviewed_file",
    "roll_back_statistics",
    "sample_returns",
    "statistics_difference",
    "statistics_history",
    "statistics_library",
    "statistics_template",
    "statistics_totals",
]
