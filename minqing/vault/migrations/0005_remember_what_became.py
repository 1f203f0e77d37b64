from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0004_upload_in_pieces"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="became",
            field=models.BinaryField(default=b""),
        ),
    ]
