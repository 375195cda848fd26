"""Refunds, unmatched money, reconciliation.

SQLite builds a table anew when a column changes, and its triggers go with the old one: all guards are taken away
before and put up again after, on both databases alike.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from legation.ground.audit.append_only import AppendOnly

_before = import_module("legation.payments.migrations.0002_the_database_guards_money")
_WRITTEN_ONCE = ("payments_event", "payments_account", "payments_transfer")
_STAYS = {
    "payments_refund": "amount, currency, payment_id, unmatched_id, provider, session, key, digest",
    "payments_unmatched": "amount, currency, payment_id, event_id, provider, session, why",
}
_KEEP = "CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table} "
_POSTGRESQL = _KEEP + "FOR EACH ROW EXECUTE FUNCTION legation_append_only()"
_SQLITE = _KEEP + "BEGIN SELECT RAISE(ABORT, '{table} keeps its money'); END"


class _Unguard(migrations.operations.base.Operation):
    """Take the guards away that 0002 put up; backwards, put them up again."""

    reduces_to_sql = True

    def state_forwards(self, app_label, state):
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for table in reversed(_WRITTEN_ONCE):
            AppendOnly(table).database_backwards(app_label, schema_editor, from_state, to_state)
        _before._unguard(None, schema_editor)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        _before._guard(None, schema_editor)
        for table in _WRITTEN_ONCE:
            AppendOnly(table).database_forwards(app_label, schema_editor, from_state, to_state)


def _guard(apps, schema_editor):
    _before._guard(apps, schema_editor)
    text = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    for table, columns in _STAYS.items():
        schema_editor.execute(text.format(table=table, columns=columns), params=None)


def _unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in _STAYS:
        schema_editor.execute(f"DROP TRIGGER {table}_stays" + (f" ON {table}" if postgresql else ""), params=None)
    _before._unguard(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_the_database_guards_money'),
    ]

    operations = [
        _Unguard(),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('line', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('ours', models.BigIntegerField(null=True)),
                ('theirs', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3)),
            ],
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=30)),
                ('day', models.DateField()),
                ('digest', models.CharField(help_text='SHA-256 over the rows the provider gave', max_length=64)),
                ('theirs', models.PositiveIntegerField(help_text='rows of the provider')),
                ('ours', models.PositiveIntegerField(help_text='rows of ours')),
                ('differing', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=30)),
                ('session', models.CharField(help_text='what is paid back, as the provider calls it', max_length=80)),
                ('amount', models.BigIntegerField(help_text='minor units')),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(default='requested', max_length=12)),
                ('reason', models.CharField(max_length=40)),
                ('asked_by', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('name', models.CharField(blank=True, default='', help_text="the provider's own", max_length=80)),
                ('code', models.CharField(blank=True, default='', help_text='why it waits or failed', max_length=60)),
                ('sent', models.BooleanField(default=False, help_text='the provider may know of it')),
                ('requested_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Unmatched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=30)),
                ('session', models.CharField(max_length=80)),
                ('amount', models.BigIntegerField(help_text='minor units')),
                ('currency', models.CharField(max_length=3)),
                ('taken', models.BigIntegerField(default=0, help_text='how much was moved or sent back')),
                ('why', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='transfer',
            name='transfer_settles_once',
        ),
        migrations.AddField(
            model_name='attempt',
            name='digest',
            field=models.CharField(blank=True, default='', help_text='of the request under that key', max_length=64),
        ),
        migrations.AddField(
            model_name='attempt',
            name='key',
            field=models.CharField(blank=True, default='', help_text="the caller's idempotency key", max_length=80),
        ),
        migrations.AddField(
            model_name='event',
            name='happened_at',
            field=models.DateTimeField(help_text="by the provider's clock", null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='session',
            field=models.CharField(blank=True, default='', help_text="the provider's name of where it was", max_length=80),
        ),
        migrations.AddField(
            model_name='payment',
            name='labels',
            field=models.CharField(blank=True, default='', help_text='what income is counted by', max_length=120),
        ),
        migrations.AddField(
            model_name='payment',
            name='place',
            field=models.CharField(blank=True, default='', help_text='post whose accountant sees it', max_length=12),
        ),
        migrations.AddField(
            model_name='payment',
            name='taken',
            field=models.BigIntegerField(default=0, help_text='how much of what settled it was promised back'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='payment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.payment'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['started_at'], name='attempt_to_chase'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('payment', 'key'), name='attempt_key_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('taken', 0), models.Q(('state', 'settled'), ('taken__gt', 0), ('taken__lte', models.F('amount'))), _connector='OR'), name='payment_gives_back_what_it_has'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['settlement', 'assignment'])), fields=('payment',), name='transfer_settles_once'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(fields=['provider', 'day', 'at'], name='reconciliation_of_day'),
        ),
        migrations.AddField(
            model_name='difference',
            name='reconciliation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='payments.reconciliation'),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.payment'),
        ),
        migrations.AddField(
            model_name='event',
            name='refund',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='payments.refund'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('verdict__in', ['unexpected', 'mismatch', 'unknown'])), fields=['at'], name='event_to_look_at'),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='payments.event'),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='payment',
            field=models.ForeignKey(help_text='what it came for, if we know', null=True, on_delete=django.db.models.deletion.PROTECT, to='payments.payment'),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='refund',
            field=models.ForeignKey(help_text='the one that failed', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.refund'),
        ),
        migrations.AddField(
            model_name='refund',
            name='unmatched',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.unmatched'),
        ),
        migrations.AddIndex(
            model_name='unmatched',
            index=models.Index(condition=models.Q(('taken__lt', models.F('amount'))), fields=['at'], name='unmatched_open'),
        ),
        migrations.AddConstraint(
            model_name='unmatched',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('taken__gte', 0), ('taken__lte', models.F('amount'))), name='unmatched_gives_what_it_has'),
        ),
        migrations.AddConstraint(
            model_name='unmatched',
            constraint=models.UniqueConstraint(condition=models.Q(('refund', None)), fields=('provider', 'session'), name='unmatched_session_once'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ['requested', 'pending'])), fields=['requested_at'], name='refund_in_progress'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_amount_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment', None), ('unmatched__isnull', False)), models.Q(('payment__isnull', False), ('unmatched', None)), _connector='OR'), name='refund_of_one_thing'),
        ),
        *(AppendOnly(table) for table in (*_WRITTEN_ONCE, "payments_reconciliation", "payments_difference")),
        migrations.RunPython(_guard, _unguard),
    ]
