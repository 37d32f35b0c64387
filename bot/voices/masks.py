"""Who asked without a name: nobody can tell from what is kept, but the asker is known again when they come."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.keys import AccountId, CommunityId
from bot.ports import Ids
from bot.voices.question_store import QuestionStore, Seals
from bot.voices.questions import Question, mask_of


@dataclass(frozen=True, slots=True)
class Masks:
    """Makes masks with a key of the community's own, which is kept sealed with the operator's.

    It is sealed anew whenever a box opens, so that an old key of the operator's may go after that. Where it cannot be
    opened any more, nobody could ever have their questions removed: then all that were asked without a name go.
    """

    store: QuestionStore
    seals: Seals
    ids: Ids

    async def key(self, community: CommunityId) -> str | None:
        """Return a community's key; None where nobody has asked yet, or it cannot be opened."""
        sealed = await self.store.key(community)
        return self.seals.unseal(sealed) if sealed is not None else None

    async def ready(self, community: CommunityId) -> str:
        """Return a community's key, a new one where there is none; it is sealed with the operator's first key."""
        sealed = await self.store.key(community)
        key = self.seals.unseal(sealed) if sealed is not None else None
        if key is None:
            await self.store.drop(await self.store.masked(community))
            key = self.ids.new() + self.ids.new()
        await self.store.put_key(community, self.seals.seal(key))
        return key

    async def mask(self, community: CommunityId, box: str, account: AccountId) -> str:
        """Return what stands for an account in a box."""
        return mask_of(await self.ready(community), box, account)

    async def of(self, community: CommunityId, accounts: Sequence[AccountId]) -> tuple[str, ...]:
        """Return every mask that these accounts may have."""
        key = await self.key(community)
        if key is None:
            return ()
        boxes = await self.store.asked_in(community)
        return tuple(mask_of(key, box, account) for box in boxes for account in accounts)

    async def own(self, community: CommunityId, accounts: Sequence[AccountId]) -> tuple[Question, ...]:
        """Return the questions of these accounts, with their name and without it."""
        return await self.store.own(accounts, await self.of(community, accounts))
