"""Words and turns that are wrong wherever they stand (常见别字): :class:`WrongWords`.

Not here: what is wrong only beside another form of it (:mod:`luoshi.review.form.variants`), doubled words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.review.form.gathering import gathered
from luoshi.review.material import Material
from luoshi.review.rule import Rule

# Wrong:right. Only what is no word, nor stands across the border of two words: 复盖 is left out for 反复盖章, 步署 for
# 逐步署名, 竟争 for 究竟争取; such slips are listed with the words around them.
_PAIRS = """
一如继往:一如既往 再接再励:再接再厉 在接再厉:再接再厉 实事求事:实事求是 因地制易:因地制宜 因才施教:因材施教
以身做则:以身作则 按步就班:按部就班 循序渐近:循序渐进 名列前矛:名列前茅 融汇贯通:融会贯通 不径而走:不胫而走
相辅相承:相辅相成 与时具进:与时俱进 承前起后:承前启后 既往开来:继往开来 始终不逾:始终不渝 矢志不逾:矢志不渝
契而不舍:锲而不舍 各施其职:各司其职 全力已赴:全力以赴 默守成规:墨守成规 一股作气:一鼓作气 名符其实:名副其实
迫不急待:迫不及待 攻艰克难:攻坚克难 脱贫攻艰:脱贫攻坚 提刚挈领:提纲挈领 坚苦奋斗:艰苦奋斗 一愁莫展:一筹莫展
立德树仁:立德树人 立德数人:立德树人 筑魂育人:铸魂育人 教书育仁:教书育人 师德师凤:师德师风 松驰:松弛 幅射:辐射
辐员辽阔:幅员辽阔 防碍:妨碍 脉博:脉搏 编篡:编纂 追朔:追溯 震憾:震撼 修茸:修葺 严竣:严峻 偏辟:偏僻 贫脊:贫瘠 气慨:气概
发韧:发轫 侯选:候选 气侯:气候 必竟:毕竟 坐谈会:座谈会 座落于:坐落于 渡假村:度假村 欢渡:欢度 完擅:完善 惯彻:贯彻
帐户:账户 帐目:账目 台帐:台账 帐号:账号 帐务:账务 结帐:结账 记帐:记账 学藉:学籍 国藉:国籍 户藉:户籍 书藉:书籍
藉贯:籍贯 通迅员:通讯员 通迅录:通讯录 蓝球场:篮球场 峻工验收:竣工验收 竟争力:竞争力 竟争性:竞争性 公平竟争:公平竞争
竟赛:竞赛 复盖率:覆盖率 复盖面:覆盖面 全复盖:全覆盖 师范辐射:示范辐射 师范引领作用:示范引领作用
师范带动作用:示范带动作用 公费示范生:公费师范生 免费示范生:免费师范生 统畴:统筹 统筹兼故:统筹兼顾 监督管里:监督管理
贯切落实:贯彻落实 贯彻落时:贯彻落实 落实道位:落实到位 圆满完城:圆满完成 园满完成:圆满完成 长效机致:长效机制
长效机至:长效机制 工作机致:工作机制 体致机制:体制机制 建立建全:建立健全 建全机制:健全机制 建全制度:健全制度
建全体系:健全体系 建全完善:健全完善 发展规化:发展规划 总体规化:总体规划 布局规化:布局规划 规化纲要:规划纲要
规犯化:规范化 规犯管理:规范管理 人才陪养:人才培养 陪训:培训 优质均恒:优质均衡 优质均横:优质均衡 均恒发展:均衡发展
均横发展:均衡发展 城乡一休化:城乡一体化 特岗老帅:特岗老师 基础设旋:基础设施 保障措失:保障措施 寄宿致学校:寄宿制学校
九年一惯制:九年一贯制 一惯制学校:一贯制学校 绩校考核:绩效考核 绩校工资:绩效工资 控缀保学:控辍保学 乡村振新:乡村振兴
疫情防空:疫情防控 安全饮患:安全隐患 期未考试:期末考试 未位淘汰:末位淘汰 教肓:教育 硕土:硕士 领导千部:领导干部
党员千部:党员干部 人学率:入学率 人园率:入园率 投人使用:投入使用 经费投人:经费投入 资金投人:资金投入 深人推进:深入推进
深人开展:深入开展 深人实施:深入实施 深人贯彻:深入贯彻 纳人规划:纳入规划 纳人考核:纳入考核 纳人预算:纳入预算
安排布署:安排部署 决策布署:决策部署 工作布署:工作部署 全面布署:全面部署 决策步署:决策部署 安排步署:安排部署
工作步署:工作部署 决策部暑:决策部署 安排部暑:安排部署 工作部暑:工作部署 截止目前:截至目前 习近总书记:习近平总书记
对帐单:对账单 机够:机构 结够:结构 架够:架构 拔付:拨付 拔款:拨款 范筹:范畴 风险防犯:风险防范 安全防犯:安全防范
防犯化解:防范化解 防犯意识:防范意识 防犯措施:防范措施 规犯办学:规范办学 规犯运行:规范运行 分折:分析 剖折:剖析
折迁:拆迁 现己:现已 均己:均已 业己:业已 增涨:增长 训炼:训练 锻练:锻炼 提练:提炼 激厉:激励 激历:激励 鼓历:鼓励
严历:严厉 历行节约:厉行节约 统酬:统筹 酬备:筹备 酬集:筹集 规画:规划 财证:财政 程渡:程度 制渡:制度 力渡:力度 进渡:进度
素制教育:素质教育 义物教育:义务教育 预访:预防 晴况:情况 请况:情况 怒力:努力 措失:措施 保彰:保障 防冶:防治 整冶:整治
法冶:法治 政冶:政治 冶理:治理 产教溶合:产教融合 溶为一体:融为一体 立既:立即 究竞:究竟 毕竞:毕竟 竞然:竟然 艰定:坚定
艰持:坚持 坚难:艰难 贯策:贯彻 实旋:实施 设旋:设施 布暑:部署 幼儿圆:幼儿园 示犯区:示范区 示犯校:示范校 示犯园:示范园
示犯性:示范性 示犯基地:示范基地 示犯引领:示范引领 专项整制:专项整治 综合整制:综合整治 集中整制:集中整治
环境整制:环境整治 教师配制:教师配置 师资配制:师资配置 资源配制:资源配置 均衡配制:均衡配置 优化配制:优化配置
设施配制:设施配置 标准配制:标准配置 办学行文:办学行为 办园行文:办园行为 培训行文:培训行为 全面部属:全面部署
安排部属:安排部署 统一部属:统一部署 周密部属:周密部署 认真部属:认真部署 决策部属:决策部署 研究部属:研究部署
就进就便:就近就便 统筹按排:统筹安排 合理按排:合理安排 工作按排:工作安排 科学按排:科学安排 按排部署:安排部署
统一按排:统一安排 按排专人:安排专人 按排专项:安排专项 按排资金:安排资金 切实作好:切实做好 认真作好:认真做好
加强领道:加强领导 组织领道:组织领导 巩故:巩固
"""
_WORDS = dict(pair.split(":") for pair in _PAIRS.split())


def _alternatives(words: list[str]) -> str:
    """Return a pattern for any of ``words``, branched at the first character, so that most places fail at once."""
    rest: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rest.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(ends)})" for first, ends in rest.items())


_PATTERN = re.compile(_alternatives(list(_WORDS)))


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of phrase that is wrong: its pattern, what is wrong with it, what to do."""

    pattern: re.Pattern[str]
    what: str
    fix: str
    severity: Severity = Severity.WARNING
    word: str = ""
    """Characters without which the pattern cannot match: looked for first."""


