from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("appointments", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="displaced",
            field=models.BooleanField(default=False, help_text="its person was told that the post is closed then"),
        ),
        migrations.AddField(
            model_name="counter",
            name="set_at",
            field=models.DateTimeField(
                help_text="when the head of the post set it, against the profile's files", null=True
            ),
        ),
    ]
