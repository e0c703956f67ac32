"""Two plans side by side (比较): which item of one is which of the other, and what became of it.

Not here: what the result looks like (``luoshi.sheets``, ``luoshi.report``, the command line).
"""
