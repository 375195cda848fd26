from django.db import migrations, models

from legation.ground.audit.append_only import AppendOnly, Changeable


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0003_journeys'),
    ]

    operations = [
        Changeable("production_move"),
        migrations.RemoveConstraint(model_name='move', name='production_moves_something'),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(('change', 0), _negated=True) | models.Q(('verb__in', ['lost', 'released'])), name='production_moves_something'),
        ),
        AppendOnly("production_move"),
        migrations.RemoveIndex(model_name='move', name='production_journeys'),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('verb__in', ['lost', 'received', 'sent_on'])), fields=['verb'], name='production_journeys'),
        ),
    ]
