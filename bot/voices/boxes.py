"""Question boxes: opened before a guest comes, moved and closed with the date, summed up a day after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.acts import ChairChanged
from bot.beats import Beat, Planners
from bot.cards import Bold, Button, Buttons, Card, Moment, Reply, para
from bot.commands import Access, Arg, Call, Command
from bot.community.duties import Service
from bot.errors import Conflict, Invalid
from bot.facts import Listens, Noted, OccurrenceDropped, OccurrenceMoved, OccurrenceOpened, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, RitualId
from bot.ports import Ids
from bot.times import CommunityResumed
from bot.voices import question_texts, seating_texts
from bot.voices.model import Guest, GuestState, Slot
from bot.voices.question_cards import EDITS_LIVE, OPEN, OVER, RECAP, QuestionCards
from bot.voices.questions import GOES_ON, LASTS, Box, BoxState, Mark, Question, answered, best
from bot.voices.speakers import NAME_CHARACTERS
from bot.voices.store import GuestStore


@dataclass(frozen=True, slots=True)
class Boxes(Service):
    """Opens boxes and lets them follow their dates."""

    guests: GuestStore
    cards: QuestionCards
    ids: Ids
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `question open`."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return who opens, closes and sums up."""
        return {OPEN: Boxes.opening, OVER: Boxes.over, RECAP: Boxes.recap}

    @staticmethod
    def listens() -> Listens:
        """Return what makes a box, and what its date does to it."""
        return (
            (ChairChanged, Boxes.seated),
            (OccurrenceOpened, Boxes.begun),
            (OccurrenceMoved, Boxes.moved),
            (OccurrenceDropped, Boxes.dropped),
            (CommunityResumed, Boxes.resumed),
        )

    # What people do

    async def open(self, call: Call) -> Reply:
        """Open a box now, for the next date of a ritual or for any other date."""
        name, text = " ".join(call.text("guest").split()), call.text("when")
        if not any(c.isalnum() for c in name):
            raise Invalid(_("A guest needs a name. Nothing was changed."), field="guest")
        key = await self.cards.occasions.next_date(call.community, text)
        if key is not None:
            ritual, starts = key
            before = (await self.cards.store.boxes_at([key])).get(key)
            length = (await self.cards.occasions.about([ritual]))[ritual].length
        else:
            starts = self.cards.occasions.moment(text, zone=call.zone, now=call.now, field="when")
            ritual, length = None, LASTS
            known = (await self.cards.store.boxes_in([call.community]))[call.community]
            before = next((b for b in known if b.state in GOES_ON and (b.starts, b.guest) == (starts, name)), None)
        if before is not None and before.guest.casefold() != name.casefold():
            sentence = _("{guest} comes on that date. Nothing was changed. Who comes: guest slot")
            raise Conflict(sentence.format(guest=question_texts.guest_of(before)))
        if before is not None and before.state is not BoxState.PLANNED:
            sentence = _("A box for {guest} is open for that date already. Nothing was changed. See it: question list")
            raise Conflict(sentence.format(guest=before.guest))
        guest = await self.guests.named(call.community, name)
        box = before or self._new(call.community, ritual, guest, name, starts=starts, ends=starts + length)
        await self.cards.open([replace(box, opened_by=call.account)])
        self.tell(Noted.by(call, "question.open", about=ritual or ""))
        text_ = _("Members can ask {guest} until {date}. The box stands in the rooms, and you hear of what comes in.")
        said = para(text_, guest=Bold(question_texts.guest_of(box)), date=Moment(box.ends))
        return Reply(Card(question_texts.title(box), (said, Buttons((Button(_("Ask"), "question.put", box.id),)))))

    def _new(
        self, community: CommunityId, ritual: RitualId | None, guest: Guest | None, name: str, **times: datetime
    ) -> Box:
        return Box(
            id=self.ids.new(),
            community=community,
            ritual=ritual,
            guest=guest.name if guest is not None else name,
            guest_id=guest.id if guest is not None else None,
            topic=guest.topic if guest is not None else "",
            starts=times["starts"],
            ends=times["ends"],
            state=BoxState.PLANNED,
        )

    # What guests and dates do

    async def seated(self, facts: Sequence[ChairChanged]) -> None:
        """Plan a box for each guest who said yes, and close those of guests who do not come."""
        keys = list(dict.fromkeys((f.ritual, f.starts) for f in facts))
        held = await self.cards.store.boxes_at(keys)
        slots = {k: s for k, s in (await self.guests.slots_at(keys)).items() if s.state is GuestState.CONFIRMED}
        coming = {k: s.guest for k, s in slots.items()}
        others = {k: b for k, b in held.items() if b.guest_id is not None and b.guest_id != coming.get(k)}
        await self._close(list(others.values()))
        await self._make([s for k, s in slots.items() if k not in held or k in others])

    async def _make(self, slots: Sequence[Slot]) -> None:
        if not slots:
            return
        guests, now = await self.guests.get([s.guest for s in slots]), self.cards.now
        about = await self.cards.occasions.about(dict.fromkeys(s.ritual for s in slots))
        made: list[Box] = []
        for slot in slots:
            ends = slot.starts + about[slot.ritual].length
            made.append(self._new(slot.community, slot.ritual, guests[slot.guest], "", starts=slot.starts, ends=ends))
        await self.cards.store.put_boxes(made)
        for box in made:
            if box.opens > now:
                self.cards.plan(box)
        await self.cards.open([b for b in made if b.opens <= now < b.ends])

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Close the boxes of dates that do not take place."""
        found = await self.cards.store.boxes_at([(f.ritual, f.starts) for f in facts])
        await self._close([b for b in found.values() if b.state is not BoxState.OVER])

    async def _close(self, boxes: Sequence[Box]) -> None:
        if not boxes:
            return
        kept = await self.cards.pass_on(boxes)
        languages = await self.cards.languages(boxes)
        for box in boxes:
            await self.cards.beats.withdraw(box.community, [box.id])
            with speaking(languages[box.community]):
                self.cards.edit(box, question_texts.gone(box, kept[box.id]))
        # Their cards have said their last.
        await self.cards.store.put_boxes([replace(b, state=BoxState.CLOSED, posts=()) for b in boxes])

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Take boxes along to where their dates are now."""
        found = await self.cards.store.boxes_at([(f.ritual, f.before) for f in facts])
        gone = [(found[f.ritual, f.before], f) for f in facts if (f.ritual, f.before) in found]
        boxes = [replace(b, starts=f.starts, ends=f.starts + (b.ends - b.starts)) for b, f in gone]
        if not boxes:
            return
        await self.cards.store.put_boxes(boxes)
        for box in boxes:
            await self.cards.beats.withdraw(box.community, [box.id])
            self.cards.plan(box)
        await self.cards.show(boxes)

    async def begun(self, facts: Sequence[OccurrenceOpened]) -> None:
        """Note which date it is: its thread is where answers go."""
        found = await self.cards.store.boxes_at([(f.ritual, f.starts) for f in facts])
        dates = {(f.ritual, f.starts): f.occurrence for f in facts}
        await self.cards.store.put_boxes([replace(b, occurrence=dates[key]) for key, b in found.items()])

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Plan again what was withdrawn for a rest."""
        for boxes in (await self.cards.store.boxes_in([f.community for f in facts])).values():
            for box in boxes:
                self.cards.plan(box)
                if box.state is BoxState.OPEN:
                    self.cards.tell_soon(box)

    # What happens by itself

    async def _due(self, beats: Sequence[Beat], state: BoxState) -> list[Box]:
        found = await self.cards.store.boxes(dict.fromkeys(b.subject for b in beats))
        return [b for b in found.values() if b.state is state]

    async def opening(self, beats: Sequence[Beat]) -> None:
        """Open boxes whose time has come; those whose date passed meanwhile close."""
        due = await self._due(beats, BoxState.PLANNED)
        await self.cards.open([b for b in due if b.ends > self.cards.now])
        await self._close([b for b in due if b.ends <= self.cards.now])

    async def over(self, beats: Sequence[Beat]) -> None:
        """Take no more questions once the date is over."""
        boxes = [replace(b, state=BoxState.OVER) for b in await self._due(beats, BoxState.OPEN)]
        await self.cards.store.put_boxes(boxes)
        for box in boxes:
            self.cards.plan(box)
            self.cards.tell_soon(box)
        await self.cards.show(boxes)

    async def recap(self, beats: Sequence[Beat]) -> None:
        """Say a day later what was answered and what goes on; nothing where there was nothing."""
        boxes = await self._due(beats, BoxState.OVER)
        if not boxes:
            return
        ids = [b.id for b in boxes]
        questions, likes = await self.cards.store.questions(ids), await self.cards.store.marks(ids, Mark.LIKE)
        kept, languages = await self.cards.pass_on(boxes), await self.cards.languages(boxes)
        said: list[tuple[Box, Card]] = []
        for box in boxes:
            with speaking(languages[box.community]):
                card = question_texts.recap(box, questions[box.id], likes, kept[box.id])
            if card is not None:
                said.append((box, card))
        await self.cards.under({b.id: b for b in boxes}, said)
        await self._thank(boxes, questions, likes)
        await self.cards.show([replace(b, state=BoxState.CLOSED) for b in boxes])

    async def _thank(
        self, boxes: Sequence[Box], questions: Mapping[str, Sequence[Question]], likes: Mapping[str, int]
    ) -> None:
        """Thank guests who have an account here: their seat has ended by itself."""
        accounts = await self.cards.people.accounts([b.speaker for b in boxes if b.speaker is not None])
        members = await self.cards.people.members([a.member for a in accounts.values() if a.member is not None])
        languages, expires = await self.cards.languages(boxes), self.cards.now + EDITS_LIVE
        for box in boxes:
            account = accounts.get(box.speaker) if box.speaker is not None else None
            member = members.get(account.member) if account is not None and account.member is not None else None
            if member is not None and member.here:
                with speaking(member.language or languages[box.community]):
                    done = len(answered(questions[box.id], likes))
                    card = seating_texts.thanked(box, done, best(questions[box.id], likes))
                self.cards.owe.direct(member.id, card, reason=box.id, expires_at=expires)


COMMANDS = (
    Command(
        ("question", "open"),
        later("Let members put questions to somebody before a date"),
        Boxes.open,
        (
            Arg("guest", later("Who answers"), label=later("Guest"), longest=NAME_CHARACTERS),
            Arg(
                "when",
                later("A ritual, for its next date, or such as Thu 3 Dec 16:00"),
                label=later("When they answer"),
                longest=100,
            ),
        ),
        Access.STEWARD,
        ('question open "Ada Lovelace" "Guest hour"', 'question open "Ada Lovelace" "Thu 3 Dec 16:00"'),
    ),
)
