"""Where the bytes of attachments are: in the storage `attachments`, under one of our keys and a name nobody guesses.

The storage knows no transactions, so a row tells of each file before it is written, and until after it is removed.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from fashionistar.chat.models import AttachmentFile, FileRole, MessageAttachment
from fashionistar.kernel.sealing import opened_bytes, sealed_bytes

#: Whoever wrote a file and did not say by then what it belongs to never will.
_RESERVED_FOR = timedelta(hours=1)


def write(content: bytes, role: FileRole, *, now: datetime) -> AttachmentFile:
    """Keep bytes, outside any transaction, for an attachment that is said afterwards by `keep`."""
    key = secrets.token_hex(24)
    row = _reserved(f"{key[:2]}/{key}", role, now=now)
    saved = _storage().save(row.name, ContentFile(sealed_bytes(content)))
    if saved != row.name:
        raise RuntimeError("a storage of attachments must keep the names that it is given")
    return row


def keep(files: Iterable[AttachmentFile], attachment: MessageAttachment) -> None:
    """Say what written files belong to, in the caller's transaction.

    Raises:
        RuntimeError: It comes too late, one is about to be removed.
    """
    keys = [each.pk for each in files]
    reserved = AttachmentFile.objects.filter(pk__in=keys, attachment__isnull=True, reserved_until__isnull=False)
    if reserved.update(attachment=attachment, reserved_until=None) != len(keys):
        raise RuntimeError("a file was not kept in time")


def release(attachment: MessageAttachment, role: FileRole) -> None:
    """A file is nobody's from here on, in the caller's transaction; it is removed once that is committed."""
    AttachmentFile.objects.filter(attachment=attachment, role=role).update(attachment=None)


def read(row: AttachmentFile) -> bytes:
    """The bytes of a file.

    Raises:
        FileNotFoundError: It was removed meanwhile.
        ValueError: The key that it is under is gone.
    """
    with _storage().open(row.name) as stored:
        content = opened_bytes(stored.read())
    if content is None:
        raise ValueError("the key that an attachment was encrypted under is gone")
    return content


def remove(rows: Iterable[AttachmentFile]) -> int:
    """Remove files that are nobody's, outside any transaction, then their rows; what is gone already is no error."""
    keys = []
    for row in rows:
        _storage().delete(row.name)
        keys.append(row.pk)
    AttachmentFile.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic(durable=True)
def _reserved(name: str, role: FileRole, *, now: datetime) -> AttachmentFile:
    return AttachmentFile.objects.create(name=name, role=role, reserved_until=now + _RESERVED_FOR)


def _storage() -> Storage:
    return storages["attachments"]
