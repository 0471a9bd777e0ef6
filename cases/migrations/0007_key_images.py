from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import accounts.uids
import cases.models.fields

record_history = import_module("cases.migrations.0002_history").record_history


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_started_and_alike"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyImages",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=accounts.uids.uuid7, editable=False, unique=True)),
                ("position", models.IntegerField(default=0)),
                ("meta", cases.models.fields.DecimalJSONField(default=dict)),
                (
                    "entered_in_error",
                    models.TextField(null=True, verbose_name="entered in error because"),
                ),
                ("caption", cases.models.fields.LongTextField()),
                ("date", cases.models.fields.PartialDateField(max_length=10)),
                (
                    "modality",
                    cases.models.fields.ChoiceField(
                        max_length=40, stored_words=["ct", "mri", "pet_ct", "ultrasound"]
                    ),
                ),
                (
                    "plane",
                    cases.models.fields.ChoiceField(
                        max_length=40, stored_words=["axial", "coronal", "sagittal", "other"]
                    ),
                ),
                ("picture", models.UUIDField(editable=False, null=True, unique=True)),
                ("media_type", models.CharField(editable=False, max_length=20, null=True)),
                ("sha256", models.CharField(editable=False, max_length=64, null=True)),
                ("width", models.IntegerField(editable=False, null=True)),
                ("height", models.IntegerField(editable=False, null=True)),
                ("size_bytes", models.IntegerField(editable=False, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "indexes": [models.Index(fields=["case", "position"], name="keyimages_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("height__isnull", True),
                                ("media_type__isnull", True),
                                ("picture__isnull", True),
                                ("sha256__isnull", True),
                                ("size_bytes__isnull", True),
                                ("width__isnull", True),
                            ),
                            models.Q(
                                ("height__isnull", False),
                                ("height__range", (1, 2400)),
                                ("media_type__in", ["image/jpeg", "image/png"]),
                                ("media_type__isnull", False),
                                ("picture__isnull", False),
                                ("sha256__isnull", False),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size_bytes__gt", 0),
                                ("size_bytes__isnull", False),
                                ("width__isnull", False),
                                ("width__range", (1, 2400)),
                            ),
                            _connector="OR",
                        ),
                        name="cases_keyimages_picture_is_whole",
                    )
                ],
            },
        ),
        record_history("cases_keyimages"),
    ]
