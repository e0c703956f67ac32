"""Records of draws in files (抽签记录文件), JSON.

Entry: :func:`read_draw_record`. Not here: what a record holds (:mod:`luoshi.model.draws`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.draws import DRAW_VERSION, DrawRecord


def read_draw_record(path: Path) -> DrawRecord:
    """Return the record in a file.

    Raises:
        LuoshiError: L306 when it cannot be read, is no record, or a newer version wrote it.
    """
    try:
        record = DrawRecord.model_validate_json(path.read_bytes())
    except OSError as error:
        raise LuoshiError("L306", f"抽签记录读不出来：{reason(error)}", where=str(path)) from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or "整体"
        hint = "要给出 luoshi draw 写的 JSON 记录，不是文字的那一份"
        raise LuoshiError("L306", f"不是抽签记录，或改过：{place} 不对", where=str(path), hint=hint) from error
    if record.schema_version > DRAW_VERSION:
        raise LuoshiError("L306", "抽签记录是较新版本的 luoshi 写的", where=str(path), hint="请升级 luoshi")
    return record
