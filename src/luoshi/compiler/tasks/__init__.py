"""The tasks of a plan (任务), from its numbered items and its tables of responsibility.

Entry: :func:`luoshi.compiler.tasks.collect.find_tasks`. Not here: who is responsible
(``luoshi.compiler.units``).
"""
