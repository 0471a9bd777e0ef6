"""The roles of one person, loaded once a request."""

from collections.abc import Set
from dataclasses import dataclass

from accounts.models import Role, User


@dataclass(frozen=True)
class Memberships:
    """(centre id, role) pairs of one person; empty, without a user_id, for anonymous visitors."""

    pairs: frozenset[tuple[int, str]] = frozenset()
    user_id: int | None = None

    @classmethod
    def of(cls, user: User) -> "Memberships":
        """One query; none of an inactive user."""
        if not user.is_active:
            return cls()
        return cls(frozenset(user.memberships.values_list("centre_id", "role")), user.pk)

    def has_any(self, roles: Set[Role]) -> bool:
        """Whether one of these roles is held at any centre."""
        return any(role in roles for _, role in self.pairs)

    def centres_with(self, roles: Set[Role]) -> set[int]:
        """Ids of the centres at which one of these roles is held."""
        return {centre for centre, role in self.pairs if role in roles}
