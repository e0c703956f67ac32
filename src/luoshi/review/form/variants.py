"""One expression written in two ways (一字之差): :class:`OneCharacterApart`.

Not here: forms that are wrong by themselves (:mod:`luoshi.review.form.wrong_words`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_SLIPS = (
    "型性 账帐 竞竟 渡度 绩积 历励厉 园圆 副付 坐座 辩辨 密秘 幅辐 部布 融溶 络落 优忧 培陪 监鉴 募幕",
    "截戳 拔拨 扶抚 划化 记纪 己已 末未 候侯 贯惯 驰弛 待侍 析折 宜宣 土士 治冶 晴睛 练炼 蓝篮 检捡",
    "覆复 暑署 筹畴 博搏 籍藉 详祥 颁班 既即 致至 千干",
)
"""Characters that are mixed up because they sound or look alike; in one place only one of them is right."""
_EITHER = ("作做 像象 定订 需须 份分 连联 利力 再在 查察 式势 映应 他它 材才",)
"""The same, where both may be right in one place: 作出 and 做出, 制定 and 制订."""
_IS_SLIP = {letters: True for line in _SLIPS for letters in line.split()}
_IS_SLIP |= {letters: False for line in _EITHER for letters in line.split()}
_GROUP_OF = {letter: letters for letters in _IS_SLIP for letter in letters}
_AROUND = 2
_LETTER = re.compile(f"[{''.join(_GROUP_OF)}]")
_ONE_FORM = str.maketrans({letter: letters[0] for letter, letters in _GROUP_OF.items()})
_TWO_HAN = re.compile(r"[\u4e00-\u9fff]{2}$")
_BORDER = "\n" * _AROUND

_Key = tuple[str, str, str]


class OneCharacterApart(Rule):
    """同一个说法，前后只差一个音近、形近的字，多半有一处是别字。

    查出：前后各两个字（或标点）都相同，中间用了容易混的两个字，给警告。
    例如创新型教师和创新性教师，学校期末考试和学校期未考试，教师选拔任用和教师选拨任用。
    作出和做出、制定和制订、权利和权力一类放在一处都说得通的，每一对字合成一条提示。
    放过：前后的字不同的；全文只有一种写法的（通篇都错的见V509）。
    """

    code = "V508"
    name = "一字之差"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each expression that stands in two forms, one for each pair where both may be right."""
        either: dict[str, list[tuple[str, list[Span]]]] = defaultdict(list)
        for (before, group, after), forms in _differing(material):
            few, many = sorted(forms.items(), key=lambda form: len(form[1]))
            told = (
                f"“{before}{few[0]}{after}”（{len(few[1])}处）和“{before}{many[0]}{after}”（{len(many[1])}处）".replace(
                    "\n", ""
                )
            )
            spans = [*few[1][:_MOST], *many[1][:_MOST]]
            if _IS_SLIP[group]:
                yield self.found(f"{told}只差一个字，写法应当一致", spans, "核对用字，改成一种写法")
            else:
                either[group].append((told, spans))
        for pairs in either.values():
            told = "；".join(told for told, _ in pairs[:_MOST])
            spans = [span for _, spans in pairs for span in spans]
            yield self.found(f"{told}只差一个字，写法宜一致", spans, "是一个意思的，改成一种写法", Severity.INFO)


_MOST = 6


def _differing(material: Material) -> Iterator[tuple[_Key, dict[str, list[Span]]]]:
    """Yield what stands around a character in two forms, with the places of each form."""
    pieces = material.pieces
    text = _BORDER.join(["", *(piece.text for piece in pieces), ""])
    # Most texts have hardly any: first all places with the characters of a pair taken for one, then those alone.
    alike = text.translate(_ONE_FORM)
    places = [match.start() for match in _LETTER.finditer(text)]
    around = [alike[at - _AROUND : at + 1 + _AROUND] for at in places]
    last = {words: text[at] for words, at in zip(around, places, strict=True)}
    odd = {words for words, at in zip(around, places, strict=True) if last[words] != text[at]}
    if not odd:
        return
    starts = [*accumulate((len(p.text) + len(_BORDER) for p in pieces), initial=len(_BORDER))]
    found: dict[_Key, dict[str, list[Span]]] = {}
    for words, at in zip(around, places, strict=True):
        before, after = text[at - _AROUND : at], text[at + 1 : at + 1 + _AROUND]
        if words in odd and (_TWO_HAN.match(before) or _TWO_HAN.match(after)):
            number = bisect_right(starts, at) - 1
            inside = at - starts[number]
            piece = pieces[number]
            span = piece.span(max(0, inside - _AROUND), min(len(piece.text), inside + 1 + _AROUND))
            key = (before, _GROUP_OF[text[at]], after)
            found.setdefault(key, defaultdict(list))[text[at]].append(span)
    for key, forms in found.items():
        if len(forms) == 2:
            yield key, forms
