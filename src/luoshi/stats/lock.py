"""One load at a time (装入锁): a lock that the system gives back when its holder ends, however it ends.

Entry: :func:`locked`. Not here: what is done meanwhile (:mod:`luoshi.stats.store`).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from luoshi.base.errors import LuoshiError, reason

_PAUSE = 0.1


@contextmanager
def locked(path: Path, patience: float, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs.

    Args:
        path: made if missing; its content does not matter.
        patience: how many seconds to wait for another holder.
        on_wait: called once when there is something to wait for.

    Raises:
        LuoshiError: T701 when another process still holds it, T702 when the file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise LuoshiError("T702", f"快照文件夹写不进去：{reason(error)}", where=str(path.parent)) from error
    try:
        _wait(descriptor, path, patience, on_wait)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, patience: float, on_wait: Callable[[], None] | None) -> None:
    end = time.monotonic() + patience
    told = False
    while not _try(descriptor):
        if not told and on_wait is not None:
            on_wait()
        told = True
        if time.monotonic() >= end:
            hint = "等它结束后再试；要等得久些加 --wait 秒数"
            raise LuoshiError("T701", "另一个装入正在进行，没有等到它结束", where=str(path.parent), hint=hint)
        time.sleep(_PAUSE)


def _try(descriptor: int) -> bool:
    """Take the lock if it is free; tell whether it was."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
