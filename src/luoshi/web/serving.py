"""The server (服务): answers browsers in a few threads and does the jobs in one of its own.

Entry: :func:`serve_until_stopped`. Not here: options and messages (``luoshi.cli.serve_command``).
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from luoshi.base.errors import LuoshiError, reason

_THREADS = 8
_COLLECT_AFTER = 20_000
_LARGEST_REQUEST = 256 * 2**20
"""Bytes of a request: a dozen files of the largest size. More is refused before it fills the disk."""
_OF_PROXY = {"trusted_proxy": "*", "trusted_proxy_count": 1,
             "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}  # fmt: skip
"""Behind the own proxy: what it says of the browser is passed on. Else the server leaves it out, and every page is
redirected to HTTPS for ever."""


def serve_until_stopped(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until interrupted.

    Args:
        host, port: where to listen.
        ready: called when it listens.

    Raises:
        LuoshiError: N003 when it cannot listen there.
    """
    from django.conf import settings
    from waitress.server import create_server

    from luoshi.web.jobs.running import Worker
    from luoshi.web.wsgi import application

    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=_THREADS,
            ident="luoshi",
            max_request_body_size=_LARGEST_REQUEST,
            clear_untrusted_proxy_headers=True,
            **(_OF_PROXY if settings.ENVIRONMENT.https else {}),
        )
    except OSError as error:
        hint = "换一个端口：--port 8080；或先停掉占着这个端口的程序"
        raise LuoshiError("N003", f"{host}:{port} 上听不了：{reason(error)}", hint=hint) from error
    _make_ready()
    worker = Worker()
    worker.start()
    _spare_the_collector()
    try:
        ready()
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


def _make_ready() -> None:
    """Import the views and read the templates of all parts now: otherwise the first visitors wait for it together."""
    from django.apps import apps
    from django.template.loader import get_template
    from django.urls import get_resolver

    waiting = list(get_resolver().url_patterns)
    while waiting:
        waiting += getattr(waiting.pop(), "url_patterns", [])
    for part in apps.get_app_configs():
        folder = Path(part.path, "templates")
        if part.name.startswith("luoshi.") and folder.is_dir():
            for path in sorted(folder.rglob("*.html")):
                get_template(path.relative_to(folder).as_posix())
