"""The small language of the rules: sums of named columns and numbers, e.g. ``opening + entrants - graduates``.

Grammar: ``sum = product (("+" | "-") product)*``, ``product = factor ("*" factor)*``, ``factor = field | number``.
Nothing else gets through, so that a workspace's rule can never be more than arithmetic. Compiled to exact SQL:
BIGINT and DECIMAL columns, decimal literals; a blank cell counts as 0 (whether a row is looked at at all when cells are
blank is the rule's affair).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(?P<field>[a-z][a-z0-9_]*)|(?P<number>\d{1,9}(?:\.\d{1,4})?)|(?P<sign>[-+*]))")

EXACT = "DECIMAL(38,4)"
"""The type to which every result is cast: exact, and wide enough for sums of any column."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of products of columns and numbers.

    Attributes:
        text: as it stands in the rule.
        fields: the columns named, each once, in order.
    """

    text: str
    fields: tuple[str, ...]
    _tokens: tuple[str, ...]

    def sql(self, alias: str = "") -> str:
        """Return the SQL of the value for one row; columns are prefixed by ``alias`` and a dot if given."""
        dot = f"{alias}." if alias else ""
        return " ".join(f"coalesce({dot}{part}, 0)" if part in self.fields else part for part in self._tokens)

    def total_sql(self) -> str:
        """Return the SQL of the total over a group of rows, cast to the exact type."""
        return f"CAST(sum({self.sql()}) AS {EXACT})"

    def row_sql(self) -> str:
        """Return the SQL of the value for one row, cast to the exact type."""
        return f"CAST({self.sql()} AS {EXACT})"


def parse(text: str) -> Expression:
    """Return the expression that ``text`` is.

    Raises:
        ValueError: with the reason in Chinese, when it is anything but fields and numbers joined by + - *.
    """
    tokens: list[str] = []
    fields: list[str] = []
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        is_value = found is not None and not found["sign"]
        if found is None or is_value != (len(tokens) % 2 == 0):
            raise ValueError(f"算式“{text}”写法不对：只能是字段名和数用 + - * 连起来")
        token = found[0].strip()
        tokens.append(token)
        if found["field"] and token not in fields:
            fields.append(token)
        position = found.end()
    if len(tokens) % 2 == 0:
        raise ValueError(f"算式“{text}”不完整")
    return Expression(text, tuple(fields), tuple(tokens))
