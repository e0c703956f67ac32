"""Words that are wrong wherever they stand (常见别字): :class:`WrongWords`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.review.material import Material
from luoshi.review.rule import Rule

# Wrong -> right. Only forms that are no words, nor stand across the border of two words (项目示范 holds 目示).
_WORDS = dict(
    pair.split(":")
    for pair in (
        "一如继往:一如既往 再接再励:再接再厉 实事求事:实事求是 因地制易:因地制宜 松驰:松弛 竟争:竞争 竟赛:竞赛 复盖:覆盖 "
        "幅射:辐射 防碍:妨碍 脉博:脉搏 编篡:编纂 精萃:精粹 追朔:追溯 震憾:震撼 修茸:修葺 帐户:账户 帐目:账目 台帐:台账 "
        "座落于:坐落于 园满完成:圆满完成 圆满园:圆满 渡假:度假 师范辐射:示范辐射 师范引领:示范引领 师范带动:示范带动 "
        "公费示范生:公费师范生 统畴:统筹 统筹兼故:统筹兼顾 监督管里:监督管理 学藉:学籍 藉贯:籍贯 贯切落实:贯彻落实 "
        "贯彻落时:贯彻落实 落实道位:落实到位 长效机致:长效机制 体致机制:体制机制 名列前矛:名列前茅 融汇贯通:融会贯通 "
        "不径而走:不胫而走 相辅相承:相辅相成 与时具进:与时俱进 立德树仁:立德树人 师德师凤:师德师风 教书育仁:教书育人 "
        "人才陪养:人才培养 陪训:培训 优质均恒:优质均衡 城乡一休化:城乡一体化 特岗老帅:特岗老师 基础设旋:基础设施 "
        "保障措失:保障措施 责任致:责任制 寄宿致学校:寄宿制学校 九年一惯制:九年一贯制 一惯制学校:一贯制学校 "
        "截止目前:截至目前 步署:部署 安排布署:安排部署 决策布署:决策部署 工作布署:工作部署 全面布署:全面部署"
    ).split()
)
_PATTERN = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))
_FORMULAS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"(?<!习近平)(?<!习近平总书记)新时代中国特色社会主义思想"),
        "应为“习近平新时代中国特色社会主义思想”",
        "补上“习近平”",
    ),
    (
        re.compile(r"以立德树人根本任务"),
        "成分残缺，应为“以立德树人为根本任务”或“落实立德树人根本任务”",
        "补上“为”，或改用“落实”",
    ),
    (re.compile(r"(?:约|大约|近)\d[\d.,]*[^\d，。；]{0,4}(?:左右|上下)"), "“约”和“左右”重复，留一个", "删去其中一个"),
    (
        re.compile(r"(?:超过|不低于|不少于|至少)\d[\d.,]*%?[^\d，。；]{0,3}以上"),
        "“不低于”一类的词和“以上”重复",
        "删去“以上”",
    ),
    (
        re.compile(r"(?:不超过|不高于|控制在)\d[\d.,]*%?[^\d，。；]{0,3}以上"),
        "“不超过”和“以上”相反",
        "核对是上限还是下限",
    ),
)


class WrongWords(Rule):
    """常见的别字和不完整的固定表述：台帐（台账）、复盖（覆盖）、截止目前（截至目前）、漏了“习近平”的思想名称，以及
    “约……左右”“不低于……以上”一类的重复。

    只列在任何句子里都不对的写法；两可的（制定和制订）不在内。
    """

    code = "V509"
    name = "常见别字"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each word or formula."""
        for piece in material.pieces:
            for match in _PATTERN.finditer(piece.text):
                wrong, right = match[0], _WORDS[match[0]]
                span = piece.span(max(0, match.start() - 2), min(len(piece.text), match.end() + 4))
                yield self.found(f"“{wrong}”应为“{right}”", [span], f"改为“{right}”")
            for pattern, what, fix in _FORMULAS:
                for match in pattern.finditer(piece.text):
                    severity = Severity.INFO if "重复" in what else Severity.WARNING
                    yield self.found(f"“{match[0]}”：{what}", [piece.span(*match.span())], fix, severity)
