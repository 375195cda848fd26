"""What no program may undo: the ledger and its events are written once, and money keeps its currency.

Django has no composite foreign keys, so that a transfer and both its accounts and its payment count one currency is
checked by a trigger. A payment's amount, currency and purpose never change; its reference may, to forget a person.
"""

from django.db import migrations

from legation.ground.audit.append_only import AppendOnly

_CROSSED = """
EXISTS (SELECT 1 FROM payments_account
        WHERE id IN (NEW.debit_id, NEW.credit_id) AND currency <> NEW.currency)
OR EXISTS (SELECT 1 FROM payments_payment WHERE id = NEW.payment_id AND currency <> NEW.currency)
"""
_POSTGRESQL = [
    f"""
    CREATE FUNCTION payments_one_currency() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF {_CROSSED} THEN
        RAISE EXCEPTION 'a transfer has one currency' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER payments_one_currency BEFORE INSERT ON payments_transfer
    FOR EACH ROW EXECUTE FUNCTION payments_one_currency()
    """,
    """
    CREATE TRIGGER payments_money_stays BEFORE UPDATE OF amount, currency, purpose ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION legation_append_only()
    """,
]
_SQLITE = [
    f"""
    CREATE TRIGGER payments_one_currency BEFORE INSERT ON payments_transfer WHEN {_CROSSED}
    BEGIN SELECT RAISE(ABORT, 'a transfer has one currency'); END
    """,
    """
    CREATE TRIGGER payments_money_stays BEFORE UPDATE OF amount, currency, purpose ON payments_payment
    BEGIN SELECT RAISE(ABORT, 'payments_payment keeps its money'); END
    """,
]


def _guard(apps, schema_editor):
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement, params=None)


def _unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in (("one_currency", "transfer"), ("money_stays", "payment")):
        on = f" ON payments_{table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER payments_{name}{on}", params=None)
    if postgresql:
        schema_editor.execute("DROP FUNCTION payments_one_currency()", params=None)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        AppendOnly("payments_event"),
        AppendOnly("payments_account"),
        AppendOnly("payments_transfer"),
        migrations.RunPython(_guard, _unguard),
    ]
