"""What must be kept about guests and prompts, and what voices need of a sibling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, GuestId, OccurrenceId, PromptId, RitualId, SlotId
from bot.voices.merging import Origin
from bot.voices.model import Date, Guest, Prompt, Slot, Use


class GuestStore(Protocol):
    """Guests and slots."""

    async def named(self, community: CommunityId, name: str) -> Guest | None:
        """Return the guest of that name (whatever its case) or id."""

    async def all(self, community: CommunityId) -> tuple[Guest, ...]: ...
    async def get(self, guests: Iterable[GuestId]) -> Mapping[GuestId, Guest]: ...
    async def turns(self, community: CommunityId) -> tuple[int, int] | None:
        """Return the fewest and the most turns that a guest has had; None where there is no guest."""

    async def pools(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Guest, ...]]:
        """Return the guests of many communities."""

    async def put(self, guest: Guest) -> None: ...
    async def put_all(self, guests: Sequence[Guest]) -> None: ...
    async def drop(self, guest: GuestId) -> None:
        """Keep nothing of a guest, nor of the chairs they had."""

    async def disown(self, accounts: Iterable[AccountId]) -> tuple[GuestId, ...]:
        """Let nobody look after the guests of these accounts; return whose that were."""

    async def add(self, guests: Sequence[Guest]) -> int:
        """Add guests whose name is not there yet; return how many were new."""

    async def slots(self, community: CommunityId, after: datetime) -> tuple[Slot, ...]:
        """Return the slots of dates that start later, in order."""

    async def slots_at(
        self, dates: Sequence[tuple[RitualId, datetime]]
    ) -> Mapping[tuple[RitualId, datetime], Slot]: ...
    async def put_slot(self, slot: Slot) -> None: ...
    async def drop_slots(self, slots: Iterable[SlotId]) -> None: ...
    async def host(self, slots: Sequence[Slot]) -> None:
        """Mark chairs as taken."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


@dataclass(frozen=True, slots=True)
class Dated:
    """What a file said of a guest, and when it was taken in."""

    origin: Origin
    at: datetime


class OriginStore(Protocol):
    """Where what is known of guests comes from; it goes with the guest."""

    async def of(self, community: CommunityId, guest: GuestId | None = None) -> Mapping[GuestId, tuple[Dated, ...]]:
        """Return what files said of one guest or of all, in the order in which they came."""

    async def add(self, community: CommunityId, origins: Sequence[tuple[GuestId, Origin]], at: datetime) -> None: ...
    async def export(self, who: Who) -> Record: ...


class ContactStore(Protocol):
    """How to reach guests. Only what stewards alone read may ask for it."""

    async def contacts(self, guests: Iterable[GuestId]) -> Mapping[GuestId, str]:
        """Return how to reach guests; of whom nothing is known is left out."""

    async def keep(self, guest: Guest, contact: str, by: AccountId | None) -> None: ...
    async def drop(self, guest: GuestId) -> None: ...
    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class PromptStore(Protocol):
    """A community's own prompts; and of all, those that come with Hearth too, when each was used."""

    async def own(
        self, communities: Iterable[CommunityId], decks: Iterable[str] | None
    ) -> Mapping[CommunityId, tuple[Prompt, ...]]:
        """Return the own prompts of communities, of some decks or of all (None)."""

    async def uses(
        self, communities: Iterable[CommunityId], prompts: Iterable[PromptId]
    ) -> Mapping[tuple[CommunityId, PromptId], tuple[int, datetime]]:
        """Return the last round in which each was asked, and when; those that never were are left out."""

    async def resting(self, communities: Iterable[CommunityId]) -> frozenset[tuple[CommunityId, PromptId]]:
        """Return what stewards took out."""

    async def decks(self, community: CommunityId) -> tuple[str, ...]:
        """Return the decks of own prompts, by name."""

    async def add(self, prompts: Sequence[Prompt], at: datetime) -> int:
        """Add prompts whose text is not there yet; return how many were new."""

    async def known(self, community: CommunityId, text: str) -> bool:
        """Return whether an own question with these words is there, whatever their case and marks."""

    async def used_for(self, occurrences: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Prompt]:
        """Return what each date opened with; of what comes with Hearth only key and language."""

    async def use(self, used: Sequence[Use], at: datetime) -> None: ...
    async def drawn(self, accounts: Sequence[AccountId], since: datetime) -> frozenset[PromptId]:
        """Return what somebody drew for themselves since then."""

    async def rest(self, community: CommunityId, prompt: PromptId, account: AccountId, at: datetime) -> bool:
        """Take a question out; False when it was out already."""

    async def wake(self, community: CommunityId, prompt: PromptId) -> bool:
        """Put a question back; False when it was in."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class Answers(Protocol):
    """What voices need of answers to questions; main hands them that sibling."""

    async def answered(
        self, communities: Iterable[CommunityId], since: datetime
    ) -> Mapping[CommunityId, frozenset[PromptId]]:
        """Return the questions that somebody answered since then."""

    async def answered_by(self, accounts: Sequence[AccountId], since: datetime) -> frozenset[PromptId]:
        """Return the questions that these accounts answered since then."""


class Dates(Protocol):
    """What voices need of the rhythm feature; main hands it that sibling."""

    async def alternating(self, rituals: Iterable[RitualId]) -> frozenset[RitualId]:
        """Return those whose chair for a guest takes turns with own cases and peer clinics."""

    async def chairless(self, rituals: Iterable[RitualId]) -> frozenset[RitualId]:
        """Return those that have no chair for a guest, or were retired."""

    async def of_ritual(self, community: CommunityId, ritual: str, count: int) -> Sequence[Date] | None:
        """Return the coming dates of an active ritual by its name or id; None where there is none of that name."""

    async def with_chairs(self, community: CommunityId, count: int) -> Sequence[Date]:
        """Return the coming dates of rituals that have a chair for a guest, at most `count` a ritual."""

    async def chairs_until(
        self, communities: Iterable[CommunityId], until: datetime
    ) -> Mapping[CommunityId, Sequence[Date]]:
        """Return those of many communities that begin by then, and the next of each ritual, earliest first."""
