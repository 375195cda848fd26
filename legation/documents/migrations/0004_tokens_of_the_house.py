"""Tokens move to a room of their own, with their numbers: the record of accesses names them by these."""

import django.db.models.deletion
from django.db import migrations, models


def move(apps, schema_editor):
    Account = apps.get_model("tokens", "ServiceAccount")
    Token = apps.get_model("tokens", "AccessToken")
    for old in apps.get_model("documents", "AccessToken").objects.order_by("pk").iterator():
        account, _made = Account.objects.get_or_create(name=old.name, defaults={"created_at": old.created_at})
        Token.objects.create(
            pk=old.pk, name=old.name, service=account, scopes=old.scopes, digest=old.digest, created_at=old.created_at,
            expires_at=old.expires_at, revoked_at=old.revoked_at,
        )


def number_on(apps, schema_editor):
    """PostgreSQL numbers new tokens after those that brought their number along."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('tokens_accesstoken', 'id'), max(id)) "
            "FROM tokens_accesstoken HAVING max(id) IS NOT NULL"
        )
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait for a check let no table be altered


class Migration(migrations.Migration):

    dependencies = [("documents", "0003_handles"), ("tokens", "0001_initial")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RunPython(number_on, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="crossing",
            name="token",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tokens.accesstoken"
            ),
        ),
        migrations.DeleteModel(name="AccessToken"),
    ]
