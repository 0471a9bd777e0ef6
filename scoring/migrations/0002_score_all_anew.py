# The table of the list got columns (years of birth, months of operations) that only a save filled.
# Scoring a case anew fills them, a batch a minute; meanwhile pages compute its cards themselves.

from typing import Any

from django.db import migrations


def forget_what_was_scored(apps: Any, _schema_editor: Any) -> None:
    """The cards stay; only that they are current is forgotten."""
    apps.get_model("scoring", "Scored").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_no_complication"),
        ("scoring", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(forget_what_was_scored, migrations.RunPython.noop, elidable=True),
    ]
