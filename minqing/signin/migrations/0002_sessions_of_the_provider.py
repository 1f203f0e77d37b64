from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signin", "0001_factors_and_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderSession",
            fields=[
                ("mark", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=40)),
                ("subject", models.CharField(db_index=True, max_length=64)),
                ("session", models.CharField(db_index=True, max_length=64)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "signin_provider_session",
            },
        ),
        migrations.CreateModel(
            name="UsedToken",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "signin_used_token",
            },
        ),
    ]
