# Who had no complication has a word of their own; an empty field says that nobody knows.
# Django leaves a column's CHECK as it is when only the words change: it is replaced by hand.

from django.db import migrations

import cases.models.fields

GRADES = ["I", "II", "IIIa", "IIIb", "IVa", "IVb", "V"]
REPLACE_CHECK = """
ALTER TABLE cases_surgery DROP CONSTRAINT cases_surgery_clavien_dindo_check;
ALTER TABLE cases_surgery ADD CONSTRAINT cases_surgery_clavien_dindo_check
    CHECK (clavien_dindo IN ({words}));
"""


def replace_check(words: list[str]) -> str:
    return REPLACE_CHECK.format(words=", ".join(f"'{word}'" for word in words))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_key_images"),
    ]

    operations = [
        migrations.AlterField(
            model_name="surgery",
            name="clavien_dindo",
            field=cases.models.fields.ChoiceField(max_length=40, stored_words=["none", *GRADES]),
        ),
        migrations.RunSQL(replace_check(["none", *GRADES]), replace_check(GRADES)),
    ]
