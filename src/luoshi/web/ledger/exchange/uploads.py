"""A file between its preview and its confirmation (上传的表): kept for a day, known by a sealed word in the address.

Entries: :func:`taken`, :class:`Upload`. The word is signed and bears who uploaded the file: nobody gets at the file of
somebody else. Not here: the store itself (:mod:`luoshi.web.files`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest

from luoshi.base.errors import LuoshiError
from luoshi.web.accounts.models import Account
from luoshi.web.files import LARGEST, UPLOADS, drop, keep, read, sweep
from luoshi.web.request import account_of

_SALT = "luoshi.exchange"
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: whose, its hash, the name that the person gave it, what is to be done with it (``use``)."""

    account: int
    digest: str
    name: str
    use: str
    told: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """What stands for it in addresses."""
        return signing.dumps(asdict(self), salt=_SALT, compress=True)

    def content(self) -> bytes:
        """Return the file.

        Raises:
            LuoshiError: N343 when it is gone.
        """
        return read(self.digest, shelf=UPLOADS)

    def drop(self) -> None:
        """Take the file away."""
        drop(self.digest, shelf=UPLOADS)


def taken(request: HttpRequest, allowed: frozenset[str], use: str) -> Upload:
    """Return the file that a form handed in, kept for a day; what nobody confirmed is swept on this occasion.

    Raises:
        LuoshiError: N345 no file was chosen; as :func:`luoshi.web.files.keep`.
    """
    given = request.FILES.get("file")
    if given is None:
        raise LuoshiError("N345", "没有选文件", hint="点“选择文件”选一个，再上传")
    sweep()
    # one byte more than is taken: enough to tell that it is too large, whatever it holds
    content, name = given.read(LARGEST + 1), str(given.name or "")[-120:]
    return made(account_of(request), content, name, allowed, use)


def made(
    account: Account, content: bytes, name: str, allowed: frozenset[str], use: str, told: tuple[str, ...] = ()
) -> Upload:
    """Return a file kept for a day for an account.

    Raises:
        LuoshiError: as :func:`luoshi.web.files.keep`.
    """
    return Upload(account.pk, keep(content, name, allowed, shelf=UPLOADS).digest, name, use, told)


def opened(request: HttpRequest, word: str, use: str) -> Upload:
    """Return the file that a word stands for; 404 when the word is none, somebody else's or for something else.

    Raises:
        LuoshiError: N343 when it is older than a day.
    """
    try:
        said: dict[str, Any] = signing.loads(word, salt=_SALT, max_age=_DAY_SECONDS)
    except signing.SignatureExpired as error:
        raise LuoshiError("N343", "上传的文件已经不在了", hint="再上传一次") from error
    except signing.BadSignature as error:
        raise Http404 from error
    upload = Upload(**{**said, "told": tuple(said["told"])})
    if upload.use != use or upload.account != account_of(request).pk:
        raise Http404
    return upload
