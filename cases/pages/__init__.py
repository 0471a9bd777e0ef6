"""What the templates show, ready as words and numbers."""

from cases.pages.frame import CasePage, case_page
from cases.pages.listing import CaseLine, case_lines
from cases.pages.people import describe_diagnosis, describe_person, diagnosis_words
from cases.pages.section import SaveState, SectionPage, section_page

__all__ = [
    "CaseLine",
    "CasePage",
    "SaveState",
    "SectionPage",
    "case_lines",
    "case_page",
    "describe_diagnosis",
    "describe_person",
    "diagnosis_words",
    "section_page",
]
