from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0002_released'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('verb__in', ['received', 'sent_on'])), fields=['verb'], name='production_journeys'),
        ),
    ]
