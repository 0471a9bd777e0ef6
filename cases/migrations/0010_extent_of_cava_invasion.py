from django.db import migrations

import cases.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_told_apart_taken_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="ctabdomen",
            name="ivc_invasion_extent",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["partial", "complete"]
            ),
        ),
    ]
