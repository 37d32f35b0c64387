"""What is secret, and to whom. It is read from rows and from what people did; no rule of the code is asked."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.journeys.leaking.ground import Village

CORE = re.compile(r"zq[a-z]{8}")
KNOWING = frozenset({"steward", "member", "guest", "invited", "waiting"})
"""Who may know that a private circle exists."""
LET_IN = frozenset({"steward", "member", "guest"})
SHAPES = (
    *("{}", "The {} people", "{} & <b>Sons</b>", "*{}* _2_", "Å{} Straße", "{} 🔥 @here", "#{}"),
    "{}abcdef",  # looks like an id
)


def canary(salt: int, number: int) -> str:
    """Return a word that stands nowhere else."""
    digest = hashlib.sha256(f"{salt} {number}".encode()).digest()
    return "zq" + "".join(chr(ord("a") + byte % 26) for byte in digest[:8])


def cores(text: str) -> set[str]:
    """Return every canary in a text, however it is written."""
    return set(CORE.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle as its row says."""

    id: str
    name: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """Who is what at one moment. `roles`: by (circle, person), with all accounts of theirs; `members`: by person."""

    circles: dict[str, Circle]
    roles: dict[tuple[str, str], frozenset[str]]
    members: dict[str, str]
    stewards: frozenset[str]

    def role(self, person: str, circle: str) -> frozenset[str]:
        """Return what somebody is in a circle."""
        return self.roles.get((circle, person), frozenset())

    def knows(self, person: str, circle: str) -> bool:
        """Return whether somebody may know of a circle."""
        seen = self.circles.get(circle)
        return (seen is not None and seen.kind != "private") or bool(self.role(person, circle) & KNOWING)

    def let_in(self, person: str, circle: str) -> bool:
        """Return whether somebody belongs in its rooms."""
        return bool(self.role(person, circle) & LET_IN)

    def selves(self, person: str) -> set[str]:
        """Return somebody, and whoever else is the same member."""
        mine = self.members.get(person)
        return {person, *(p for p, member in self.members.items() if member == mine)}

    def people(self, circle: str, wanted: AbstractSet[str]) -> list[str]:
        """Return who has one of these roles, in the order of their names."""
        return sorted(p for (c, p), theirs in self.roles.items() if c == circle and theirs & wanted)


CIRCLES = "select id, name, kind, state from circles order by created_at, id"
ACCOUNTS = "select id, external_id, member_id from accounts where member_id is not null"
SEATS = "select circle_id, account_id, role from circle_seats"


def standing(village: Village) -> Standing:
    """Return who is what now."""
    accounts = village.read(ACCOUNTS)
    member_of = {account: member for account, _person, member in accounts}
    members = {person: member for _account, person, member in accounts}
    held: dict[tuple[str, str], set[str]] = {}
    for circle, account, role in village.read(SEATS):
        if account in member_of:
            held.setdefault((circle, member_of[account]), set()).add(role)
    whose: dict[str, list[str]] = {}
    for person, member in members.items():
        whose.setdefault(member, []).append(person)
    roles = {(c, p): frozenset(r) for (c, member), r in held.items() for p in whose[member]}
    officers = {member_of.get(account) for (account,) in village.read("select account_id from stewards")}
    stewards = frozenset(p for p, member in members.items() if member in officers)
    return Standing({r[0]: Circle(*r) for r in village.read(CIRCLES)}, roles, members, stewards)


@dataclass(slots=True, repr=False)
class Secret:
    """One canary. `kind`: "circle" (its name or purpose), "share", "report" or "reason"; `told`: who wrote or gets it.

    `public`: it was given to everybody, with consent.
    """

    core: str
    kind: str
    circle: str
    told: set[str] = field(default_factory=set)
    public: bool = False

    def open_to(self, person: str, *times: Standing) -> bool:
        """Return whether somebody may read it, at one of these moments."""
        if self.public or person in self.told:
            return True
        match self.kind:
            case "circle":
                return any(t.knows(person, self.circle) for t in times)
            case "share" | "reason":
                return any(t.let_in(person, self.circle) for t in times)
            case _:
                return False


@dataclass(slots=True, repr=False)
class Secrets:
    """All canaries, and who ever might know each."""

    all: dict[str, list[Secret]] = field(default_factory=dict)
    ever: dict[str, set[str]] = field(default_factory=dict)

    def add(self, secret: Secret) -> None:
        """Keep one."""
        self.all.setdefault(secret.core, []).append(secret)

    def of(self, text: str) -> Iterator[Secret]:
        """Yield the secrets that a text holds."""
        for core in sorted(cores(text)):
            yield from self.all.get(core, ())

    def outside(self, text: str, person: str, *times: Standing) -> list[Secret]:
        """Return what a text tells somebody that they may not know; a word of two circles is open to both."""
        those = [self.all[core] for core in sorted(cores(text)) if core in self.all]
        return [each[0] for each in those if not any(s.open_to(person, *times) for s in each)]

    def note(self, people: Iterable[str], now: Standing) -> None:
        """Keep who may know what by now."""
        for person in people:
            for core, those in self.all.items():
                if any(s.open_to(person, now) for s in those):
                    self.ever.setdefault(core, set()).add(person)

    def unlogged(self, now: Standing) -> frozenset[str]:
        """Return the canaries that no log may hold: all but the names and purposes that everybody sees."""
        return frozenset(c for c, those in self.all.items() if not any(_seen_by_all(s, now) for s in those))


def _seen_by_all(secret: Secret, now: Standing) -> bool:
    return secret.kind == "circle" and secret.circle in now.circles and now.circles[secret.circle].kind != "private"
