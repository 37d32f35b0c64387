"""`circle share` and `circle shared`: a summary drafted, asked about, changed and taken back by those it concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.cards import Reply
from bot.circles import share_texts as texts
from bot.circles.consent import Change, Stance, Voice, Words, agrees, names
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.model import CircleSeen, Kind, Role, State
from bot.circles.publishing import LIVES, Publishing
from bot.circles.shares import Share, ShareState, ShareStore
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.errors import Conflict, Invalid
from bot.facts import Noted
from bot.i18n import _, later, speaking
from bot.keys import AccountId, MemberId, RoomId
from bot.ports import Ids

LONGEST_TITLE = 80
LONGEST = 1500
"""With its title and notes it fits one message everywhere (Discord: 4,000 characters; Slack: 3,000 a section)."""
MOST_QUOTED = 20
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Sharing(Finding):
    """The drafter's side, and taking back, which is everybody's who is concerned."""

    shares: ShareStore
    places: CommunityStore
    people: MemberStore
    publishing: Publishing
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `circle share`, `circle shared` and their buttons."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the summaries the person drafted, and what they said to others."""
        return await self.shares.export(who)

    async def forget(self, who: Who) -> None:
        """Remove both."""
        await self.shares.forget(who)

    async def share(self, call: Call) -> Reply:
        """Draft a summary and show it back; nobody else sees it yet."""
        circle = self._may(await self._circle(call))
        words = Words(call.text("title"), call.text("text"))
        voices = await self._voices(call, circle)
        await self.check(circle, words, voices, call.member)
        room = RoomId(call.text("room")) if "room" in call.args else None
        share = Share(
            id=self.ids.new(),
            community=call.community,
            circle=circle.id,
            drafter=call.account,
            author=call.member,
            room=room,
            state=ShareState.DRAFTED,
            words=words,
            voices=voices,
            ends_at=self.now + LIVES,
        )
        rooms = await self._rooms(share)
        await self.shares.put(share)
        await self.publishing.plan(share)
        return Reply(texts.draft(share, words, call.member, rooms))

    @staticmethod
    def _may(circle: CircleSeen | None) -> CircleSeen:
        """Return the circle; refuse whoever is not in it, and a circle that ends: its summaries end with it."""
        if circle is None or not circle.inside:
            raise Conflict(_("You are not in it. Nothing was changed."))
        if circle.state is State.CLOSING:
            raise Conflict(_("It is being closed. Nothing was changed."))
        return circle

    async def _rooms(self, share: Share) -> Sequence[RoomId]:
        """Return where it would stand; refuse a room that not everybody sees."""
        rooms = await self.publishing.rooms(share.community, share.room)
        if share.room is not None and share.room not in rooms:
            raise Invalid(_("Choose a room that everybody sees. Nothing was changed."), field="room")
        if not rooms:
            raise Conflict(_("The community has no home room yet. Nothing was changed. Name a room: room:#general"))
        return rooms

    async def _voices(self, call: Call, circle: CircleSeen) -> tuple[Voice, ...]:
        """Return those quoted, with how they are shown; all of them are in the circle."""
        people = [m for m in call.people("people") if m != call.member]
        if len(people) > MOST_QUOTED:
            sentence = _("At most {most} people can be asked. Nothing was changed.").format(most=MOST_QUOTED)
            raise Invalid(sentence, field="people")
        if not set(people) <= set(circle.members()):
            sentence = _("Only people of the circle can be quoted. Nothing was changed.")
            raise Invalid(sentence, field="people")
        seats = {s.member: s.account for s in reversed(circle.seats)}
        shown = await self._names(list(seats.values()))
        return tuple(Voice(seats[m], m, shown.get(seats[m], "")) for m in people)

    async def _names(self, accounts: Sequence[AccountId]) -> Mapping[AccountId, str]:
        return {i: a.name for i, a in (await self.people.accounts(accounts)).items()}

    async def check(self, circle: CircleSeen, words: Words, voices: Sequence[Voice], author: MemberId | None) -> None:
        """Refuse words that name a private circle, or somebody of it who is not asked."""
        text = f"{words.title}\n{words.text}"
        if not words.paragraphs or not words.title:
            raise Invalid(_("There is nothing to share yet. Nothing was changed."), field="text")
        if circle.kind is Kind.PRIVATE and not isinstance(circle.name, str) and names(text, circle.name.text):
            sentence = _(
                "It names the circle, and nobody outside knows of it. Nothing was changed. Leave its name out."
            )
            raise Invalid(sentence, field="text")
        asked = {author, *(v.member for v in voices)}
        others = {s.account for s in (await whole(self.store, circle.community, circle.id)).seats}
        others -= {s.account for s in circle.seats if s.member in asked}
        for name in (await self._names(sorted(others))).values():
            if _whole_name(text, name):
                raise Invalid(texts.unasked(name), field="text")

    # Asking, changing, dropping

    async def mine(self, call: Call, *states: ShareState) -> Share:
        """Return the asker's own summary, held, in one of these states."""
        share = await self.shares.hold(call.community, call.text("share"))
        if share is None or share.author != call.member or share.state not in states:
            raise Conflict(_("That is decided already, or over. Nothing was changed. See what is left: circle shared"))
        return share

    async def ask(self, call: Call) -> Reply:
        """Ask everybody quoted; where nobody is, post it."""
        draft = await self.mine(call, ShareState.DRAFTED)
        share = replace(draft, state=ShareState.ASKING, ends_at=self.now + LIVES)
        circle = self._may(await self.store.named(call.community, share.circle, call.member))
        rooms = await self._rooms(share)
        self.publishing.tell(Noted.by(call, "circle.share", circle=share.circle))
        everybody = await whole(self.store, call.community, share.circle)
        for steward in everybody.stewards():
            if steward not in {call.member, *(v.member for v in share.voices)}:
                await self._tell_steward(share, everybody, steward, rooms)
        if await self.publishing.look(share):
            return Reply(texts.is_posted(circle, rooms))
        await self.publishing.plan(share)
        await self.publishing.ask(share, everybody, share.voices, again=False)
        return Reply(texts.asked(circle))

    async def _tell_steward(self, share: Share, circle: CircleSeen, steward: MemberId, rooms: Sequence[RoomId]) -> None:
        seen = await seen_by(self.store, circle, steward)
        with speaking(await self.publishing.tongue(share.community, steward)):
            card = texts.under_way(seen, share.author or steward, rooms)
        self.publishing.owe.direct(steward, card, reason=share.id, expires_at=share.ends_at)

    async def drop(self, call: Call) -> Reply:
        """Let a summary be that is not posted; nothing of it is kept."""
        share = await self.mine(call, ShareState.DRAFTED, ShareState.ASKING, ShareState.QUIET)
        await self.publishing.over(share)
        await self.shares.drop([share])
        return Reply(texts.said(_("Dropped"), _("Nothing was posted, and nothing of it is kept.")))

    async def _proposal(self, call: Call) -> tuple[Share, Voice, Change]:
        share = await self.mine(call, ShareState.ASKING)
        voice = share.voice(MemberId(call.text("who")))
        if voice is None or voice.proposed is None:
            raise Conflict(_("That is decided already, or over. Nothing was changed. See what is left: circle shared"))
        return share, voice, voice.proposed

    async def proposed(self, call: Call) -> Reply:
        """Show other words that somebody proposes."""
        share, voice, change = await self._proposal(call)
        return Reply(texts.change(share, voice.member, change, call.member))

    async def take(self, call: Call) -> Reply:
        """Take other words; whoever agreed to what they replace is asked again."""
        share, voice, change = await self._proposal(call)
        if share.words is None or not change.fits(share.words):
            raise Conflict(_("The words they would change are gone by now. Nothing was changed."))
        words = change.made(share.words)
        voices = tuple(agrees(words, v, Stance.OWN_WORDS) if v is voice else v for v in share.voices)
        await self.publishing.changed(share, words, voices, LIVES)
        return Reply(texts.said(_("Changed"), _("Their words stand there now. Whom it concerns is asked again.")))

    async def keep(self, call: Call) -> Reply:
        """Keep the words as they are, and say so to whoever proposed others."""
        share, voice, _change = await self._proposal(call)
        voices = tuple(replace(v, proposed=None) if v is voice else v for v in share.voices)
        await self.shares.put(replace(share, voices=voices))
        circle = await self.store.named(call.community, share.circle, voice.member)
        if circle is not None:
            with speaking(await self.publishing.tongue(share.community, voice.member)):
                card = texts.kept(circle, share, call.member)
            self.publishing.owe.direct(voice.member, card, reason=share.id, expires_at=share.ends_at)
        return Reply(texts.said(_("Kept"), _("Your words stay, and they are told so. The answer is theirs.")))

    # What there is, and taking back

    async def shared(self, call: Call) -> Reply:
        """Show the summaries that concern the asker: their own, those that quote them, those of their circles."""
        found = {s.id: s for s in await self.shares.of_member(call.community, call.member)}
        circles = {c.id: c for c in await self.store.seen(call.community, call.member)}
        steered = [c.id for c in circles.values() if c.role is Role.STEWARD]
        for share in await self.shares.under_way(call.community, steered):
            found.setdefault(share.id, share)
        theirs = [s for s in found.values() if s.state is not ShareState.DRAFTED or s.author == call.member]
        return Reply(texts.lines([(s, circles.get(s.circle)) for s in theirs[:SHOWN]], call.member))

    async def withdraw(self, call: Call) -> Reply:
        """Ask once more, then take a posted summary back: whoever drafted it or is quoted may."""
        share = await self.shares.hold(call.community, call.text("share"))
        concerned = share is not None and (share.author == call.member or share.voice(call.member) is not None)
        if share is None or not concerned or share.state is not ShareState.POSTED:
            raise Conflict(_("That is taken back already, or not yours. Nothing was changed."))
        if call.text("sure") != "yes":
            return Reply(texts.sure(share))
        await self.publishing.withdraw(share)
        return Reply(texts.said(_("Taken back"), _("“Withdrawn by request” stands there in a moment, not by whom.")))