_TIME = r"(?:20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|去年|上年|今年|\d{1,2}月)(?:底|末|初)?"
_ABOVE = r"[^\d，。；、（()）]{0,3}以上(?![次级述年届学期月文])"
_BELOW = r"[^\d，。；、（()）]{0,3}以[下内](?![部容发达放派辖设列属涵简称述])"
_OTHER_VERBS = "加大|提高|增强|强化|加强|增加|扩大|提升|不断"
_IDIOMS = """
因材施教 因地制宜 与时俱进 循序渐进 实事求是 统筹兼顾 持之以恒 行之有效 潜移默化 全力以赴 凝心聚力 攻坚克难
真抓实干 以点带面
相辅相成 齐抓共管 群策群力 身体力行 举一反三 春风化雨 扬长避短 取长补短 脚踏实地 锐意进取 常抓不懈 一以贯之
久久为功 名副其实 供不应求 厉行节约 求真务实 言传身教 爱岗敬业 无私奉献 为人师表 立德树人 启智润心
"""


def _idioms() -> str:
    """Return a pattern of those four characters with another for the second or the third."""
    found = []
    for one in _IDIOMS.split():
        a, b, c, d = tuple(one)
        found += [f"{a}(?:[^{b}\\W\\d]{c}|{b}[^{c}\\W\\d]){d}"]
    firsts = "".join(sorted({one[0] for one in _IDIOMS.split()}))
    return f"(?=[{firsts}])(?:{'|'.join(found)})"


