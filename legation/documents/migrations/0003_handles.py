from hashlib import sha256

from django.db import migrations

_ZONE = 66  # tag, length and the raw signature of P-256: all that was issued before this migration


def name_what_was_issued(apps, schema_editor):
    """Handles of the documents there are; see legation.documents.revocation.handles."""
    Document, Handle = apps.get_model("documents", "Document"), apps.get_model("documents", "Handle")
    for pk, seal in Document.objects.exclude(seal=b"").values_list("pk", "seal").iterator():
        seal = bytes(seal)
        known = sha256(b"legation revocation 1\0" + seal[:-_ZONE] + seal[-64:-32]).digest()
        Handle.objects.create(document_id=pk, value=int.from_bytes(known[:5], "big"))


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_lists'),
    ]

    operations = [
        migrations.RunPython(name_what_was_issued, migrations.RunPython.noop),
    ]
