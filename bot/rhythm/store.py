"""What must be kept about rituals, and what rhythm needs of its siblings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards import Block
from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, PromptId, RitualId, RoomId
from bot.rhythm.coming import Coming, Rsvp
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, Worth
from bot.rhythm.senses import Load, Run
from bot.rhythm.trial_terms import Terms


@dataclass(frozen=True, slots=True)
class Draft:
    """A ritual as it would be, waiting for a steward's yes. `new`: it does not exist yet; then `trial` is its trial."""

    id: str
    community: CommunityId
    account: AccountId
    ritual: Ritual
    new: bool
    trial: Terms | None = None


class RitualStore(Protocol):
    """Rituals, occurrences, answers."""

    async def named(self, community: CommunityId, name: str) -> Ritual | None:
        """Return the ritual of that name (whatever its case) or id, retired ones left out."""

    async def all(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Ritual, ...]]:
        """Return the rituals of each community that are not retired, by name."""

    async def get(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Ritual]: ...
    async def put(self, community: CommunityId, ritual: Ritual) -> None: ...
    async def known_uids(self, community: CommunityId, uids: Sequence[str]) -> frozenset[str]:
        """Return those of the calendar's UIDs from which a ritual was taken, a retired one as well."""

    async def put_draft(self, draft: Draft) -> None: ...
    async def newest_draft(self, community: CommunityId, account: AccountId) -> Draft | None: ...
    async def draft(self, community: CommunityId, draft: str) -> Draft | None: ...
    async def drop_draft(self, draft: str) -> None: ...
    async def occurrences(self, ids: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Occurrence]: ...
    async def plan(self, occurrences: Sequence[Occurrence]) -> None:
        """Write dates; one that was dropped is planned again, one that is there already stays."""

    async def planned(self, rituals: Iterable[RitualId]) -> tuple[Occurrence, ...]:
        """Return the dates that are planned or opened and not over."""

    async def move(self, moved: Sequence[Occurrence]) -> None:
        """Write when dates that are there begin now, and how long they take."""

    async def mark(self, ids: Sequence[OccurrenceId], state: OccurrenceState) -> None: ...
    async def announced(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Keep the messages that announce dates."""

    async def called(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Keep the messages that ask what to talk about on dates."""

    async def scheduled(self, slots: Mapping[OccurrenceId, Sequence[tuple[RoomId, DeliveryId]]]) -> None:
        """Keep what stands in calendars for dates."""

    async def opened(
        self,
        prompts: Mapping[OccurrenceId, PromptId | None],
        posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]],
        at: datetime,
    ) -> None:
        """Mark dates as opened then, with the prompt each opened with and the messages that open it."""

    async def asked(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Mark dates as ended, with the messages that ask whether they were worth it."""

    async def answer(
        self,
        occurrence: Occurrence,
        account: AccountId,
        theirs: Sequence[AccountId],
        answer: Worth,
        at: datetime,
    ) -> None:
        """Keep a member's answer, one a member, at whichever of `theirs` accounts; the last one counts."""

    async def answers(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Mapping[str, int]]:
        """Return how often each answer was given, the last one of each member."""

    async def answers_of(self, ritual: RitualId) -> Mapping[str, int]:
        """Return a ritual's answers over all its dates, the last one of each member and date."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to an occurrence's question, with the shown name of whoever gave it."""

    name: str
    text: str


class GivenStore(Protocol):
    """What members give to an occurrence: whether they come, and answers to its question.

    It is kept with the account that gave it; of each member the last one counts.
    """

    async def rsvp(
        self, occurrence: Occurrence, account: AccountId, theirs: Sequence[AccountId], *, status: Coming, at: datetime
    ) -> None:
        """Keep what a member says, once, at whichever of `theirs` accounts."""

    async def rsvps(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Rsvp, ...]]:
        """Return what members said of each date, once a member, oldest first."""

    async def said(self, occurrences: Iterable[OccurrenceId], member: MemberId) -> Mapping[OccurrenceId, Coming]:
        """Return what one member said of those dates of which they said something."""

    async def hold(self, occurrences: Sequence[OccurrenceId]) -> None:
        """Hold dates until the unit of work ends: of two people one gets the last seat."""

    async def seat(self, waiting: Sequence[str]) -> None:
        """Give seats to those who waited, by the ids of what they said."""

    async def unseat(self, going: Sequence[str]) -> None:
        """Let those wait who had seats, by the ids of what they said."""

    async def spoke_twice(self, accounts: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates that begin after an instant and of which several of these accounts said something."""

    async def ask_again(self, said: Sequence[str]) -> None:
        """Mark what was said as asked again, by its ids; a new answer takes the mark away."""

    async def leave(self, accounts: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Remove what these accounts said of dates that begin after an instant; return which dates."""

    async def answer(
        self, occurrence: Occurrence, account: AccountId, theirs: Sequence[AccountId], text: str, at: datetime
    ) -> None:
        """Keep a member's answer, one a member, at whichever of `theirs` accounts; the last one counts."""

    async def answers(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Given, ...]]:
        """Return the answers to each question, newest last."""

    async def touched(self, accounts: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the occurrences to which these accounts gave something."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class QuietStore(Protocol):
    """Of which rituals somebody wants no reminders."""

    async def put(self, ritual: Ritual, account: AccountId, theirs: Sequence[AccountId], *, wanted: bool) -> None:
        """Keep whether a member wants reminders of a ritual, once, at whichever of `theirs` accounts."""

    async def quiet(self, rituals: Iterable[RitualId]) -> frozenset[tuple[RitualId, MemberId]]:
        """Return who wants no reminders of which ritual."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class SenseStore(Protocol):
    """What rhythm senses look at: runs that are over, and what was sent. It is counted, nothing is kept for it."""

    async def runs(self, rituals: Iterable[RitualId], before: datetime) -> Mapping[RitualId, tuple[Run, ...]]:
        """Return the last `LAST_RUNS` runs of each ritual that began before an instant, earliest first."""

    async def loads(
        self, communities: Iterable[CommunityId], since: datetime
    ) -> Mapping[CommunityId, tuple[Load, ...]]:
        """Return what was sent in each space since then; what is said in private rooms is not counted."""


class Told(Protocol):
    """What other features have to say of a community's rhythm; main hands rhythm the spark."""

    async def lines(self, community: CommunityId) -> Sequence[Block]:
        """Return how familiar and how new it is, and how long it holds, for stewards."""

    async def quiet_line(self, community: CommunityId) -> Sequence[Block]:
        """Return how long it holds, for everybody; at most one line."""


class Forms(Protocol):
    """What rhythm needs of the forms of events; main hands it that sibling."""

    async def minutes(self, community: CommunityId, form: str) -> tuple[str, int] | None:
        """Return a form's name as it is kept, and how long its dates take; None when there is none of that name."""

    async def names(self, community: CommunityId) -> Sequence[str]:
        """Return the names of all forms."""


class Voice(Protocol):
    """Who speaks at an occurrence, and whose turn it is: "guest", "case" (an own one) or "clinic".

    `name` is empty where nobody in particular does. `instead`: it was the turn of somebody from outside.
    """

    @property
    def name(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def turn(self) -> str: ...
    @property
    def instead(self) -> bool: ...


class Asked(Protocol):
    """The question an occurrence opens with; outside ones carry source and date."""

    @property
    def id(self) -> PromptId: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def dated(self) -> str: ...
    @property
    def link(self) -> str: ...


class Voices(Protocol):
    """What rhythm needs of the voices feature; main hands it that sibling."""

    async def parts(self, dates: Sequence[tuple[RitualId, datetime]]) -> Mapping[tuple[RitualId, datetime], Voice]:
        """Return who has said yes to which date, and what dates are whose slot alternates.

        Of dates to come, all of a ritual up to the last one asked for are among them, the next one first.
        """


class Questions(Protocol):
    """What rhythm needs of the prompts; main hands it that sibling."""

    async def open_with(self, wanted: Sequence[tuple[CommunityId, str, OccurrenceId]]) -> Mapping[OccurrenceId, Asked]:
        """Draw a question for each (community, deck, occurrence); the same again when asked again."""

    async def opened_with(self, occurrences: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Asked]:
        """Return the question that each occurrence opened with, if it had one."""

    async def has_deck(self, community: CommunityId, deck: str) -> bool:
        """Tell whether a deck, its name in lower case, has a question."""