_TURNS = (
    _Turn(
        re.compile(r"(?<!习近平)(?<!习近平[\s\u3000])(?<!总书记)新时代中国特色社会主义思想"),
        "应为“习近平新时代中国特色社会主义思想”",
        "补上“习近平”",
    ),
    _Turn(
        re.compile(r"以立德树人根本任务"),
        "成分残缺，应为“以立德树人为根本任务”或“落实立德树人根本任务”",
        "补上“为”，或改用“落实”",
    ),
    _Turn(re.compile(r"为党育才[、，]?为国育人"), "应为“为党育人、为国育才”", "改为“为党育人、为国育才”"),
    _Turn(
        re.compile(rf"(?:^|(?<=[。；，\n]))截止{_TIME}(?=[，,已共全累尚仍]|我[市县区])"),
        "到某时为止用“截至”",
        "“截止”改为“截至”",
    ),
    _Turn(re.compile(r"部暑(?![期假天运])|(?<!发)布署(?!名)"), "应为“部署”", "改为“部署”"),
    _Turn(
        re.compile(r"(?:落实|拨付|配备|保障|整改|执行|配置|管理|监管|服务)到为(?=[，。；、）]|$)"),
        "“到为”应为“到位”",
        "改为“到位”",
        word="到为",
    ),
    _Turn(
        re.compile(r"(?:坚持|实行|落实|划片|相对|分片|严格|义务教育)就进入学(?![校堂前院园习])"),
        "“就进”应为“就近”",
        "改为“就近入学”",
        word="就进",
    ),
    _Turn(
        re.compile(r"(?:现代|信息|数字|规范|常态|制度|一体|智能|专业|国际|标准)划(?![分定入归拨转清])"),
        "“划”应为“化”",
        "“划”改为“化”",
    ),
    _Turn(re.compile(r"(?<![叫看当])做为(?![民人学师党国何之官善了基群])"), "“做为”应为“作为”", "改为“作为”"),
    _Turn(
        re.compile(
            rf"(?:^|(?<=[，。；：,;、\n]))(?:(?!{_OTHER_VERBS})[^，。；：、,;（）\n]){{0,8}}?(?:推进|推动|开展|实施|加快)(?!的)"
            rf"(?:(?!{_OTHER_VERBS})[^，。；：、,;（）\n]){{2,16}}力度(?=[，。；,;\n]|$)"
        ),
        "“推进”一类的动词不能带“力度”",
        "改为“加大……力度”，或删去“力度”",
        word="力度",
    ),
    _Turn(
        re.compile(r"(?:大力|广泛|积极)(?:开展|推进|实施)好(?![的评人事坏])"),
        "“大力开展”和“开展好”杂糅",
        "留一种说法",
        Severity.INFO,
    ),
    _Turn(
        re.compile(
            r"(?:建立|构建|形成|健全|完善)(?:(?![以由将把])[^，。；：\n]){3,24}(?<![成作称定视列改变])"
            r"为(?:核心|主体|主导|基础|支撑|龙头|引领|依托|骨干|导向)的"
        ),
        "“为……的”前面缺“以”",
        "补上“以”：以……为……的",
        word="为",
    ),
    _Turn(re.compile(_idioms()), "固定词语写错一个字", "核对后改正"),
    _Turn(re.compile(r"百分之\s?\d[\d.]*+\s?[%％]"), "“百分之”和“%”重复", "留一个"),
    _Turn(re.compile(r"\d\s?[%％]\s?个?百分点"), "“%”和“百分点”重复", "是两个百分数之差的留“个百分点”"),
    _Turn(
        re.compile(r"(?<![\d.])\d[\d.]*+\s?(?:[万亿]?元元(?![旦月素器])|亿亿元|平方米米)"), "单位重复", "删去多出的字"
    ),
    _Turn(re.compile(r"第第(?=[一二三四五六七八九十\d])"), "“第”字重复", "删去一个"),
    _Turn(
        re.compile(r"(?:不超过|不高于|不大于)\d[\d.,]*[%％]?" + _ABOVE),
        "“不超过”和“以上”相反",
        "核对是上限还是下限",
    ),
    _Turn(
        re.compile(r"(?:不低于|不少于|不小于)\d[\d.,]*[%％]?" + _BELOW),
        "“不低于”和“以下”相反",
        "核对是上限还是下限",
    ),
    _Turn(
        re.compile(r"(?:约|大约|近)\d[\d.,]*[^\d，。；、]{0,4}(?:左右|上下)"),
        "“约”和“左右”重复，留一个",
        "删去其中一个",
        Severity.INFO,
    ),
    _Turn(
        re.compile(r"(?:(?<!不)超过|不低于|不少于|至少)\d[\d.,]*[%％]?" + _ABOVE),
        "“不低于”一类的词和“以上”重复",
        "删去“以上”",
        Severity.INFO,
    ),
)


