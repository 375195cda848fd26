"""Shares: what each of several persons owes in one payment; income is counted by them, and a payment may ask for less.

SQLite builds `payments_transfer` anew, since an event may move the money of several shares: its guards are taken away
before and put up again after, on both databases alike. What a payment asks for now sinks to what its shares still
make up, while nobody can be paying it, and in no other way.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from legation.ground.audit.append_only import AppendOnly

_first = import_module("legation.payments.migrations.0002_the_database_guards_money")
_keeps = import_module("legation.payments.migrations.0003_money_that_cannot_be_lost")
_TRANSFERS = AppendOnly("payments_transfer")
_SHARE = {"table": "payments_share", "columns": "payment_id, name, amount, labels"}
_SUNK = """
NEW.amount < OLD.amount AND NEW.state = OLD.state AND OLD.state IN ('requested', 'refused') AND NEW.amount = COALESCE(
  (SELECT SUM(amount) FROM payments_share WHERE payment_id = NEW.id AND dropped_at IS NULL), 0)
"""
_POSTGRESQL = [
    _first._POSTGRESQL[1],
    """
    CREATE TRIGGER payments_money_stays BEFORE UPDATE OF currency, purpose ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION legation_append_only()
    """,
    f"""
    CREATE FUNCTION payments_money_sinks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NOT ({_SUNK}) THEN
        RAISE EXCEPTION 'a payment asks for what its shares make up' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER payments_money_sinks BEFORE UPDATE OF amount ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_money_sinks()
    """,
    _keeps._POSTGRESQL.format(**_SHARE),
]
_SQLITE = [
    _first._SQLITE[0],
    """
    CREATE TRIGGER payments_money_stays BEFORE UPDATE OF currency, purpose ON payments_payment
    BEGIN SELECT RAISE(ABORT, 'payments_payment keeps its money'); END
    """,
    f"""
    CREATE TRIGGER payments_money_sinks BEFORE UPDATE OF amount ON payments_payment WHEN NOT ({_SUNK})
    BEGIN SELECT RAISE(ABORT, 'a payment asks for what its shares make up'); END
    """,
    _keeps._SQLITE.format(**_SHARE),
]


def _drop(schema_editor, *triggers):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in triggers:
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""), params=None)


def _of(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, params=None)


def _unguard_old(apps, schema_editor):
    _TRANSFERS.database_backwards("payments", schema_editor, None, None)
    _drop(schema_editor, ("payments_one_currency", "payments_transfer"), ("payments_money_stays", "payments_payment"))


def _guard_old(apps, schema_editor):
    _TRANSFERS.database_forwards("payments", schema_editor, None, None)
    _of(schema_editor, _first._POSTGRESQL[1:], _first._SQLITE)


def _guard(apps, schema_editor):
    _TRANSFERS.database_forwards("payments", schema_editor, None, None)
    _of(schema_editor, _POSTGRESQL, _SQLITE)


def _unguard(apps, schema_editor):
    _TRANSFERS.database_backwards("payments", schema_editor, None, None)
    _drop(
        schema_editor, ("payments_one_currency", "payments_transfer"), ("payments_money_stays", "payments_payment"),
        ("payments_money_sinks", "payments_payment"), ("payments_share_stays", "payments_share"),
    )  # fmt: skip
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION payments_money_sinks()", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0004_disputes'),
    ]

    operations = [
        migrations.RunPython(_unguard_old, _guard_old),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text="the caller's, such as a case's reference", max_length=120)),
                ('amount', models.BigIntegerField(help_text='minor units')),
                ('labels', models.CharField(blank=True, default='', help_text='what its income is counted by', max_length=120)),
                ('dropped_at', models.DateTimeField(help_text='since when it is not asked for any more', null=True)),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='payments.payment')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='transfer',
            name='transfer_settles_once',
        ),
        migrations.AlterField(
            model_name='transfer',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.event'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='share',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.share'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['settlement', 'assignment']), ('share', None)), fields=('payment',), name='transfer_settles_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['settlement', 'assignment']), ('share__isnull', False)), fields=('share',), name='transfer_settles_share_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('share', None)), fields=('event',), name='transfer_of_event_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('share__isnull', False)), fields=('share', 'event'), name='transfer_of_share_once'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.UniqueConstraint(fields=('payment', 'name'), name='share_once'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='share_amount_above_zero'),
        ),
        migrations.RunPython(_guard, _unguard),
    ]
