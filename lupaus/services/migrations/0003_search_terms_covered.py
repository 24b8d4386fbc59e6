from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0002_search_terms'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='searchterm',
            name='search_term_once',
        ),
        migrations.AddConstraint(
            model_name='searchterm',
            constraint=models.UniqueConstraint(fields=('term', 'service', 'weight'), name='search_term_once'),
        ),
    ]
