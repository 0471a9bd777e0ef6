# The years of birth and months of operations of cases are filled by the next save of each.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotDuplicate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="started_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caseindex",
            name="born_from",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="caseindex",
            name="born_to",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="caseindex",
            name="operated_in",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=7), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="caseindex",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["operated_in"], name="cases_operated_in"
            ),
        ),
        migrations.AddField(
            model_name="notduplicate",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notduplicate",
            name="case_high",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="notduplicate",
            name="case_low",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="notduplicate",
            constraint=models.UniqueConstraint(
                fields=("case_low", "case_high"), name="cases_not_duplicate_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("case_low__lt", models.F("case_high"))),
                name="cases_not_duplicate_ordered",
            ),
        ),
    ]
