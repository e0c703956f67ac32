"""The exception with which Luoshi stops: :class:`LuoshiError`.

Raised only when the work cannot go on (a file that is encrypted, broken, too large, of a kind that is not read).
What is wrong *inside* the user's material is a :class:`luoshi.base.findings.Finding`, collected and never raised.
Anything else that escapes (``ValueError``, ``KeyError``…) is a bug of ours.

Codes: an area letter and three digits; the areas are C compile, D data, E evaluation (freezes, reports),
G publication, I indicators, K standards packs, L ledger and lights, M monitoring, N web application, P plan file,
R readers, S system, T statistics, V review, W workspace.
"""

from __future__ import annotations

import errno

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_CANNOT_RUN = 2


class LuoshiError(Exception):
    """The work cannot go on.

    Args:
        code: area letter and three digits, e.g. ``R003``.
        message: one sentence in Chinese: what is the matter.
        where: file, sheet, row or quote concerned; empty if none.
        hint: what the user can do about it; empty if nothing.
    """

    def __init__(self, code: str, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        parts = [f"{self.code} {self.message}"]
        if self.where:
            parts.append(f"位置：{self.where}")
        if self.hint:
            parts.append(f"处理：{self.hint}")
        return "\n".join(parts)


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "那是一个文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "那里已有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
}


def reason(error: OSError) -> str:
    """Return in Chinese why the operating system refused."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
