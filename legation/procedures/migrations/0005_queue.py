from django.db import migrations, models

# Bundles are few and cases are many: one statement for all.
_PROCEDURES = """
UPDATE procedures_case SET procedure =
  (SELECT procedure FROM procedures_bundle WHERE digest = procedures_case.bundle_id)
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_of_programs")]
    operations = [
        migrations.AddField(
            "case", "procedure",
            models.CharField(default="", help_text="its bundle's, so that a queue is one walk of an index", max_length=40),
            preserve_default=False,
        ),
        migrations.RunSQL(_PROCEDURES, migrations.RunSQL.noop),
        migrations.RemoveIndex("case", "case_queue"),
        migrations.AddIndex(
            "case", models.Index(fields=["post", "procedure", "status", "deadline", "id"], name="case_queue"),
        ),
    ]
