import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

#: What an edition says, in the order of the catalogue's own fields.
_FIELDS = (
    "number", "title", "source_kind", "source_id", "polarity", "unit", "decimals", "description", "producer",
    "licence", "source_url", "theme", "rhythm_years", "lag_years", "organisation", "counts_people",
    "derivation", "per", "least", "most", "largest_jump",
)


def give_everything_an_edition(apps, _schema_editor):
    """What was in the catalogue before editions were kept gets its first one: what it says now."""
    Indicator = apps.get_model("indicators", "Indicator")
    Edition = apps.get_model("indicators", "IndicatorEdition")
    now = timezone.now()
    Edition.objects.bulk_create(
        Edition(indicator=entry, number=1, said=_said(entry), at=now)
        for entry in Indicator.objects.filter(editions=None)
    )


def _said(entry):
    values = {name: getattr(entry, name) for name in _FIELDS}
    plain = {name: value.as_dict() if hasattr(value, "as_dict") else value for name, value in values.items()}
    plain["retired_at"] = entry.retired_at.isoformat() if entry.retired_at else None
    return plain


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0002_bank_at_scale'),
    ]

    operations = [
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='examination', serialize=False, to='indicators.release')),
                ('at', models.DateTimeField()),
                ('rules', models.PositiveIntegerField()),
                ('checksum', models.CharField(max_length=64)),
                ('failed', models.JSONField(default=list)),
            ],
        ),
        migrations.RunPython(give_everything_an_edition, migrations.RunPython.noop),
    ]
