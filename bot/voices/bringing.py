"""`guest bring`: who was somewhere outside leaves three lines; a monthly digest collects them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.addresses import readable
from bot.cards import Card, Reply, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.duties import Service
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Forgotten, Listens, Noted, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId
from bot.ports import Ids
from bot.voices import brought_texts as texts
from bot.voices.brought import LONGEST_LINE, LONGEST_LINK, LONGEST_WHAT, Brought, BroughtStore, Shown
from bot.voices.digesting import Digesting
from bot.voices.wording import check_date

INTEREST = "guest.hear"
LIVES = timedelta(days=7)
GOOD_FOR = timedelta(days=14)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Bringing(Service):
    """Takes in what members bring back, and shows it where they want."""

    now: datetime
    store: BroughtStore
    places: CommunityStore
    people: MemberStore
    digesting: Digesting
    attention: Attention
    owe: Owe
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `guest bring`, `guest brought` and their buttons."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return whose things vanish."""
        return ((Forgotten, Bringing.forgotten),)

    async def export(self, who: Who) -> Record:
        """Return what the person brought back, and of what they want to hear more."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove it."""
        await self.store.forget(who)

    async def bring(self, call: Call) -> Reply:
        """Take three lines in; they are shown where their author says, and nowhere before."""
        account = await self.people.account(call.account)
        new = Brought(
            self.ids.new(),
            call.community,
            call.account,
            call.text("what"),
            call.text("surprise"),
            call.text("idea"),
            self.now,
            name=account.name if account is not None else "",
            member=call.member,
        )
        new = _given(new, call)
        await self.store.put(new)
        if "where" in call.args:
            return Reply(texts.own(await self._show(call, new, Shown(call.text("where")))))
        return Reply(texts.own(new))

    async def show(self, call: Call) -> Reply:
        """Show it in the rooms and in the digest, or only in the digest, from its button."""
        found = await self._own(call)
        if found.shown is not Shown.NOWHERE:
            raise Conflict(_("That was decided already. Nothing was changed. See it: guest brought"))
        return Reply(texts.own(await self._show(call, found, Shown(call.text("where")))))

    async def _show(self, call: Call, brought: Brought, where: Shown) -> Brought:
        home = await self.places.community(call.community)
        if home is None:
            raise NotAllowed(_("There is no community here yet. Nothing was changed."))
        posts = brought.posts
        if where is Shown.ROOMS:
            with speaking(home.language):
                card = texts.card(brought)
            spaces = (await self.places.spaces([home.id]))[home.id]
            rooms = [s.home for s in spaces if s.home is not None and s.gone_at is None]
            expires = self.now + LIVES
            posts = tuple(self.owe.post(room, card, reason=brought.id, expires_at=expires) for room in rooms)
        shown = replace(brought, shown=where, posts=posts)
        await self.store.put(shown)
        self.digesting.plan(home)
        self.tell(Noted.by(call, "guest.bring"))
        return shown

    async def mine(self, call: Call) -> Reply:
        """Show its author what they can do about it."""
        return Reply(texts.own(await self._own(call)))

    async def reword(self, call: Call) -> Reply:
        """Open the form in which it is changed, with its words."""
        return Reply(form=texts.rewording(await self._own(call)))

    async def change(self, call: Call) -> Reply:
        """Say it in other words, in place; what is left empty stays."""
        found = await self._own(call)
        changed = _given(
            replace(
                found,
                what=call.text("what", found.what),
                surprise=call.text("surprise", found.surprise),
                idea=call.text("idea", found.idea),
            ),
            call,
        )
        await self.store.put(changed)
        await self._again(changed)
        return Reply(texts.own(changed))

    async def take_back(self, call: Call) -> Reply:
        """Take it back: its words are gone from the rooms, the digest and the store."""
        found = await self._own(call)
        await self._gone(call.community, [found])
        return Reply(Card(_("Taken back"), (para(_("Its words are gone, in every space.")),)))

    async def hear(self, call: Call) -> Reply:
        """Tell the author that a member wants to hear more, once a member."""
        found = await self.store.get(call.community, call.text("brought"))
        if found is None or found.member is None or found.shown is Shown.NOWHERE:
            raise Conflict(_("That was taken back. Nothing was changed."))
        if found.member == call.member:
            raise Conflict(_("It is your own. Nothing was changed. Who is curious will be told to you."))
        accounts = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        if not await self.store.wants_more(found.id, call.account, accounts, self.now):
            raise Conflict(_("They know that already. Nothing was changed."))
        await self._again(replace(found, fans=found.fans + 1))
        home = await self.places.community(call.community)
        author = await self.people.member(found.member)
        if home is not None and author is not None:
            with speaking(author.language or home.language):
                card, line = texts.heard(found, call.member)
            subject, until = f"{found.id}:{call.member}", self.now + GOOD_FOR
            wish = Wish(home.id, author.id, INTEREST, subject, Weight.CHOICE, card, line, until)
            await self.attention.want([wish])
        return Reply(Card(_("Noted"), (para(_("{name} hears that you are curious."), name=found.name),)))

    async def list(self, call: Call) -> Reply:
        """Show what was brought back lately."""
        return Reply(texts.listed(await self.store.latest(call.community, call.member, SHOWN), call.member))

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take what people brought out of the rooms; how many were curious of what stays is a number."""
        for fact in facts:
            await self._gone(fact.community, await self.store.of(fact.accounts))

    async def _own(self, call: Call) -> Brought:
        found = await self.store.get(call.community, call.text("brought"))
        if found is None:
            raise Conflict(_("That was taken back. Nothing was changed."))
        if found.member != call.member:
            raise NotAllowed(_("Only whoever brought it can do that. Nothing was changed."))
        return found

    async def _again(self, brought: Brought) -> None:
        """Write the cards that show it anew, in place."""
        home = await self.places.community(brought.community)
        with speaking(home.language if home is not None else "en"):
            card = texts.card(brought)
        for post in brought.posts:
            self.owe.edit(post, card, reason=brought.id, expires_at=self.now + LIVES)
        if brought.digest is not None:
            await self.digesting.again([brought.digest])

    async def _gone(self, community: CommunityId, gone: Sequence[Brought]) -> None:
        home = await self.places.community(community)
        await self.owe.withdraw(community, [b.id for b in gone])
        with speaking(home.language if home is not None else "en"):
            card = texts.gone()
        for brought in gone:
            for post in brought.posts:
                self.owe.edit(post, card, reason=brought.id, expires_at=self.now + LIVES)
        await self.store.drop([b.id for b in gone])
        await self.digesting.again([b.digest for b in gone if b.digest is not None])


def _given(brought: Brought, call: Call) -> Brought:
    """Return it with the date and the link that were given.

    Raises:
        Invalid: at the field.
    """
    dated, link = call.text("date", brought.dated), call.text("link", brought.link)
    check_date(dated)
    if link and link != brought.link:
        address = readable(link)
        if address is None:
            raise Invalid(_("That is no link to a public page. Nothing was changed. Copy it whole."), field="link")
        link = address
    return replace(brought, dated=dated, link=link)


def _line(name: str, label: str, help_: str, *, required: bool, longest: int = LONGEST_LINE) -> Arg:
    kind = Kind.LONG if longest == LONGEST_LINE else Kind.TEXT
    return Arg(name, help_, kind, required=required, asked=True, label=label, longest=longest)


def _lines(*, required: bool, hint: str = "") -> tuple[Arg, ...]:
    shown = hint or later("Shown under your name, where you say")
    return (
        _line("what", later("What it was"), hint or later("Such as a conference, a visit or a book"), required=required,
              longest=LONGEST_WHAT),
        _line("surprise", later("What surprised me"), shown, required=required),
        _line("idea", later("What we could try"), shown, required=required),
        _line("date", later("When"), later("Such as 2026-11"), required=False, longest=10),
        _line("link", later("Link"), later("Where to read more"), required=False,
              longest=LONGEST_LINK),
    )  # fmt: skip


KEEPS = later("Empty keeps it as it is")
PRESSED = Arg("brought", "", longest=16)
WHERE = Arg("where", "", Kind.CHOICE, choices=(Shown.ROOMS.value, Shown.DIGEST.value))
COMMANDS = (
    Command(
        ("guest", "bring"),
        later("Bring something back from outside"),
        Bringing.bring,
        (
            *_lines(required=True),
            replace(WHERE, help=later("In the rooms and the monthly digest, or only there"), required=False),
        ),
        Access.MEMBER,
        ("guest bring",),
    ),
    Command(
        ("guest", "brought"),
        later("See what members brought back from outside"),
        Bringing.list,
        examples=("guest brought",),
        reads=True,
    ),
    Command(("guest", "tell"), "", Bringing.show, (PRESSED, WHERE), hidden=True),
    Command(("guest", "mine"), "", Bringing.mine, (PRESSED,), hidden=True, reads=True),
    Command(("guest", "reword"), "", Bringing.reword, (PRESSED,), hidden=True, reads=True),
    Command(
        ("guest", "rebring"),
        later("Say it in other words"),
        Bringing.change,
        # The date stays as it is: with what was pressed a form has five questions.
        (PRESSED, *(a for a in _lines(required=False, hint=KEEPS) if a.name != "date")),
        hidden=True,
        bare_form=True,
    ),
    Command(("guest", "unbring"), "", Bringing.take_back, (PRESSED,), hidden=True),
    Command(("guest", "hear"), "", Bringing.hear, (PRESSED,), hidden=True),
)
