"""The remaining fields of the record; a date of death is what somebody states as one."""

from django.db import migrations

import cases.models.fields

# Until now the date of the visit that told of a death stood in its place.
FORGET_DATES_OF_VISITS = """
SELECT set_config('ivcboard.reason', 'the date was that of the visit, not of the death', true);
UPDATE cases_case SET vital_state_date = NULL
WHERE vital_state = 'dead' AND vital_state_date IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_planned_record_stays_open")]

    operations = [
        migrations.AddField(
            model_name="ctabdomen",
            name="contrast_phase",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["arterial", "portal_venous", "late", "several"]
            ),
        ),
        migrations.AddField(
            model_name="ctabdomen",
            name="invades_adrenal_side",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["right", "left", "bilateral"]
            ),
        ),
        migrations.AddField(
            model_name="ctabdomen",
            name="invades_iliac_veins_side",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["right", "left", "bilateral"]
            ),
        ),
        migrations.AddField(
            model_name="ctabdomen",
            name="invades_psoas_side",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["right", "left", "bilateral"]
            ),
        ),
        migrations.AddField(
            model_name="ctabdomen",
            name="invades_ureter_side",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["right", "left", "bilateral"]
            ),
        ),
        migrations.AddField(
            model_name="examination",
            name="diastolic_pressure",
            field=cases.models.fields.MeasurementField(measure="diastolic"),
        ),
        migrations.AddField(
            model_name="examination",
            name="systolic_pressure",
            field=cases.models.fields.MeasurementField(measure="systolic"),
        ),
        migrations.AddField(
            model_name="followup",
            name="cause_of_death",
            field=cases.models.fields.LongTextField(),
        ),
        migrations.AddField(
            model_name="followup",
            name="death_date",
            field=cases.models.fields.PartialDateField(max_length=10),
        ),
        migrations.AddField(
            model_name="immunohistochemistry",
            name="staining_details",
            field=cases.models.fields.LongTextField(),
        ),
        migrations.AddField(
            model_name="pathology",
            name="differentiation_score",
            field=cases.models.fields.WholeNumberField(high=3, low=1, step=1),
        ),
        migrations.AddField(
            model_name="pathology",
            name="hpf_field_area",
            field=cases.models.fields.MeasurementField(measure="field_area"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="mitoses",
            field=cases.models.fields.MeasurementField(measure="mitoses"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="necrosis",
            field=cases.models.fields.FindingField(
                max_length=40, stored_words=["present", "absent", "equivocal", "not_assessed"]
            ),
        ),
        migrations.AddField(
            model_name="pathology",
            name="necrosis_percent",
            field=cases.models.fields.MeasurementField(measure="percent"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="nodes_examined",
            field=cases.models.fields.WholeNumberField(high=200, low=0, step=1),
        ),
        migrations.AddField(
            model_name="pathology",
            name="nodes_positive",
            field=cases.models.fields.WholeNumberField(high=200, low=0, step=1),
        ),
        migrations.AddField(
            model_name="pathology",
            name="residual_reported",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["R0", "R1", "R0_R1", "R2", "RX"]
            ),
        ),
        migrations.AddField(
            model_name="pathology",
            name="specimen_dim_1",
            field=cases.models.fields.MeasurementField(measure="length"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="specimen_dim_2",
            field=cases.models.fields.MeasurementField(measure="length"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="specimen_dim_3",
            field=cases.models.fields.MeasurementField(measure="length"),
        ),
        migrations.AddField(
            model_name="pathology",
            name="specimen_weight",
            field=cases.models.fields.MeasurementField(measure="specimen_weight"),
        ),
        migrations.AddField(
            model_name="presentation",
            name="anticoagulant",
            field=cases.models.fields.FindingField(
                max_length=40, stored_words=["present", "absent", "equivocal", "not_assessed"]
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="anticoagulant_text",
            field=cases.models.fields.LongTextField(),
        ),
        migrations.AddField(
            model_name="presentation",
            name="asa",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["I", "II", "III", "IV", "V", "VI"]
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="family_history_text",
            field=cases.models.fields.LongTextField(),
        ),
        migrations.AddField(
            model_name="presentation",
            name="height",
            field=cases.models.fields.MeasurementField(measure="height"),
        ),
        migrations.AddField(
            model_name="presentation",
            name="weight",
            field=cases.models.fields.MeasurementField(measure="body_weight"),
        ),
        migrations.AddField(
            model_name="presentation",
            name="weight_loss_period",
            field=cases.models.fields.MeasurementField(measure="duration"),
        ),
        migrations.AddField(
            model_name="radiotherapy",
            name="fractions",
            field=cases.models.fields.WholeNumberField(high=60, low=1, step=1),
        ),
        migrations.AddField(
            model_name="radiotherapy",
            name="total_dose",
            field=cases.models.fields.MeasurementField(measure="dose"),
        ),
        migrations.AddField(
            model_name="surgery",
            name="bypass",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["none", "veno_venous", "cardiopulmonary"]
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="clamping",
            field=cases.models.fields.ChoiceField(
                max_length=40,
                stored_words=[
                    "none",
                    "lateral",
                    "infrarenal",
                    "suprarenal",
                    "suprahepatic",
                    "vascular_exclusion",
                ],
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="clavien_dindo",
            field=cases.models.fields.ChoiceField(
                max_length=40, stored_words=["I", "II", "IIIa", "IIIb", "IVa", "IVb", "V"]
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="death_within_30_days",
            field=cases.models.fields.FindingField(
                max_length=40, stored_words=["present", "absent", "equivocal", "not_assessed"]
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="death_within_90_days",
            field=cases.models.fields.FindingField(
                max_length=40, stored_words=["present", "absent", "equivocal", "not_assessed"]
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="hospital_stay",
            field=cases.models.fields.MeasurementField(measure="hospital_stay"),
        ),
        migrations.AddField(
            model_name="surgery",
            name="icu_stay",
            field=cases.models.fields.MeasurementField(measure="intensive_care"),
        ),
        migrations.AddField(
            model_name="surgery",
            name="operation_duration",
            field=cases.models.fields.MeasurementField(measure="operation"),
        ),
        migrations.AddField(
            model_name="surgery",
            name="organs_resected",
            field=cases.models.fields.ChoicesField(
                size=None,
                stored_words=[
                    "ivc",
                    "right_kidney",
                    "left_kidney",
                    "right_adrenal",
                    "left_adrenal",
                    "liver",
                    "gall_bladder",
                    "duodenum",
                    "colon",
                    "psoas",
                    "diaphragm",
                    "aorta",
                    "other",
                ],
            ),
        ),
        migrations.AddField(
            model_name="surgery",
            name="reconstruction_material",
            field=cases.models.fields.ChoiceField(
                max_length=40,
                stored_words=[
                    "ptfe",
                    "polyester",
                    "bovine_pericardium",
                    "autologous_vein",
                    "homograft",
                    "other",
                ],
            ),
        ),
        migrations.AlterField(
            model_name="followup",
            name="duration",
            field=cases.models.fields.MeasurementField(measure="follow_up"),
        ),
        migrations.RunSQL(FORGET_DATES_OF_VISITS, migrations.RunSQL.noop),
    ]
