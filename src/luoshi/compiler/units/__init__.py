"""The responsible units of a task (责任单位): stated outright, or named in the text as those who act.

Entry: :func:`luoshi.compiler.units.statements.find_units`. Not here: one name for a unit across a plan.
"""
