from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0005_queue")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="size",
            field=models.PositiveSmallIntegerField(default=1, help_text="how many cases it holds"),
        ),
    ]
