"""What a board needs to know of a case before it meets: one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Requirement:
    """One thing that a board needs.

    ways: fields "section.field" that answer it together; any one way is enough.
    only: values that fields of a row have to have, else the row does not count.
    limit: the limit of `Limits` that the row's date is held against; empty for what does not age.
    excuses: a field and the value by which it tells why this cannot be had.
    """

    title: str | Promise
    ways: tuple[tuple[str, ...], ...]
    only: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    limit: str = ""
    excuses: tuple[tuple[str, str], ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """Every field that can answer it."""
        return frozenset(path for way in self.ways for path in way)


BIRTH = Requirement(_("Age or year of birth"), (("presentation.age_at_diagnosis",),))
REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(_("Question to the board"), (("question.question",),)),
    BIRTH,
    Requirement(_("Sex"), (("presentation.sex",),)),
    Requirement(_("Main symptom"), (("presentation.main_symptom",),)),
    Requirement(
        _("Contrast CT of the abdomen"),
        (("ct_abdomen.contrast",),),
        only={"contrast": ("present",), "modality": ("ct", None)},
        limit="ct",
        excuses=(("assessment.contrast_ct_contraindicated", "present"),),
    ),
    Requirement(
        _("Largest diameter"),
        (("ct_abdomen.tumour_dim_1",), ("ct_abdomen.tumour_dim_2",), ("ct_abdomen.tumour_dim_3",)),
    ),
    Requirement(_("Side of the tumour"), (("ct_abdomen.tumour_side",),)),
    Requirement(_("Limits in the cava"), (("ct_abdomen.ivc_lower", "ct_abdomen.ivc_upper"),)),
    Requirement(
        _("Hepatic veins"),
        (
            ("ct_abdomen.invades_hepatic_veins",),
            (
                "ct_abdomen.invades_right_hepatic_vein",
                "ct_abdomen.invades_middle_hepatic_vein",
                "ct_abdomen.invades_left_hepatic_vein",
            ),
        ),
    ),
    Requirement(
        _("Renal veins, both sides"),
        (("ct_abdomen.invades_right_renal_vein", "ct_abdomen.invades_left_renal_vein"),),
    ),
    Requirement(_("Right atrium"), (("ct_abdomen.invades_right_atrium",),)),
    Requirement(_("CT thorax, interpreted"), (("ct_thorax.interpretation",),)),
    Requirement(_("Haemoglobin"), (("labs.haemoglobin",),), limit="labs"),
    Requirement(_("Creatinine or eGFR"), (("labs.creatinine",), ("labs.egfr",)), limit="labs"),
    Requirement(
        _("Histology"),
        (("pathology.diagnosis",),),
        excuses=(("biopsy.biopsy_done", "absent"),),
    ),
    Requirement(_("Performance status"), (("presentation.ecog",), ("presentation.kps",))),
)
