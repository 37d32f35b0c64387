"""What became of a list of people whom somebody invited."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.circles.model import Role
from bot.keys import MemberId


class Why(StrEnum):
    """Why somebody was not invited."""

    INSIDE = "inside"
    INVITED = "invited"
    WAITING = "waiting"
    BLOCKED = "blocked"
    GUEST = "guest"


STANDS = {
    Role.STEWARD: Why.INSIDE,
    Role.MEMBER: Why.INSIDE,
    Role.GUEST: Why.GUEST,
    Role.INVITED: Why.INVITED,
    Role.WAITING: Why.WAITING,
}


@dataclass(slots=True)
class Invited:
    """What became of a list of people, each once; `full`: when it was looked at, no seat was free."""

    asked: list[MemberId] = field(default_factory=list)
    let_in: list[MemberId] = field(default_factory=list)
    waiting: list[MemberId] = field(default_factory=list)
    stay: list[MemberId] = field(default_factory=list)
    kept_out: dict[Why, list[MemberId]] = field(default_factory=dict)
    full: bool = False

    def not_so(self, why: Why, member: MemberId) -> None:
        """Note that somebody was not invited."""
        self.kept_out.setdefault(why, []).append(member)
