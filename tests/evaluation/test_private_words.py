"""No private word reaches a file of the public site, also none that is packed: Word, PDF, Excel."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pypdfium2
import pytest

from luoshi.api import compose_report, report_files, site_files
from luoshi.model.evaluation.publication import PublicationRules
from luoshi.portal.publishing import publishable
from tests.evaluation.small_city import PRIVATE_WORDS, small_frozen
from tests.portal.public_city import approved, planted


def _texts(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts of a file, packed ones unpacked."""
    if path.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.namelist():
                yield from _texts(f"{path}/{part}", packed.read(part))
    elif path.endswith(".pdf"):
        with pypdfium2.PdfDocument(data) as pdf:
            for number in range(len(pdf)):
                page = pdf[number].get_textpage()
                yield path, "".join(page.get_text_range().split())
                page.close()
    else:
        yield path, data.decode("utf-8", "replace")


@pytest.mark.slow
def test_no_private_word_reaches_a_file_of_the_site() -> None:
    frozen = planted()
    edition, _ = publishable(frozen, PublicationRules(tasks=True, projects=True, money=True), approved(frozen))
    assert edition is not None
    files = site_files(edition, "澄湖市教育局")
    assert {path.rpartition(".")[2] for path in files} >= {"html", "docx", "pdf", "xlsx", "csv", "json", "js"}
    texts = [text for path, data in files.items() for text in _texts(path, data)]
    assert [(path, word) for path, text in texts for word in PRIVATE_WORDS if word in text] == []


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_a_word_in_a_packed_file_is_found(form: str) -> None:
    data = report_files(compose_report(small_frozen(), "bulletin"), (form,))[form]
    assert any("用地手续没有办完" in text for _, text in _texts(f"a.{form}", data))
