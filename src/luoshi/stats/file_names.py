"""What files are called in findings and beside figures (文件称呼): their names, with folders where names repeat.

Entries: :func:`file_names`, :func:`name_among`. Counties hand in files of one name, each in a folder of its own; what
is wrong with one must not be written into the copy of another.
Not here: opening files (:mod:`luoshi.stats.taking`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path


def file_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a name for each path: the file's, with as many folders (甲县/学生.xlsx) as tell it from others."""
    names = {path: path.name for path in paths}
    for depth in range(2, max((len(path.absolute().parts) for path in names), default=0) + 1):
        times = Counter(names.values())
        repeated = [path for path, name in names.items() if times[name] > 1]
        if not repeated:
            break
        names.update({path: "/".join(path.absolute().parts[-depth:]) for path in repeated})
    return tuple(names[path] for path in paths)


def name_among(path: Path, names: Iterable[str]) -> str:
    """Return the name that :func:`file_names` gave a path, out of those of its load."""
    parts = path.absolute().parts
    fitting = [name for name in names if tuple(name.split("/")) == parts[-name.count("/") - 1 :]]
    return max(fitting, key=len, default=path.name)
