"""Remember how much was made, so that a demonstration can be let run on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("simulation", "0001_remember_load")]

    operations = [
        migrations.AddField("load", "measure", models.TextField(default="")),
        migrations.AddField("load", "busy_until", models.DateTimeField(null=True)),
    ]
