"""Words that tell two like names apart (区分词): names that differ in one of them may well be of two things.

Entry: :data:`TELLING`, parts of a regular expression. Not here: the names (:mod:`.near_names`, :mod:`.near_titles`).
"""

from __future__ import annotations

TELLING = (
    r"[0-9０-９一二三四五六七八九十第级市县区省州国校园职幼特新老东西南北中分副总乡镇村城师生男女和与及或等非不未的之以为由在"
    r"对将把于上下高初本大小前后内外]|公办|民办|示范|骨干|重点|优质|特色|普通|附属|实验|建立|推进|加强|完善|健全|成立|组建|开展"
    r"|督导|科学|技术|信息|艺术|体育|心理|安全|学前|农|科技|文化|产业|数字|智慧|绿色|红色|国际|社会|综合"
)