def _whole_name(text: str, name: str) -> bool:
    """Return whether a text holds somebody's whole shown name: a first word alone may be any word."""
    return bool(name.strip()) and names(text, name) and " ".join(name.split()).casefold() in text.casefold()


SHARE = Arg("share", "", longest=16)
WHO = Arg("who", "", longest=16)
SURE = Arg("sure", "", ArgKind.CHOICE, required=False, choices=("yes",))
COMMANDS = (
    Command(
        ("circle", "share"),
        later("Draft a summary for everybody; it is posted once all quoted agree"),
        Sharing.share,
        (
            NAME,
            Arg("title", later("What it is about"), label=later("Title"), longest=LONGEST_TITLE),
            Arg("text", later("What may be told outside"), ArgKind.LONG, label=later("Text"), longest=LONGEST),
            Arg(
                "people",
                later("Everybody who is quoted or named in it"),
                ArgKind.PEOPLE,
                required=False,
                asked=True,
                label=later("Who is quoted"),
            ),
            Arg(
                "room",
                later("A public room; the home otherwise"),
                ArgKind.ROOM,
                required=False,
                asked=True,
                label=later("Room"),
            ),
        ),
        examples=("circle share Mentors",),
    ),
    Command(
        ("circle", "shared"),
        later("See the summaries that concern you, and take one back"),
        Sharing.shared,
        examples=("circle shared",),
        reads=True,
    ),
    Command(("circle", "share-ask"), "", Sharing.ask, (SHARE,), hidden=True),
    Command(("circle", "share-drop"), "", Sharing.drop, (SHARE,), hidden=True),
    Command(("circle", "share-proposed"), "", Sharing.proposed, (SHARE, WHO), hidden=True),
    Command(("circle", "share-take"), "", Sharing.take, (SHARE, WHO), hidden=True),
    Command(("circle", "share-keep"), "", Sharing.keep, (SHARE, WHO), hidden=True),
    Command(("circle", "share-withdraw"), "", Sharing.withdraw, (SHARE, SURE), hidden=True),
)
