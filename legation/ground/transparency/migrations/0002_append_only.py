from django.db import migrations

from legation.ground.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]
    operations = [
        AppendOnly("transparency_commitment", erasable="salt", kept=["id", "subject", "reference", "entry"]),
        AppendOnly("transparency_leaf"),
        AppendOnly("transparency_tile"),
        AppendOnly("transparency_treehead"),
        AppendOnly("transparency_cosignature"),
        AppendOnly("transparency_refusal"),
    ]
