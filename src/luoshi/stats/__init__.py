"""Floor 3: the base database (基础数据库): returns loaded as they are, checked, and kept as immutable snapshots.

The way through it: a file is opened as sheets of cells (:mod:`luoshi.sheets.grid`), a mapping tells which columns hold
what (:mod:`luoshi.stats.mapping`), rows are shaped by it (:mod:`luoshi.stats.shaping`) and checked cell by cell
(:mod:`luoshi.stats.cells`), set into the state of the database and checked with it (:mod:`luoshi.stats.checks`), and
written as a snapshot (:mod:`luoshi.stats.store`). Only here and in ``indicators`` DuckDB is used.
Not here: Excel files (:mod:`luoshi.sheets`), indicators (``luoshi.indicators``), the folder of a bureau
(:mod:`luoshi.workspace`).
"""
