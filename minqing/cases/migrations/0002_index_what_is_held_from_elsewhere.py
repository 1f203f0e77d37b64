"""Keep the holder's town and banner only where they are not the place's own.

The second axis of reach walked the same rows again; now it is short. Rows are written anew
from the log by the rebuild that the projection's new version asks for.
"""

from django.db import migrations, models
from django.db.models import Q

COLUMNS = ["ledger", "sort_at", "id"]


def _away(column: str, name: str, living: bool) -> migrations.AddIndex:
    return migrations.AddIndex(
        "case",
        models.Index(
            fields=[column, *COLUMNS],
            name=name,
            condition=Q(living=living, **{f"{column}__isnull": False}),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_receive_cases")]
    operations = [
        migrations.RemoveIndex("case", "cases_live_h_town"),
        migrations.RemoveIndex("case", "cases_live_h_banner"),
        migrations.RemoveIndex("case", "cases_live_handler"),
        migrations.RenameField("case", "holder_town", "away_town"),
        migrations.RenameField("case", "holder_banner", "away_banner"),
        migrations.AlterField("case", "away_town", models.CharField(max_length=20, null=True)),
        migrations.AlterField("case", "away_banner", models.CharField(max_length=20, null=True)),
        migrations.AlterField("case", "handler_post", models.CharField(max_length=60, null=True)),
        _away("away_town", "cases_live_a_town", living=True),
        _away("away_banner", "cases_live_a_banner", living=True),
        _away("away_town", "cases_done_a_town", living=False),
        _away("away_banner", "cases_done_a_banner", living=False),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["handler_post", "sort_at", "id"],
                name="cases_live_handler",
                condition=Q(living=True) & Q(handler_post__isnull=False),
            ),
        ),
    ]
