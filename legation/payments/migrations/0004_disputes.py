"""Disputes. A dispute's money never changes once it is written down; the guards of other tables stay as they are."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models


_before = import_module("legation.payments.migrations.0003_money_that_cannot_be_lost")
_STAYS = {"table": "payments_dispute", "columns": "amount, currency, provider, name, session"}


def _guard(apps, schema_editor):
    text = _before._POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _before._SQLITE
    schema_editor.execute(text.format(**_STAYS), params=None)


def _unguard(apps, schema_editor):
    on = " ON payments_dispute" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER payments_dispute_stays{on}", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_money_that_cannot_be_lost'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=30)),
                ('name', models.CharField(help_text="the provider's own", max_length=80)),
                ('session', models.CharField(blank=True, help_text='what is disputed, as the provider calls it', max_length=80)),
                ('amount', models.BigIntegerField(help_text='minor units')),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(default='open', max_length=12)),
                ('code', models.CharField(blank=True, default='', help_text='why, as the provider says', max_length=60)),
                ('held', models.BooleanField(default=False)),
                ('answer_by', models.DateTimeField(help_text='until when the provider takes our side of it', null=True)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(help_text='an accountant has done what was to be done', null=True)),
                ('seen_by', models.CharField(blank=True, default='', max_length=60)),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='payments.payment')),
                ('unmatched', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='payments.unmatched')),
            ],
        ),
        migrations.AddField(
            model_name='event',
            name='dispute',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='payments.dispute'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('dispute__isnull', False)), fields=['dispute'], name='event_of_dispute'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('seen_at', None), ('state__in', ['open', 'lost'])), fields=['opened_at'], name='dispute_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='dispute_amount_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('held', False), ('payment__isnull', False), ('unmatched__isnull', False), _connector='OR'), name='dispute_held_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(fields=('provider', 'name'), name='dispute_name_once'),
        ),
        migrations.RunPython(_guard, _unguard),
    ]
