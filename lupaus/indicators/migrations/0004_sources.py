from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_trust")]

    operations = [
        migrations.AddField("sourcevisit", "left_out", models.JSONField(blank=True, default=list)),
    ]
