"""Taking many files in with all cores (并行收表): helper processes of our own that read, check and stage files.

Entry: :func:`take_all`. Reading a workbook holds the interpreter, so threads do not help. The processes are started
with ``-m luoshi.stats.workers`` and not by ``multiprocessing``, which would run the caller's own script again.
Not here: what is done with one file (:mod:`luoshi.stats.taking`).
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import IO

from luoshi.base.errors import LuoshiError
from luoshi.model.tables import Definitions
from luoshi.stats.mapping import FormMapping
from luoshi.stats.shaping import Asked
from luoshi.stats.staging import StagedFile, Staging
from luoshi.stats.taking import Reading, TakenFile, open_file, take_file, unopened

_WORTH_IT = 3 * 2**20
"""Bytes of all files together from which helper processes, that take some tenths of a second to start, pay."""

_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Seed:
    """What a helper process has to know: by what files are read, where their rows are staged, and what
    the files are called (their own names if empty)."""

    definitions: Definitions
    mappings: tuple[FormMapping, ...]
    asked: Asked
    today: date
    folder: Path
    names: tuple[str, ...] = ()


_Outcome = tuple[TakenFile, StagedFile]


def take_all(paths: Sequence[Path], seed: Seed, workers: int | None = None) -> Iterator[tuple[TakenFile, StagedFile]]:
    """Yield what each file gave, in their order.

    Args:
        paths: the files.
        seed: by what they are read.
        workers: helper processes; 0 for none, None to decide by the size of the files and the number of cores.

    A file that cannot be opened at all (T010 to T013) gives a finding; the others are taken all the same.
    """
    count = _useful(paths) if workers is None else min(workers, len(paths))
    if count < 2:
        reading = _reading(seed)
        for index, path in enumerate(paths):
            yield _take(path, index, reading, seed)
        return
    yield from _taken(paths, seed, count)


def _take(path: Path, index: int, reading: Reading, seed: Seed) -> _Outcome:
    staging = Staging(seed.folder, seed.definitions, index)
    name = seed.names[index] if seed.names else path.name
    try:
        return take_file(open_file(path, name), reading, staging), staging.finish()
    except LuoshiError as error:
        return unopened(name, error), staging.finish()


def _reading(seed: Seed) -> Reading:
    return Reading.of(seed.definitions, seed.mappings, seed.asked, seed.today)


def _useful(paths: Sequence[Path]) -> int:
    size = 0
    for path in paths:
        with suppress(OSError):
            size += path.stat().st_size
    if len(paths) < 2 or size < _WORTH_IT or not sys.executable:
        return 0
    return min(os.cpu_count() or 1, _MOST_WORKERS, len(paths))


def _taken(paths: Sequence[Path], seed: Seed, count: int) -> list[_Outcome]:
    """Return what the files gave; the largest are begun first, so that no process works alone at the end.

    What a process that dies has not done is done here.
    """
    waiting = sorted(range(len(paths)), key=lambda index: _size(paths[index]))
    outcomes: dict[int, _Outcome] = {}
    faults: list[BaseException] = []
    lock = Lock()

    def work() -> None:
        try:
            with _helper() as helper:
                assert helper.stdin is not None
                assert helper.stdout is not None
                _send(helper.stdin, seed)
                while not faults:
                    with lock:
                        if not waiting:
                            return
                        index = waiting.pop()
                    _send(helper.stdin, (index, paths[index]))
                    answer = pickle.load(helper.stdout)
                    if isinstance(answer, BaseException):
                        faults.append(answer)
                        return
                    outcomes[index] = answer
        except (EOFError, OSError, pickle.UnpicklingError):
            return  # the process died, killed for want of memory say: what it has not done is done below
        except BaseException as error:  # told by the thread that waits
            faults.append(error)

    threads = [Thread(target=work, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    left = [index for index in range(len(paths)) if index not in outcomes]
    if left:
        reading = _reading(seed)
        outcomes.update({index: _take(paths[index], index, reading, seed) for index in left})
    return [outcomes[index] for index in range(len(paths))]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _helper() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    command = [sys.executable, "-P", "-m", "luoshi.stats.workers"]  # -P: a random.py beside the returns is not ours
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _send(stream: IO[bytes], content: object) -> None:
    pickle.dump(content, stream)
    stream.flush()


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Take files in as they are ordered, until there are no more orders."""
    seed: Seed = pickle.load(orders)
    reading = _reading(seed)
    while True:
        try:
            index, path = pickle.load(orders)
        except EOFError:
            return
        try:
            answer: object = _take(path, index, reading, seed)
        except Exception as error:
            answer = error
        _send(answers, answer)


if __name__ == "__main__":
    import gc

    from luoshi.stats import workers  # not this module as __main__, whose classes other processes do not know

    gc.set_threshold(50_000, 20, 20)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        workers._serve(sys.stdin.buffer, sys.stdout.buffer)
