import django.db.models.deletion
from django.db import migrations, models

from legation.ground.audit.append_only import AppendOnly, Changeable


class Migration(migrations.Migration):

    dependencies = [
        ('roll', '0001_initial'),
    ]

    operations = [
        Changeable("roll_striking"),
        migrations.AlterField(
            model_name='striking',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strikings', to='roll.entry'),
        ),
        AppendOnly("roll_striking"),
        migrations.CreateModel(
            name='Restoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('striking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='restoring', to='roll.striking')),
            ],
        ),
        AppendOnly("roll_restoring"),
    ]
