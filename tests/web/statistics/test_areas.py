"""Whose schools somebody sees: those of the county whose unit they are of; a school sees none of the others."""

from __future__ import annotations

from luoshi.web.accounts.models import Unit
from luoshi.web.policy import Role
from luoshi.web.statistics.areas import own_areas

AREAS = ("青禾县", "青禾县城", "云岫县")


def _names(account) -> frozenset[str]:
    return own_areas(account, "指标", "查看", AREAS).names


def test_a_county_bureau_sees_its_county_alone(account_with) -> None:
    assert _names(account_with(Role.REPORTER)) == {"青禾县"}


def test_a_school_does_not_see_the_schools_of_its_county(account_with) -> None:
    reporter = account_with(Role.REPORTER)
    reporter.unit = Unit.objects.create(name="青禾县第一中学", kind="学校", parent=reporter.unit)
    reporter.save()
    assert _names(reporter) == frozenset()


def test_of_two_names_the_longer_one_counts(account_with) -> None:
    reporter = account_with(Role.REPORTER)
    reporter.unit = Unit.objects.create(name="青禾县城教育局", kind="县级教育局")
    reporter.save()
    assert _names(reporter) == {"青禾县城"}
