"""Excel out and in (工作簿): plans and comparisons as the tables an office works with, and plans read back.

Not here: what a correction is (:mod:`luoshi.model.corrections`).
"""
