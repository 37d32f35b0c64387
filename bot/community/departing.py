"""Somebody is no longer in a space: their account goes, and with the last one their membership."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.community.model import Account
from bot.community.store import MemberStore
from bot.facts import Left, Tell
from bot.keys import CommunityId
from bot.rooms import AccountLeft


@dataclass(frozen=True, slots=True)
class Departing:
    """Notes that an account left its space. Doing so twice changes nothing."""

    now: datetime
    people: MemberStore
    tell: Tell

    async def depart(self, account: Account, community: CommunityId | None) -> None:
        """Take an account out; whoever has another one is still a member."""
        if account.left_at is not None:
            return
        await self.people.put_account(replace(account, left_at=self.now))
        if account.member is None or community is None:
            return
        others = (await self.people.accounts_of([account.member]))[account.member]
        if any(a.left_at is None for a in others if a.id != account.id):
            self.tell(AccountLeft(community, account.id, account.member, account.space, self.now))
            return
        member = await self.people.member(account.member)
        if member is not None:
            await self.people.put_member(replace(member, left_at=self.now))
            self.tell(Left(community, member.id, self.now))
