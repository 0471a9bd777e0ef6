from django.db import migrations

import cases.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_extent_of_cava_invasion"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="ajcc_chapter",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["retroperitoneum", "trunk_extremities"]
            ),
        ),
    ]
