"""`community link`: one more space for a community, with a yes from both sides."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Bold, Button, Buttons, Card, Look, Note, Para, Reply, para
from bot.commands import Access, Arg, Call, Command
from bot.community.access import Access as Door
from bot.community.finding import Finding
from bot.community.model import Community
from bot.community.store import LinkCode, MemberStore
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Noted, SpaceLinked, Tell
from bot.i18n import _, later
from bot.keys import NOWHERE, AccountId
from bot.ports import Ids

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
TOLD_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Linking(Finding):
    """Gives codes, takes them, and asks for the second yes."""

    now: datetime
    real: datetime
    people: MemberStore
    door: Door
    owe: Owe
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands that link a space."""
        return COMMANDS

    async def link(self, call: Call) -> Reply:
        """Give a code in the community's own space; claim it in the new one; confirm it back home."""
        code = call.text("code").strip().upper()
        if call.community != NOWHERE:
            if code:
                raise Conflict(
                    _(
                        "This space has a community already. Nothing was linked. Type the code in "
                        "the space that has none."
                    )
                )
            return await self._give_code(call)
        if not code:
            sentence = _(
                "Type community link in the space where your community lives; it gives you a code to type here."
            )
            return Reply(Card(_("Link this space"), (Para((sentence,)),)))
        return await self._claim_code(call, code)

    async def _give_code(self, call: Call) -> Reply:
        if not call.steward:
            raise NotAllowed(_("Only stewards link a space. Nothing was changed. Ask one of them: steward list"))
        secret = self.ids.secret()
        code = LinkCode(
            self.ids.new(),
            call.community,
            call.space,
            digest(secret),
            call.account,
            self.real + CODE_LIVES,
            CODE_TRIES,
        )
        await self.places.put_code(code)
        shown = para(_("In the other space, type: community link {code}"), code=Bold(secret))
        quiet = _("It holds for ten minutes and works once. Afterwards I ask you here whether to link.")
        return Reply(Card(_("Link another space"), (shown, Note((quiet,)))))

    async def _claim_code(self, call: Call, typed: str) -> Reply:
        """Note who claims the code; the steward who made it must still say yes (two-sided)."""
        for code in await self.places.codes(real=self.real):
            if hmac.compare_digest(code.digest, digest(typed)) and code.claimed_space is None:
                await self.places.put_code(replace(code, claimed_space=call.space, claimed_by=call.account))
                # Its home is where the code was typed; community settings changes it.
                home = await self._public(call.room)
                await self.places.put_space(replace(await self._space(call), home=home))
                await self._ask_yes(call, code)
                sentence = _(
                    "Right. Whoever made the code is asked now, in their space; when they say yes, "
                    "this space belongs to the community."
                )
                return Reply(Card(_("Link this space"), (Para((sentence,)),)))
        await self._wrong_code()
        sentence = _(
            "That code is not right, or its ten minutes are over. Nothing was changed. Ask for a new "
            "one: community link"
        )
        return Reply(Card(_("Link this space"), (Para((sentence,)),)))

    async def _wrong_code(self) -> None:
        """Count a wrong try against every open code: a guesser has five tries, whichever code they guess at."""
        for code in await self.places.codes(real=self.real):
            if code.claimed_space is None:
                await self.places.put_code(replace(code, tries_left=code.tries_left - 1))

    async def _ask_yes(self, call: Call, code: LinkCode) -> None:
        account = await self.people.account(code.account)
        space = await self._space(call)
        if account is None or account.member is None:
            return
        buttons = Buttons(
            (
                Button(_("Link them"), "community.linked", code.id, Look.FIRST),
                Button(_("No"), "community.unlinked", code.id),
            )
        )
        text = para(
            _(
                "{space} asks to belong to your community, with your code. One rhythm, one "
                "membership, one set of circles."
            ),
            space=Bold(space.name),
        )
        self.owe.direct(
            account.member,
            Card(_("Link another space?"), (text, buttons)),
            reason=code.id,
            expires_at=self.now + CODE_LIVES,
        )

    async def _code(self, call: Call) -> LinkCode:
        code = next((c for c in await self.places.codes(real=self.real) if c.id == call.text("code")), None)
        if code is None or code.community != call.community or code.claimed_space is None or not call.steward:
            raise Invalid(_("That code is used up or over. Nothing was changed. Make a new one: community link"))
        return code

    async def linked(self, call: Call) -> Reply:
        """Say yes: the claimed space belongs to the community from now on."""
        code = await self._code(call)
        if code.account != call.account or code.claimed_space is None or code.claimed_by is None:
            raise NotAllowed(_("Only whoever made the code can say yes. Nothing was changed."))
        space = await self.places.space_by_id(code.claimed_space)
        claimer = await self.people.account(code.claimed_by)
        community = await self._community(call)
        await self.places.drop_code(code)
        if space is None or claimer is None or space.community is not None:
            raise Conflict(_("That space belongs to a community by now. Nothing was changed."))
        await self.places.put_space(replace(space, community=community.id))
        for account in await self.people.accounts_in(space.id):
            await self.door.member(community, account)
        self.tell(SpaceLinked(community.id, space.id, self.now))
        self.tell(Noted.by(call, "community.link", about=space.id))
        await self._tell_claimer(code.claimed_by, community)
        text = para(
            _(
                "{space} belongs to {community} now. Its home is where the code was typed; community "
                "settings home:#room changes it there."
            ),
            space=Bold(space.name),
            community=Bold(community.name),
        )
        return Reply(Card(_("Linked"), (text,)))

    async def _tell_claimer(self, claimed_by: AccountId, community: Community) -> None:
        """Tell whoever typed the code in the other space that it belongs now: they wait for it."""
        claimer = await self.people.account(claimed_by)
        if claimer is None or claimer.member is None:
            return
        text = para(
            _("This space belongs to {community} now. See what it does: rhythm next"), community=Bold(community.name)
        )
        card = Card(_("Linked"), (text,))
        self.owe.direct(claimer.member, card, reason=claimer.member, expires_at=self.now + TOLD_WITHIN)

    async def unlinked(self, call: Call) -> Reply:
        """Say no: the code is used up."""
        await self.places.drop_code(await self._code(call))
        return Reply(Card(_("Not linked"), (Para((_("Nothing was linked, and that code is over."),)),)))


def digest(secret: str) -> str:
    """Return the SHA-256 of a code as it is kept, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


COMMANDS = (
    Command(
        ("community", "link"),
        later("Let one more space belong to the community"),
        Linking.link,
        (Arg("code", later("The code from the other space"), required=False, longest=20),),
        Access.INSTALLER,
        ("community link", "community link ABCD2345"),
    ),
    Command(
        ("community", "linked"),
        later("Say yes to a link"),
        Linking.linked,
        (Arg("code", ""),),
        Access.STEWARD,
        hidden=True,
    ),
    Command(
        ("community", "unlinked"),
        later("Say no to a link"),
        Linking.unlinked,
        (Arg("code", ""),),
        Access.STEWARD,
        hidden=True,
    ),
)
