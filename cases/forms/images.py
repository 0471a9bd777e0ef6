"""Key images: what is said about one, and how files of them come in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _N

from cases import models
from cases.forms.base import Group, section_form
from cases.images.picture import Picture, RefusedPictureError, read_picture

MOST_FILES = 10  # at once
MOST_TOGETHER = 30_000_000  # bytes; DATA_UPLOAD_MAX_MEMORY_SIZE has room for the words beside them

KeyImagesForm = section_form(
    models.KeyImages,
    Group(_N("What it shows"), ("caption", "date", "modality", "plane"), is_grid=True),
)


class FilesInput(forms.FileInput):
    """Several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All of them, in the order of the choice; empty when nothing was chosen."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class UploadForm(forms.Form):
    """Chosen files, each read by its content. Refused, a file is named by its place in the choice:
    its name, which may be the patient's, is neither shown nor kept."""

    chosen = forms.Field(
        label=_N("Pictures"),
        help_text=_N(
            "JPEG or PNG, at most 10 MB and 40 million pixels each; ten files, 30 MB together"
        ),
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png", "multiple": True}),
    )
    is_checked = forms.BooleanField(
        label=_N("I have looked: no name, number or date of birth is in the picture"),
        error_messages={"required": _N("Look at each picture, then tick this.")},
    )

    def __init__(self, *args: Any, most: int = MOST_FILES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.pictures: list[Picture] = []

    def clean_chosen(self) -> list[UploadedFile]:
        """Fills `pictures`; says of each refused file what is wrong with it."""
        files: list[UploadedFile] = self.cleaned_data["chosen"]
        if len(files) > self.most:
            raise forms.ValidationError(_("Choose at most %(most)s.") % {"most": self.most})
        if sum(file.size or 0 for file in files) > MOST_TOGETHER:
            raise forms.ValidationError(
                _("Together they are larger than 30 MB. Add some of them, then the others.")
            )
        refusals = []
        for number, file in enumerate(files, start=1):
            try:
                self.pictures.append(read_picture(file, file.size or 0))
            except RefusedPictureError as refusal:
                refusals.append(
                    _("File %(number)s of %(count)s: %(why)s")
                    % {"number": number, "count": len(files), "why": refusal}
                )
        if refusals:
            raise forms.ValidationError(refusals)
        return files
