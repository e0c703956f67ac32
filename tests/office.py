"""Whether LibreOffice is here and can open a kind of file: :func:`has_office`.

Debian splits it into packages, so that ``soffice`` may be there without what opens workbooks.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_LIBRARIES = {"Word": "sw", "Excel": "sc"}
NO_OFFICE = "没有 LibreOffice，或者没有装打开这种文件的部分"


def has_office(kind: str) -> bool:
    """Tell whether LibreOffice opens ``Word`` or ``Excel`` files here."""
    office = shutil.which("soffice")
    if office is None:
        return False
    return any(Path(os.path.realpath(office)).parent.glob(f"*{_LIBRARIES[kind]}lo.*"))
