"""One at a time (锁): a lock that the system gives back when its holder ends, however it ends.

Entry: :func:`locked`. Not here: what is done meanwhile (loading into the base database, writing the alerts).
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
def locked(
    path: Path,
    patience: float,
    on_wait: Callable[[], None] | None = None,
    refusal: Callable[[Path, OSError | None], LuoshiError] | None = None,
) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs.

    Args:
        path: made if missing; its content does not matter.
        patience: how many seconds to wait for another holder.
        on_wait: called once when there is something to wait for.
        refusal: what is raised when the lock file cannot be made (with why), or another process holds it (with None);
            if None, the errors of a load.

    Raises:
        LuoshiError: T701 when another process still holds it, T702 when the file cannot be made; or what
            ``refusal`` gives.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise (refusal or _refused)(path, error) from error
    try:
        if not _wait(descriptor, patience, on_wait):
            raise (refusal or _refused)(path, None)
        yield
    finally:
        os.close(descriptor)


def _refused(path: Path, error: OSError | None) -> LuoshiError:
    if error is not None:
        return LuoshiError("T702", f"快照文件夹写不进去：{reason(error)}", where=str(path.parent))
    hint = "等它结束后再试；要等得久些加 --wait 秒数"
    return LuoshiError("T701", "另一个装入正在进行，没有等到它结束", where=str(path.parent), hint=hint)


def _wait(descriptor: int, patience: float, on_wait: Callable[[], None] | None) -> bool:
    """Take the lock as soon as it is free; tell whether that came before patience ended."""
    end = time.monotonic() + patience
    told = False
    while not _try(descriptor):
        if not told and on_wait is not None:
            on_wait()
        told = True
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE)
    return True


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
