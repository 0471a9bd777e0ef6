"""How people come in: a lead's command makes the account, its owner chooses the password."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.centres import RefusedError
from accounts.models import Centre, Membership, User


class InvitationTokenGenerator(PasswordResetTokenGenerator):
    """A token holds PASSWORD_RESET_TIMEOUT seconds, and dies with the first password set by it."""

    key_salt = "accounts.invitations"


tokens = InvitationTokenGenerator()


@dataclass(frozen=True)
class Invitation:
    """What an invitation has changed."""

    user: User
    added: list[str]
    """Roles that were not held before, in the order asked for."""
    link: str
    """Empty for somebody who has a password already."""
    ends_at: datetime


@transaction.atomic
def invite(*, email: str, name: str, centre: Centre, roles: Sequence[str]) -> Invitation:
    """Make the account if the address is new; add the roles; a link for whoever has no password."""
    user = _account(email.strip(), name.strip())
    made = [Membership.objects.get_or_create(user=user, centre=centre, role=role) for role in roles]
    return Invitation(
        user,
        added=[membership.role for membership, is_new in made if is_new],
        link="" if user.has_usable_password() else _link(user),
        ends_at=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


def _account(email: str, name: str) -> User:
    """The locked account of the address, whatever its case; a new one cannot sign in yet."""
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        return _new_account(email, name)
    if user.is_demo:
        raise RefusedError(_("%s is a demonstration account: it gets no roles.") % email)
    if not user.is_active:
        raise RefusedError(_("The account of %s is deactivated: it gets no roles.") % email)
    return user


def _new_account(email: str, name: str) -> User:
    user = User(email=User.objects.normalize_email(email), name=name)
    user.set_unusable_password()
    try:
        user.clean_fields()
    except ValidationError as error:
        field, (problem, *_others) = next(iter(error.message_dict.items()))
        names = {known.name: known.verbose_name for known in user._meta.fields}
        raise RefusedError(f"{names[field]}: {problem}") from None
    user.save()
    return user


def _link(user: User) -> str:
    path = reverse("accept_invitation", args=[user.uid, tokens.make_token(user)])
    return f"{settings.PUBLIC_URL}{path}"


def invitee(uid: uuid.UUID, token: str) -> User | None:
    """Who may choose a password by this link; None whatever is wrong with it."""
    user = User.objects.filter(uid=uid, is_active=True, is_demo=False).first()
    return user if user and tokens.check_token(user, token) else None


@transaction.atomic
def accept(uid: uuid.UUID, token: str, password: str) -> bool:
    """Set the password; False if the link is used up, by another request a moment ago even."""
    User.objects.select_for_update().filter(uid=uid).first()
    user = invitee(uid, token)
    if user is None:
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    return True
