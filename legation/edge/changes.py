"""What an edge has written that the centre does not know: found by looking at everything, so that nothing is missed.

A post's week is some thousand rows. Whatever service wrote them, a row that differs from what the centre was told is
told; no service has to know that there are edges.
"""

from collections.abc import Iterator

from legation.documents.signer.local import log_path
from legation.edge.models import Known, Package
from legation.edge.rows import Row, digest_of, dumped
from legation.edge.scope import to_tell
from legation.edge.tables import BY_NAME, Table

RECORD = "signer's record"


def scan() -> Iterator[tuple[Table, str, Row]]:
    """Every row that is told or to be told."""
    for name, rows in to_tell().items():
        for key, row in dumped(BY_NAME[name], rows):
            yield BY_NAME[name], key, row


def changed() -> Iterator[tuple[Table, Row, Known]]:
    """(table, the row as it is told, what is then known of it) of what the centre does not know."""
    known = {(row.table, row.key): row for row in Known.objects.all().iterator(2000)}
    for table, key, row in scan():
        before, digest = known.get((table.name, key)), digest_of(row)
        if before is None or bytes(before.digest) != digest:
            told = before or Known(table=table.name, key=key)
            sums = {name: row[name] for name in table.summed}
            row |= {name: row[name] - told.sums.get(name, 0) for name in table.summed}
            told.digest, told.sums = digest, sums
            yield table, row, told


def know(found: list[Known]) -> None:
    """Write down that the centre knows these, or is being told."""
    Known.objects.bulk_create(
        [Known(table=row.table, key=row.key, digest=row.digest, sums=row.sums) for row in found],
        update_conflicts=True, unique_fields=["table", "key"], update_fields=["digest", "sums"], batch_size=500,
    )  # fmt: skip


def untold_record() -> tuple[list[str], Known]:
    """The lines that this edge's signer wrote since they were told last, and what is then known."""
    lines = log_path().read_bytes().splitlines(keepends=True) if log_path().exists() else []
    whole = [line.rstrip(b"\n").decode() for line in lines if line.endswith(b"\n")]
    told = Known.objects.filter(table=RECORD, key=RECORD).first() or Known(table=RECORD, key=RECORD, digest=bytes(32))
    before = told.sums.get("lines", 0)
    told.sums = {"lines": len(whole)}
    return whole[before:], told


def know_everything() -> None:
    """The centre knows everything that is here: it has just sent it."""
    Known.objects.exclude(table=RECORD).delete()
    know([Known(table=table.name, key=key, digest=digest_of(row), sums={name: row[name] for name in table.summed})
          for table, key, row in scan()])  # fmt: skip


def is_anything_untold() -> bool:
    """Whether the centre lacks anything, or has not answered yet."""
    return Package.objects.filter(receipt=None).exists() or next(changed(), None) is not None
