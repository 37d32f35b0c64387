"""What somebody quoted says to a summary: yes, other words, without my name, no. And what time says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.beats import Beat, Planners
from bot.cards import Reply
from bot.circles import share_texts as texts
from bot.circles.consent import SAID_YES, Change, Stance, Voice, Words, agrees, without
from bot.circles.publishing import ENDS, REMIND, Publishing
from bot.circles.shares import Share, ShareState, ShareStore
from bot.circles.sharing import SHARE, SURE, Sharing
from bot.circles.store import CircleStore
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.community.attention import Weight, Wish
from bot.community.duties import Service
from bot.errors import Conflict, Invalid
from bot.facts import CircleLeft, Forgotten, Listens
from bot.i18n import _, later, speaking
from bot.keys import MemberId

LONGEST_CHANGE = 500


@dataclass(frozen=True, slots=True)
class Answering(Service):
    """The side of those quoted."""

    circles: CircleStore
    shares: ShareStore
    sharing: Sharing
    publishing: Publishing

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under a summary that is asked about."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return who reminds, and who ends it."""
        return {REMIND: Answering.remind, ENDS: Answering.ends}

    @staticmethod
    def listens() -> Listens:
        """Return what ends a yes."""
        return ((CircleLeft, Answering.left), (Forgotten, Answering.forgotten))

    async def _asked(self, call: Call) -> tuple[Share, Voice, Words]:
        """Return a summary that quotes the asker and waits for them, held; anything else is over."""
        share = await self.shares.hold(call.community, call.text("share"))
        voice = share.voice(call.member) if share is not None else None
        if share is None or voice is None or share.words is None or share.state is not ShareState.ASKING:
            raise Conflict(_("That summary is decided, or rests. Nothing was changed."))
        circle = await self.circles.named(call.community, share.circle, call.member)
        if circle is None or not circle.inside:
            raise Conflict(_("That summary is decided, or rests. Nothing was changed."))
        if "mark" in call.args and call.text("mark") != share.words.mark:
            raise Conflict(_("Its words have changed meanwhile. Nothing was noted. Read it again: circle shared"))
        return share, voice, share.words

    async def read(self, call: Call) -> Reply:
        """Show somebody quoted the words as they stand there now."""
        share, _voice, words = await self._asked(call)
        rooms = await self.publishing.rooms(share.community, share.room)
        return Reply(texts.reading(share, words, call.member, rooms))

    async def yes(self, call: Call) -> Reply:
        """Agree to the words that were shown."""
        share, voice, words = await self._asked(call)
        return await self._settled(share, agrees(words, voice))

    async def _settled(self, share: Share, voice: Voice) -> Reply:
        """Keep an answer; the last yes posts it."""
        voices = tuple(voice if v.account == voice.account else v for v in share.voices)
        if await self.publishing.look(replace(share, voices=voices)):
            return Reply(texts.said(_("Thank you"), _("Everybody has agreed: it is shared.")))
        text = _("That is noted. It is posted once everybody quoted agrees. Until then you can still say no.")
        return Reply(texts.said(_("Thank you"), text))

    async def unnamed(self, call: Call) -> Reply:
        """Show how it reads without the asker's name; agree to that."""
        share, voice, words = await self._asked(call)
        with speaking(await self.publishing.tongue(share.community)):
            nobody = _("a member")
        bare, agreed = without(words, voice, nobody)
        if call.text("sure") != "yes":
            return Reply(texts.unnamed(share, bare, words.mark, call.member))
        voices = tuple(agreed if v is voice else v for v in share.voices)
        if await self.publishing.changed(share, bare, voices, None):
            return Reply(texts.said(_("Thank you"), _("Everybody has agreed: it is shared.")))
        return Reply(texts.said(_("Thank you"), _("Your name is gone from it, and that is noted as your yes.")))

    async def words(self, call: Call) -> Reply:
        """Propose other words to the drafter; that is a yes once they take them."""
        share, voice, words = await self._asked(call)
        change = Change(call.text("old").strip(), call.text("new").strip())
        if not change.fits(words):
            raise Invalid(
                _("Copy words that stand there once, as they are, in one line. Nothing was changed."), field="old"
            )
        circle = await self.circles.named(call.community, share.circle, call.member)
        if circle is not None:
            await self.sharing.check(circle, change.made(words), share.voices, share.author)
        proposing = replace(voice, stance=Stance.ASKED, agreed=(), proposed=change)
        voices = tuple(proposing if v is voice else v for v in share.voices)
        await self.shares.put(replace(share, voices=voices))
        if share.author is not None:
            with speaking(await self.publishing.tongue(share.community, share.author)):
                card = texts.proposed(share, call.member)
            self.publishing.owe.direct(share.author, card, reason=share.id, expires_at=share.ends_at)
        return Reply(texts.said(_("Proposed"), _("I have told whoever drafted it. Taken, your words are your yes.")))

    async def no(self, call: Call) -> Reply:
        """Do not agree; the drafter never hears by whom."""
        share, voice, _words = await self._asked(call)
        said = replace(voice, stance=Stance.NO, agreed=(), proposed=None)
        voices = tuple(said if v is voice else v for v in share.voices)
        await self.publishing.refuse(replace(share, voices=voices))
        return Reply(texts.said(_("That is fine"), _("It rests, and its words are gone. Nobody is told who said so.")))

    # What happens by itself

    async def remind(self, beats: Sequence[Beat]) -> None:
        """Remind those who have not answered, once."""
        shares = [s for s in await self.shares.get([b.subject for b in beats]) if s.state is ShareState.ASKING]
        waiting = [(s, v) for s in shares for v in s.voices if v.stance not in SAID_YES]
        members = await self.publishing.people.members([v.member for _s, v in waiting])
        homes = await self.publishing.places.communities(dict.fromkeys(s.community for s in shares))
        wishes: list[Wish] = []
        for share, voice in waiting:
            if voice.member in members:
                with speaking(members[voice.member].language or homes[share.community].language):
                    card, line = texts.reminder(share)
                until = share.ends_at
                wishes.append(Wish(share.community, voice.member, REMIND, share.id, Weight.CHOICE, card, line, until))
        await self.publishing.attention.want(wishes)

    async def ends(self, beats: Sequence[Beat]) -> None:
        """Let what was not agreed to in its fourteen days rest; no answer and a no sound the same."""
        now = self.publishing.now
        shares = [s for s in await self.shares.get([b.subject for b in beats]) if s.ends_at <= now]
        over = [s for s in shares if s.state is not ShareState.POSTED]
        await self.shares.drop(over)
        for share in over:
            if share.state is not ShareState.DRAFTED:
                await self.publishing.told(share)

    async def left(self, facts: Sequence[CircleLeft]) -> None:
        """Count whoever left the circle as a no; what they drafted and nobody has agreed to goes."""
        for fact in facts:
            for share in await self.shares.of_member(fact.community, fact.member):
                if share.circle == fact.circle and share.state is not ShareState.POSTED:
                    await self._without(share, fact.member)

    async def _without(self, share: Share, member: MemberId) -> None:
        """End what somebody has to do with who is gone: their silence is a no."""
        if share.author != member and share.state is not ShareState.DRAFTED:
            await self.publishing.refuse(share)
            return
        await self.publishing.over(share)
        await self.shares.drop([share])

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take back what names somebody who asked to be forgotten: no words are kept that could be changed."""
        for fact in facts:
            for share in await self.shares.of_member(fact.community, fact.member):
                voice = share.voice(fact.member)
                if share.state is not ShareState.POSTED:
                    await self._without(share, fact.member)
                elif voice is not None and voice.stance is not Stance.UNNAMED:
                    await self.publishing.withdraw(share)


MARK = Arg("mark", "", required=False, longest=8)
COMMANDS = (
    Command(("circle", "share-read"), "", Answering.read, (SHARE,), hidden=True),
    Command(("circle", "share-yes"), "", Answering.yes, (SHARE, MARK), hidden=True),
    Command(
        ("circle", "share-words"),
        later("Propose other words"),
        Answering.words,
        (
            SHARE,
            Arg(
                "old",
                later("Copied from the summary, as they stand there"),
                ArgKind.LONG,
                label=later("Which words"),
                longest=LONGEST_CHANGE,
            ),
            Arg(
                "new",
                later("Empty to leave them out"),
                ArgKind.LONG,
                required=False,
                asked=True,
                label=later("What should stand there"),
                longest=LONGEST_CHANGE,
            ),
            MARK,
        ),
        hidden=True,
    ),
    Command(("circle", "share-unnamed"), "", Answering.unnamed, (SHARE, MARK, SURE), hidden=True),
    Command(("circle", "share-no"), "", Answering.no, (SHARE,), hidden=True),
)
