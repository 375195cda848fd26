"""Prolonging a stored paper that must last, before its last time stamp grows too old to be believed."""

from datetime import datetime

from django.db import transaction

from legation.documents import lasting
from legation.documents.keys import key_ring
from legation.documents.models import Document
from legation.documents.selectors import fetch
from legation.documents.services.store import MEDIA_TYPE
from legation.ground.errors import NotFound
from legation.ground.files import api as files


def prolong(number: str, *, key: bytes, at: datetime) -> bytes:
    """Add the newest revocation lists and a time stamp to a stored paper; gives it, and stores it for the earlier one.

    Raises:
        NotFound: no such document, or its file was destroyed.
        Unavailable: the time stamping authority does not answer, or there is no revocation list.
    """
    longer = lasting.prolong(fetch(number, key=key), ring=key_ring(), stamper=lasting.stamper(at=at))
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(number=number).first()
        if row is None or row.file_id is None:
            raise NotFound(f"document {number}")
        before, row.file_id = row.file_id, files.keep(longer, key=key, media_type=MEDIA_TYPE, at=at)
        row.save(update_fields=["file"])
        transaction.on_commit(lambda: files.destroy(before))  # a file that is gone does not come back by a rollback
    return longer
