"""What must be kept about question boxes, and what they need of siblings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, GuestId, MemberId, RitualId, RoomId
from bot.voices.questions import Best, Box, Mark, Question

DateKey = tuple[RitualId, datetime]


class QuestionStore(Protocol):
    """Boxes, questions, votes, and each community's key."""

    async def put_boxes(self, boxes: Sequence[Box]) -> None: ...
    async def boxes(self, ids: Iterable[str]) -> Mapping[str, Box]: ...
    async def boxes_at(self, dates: Iterable[DateKey]) -> Mapping[DateKey, Box]:
        """Return the boxes of dates that are planned, open or over."""

    async def boxes_in(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Box, ...]]:
        """Return every box of communities, the closed ones too, earliest date first."""

    async def questions(self, boxes: Iterable[str]) -> Mapping[str, tuple[Question, ...]]: ...
    async def question(self, community: CommunityId, ident: str) -> Question | None: ...
    async def put(self, questions: Sequence[Question]) -> None: ...
    async def drop(self, questions: Sequence[str]) -> None:
        """Remove questions with their votes; what was put together with one stands alone again."""

    async def marks(self, boxes: Iterable[str], mark: Mark) -> Mapping[str, int]:
        """Return how many members gave something to a question or to one that says the same, by question."""

    async def marked(self, box: str, accounts: Sequence[AccountId], mark: Mark) -> frozenset[str]:
        """Return to which questions of a box these accounts gave something, or to one that says the same."""

    async def give(self, question: Question, account: AccountId, theirs: Sequence[AccountId], mark: Mark) -> bool:
        """Give something to a question, once a member, or take it back; return whether it is given now."""

    async def asked_in(self, community: CommunityId) -> tuple[str, ...]:
        """Return in which boxes questions were asked without a name."""

    async def own(self, accounts: Sequence[AccountId], masks: Sequence[str]) -> tuple[Question, ...]:
        """Return the questions of these accounts, and those under these masks."""

    async def key(self, community: CommunityId) -> str | None:
        """Return the key of a community's masks as it is sealed."""

    async def put_key(self, community: CommunityId, sealed: str) -> None: ...
    async def masked(self, community: CommunityId) -> tuple[str, ...]:
        """Return the questions that were asked without a name."""

    async def best(self, dates: Sequence[DateKey]) -> Mapping[DateKey, Best]: ...
    async def best_of(self, guest: GuestId) -> Best | None:
        """Return the best-liked answer of a guest's last date; None where there is none."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who, masks: Sequence[str]) -> None:
        """Remove the person's questions and votes; an answer stays, without the question's words."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A ritual as boxes need it: how it is called, how long a date takes, where it is posted."""

    name: str
    length: timedelta
    rooms: tuple[RoomId, ...]


class Occasions(Protocol):
    """What boxes need of the rhythm feature; main hands it that sibling."""

    async def about(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Occasion]: ...
    async def next_date(self, community: CommunityId, ritual: str) -> DateKey | None:
        """Return the next date of the active ritual of that name."""

    async def threads(self, boxes: Sequence[Box]) -> Mapping[str, Mapping[RoomId, DeliveryId]]:
        """Return what opened the date of each box in which room, by box; empty before that."""

    async def host(self, box: Box) -> MemberId | None:
        """Return who hosts the date of a box."""

    def moment(self, text: str, *, zone: str, now: datetime, field: str) -> datetime:
        """Return the date somebody means, later than now.

        Raises:
            Invalid: at the field.
        """


class Seals(Protocol):
    """What keeps secrets from whoever reads the database alone."""

    def seal(self, text: str) -> str:
        """Return a text that only the operator's keys open."""

    def unseal(self, sealed: str) -> str | None:
        """Return the text; None when its key is gone."""
