from typing import Any

from django.db import migrations


def unlogged(apps: Any, editor: Any) -> None:
    """Counts of attempts are not worth a write to the disk each: after a crash of the server they begin anew."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE limits_window SET UNLOGGED")


def logged(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE limits_window SET LOGGED")


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_initial")]
    operations = [migrations.RunPython(unlogged, logged)]
