"""An earlier house put up again, brought forward, and gone on with. Run as a program, in an instance of its own:

python -m tests.upgrade.house FIXTURE     prints what it found as JSON
"""

import base64
import json
import lzma
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any


def restore(fixture: str) -> None:
    """Put keys and files in place, migrate an empty database to where it was, and insert its rows."""
    from django.conf import settings

    packed = json.loads(lzma.decompress(Path(fixture).read_bytes()))
    for name, content in packed["files"].items():
        path = Path(settings.VAR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    for app, migration in packed["migrations"].items():
        call_command("migrate", app, migration, verbosity=0)
    with transaction.atomic():
        for table, content in packed["tables"].items():
            _insert(table, content["columns"], content["rows"])


def _insert(table: str, columns: list[str], rows: list[list[Any]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        kinds = {column.name: "" if connection.vendor == "sqlite" else _kind(cursor, table, column.name)
                 for column in connection.introspection.get_table_description(cursor, table)}  # fmt: skip
        assert set(kinds) == set(columns), f"{table} had other columns: {set(kinds) ^ set(columns)}"
        names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
        for row in rows:
            values = [_value(value, kinds[name]) for name, value in zip(columns, row, strict=True)]
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)
        if (
            connection.vendor == "postgresql"
            and "id" in columns
            and rows
            and isinstance(rows[0][columns.index("id")], int)
        ):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _kind(cursor: Any, table: str, column: str) -> str:
    cursor.execute(
        "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column]
    )
    return str(cursor.fetchone()[0])


def _value(value: Any, kind: str) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    return bool(value) if kind == "boolean" and value is not None else value


def go_on() -> dict[str, Any]:
    """Decide the case that was left, do what the queue holds, look at documents and books."""
    import django

    django.setup()
    from django.utils import timezone

    from legation.config.wiring import committed
    from legation.documents import api as documents
    from legation.documents.models import Document
    from legation.documents.signer.local import local_signer
    from legation.ground.outbox import api as outbox
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.payments import api as payments
    from legation.procedures.models import Bundle, Case, CaseAction
    from legation.procedures.queues import queue
    from legation.procedures.services.act import act

    # it goes on within the hour, whenever this runs: travellers' days and certificates' periods pass
    now = CaseAction.objects.latest("at").at + timedelta(hours=1)
    timezone.now = lambda: now  # type: ignore[assignment]
    documents.connect_signer(local_signer(committed, clock=lambda: now))
    before = {row.number: documents.verify_number(row.number, at=now).word for row in Document.objects.order_by("pk")}
    officer = actor_of(Person.objects.get(email="officer@utopia.example"), "visa_officer")
    (left,) = queue(officer, procedure="evisa", status="referred")
    pinned = Bundle.objects.get(digest=left.bundle_id)
    act(reference=left.reference, verb="grant", by=officer, at=now)
    outbox.drain(clock=lambda: now)
    made = Document.objects.get(reference=left.reference)
    check = asdict(payments.ledger_check())
    return {
        "before": sorted(before.values()),
        "status": Case.objects.everywhere("a test looks").get(pk=left.pk).status,
        "in_force": pinned.in_force,
        "made": documents.verify_number(made.number, at=now).word,
        "ledger": {name: found for name, found in check.items() if found and name != "sums"},
        "sums": list(check["sums"].values()),
    }


def main(fixture: str) -> None:
    """Restore, prepare as an operator does after an upgrade, verify, go on, verify again."""
    restore(fixture)
    from legation.config.commands import prepare
    from legation.ground.audit.api import verify

    prepare.run([])
    chains, before = verify()
    found = go_on()
    sys.stdout.write(
        json.dumps(found | {"chains": chains, "findings": [str(each) for each in (*before, *verify()[1])]})
    )


if __name__ == "__main__":
    main(sys.argv[1])
