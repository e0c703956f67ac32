"""Floor 6: one bureau's folder of files (工作区) and the plan files in it.

Entries: :func:`luoshi.workspace.folder.find_workspace`, :func:`luoshi.workspace.folder.init_workspace`,
:func:`luoshi.workspace.plan_file.write_plan`, :func:`luoshi.workspace.plan_file.read_plan`.
Not here: what the files mean (the engines below) and what is printed about them (``luoshi.cli``).
"""
