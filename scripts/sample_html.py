"""Writes a sample document as a page saved from a government site: navigation, scripts, entities, joined cells.

Entry: :func:`write_html`. The page says gb2312 and is encoded in GBK, as such pages do.
Not here: what the text says (``scripts/samples``).
"""

from __future__ import annotations

import html
from pathlib import Path

from sample_markup import Item

ENTITIES = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "　": "&emsp;"}
TOP = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<meta name="SiteName" content="{place}人民政府门户网站" />
<meta name="ColumnName" content="政府办文件" />
<meta name="ArticleTitle" content="{title}" />
<meta name="PubDate" content="{date} 10:12" />
<title>{title}_{place}人民政府门户网站</title>
<link rel="stylesheet" type="text/css" href="css/style.css" />
<style type="text/css">
.con p {{ text-indent: 2em; line-height: 28px; }}
.MsoTable td {{ border: 1px solid #000; padding: 3px 6px; }}
</style>
<script type="text/javascript">
//<![CDATA[
var columnId = 10286, pageSize = 15;
if (pageSize < 20 && columnId > 100) {{ document.write("<p>2023年第3期</p>"); }}
//]]>
</script>
</head>
<body>
<div class="header"><div class="logo"><img src="images/logo.png" alt="{place}人民政府" /></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwfw/">政务服务</a></li>
<li><a href="/hdjl/">互动交流</a></li><li><a href="/zjqh/">政民互动</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府办文件</div>
<!-- 正文开始 -->
<div class="article"><h1>{title}</h1>
<div class="info"><span>发布时间：{date}</span>&nbsp;&nbsp;<span>来源：{place}人民政府办公室</span>&nbsp;&nbsp;
<span>浏览次数：<em id="hits">\
1286</em></span>&nbsp;&nbsp;<span>字体：[<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(14)">小</a>]\
</span></div>
<div class="con" id="zoom">
"""
END = """</div>
<div class="share"><a href="#" onclick="window.print();return false;">打印本页</a>
<a href="javascript:window.close()">关闭窗口\
</a></div>
<div class="related"><p>上一篇：<a href="content_10285.html">关于做好春季学期学生资助工作的通知</a></p>
<p>下一篇：<a href="content_10287.html">关于公布政府年度重大行政决策事项目录的通知</a></p></div></div>
<!-- 正文结束 -->
<div class="footer"><p>主办：{place}人民政府办公室&nbsp;&nbsp;网站标识码：0000000000</p>
<p>联系电话：0000-00000000</p></div>
<script type="text/javascript" src="js/count.js"></script>
</body>
</html>
"""
ALIGN = {"title": "center", "doctitle": "center", "no": "center", "sign": "right"}


def escape(text: str) -> str:
    """Return text as HTML, with the named entities that page editors write."""
    text = html.escape(text, quote=False)
    return "".join(ENTITIES.get(c, c) for c in text)


def paragraph(item: Item) -> str:
    """Return a paragraph."""
    assert item.line is not None
    if item.kind in ALIGN:
        style = f"text-align:{ALIGN[item.kind]};text-indent:0"
        return f'<p style="{style}"><strong>{escape(item.text)}</strong></p>\n'
    if item.kind == "heading" and item.level == 3:
        title, stop, rest = item.text.partition("。")
        return f'<p class="MsoNormal"><strong>{escape(title + stop)}</strong><span>{escape(rest)}</span></p>\n'
    if item.kind == "heading":
        return f'<p class="MsoNormal"><span style="font-family:黑体">{escape(item.text)}</span></p>\n'
    lead = "" if item.kind == "to" else "&nbsp;&nbsp;&nbsp;&nbsp;"
    return f'<p class="MsoNormal">{lead}{escape(item.text)}</p>\n'


def cell(row_span: int, column_span: int, inside: str) -> str:
    """Return a cell; spans of 1 are not written."""
    spans = f' rowspan="{row_span}"' if row_span > 1 else ""
    spans += f' colspan="{column_span}"' if column_span > 1 else ""
    return f'<td{spans} valign="center">{inside}</td>\n'


def table(item: Item) -> str:
    """Return a table, under its caption, whose cells reach over rows and columns where the source says so."""
    out = [f'<p style="text-align:center"><strong>{escape(caption)}</strong></p>\n' for caption in item.captions]
    out.append('<table class="MsoTable" border="1" cellspacing="0" cellpadding="0" width="100%">\n<tbody>\n')
    for n, row in enumerate(item.rows):
        out.append("<tr>\n")
        for column, (line, span) in row.starts.items():
            if line is not None:
                out.append(cell(item.reach(n, column), span, f"<p><span>{escape(line.visible)}</span></p>"))
        out.append("</tr>\n")
    return "".join([*out, "</tbody>\n</table>\n"])


def box(item: Item) -> str:
    """Return a box (专栏): a table of one cell."""
    assert item.line is not None
    lines = [f'<p style="text-align:center"><strong>{escape(item.line.visible)}</strong></p>']
    lines += [f"<p>{escape(inner.line.visible)}</p>" for inner in item.inner if inner.line]
    inside = cell(1, 1, "\n".join(lines))
    return f'<table class="MsoTable" border="1" width="100%"><tbody><tr>\n{inside}</tr></tbody></table>\n'


def write_html(items: list[Item], path: Path, title: str, place: str, date: str) -> None:
    """Write the blocks of a document as a page of the government site of ``place``.

    Footnotes stand as notes below the text, as they do when a page editor took the text over from Word.
    """
    writers = {"table": table, "box": box}
    body = "".join(writers.get(item.kind, paragraph)(item) for item in items)
    body += "".join(f"<p>注：{escape(note)}</p>\n" for item in items if item.line for note in item.line.footnotes)
    known = {"title": escape(title), "place": place, "date": date}
    page = TOP.format(**known) + body + END.format(**known)
    path.write_bytes(page.replace("\n", "\r\n").encode("gbk"))
