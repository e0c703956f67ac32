"""The named projects of a plan (项目), from tables, lists and running text.

Entry: :func:`luoshi.compiler.projects.collect.find_project_rows`. ``tables``, ``lists`` and ``prose`` find drafts,
``clauses`` and ``names`` say what names a project, ``facts`` what is said of it, ``keys`` which drafts are one.
Not here: works counted without names, which are figures.
"""
