from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_no_complication"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="notduplicate", name="cases_not_duplicate_once"),
        migrations.AddField(
            model_name="notduplicate",
            name="is_taken_back",
            field=models.BooleanField(default=False),
        ),
    ]
