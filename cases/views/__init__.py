"""Pages of the record. Each loads what this person may see, reads a form, calls one service."""

from cases.views.drafts import discard_draft, draft
from cases.views.duplicates import tell_apart
from cases.views.history import compare, history
from cases.views.identity import identity, new
from cases.views.images import add_images, picture, thumbnail
from cases.views.images import move as move_image
from cases.views.listing import case_list, find
from cases.views.readiness import ready
from cases.views.rows import row_counts_again, row_in_error
from cases.views.section import bind_form, case, section
from cases.views.status import status

__all__ = [
    "add_images",
    "bind_form",
    "case",
    "case_list",
    "compare",
    "discard_draft",
    "draft",
    "find",
    "history",
    "identity",
    "move_image",
    "new",
    "picture",
    "ready",
    "row_counts_again",
    "row_in_error",
    "section",
    "status",
    "tell_apart",
    "thumbnail",
]
