"""One story: people in two towns. Each step is followed by a look at everything that has come of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.journeys.leaking.eyes import Eyes, Leak
from tests.journeys.leaking.ground import PEOPLE, Village
from tests.journeys.leaking.secrets import Circle, Secret, Secrets, Standing, canary, cores, standing
from tests.journeys.leaking.trespass import check_seats
from tests.worlds.shown import Answer, ButtonShown, FormShown

POOL = 60
"""Buttons that are remembered, the newest of them."""
FORMS = 6
QUOTED = """
    select a.member_id from circle_share_voices v join accounts a on a.id = v.account_id where v.share_id = ?
"""


@dataclass(slots=True, repr=False)
class Story:
    """What people did, and what is held to be true of them.

    `pool`: buttons with whom they were shown to; `shares`: the words of each summary; `drafted`: the words that
    were typed last; `agreed`: who pressed yes under which summary; `pairs`: how often somebody tried a hidden
    thing and one that does not exist, and was told the same.
    """

    village: Village
    salt: int
    secrets: Secrets = field(default_factory=Secrets)
    eyes: Eyes = field(init=False)
    now: Standing = field(init=False)
    pool: list[tuple[str, ButtonShown]] = field(default_factory=list)
    forms: list[tuple[str, FormShown]] = field(default_factory=list)
    feeds: dict[str, str] = field(default_factory=dict)
    shares: dict[str, Secret] = field(default_factory=dict)
    drafted: Secret | None = None
    agreed: set[tuple[str, str]] = field(default_factory=set)
    words: int = 0
    waited: int = 0
    pairs: int = 0

    def __post_init__(self) -> None:
        """Know the circles that are there."""
        self.eyes = Eyes(self.village, self.secrets)
        self.now = standing(self.village)
        for circle, name, purpose in self.village.read("select id, name, purpose from circles"):
            for core in cores(f"{name} {purpose}"):
                self.secrets.add(Secret(core, "circle", circle))

    async def begins(self) -> None:
        """Look at what is there."""
        self.settled(None, "founding")

    def word(self) -> str:
        """Return a new canary."""
        self.words += 1
        return canary(self.salt, self.words)

    def circle(self, number: int) -> Circle:
        """Return one of the circles that are not closed; the first of all when none is left."""
        living = [c for c in self.now.circles.values() if c.state != "closed"]
        return living[number % len(living)] if living else next(iter(self.now.circles.values()))

    # What somebody does, and what they are told

    async def types(self, person: str, line: str) -> Answer:
        """Type a line; whoever is not there types nothing."""
        if person not in self.village.present():
            return Answer()
        before = self.now
        answer = await self.village.town(person).types(person, line)
        return self.answered(person, answer, before, line)

    async def pushes(self, person: str, button: ButtonShown) -> Answer:
        """Press a button, whoever it was shown to."""
        if person not in self.village.present():
            return Answer()
        if button.action in {"circle.share-yes", "circle.share-unnamed"}:
            self.agreed.add((person, button.value.split()[0]))
        before = self.now
        answer = await self.village.town(person).pushes(person, button)
        return self.answered(person, answer, before, f"/{button.action.replace('.', ' ')} {button.value}")

    def answered(self, person: str, answer: Answer, before: Standing, line: str) -> Answer:
        """Look at an answer, and at all that has come with it."""
        after = standing(self.village)
        self.secrets.note([person], after)
        self.eyes.reply(person, answer.raw, before, after, typed=line, ever=line.startswith("/my export"))
        if answer.shown is not None:
            self._keep(person, answer.shown.buttons)
        if answer.form is not None:
            self.forms = [*self.forms[1 - FORMS :], (person, answer.form)]
        self.settled(person, line)
        return answer

    def settled(self, actor: str | None, line: str) -> None:
        """Look at all that has come of what was done; `line` is how it would have been typed."""
        before, self.now = self.now, standing(self.village)
        check_seats(actor, line, before, self.now)
        self._posted()
        self.eyes.look(before, self.now, exporter=actor if line.startswith("/my export") else None)
        self.secrets.note(PEOPLE, self.now)
        for person, card in self.eyes.fresh:
            self._keep(person, _buttons(card))

    def _keep(self, person: str, buttons: Sequence[ButtonShown]) -> None:
        self.pool.extend((person, b) for b in buttons)
        del self.pool[:-POOL]

    def _posted(self) -> None:
        """Let the words of a summary be everybody's once it is posted; all quoted must have pressed yes."""
        for share, state in self.village.read("select id, state from circle_shares"):
            if share not in self.shares and self.drafted is not None:
                self.shares[share] = self.drafted
            secret = self.shares.get(share)
            if secret is None or secret.public or state != "posted":
                continue
            secret.public = True
            for (member,) in self.village.read(QUOTED, share):
                if not any((p, share) in self.agreed for p, m in self.now.members.items() if m == member):
                    raise Leak("a summary stands in a room without everybody's yes")


def _buttons(card: str) -> list[ButtonShown]:
    rows = [block["buttons"] for block in json.loads(card)["blocks"] if block["_"] == "Buttons"]
    return [ButtonShown(b["label"], b["action"], b.get("value", "")) for row in rows for b in row]