class WrongWords(Rule):
    """在任何句子里都不对的写法：常见别字、不完整的固定表述、重复或相反的限定。

    查出：台帐（台账）、复盖率（覆盖率）、建立建全（建立健全）、截止目前（截至目前）一类的别字，给警告。
    漏了“习近平”的思想名称，“百分之95%”“5%个百分点”“3亿元元”，“不超过5%以上”，给警告。
    “约……左右”“不低于……以上”一类重复，只提示。
    固定词语写错一个字（因材因教），搭配不当（推进……建设力度），“建立……为核心的”缺“以”，给警告；大力开展好一类两可的，只提示。
    同一个别字全文合成一条。
    放过：两可的写法（制定和制订）；两个词的首尾恰好连成的（反复盖章、逐步署名、究竟争取）。
    """

    code = "V509"
    name = "常见别字"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each wrong word or turn, with all places where it stands."""
        everything = "\n".join(piece.text for piece in material.pieces)
        has_words = _PATTERN.search(everything) is not None
        turns = [turn for turn in _TURNS if turn.word or turn.pattern.search(everything)]
        if not has_words and not turns:
            return
        yield from gathered(self._each(material, turns))

    def _each(self, material: Material, turns: Sequence[_Turn]) -> Iterator[Finding]:
        """Yield a finding for each place."""
        for piece in material.pieces:
            text = piece.text
            known = [match.span() for match in _PATTERN.finditer(text)]
            for match in _PATTERN.finditer(text):
                wrong, right = match[0], _WORDS[match[0]]
                span = piece.span(max(0, match.start() - 2), min(len(text), match.end() + 4))
                yield self.found(f"“{wrong}”应为“{right}”", [span], f"改为“{right}”")
            for turn in turns:
                if turn.word not in text:
                    continue
                for match in turn.pattern.finditer(text):
                    if any(low < match.end() and match.start() < high for low, high in known):
                        continue
                    span = piece.span(match.start(), min(len(text), match.end() + 1))
                    yield self.found(f"“{match[0]}”：{turn.what}", [span], turn.fix, turn.severity)
