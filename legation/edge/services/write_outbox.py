import base64
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from legation.edge.changes import changed, know, untold_record
from legation.edge.models import Known, Package
from legation.edge.rows import Row
from legation.edge.sealing import edge_signer, own_key, pack
from legation.edge.standing import own
from legation.edge.tables import Table
from legation.edge.whose import Whose
from legation.ground.files import api as files
from legation.ground.outbox.models import Effect

MOST_APPLICATIONS = 50
"""Applications in a package: what one transaction of the centre takes."""


@transaction.atomic
def write_package(*, at: datetime) -> Package | None:
    """Write the next package of what the centre does not know; None if it knows everything.

    Written with what is then known, all or nothing: a package is sent as often as need be, and never made twice.
    """
    row, found = own(), list(changed())
    chosen = _some(found)
    if not chosen:
        return None
    last = Package.objects.order_by("-number").first()
    rows: dict[str, list[Row]] = {}
    for table, said, _known in chosen:
        rows.setdefault(table.name, []).append(said)
    record, signed = untold_record()
    digests = [said["digest"] for said in rows.get("files.StoredFile", [])]
    content: dict[str, Any] = {
        "rows": rows, "since": row.cut_at, "record": record,
        "files": {digest: base64.b64encode(files.sealed_bytes(digest)).decode() for digest in digests},
    }  # fmt: skip
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    head = {"kind": "package", "edge": row.code, "number": number, "previous": previous}
    body = pack(head, content, key=own_key(), signer=edge_signer())
    made = Package.objects.create(number=number, body=body, digest=sha256(body).hexdigest(), made_at=at)
    know([*(known for _table, _said, known in chosen), signed])
    handed = [said["key"] for said in rows.get("outbox.Effect", [])]
    Effect.objects.filter(key__in=handed).update(dropped_at=at, failed_at=at, error="handed to the centre")
    return made


def _some(found: list[tuple[Table, Row, Known]]) -> list[tuple[Table, Row, Known]]:
    """What goes into one package: whole applications, a limited number of them, and everything that is of none."""
    whose = Whose((table.name, said) for table, said, _known in found)
    chosen = set(sorted(whose.applications)[:MOST_APPLICATIONS])
    return [each for each in found if (one := whose.of(each[0].name, each[1])) is None or one in chosen]
