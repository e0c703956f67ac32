"""The server (服务): answers browsers in a few threads and does the jobs in one of its own.

Entry: :func:`serve_until_stopped`. Not here: options and messages (``luoshi.cli.serve_command``).
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from luoshi.base.errors import LuoshiError, reason

_THREADS = 8
_COLLECT_AFTER = 20_000


def serve_until_stopped(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until interrupted.

    Args:
        host, port: where to listen.
        ready: called when it listens.

    Raises:
        LuoshiError: N003 when it cannot listen there.
    """
    from waitress.server import create_server

    from luoshi.web.jobs.running import Worker
    from luoshi.web.wsgi import application

    try:
        server = create_server(application, host=host, port=port, threads=_THREADS, ident="luoshi")
    except OSError as error:
        hint = "换一个端口：--port 8080；或先停掉占着这个端口的程序"
        raise LuoshiError("N003", f"{host}:{port} 上听不了：{reason(error)}", hint=hint) from error
    worker = Worker()
    worker.start()
    _spare_the_collector()
    ready()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        worker.stop()
        server.close()


def _spare_the_collector() -> None:
    """Let the garbage collector pass over what stays until the end: walking through it made single requests wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 50)
