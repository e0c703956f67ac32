"""The repository keeps its own rules: sizes, names, documents that agree with the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

import luoshi
from luoshi.api import compile_plan, review_rules
from luoshi.cli.main import app
from luoshi.model import plan as plan_module
from luoshi.samples import sample_files
from luoshi.workspace.folder import FOLDERS
from luoshi.workspace.plan_errors import load_plan

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "luoshi").rglob("*.py"))
_SELDOM_OVER = 400
_NEVER_OVER = 500


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# Files


def test_no_source_file_is_too_long() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > _NEVER_OVER} == {}
    long = [name for name, size in sizes.items() if size > _SELDOM_OVER]
    assert len(long) <= len(SOURCES) // 20, f"more than one file in twenty is over {_SELDOM_OVER} lines: {long}"


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [path for path in SOURCES if drawers & {*path.parts, path.stem}] == []


_WRITTEN = [path for path in SOURCES if path.parent.name != "migrations"]  # those are written by Django


@pytest.mark.parametrize("path", _WRITTEN, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


def test_repository_names_no_machine() -> None:
    suspects = re.compile(r"/(?:work|home|root|tmp|opt)/\w|file://|pypi\.|/simple\b|extra-index|index-url")
    told = []
    for path in (p for folder in ("src", "docs", "scripts", "benchmarks", ".ci") for p in (ROOT / folder).rglob("*")):
        if path.suffix in {".py", ".md", ".sh", ".toml", ".txt", ""} and path.is_file():
            told += [f"{path.name}: {found}" for found in suspects.findall(path.read_text(encoding="utf-8"))]
    for name in ("pyproject.toml", "constraints.txt", "README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        told += [f"{name}: {found}" for found in suspects.findall(_text(name))]
    assert told == []


# READMEs


def _commands(name: str) -> list[str]:
    """Return the lines of all code blocks that are commands of a shell."""
    blocks = re.findall(r"^```(?:sh|bat)\n(.*?)^```", _text(name), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_both_readmes_name_the_same_commands() -> None:
    commands = _commands("README.md")
    assert commands == _commands("README.zh-CN.md")
    assert commands[:2] == [
        "python3 -m venv .venv && .venv/bin/python -m pip install . && .venv/bin/luoshi demo",
        ".venv/bin/python -m pip install '.[dev]' && .venv/bin/python -m pytest",
    ]
    assert len(commands) == 4
    windows = [line.replace("\\", "/").replace("Scripts", "bin").replace('"', "'") for line in commands[2:]]
    assert windows == [commands[0].replace("python3 -m venv", "py -m venv"), commands[1]]


def test_both_readmes_have_the_same_shape() -> None:
    shapes = []
    for name in ("README.md", "README.zh-CN.md"):
        text = _text(name)
        yaml_blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        links = [link for link in re.findall(r"\]\((.*?)\)", text) if not link.startswith("README")]
        calls = re.findall(r"^\| `(luoshi \w+)", text, re.MULTILINE)
        shapes.append((len(re.findall(r"^## ", text, re.MULTILINE)), yaml_blocks, sorted(links), calls))
    assert shapes[0] == shapes[1]


def test_example_in_the_readme_is_what_the_demo_gives(tmp_path: Path) -> None:
    example = re.search(r"^```yaml\n(.*?)^```", _text("README.md"), re.MULTILINE | re.DOTALL)
    assert example is not None
    source = "document: {}\nsource: {name: a, format: docx}\ntargets:\n"
    (shown,) = load_plan(source + example[1], "README.md").targets
    sample = next(sample for sample in sample_files() if sample.name.endswith(".docx"))
    (tmp_path / sample.name).write_bytes(sample.read_bytes())
    targets = {target.id: target for target in compile_plan(tmp_path / sample.name).targets}
    assert targets[shown.id] == shown


@pytest.mark.parametrize(
    "name",
    ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))],
)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", _text(name))
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_way_through_the_code_exists() -> None:
    way = re.findall(r"\]\((src/[^)]+)\)", _text("README.md"))
    assert [Path(step).name for step in way] == [
        "__init__.py",
        "__init__.py",
        "pipeline.py",
        "plan.py",
        "plan_file.py",
        "lights.py",
        "actions.py",
    ]
    assert all((ROOT / step).is_file() for step in way)


# docs


def test_every_command_and_option_is_documented() -> None:
    text = _text("docs/命令.md")
    group = typer.main.get_command(app)
    words = set()
    inner = {f"{n} {m}": c for n, outer in group.commands.items() for m, c in getattr(outer, "commands", {}).items()}
    for name, command in {**group.commands, **inner}.items():
        words.add(f"## luoshi {name}")
        words.update(
            f"`{option}" for parameter in command.params for option in parameter.opts if option.startswith("-")
        )
    words.update(f"`{option}" for parameter in group.params for option in parameter.opts)
    assert {word for word in words if word not in text} == set()
    documented = {"`" + option for option in re.findall(r"`(--?[a-z][a-z0-9-]*)", text)}
    assert documented - {"`--help", "`-h"} <= words
    assert all(f"`{folder}/`" in text for folder in FOLDERS)


def test_every_error_code_is_documented_once_and_none_besides() -> None:
    """Rules of the review (V1.. and above) stand in docs/审校规则.md, checks (T2.. to T6..) in docs/核对规则.md."""
    used: set[str] = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        values = (value for value in constants if isinstance(value, str))
        used.update(value for value in values if re.fullmatch(r"[CDEGIKLMNPRSW]\d{3}|V0\d{2}|T[0178]\d{2}", value))
    documented = re.findall(r"^\| ([A-Z]\d{3}) \|", _text("docs/错误代码.md"), re.MULTILINE)
    assert documented == sorted(set(documented))
    assert set(documented) == used


def test_manual_of_the_review_rules_is_up_to_date(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_rule_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "规则.md")], check=True)
    written = (tmp_path / "规则.md").read_text(encoding="utf-8")
    assert _text("docs/审校规则.md") == written, "run: python scripts/make_rule_manual.py"
    assert all(f"### {rule.code} {rule.name}" in written for rule in review_rules())


def test_every_key_of_a_plan_is_documented() -> None:
    text = _text("docs/计划文件.md")
    models = [
        value for value in vars(plan_module).values() if isinstance(value, type) and hasattr(value, "model_fields")
    ]
    keys = {key for model in models for key in model.model_fields}
    assert len(keys) > 50
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_terms_name_what_exists() -> None:
    names = {
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", _text("docs/术语.md"), re.MULTILINE)
    classes = {name for row in rows for name in re.findall(r"`([A-Z]\w+)", row)}
    assert len(classes) > 15
    assert classes - names == set()


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads(_text("pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [
        *project["project"]["dependencies"],
        *(item for extra in extras for item in extra),
        *project["build-system"]["requires"],
    ]
    names = {re.match(r"[\w-]+", item)[0] for item in wanted}
    rows = set(re.findall(r"^\| ([\w-]+) \|", _text("docs/decisions/0001-依赖.md"), re.MULTILINE)) - {"依赖"}
    assert rows == names
    pinned = {
        line.split("==")[0].lower().replace("_", "-") for line in _text("constraints.txt").splitlines() if "==" in line
    }
    assert {name.lower() for name in names} <= pinned


def test_version_is_in_the_change_log() -> None:
    assert f"## {luoshi.__version__}" in _text("CHANGELOG.md")
