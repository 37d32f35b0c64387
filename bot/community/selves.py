"""`my link` and `my unlink`: two accounts of one person become one member, with a yes from both sides."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.acts import MembersLinked, MembersUnlinked
from bot.cards import Bold, Button, Buttons, Card, Look, Note, Para, Reply, para
from bot.commands import Arg, Call, Command
from bot.community.duties import Service
from bot.community.linking import digest
from bot.community.merging import merged, own_of, restored, with_own
from bot.community.model import Account, Member
from bot.community.store import CommunityStore, MemberLink, MemberStore, PersonCode, SelfStore
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Left, Noted, Tell
from bot.i18n import _, later
from bot.keys import MemberId
from bot.ports import Ids

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Selves(Service):
    """Gives codes, takes them, asks for the second yes, and undoes it all."""

    now: datetime
    real: datetime
    store: SelfStore
    places: CommunityStore
    people: MemberStore
    owe: Owe
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands by which a member has two homes."""
        return COMMANDS

    async def link(self, call: Call) -> Reply:
        """Give a code at one account; claim it at the other; ask back at the first."""
        code = call.text("code").strip().upper()
        return await self._claim(call, code) if code else await self._give(call)

    async def _give(self, call: Call) -> Reply:
        secret = self.ids.secret()
        ends = self.real + CODE_LIVES
        code = PersonCode(self.ids.new(), call.community, digest(secret), call.account, ends, CODE_TRIES)
        await self.store.put_code(code, real=self.real)
        shown = para(_("With your other account, type: my link {code}"), code=Bold(secret))
        quiet = _("It holds for ten minutes and works once. Afterwards I ask you here whether that is you.")
        return Reply(Card(_("Link your other account"), (shown, Note((quiet,)))))

    async def _claim(self, call: Call, typed: str) -> Reply:
        """Note who claims the code; whoever made it must still say yes (two-sided)."""
        claim = digest(typed)
        codes = [c for c in await self.store.codes(call.community, real=self.real) if c.claimed_by is None]
        code = next((c for c in codes if hmac.compare_digest(c.digest, claim)), None)
        if code is None:
            # A guesser has five tries, whichever code they guess at.
            for each in codes:
                await self.store.put_code(replace(each, tries_left=each.tries_left - 1), real=self.real)
            sentence = _(
                "That code is not right, or its ten minutes are over. Nothing was changed. Ask for a new one "
                "with your other account: my link"
            )
            return Reply(Card(_("Link your other account"), (Para((sentence,)),)))
        maker = await self._account(code)
        if maker.member == call.member:
            raise Conflict(_("That is your own code. Nothing was changed. Type it with your other account."))
        await self.store.put_code(replace(code, claimed_by=call.account), real=self.real)
        await self._ask(call, code, maker)
        sentence = _("Right. I have asked at your other account whether that is you; when you say yes there, it is so.")
        return Reply(Card(_("Link your other account"), (Para((sentence,)),)))

    async def _account(self, code: PersonCode) -> Account:
        account = await self.people.account(code.account)
        if account is None or account.member is None:
            raise Invalid(_("That code is used up or over. Nothing was changed. Make a new one: my link"))
        return account

    async def _ask(self, call: Call, code: PersonCode, maker: Account) -> None:
        claimer = await self.people.account(call.account)
        space = await self.places.space_by_id(call.space)
        if claimer is None or space is None or maker.member is None:
            return
        text = para(
            _(
                "{name} in {space} typed your code. Is that you? Then you count as one person everywhere, with one "
                "set of settings: the stricter of the two. It can be undone: my unlink"
            ),
            name=Bold(claimer.name),
            space=Bold(space.name),
        )
        yes = Button(_("Yes, that is me"), "my.linked", code.id, Look.FIRST)
        card = Card(_("Is that you?"), (text, Buttons((yes, Button(_("No"), "my.not-linked", code.id)))))
        self.owe.direct(maker.member, card, reason=code.id, expires_at=self.now + CODE_LIVES)

    async def _claimed(self, call: Call) -> tuple[PersonCode, Account]:
        """Return a claimed code and the account that made it, which must be the asker's."""
        codes = await self.store.codes(call.community, real=self.real)
        code = next((c for c in codes if c.id == call.text("code") and c.claimed_by is not None), None)
        if code is None:
            raise Invalid(_("That code is used up or over. Nothing was changed. Make a new one: my link"))
        maker = await self._account(code)
        if maker.member != call.member:
            raise NotAllowed(_("Only whoever made the code can say yes. Nothing was changed."))
        return code, maker

    async def linked(self, call: Call) -> Reply:
        """Say yes: from now on the other account is the asker's too."""
        code, _maker = await self._claimed(call)
        claimer = await self.people.account(code.claimed_by) if code.claimed_by else None
        await self.store.drop_code(code)
        kept = await self.people.member(call.member)
        other = await self.people.member(claimer.member) if claimer is not None and claimer.member else None
        if kept is None or other is None or kept.id == other.id or not other.here or other.community != kept.community:
            raise Conflict(_("That account is not there any more, or is yours already. Nothing was changed."))
        await self._join(kept, other)
        self.tell(Noted.by(call, "my.link", subject=other.id))
        # Whoever typed the code hears there that it is so, wherever the yes was said.
        until = self.now + CODE_LIVES
        self.owe.direct(kept.id, _linked_card(), reason=code.id, expires_at=until, at=code.claimed_by)
        return Reply(_linked_card())

    async def _join(self, kept: Member, other: Member) -> None:
        """Let the accounts of `other` belong to `kept`; the row of `other` rests with its settings."""
        accounts = (await self.people.accounts_of([other.id]))[other.id]
        one = merged(kept, other)
        link = MemberLink(
            id=self.ids.new(),
            community=kept.community,
            kept=kept.id,
            absorbed=other.id,
            accounts=tuple(a.id for a in accounts),
            before=own_of(kept),
            merged=one,
            at=self.now,
        )
        await self.store.put_link(link)
        for account in accounts:
            await self.people.put_account(replace(account, member=kept.id))
        await self._rest([other.id, *await self.people.absorbed(other.id)], kept.id)
        await self.people.put_member(with_own(kept, one))
        self.tell(MembersLinked(kept.community, kept.id, other.id, self.now))

    async def _rest(self, members: Sequence[MemberId], into: MemberId) -> None:
        for member in (await self.people.members(members)).values():
            await self.people.put_member(replace(member, linked_to=into))

    async def not_linked(self, call: Call) -> Reply:
        """Say no: the code is used up."""
        code, _maker = await self._claimed(call)
        await self.store.drop_code(code)
        return Reply(Card(_("Not linked"), (Para((_("Nothing was linked, and that code is over."),)),)))

    async def unlink(self, call: Call) -> Reply:
        """Undo the last link: accounts and settings come back as they were; what was changed since stays here."""
        links = await self.store.links(call.community)
        mine = [link for link in links if link.kept == call.member]
        kept = await self.people.member(call.member)
        other = await self.people.member(mine[-1].absorbed) if mine else None
        if kept is None or other is None:
            raise Conflict(_("You have linked no account. Nothing was changed. To do it: my link"))
        link = mine[-1]
        for account in (await self.people.accounts(link.accounts)).values():
            await self.people.put_account(replace(account, member=other.id))
        kept = with_own(kept, restored(own_of(kept), link.before, link.merged))
        other = replace(other, linked_to=None)
        await self._rest(_below(other.id, links), other.id)
        await self.store.drop_link(link)
        for member in (kept, other):
            await self._stay_or_leave(member)
        self.tell(MembersUnlinked(call.community, kept.id, other.id, self.now, link.at))
        self.tell(Noted.by(call, "my.unlink", subject=other.id))
        text = _("The two accounts are two members again, each with the settings they had.")
        return Reply(Card(_("Unlinked"), (Para((text,)),)))

    async def _stay_or_leave(self, member: Member) -> None:
        """Keep a member; whose own accounts have all left meanwhile, has left."""
        accounts = (await self.people.accounts_of([member.id]))[member.id]
        gone = all(a.left_at is not None for a in accounts)
        await self.people.put_member(replace(member, left_at=self.now if gone else member.left_at))
        if gone and member.left_at is None:
            self.tell(Left(member.community, member.id, self.now))


def _linked_card() -> Card:
    text = _(
        "You are one person here now, whichever account you use. Your settings are the stricter of the two; "
        "see them: my show"
    )
    return Card(_("Linked"), (Para((text,)), Note((_("To undo it: my unlink"),))))


def _below(member: MemberId, links: Sequence[MemberLink]) -> list[MemberId]:
    """Return the members who rest in this one, and those who rest in them."""
    direct = [link.absorbed for link in links if link.kept == member]
    return [m for d in direct for m in (d, *_below(d, links))]


CODE = Arg("code", "")
COMMANDS = (
    Command(
        ("my", "link"),
        later("Be one person with two accounts"),
        Selves.link,
        (Arg("code", later("The code your other account was given"), required=False, longest=20),),
        examples=("my link", "my link ABCD2345"),
    ),
    Command(("my", "unlink"), later("Undo the last link of accounts"), Selves.unlink, examples=("my unlink",)),
    Command(("my", "linked"), "", Selves.linked, (CODE,), hidden=True),
    Command(("my", "not-linked"), "", Selves.not_linked, (CODE,), hidden=True),
)
