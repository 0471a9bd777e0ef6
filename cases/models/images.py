"""Pictures that a board should see."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import words
from cases.models.fields import ChoiceField, LongTextField, PartialDateField
from cases.models.rows import RepeatedRow

PICTURE_COLUMNS = ("picture", "media_type", "sha256", "width", "height", "size_bytes")


class KeyImages(RepeatedRow):
    """One picture and what is said about it; `position` is the order in which a board sees them.

    picture: name of the file in the store; NULL for a row whose picture was never added, as after
    an import. width, height: in pixels. The picture is no part of the case format.
    """

    caption = LongTextField(_("Caption"))
    date = PartialDateField(_("Date of the picture"))
    modality = ChoiceField(_("Modality"), words.Modality)
    plane = ChoiceField(_("Plane"), words.Plane)

    picture = models.UUIDField(null=True, unique=True, editable=False)
    media_type = models.CharField(max_length=20, null=True, editable=False)
    sha256 = models.CharField(max_length=64, null=True, editable=False)
    width = models.IntegerField(null=True, editable=False)
    height = models.IntegerField(null=True, editable=False)
    size_bytes = models.IntegerField(null=True, editable=False)

    class Meta(RepeatedRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True for name in PICTURE_COLUMNS})
                | Q(
                    # A comparison with NULL would let a half picture pass.
                    **{f"{name}__isnull": False for name in PICTURE_COLUMNS},
                    media_type__in=["image/jpeg", "image/png"],
                    sha256__regex="^[0-9a-f]{64}$",
                    width__range=(1, 2400),
                    height__range=(1, 2400),
                    size_bytes__gt=0,
                ),
                name="cases_keyimages_picture_is_whole",
            )
        ]
