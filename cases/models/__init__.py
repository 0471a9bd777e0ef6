"""The record: a case, who it is, and its sections."""

from cases.models.case import Case, History, Identity, RecordStatus, SaveKey
from cases.models.draft import Draft
from cases.models.images import KeyImages
from cases.models.imaging import CtAbdomen, CtSigns, CtThorax, Mri
from cases.models.laboratory import Labs, ScoresReported
from cases.models.listing import CaseIndex, NotDuplicate
from cases.models.pathology import Biopsy, Immunohistochemistry, Pathology, Question
from cases.models.presentation import Assessment, Examination, Presentation
from cases.models.rows import RepeatedRow, SectionRow, SingleRow
from cases.models.treatment import FollowUp, Radiotherapy, Recurrences, Surgery, Systemic

__all__ = [
    "Assessment",
    "Biopsy",
    "Case",
    "CaseIndex",
    "CtAbdomen",
    "CtSigns",
    "CtThorax",
    "Draft",
    "Examination",
    "FollowUp",
    "History",
    "Identity",
    "Immunohistochemistry",
    "KeyImages",
    "Labs",
    "Mri",
    "NotDuplicate",
    "Pathology",
    "Presentation",
    "Question",
    "Radiotherapy",
    "RecordStatus",
    "Recurrences",
    "RepeatedRow",
    "SaveKey",
    "ScoresReported",
    "SectionRow",
    "SingleRow",
    "Surgery",
    "Systemic",
]
