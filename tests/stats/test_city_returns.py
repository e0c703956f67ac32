"""The returns of the sample city through the whole loader: the clean ones load, each planted trouble is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest

from luoshi.base.findings import Severity
from luoshi.model.tables import TimePoint
from luoshi.samples.city import City, city_forms, generate_city, trouble_city
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.stats.definitions import load_definitions
from luoshi.stats.loading import Library, LoadOrder, load
from luoshi.stats.mapping import load_mappings

NOW = datetime(2026, 1, 5, 9, 0)


def _written(folder: Path, city: City, years: Iterable[int]) -> list[Path]:
    paths = []
    for year in years:
        for form in city_forms(city, year):
            path = folder / str(year) / form.file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            if form.file_name.endswith(".csv"):
                path.write_bytes(form.csv_bytes())
            else:
                path.write_bytes(write_form_book([FormSheet(s.name, s.rows, s.merges) for s in form.sheets]))
            paths.append(path)
    return paths


def _library(folder: Path) -> Library:
    definitions = load_definitions()
    return Library(folder / "snapshots", definitions, load_mappings(definitions))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_clean_returns_load_and_every_planted_trouble_is_told(tmp_path: Path) -> None:
    city = generate_city(institutions=300, first_year=2021, years=3)
    library = _library(tmp_path)
    clean = load(library, LoadOrder(_written(tmp_path / "clean", city, (2021, 2022)), TimePoint(), NOW))
    assert [one.finding for one in clean.findings if one.finding.severity is not Severity.INFO] == []
    assert clean.is_new

    flawed, troubles = trouble_city(city)
    paths = _written(tmp_path / "flawed", flawed, (2023,))
    refused = load(library, LoadOrder(paths, TimePoint(), NOW))
    told = Counter(one.finding.code for one in refused.findings if not one.finding.code.startswith("T8"))
    assert told == Counter(trouble.code for trouble in troubles)
    assert (refused.refused, refused.snapshot) == (True, clean.snapshot)

    whole = load(library, LoadOrder(_written(tmp_path / "clean", city, (2023,)), TimePoint(), NOW))
    assert [one.finding for one in whole.findings if one.finding.severity is not Severity.INFO] == []
    stored = {name: sum(part.rows for part in whole.snapshot.parts if part.table == name) for name in city.tables}
    assert stored == {name: len(rows) for name, rows in city.tables.items()}
