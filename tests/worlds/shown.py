"""What people see on any platform, as plain values: a card, a form, the answer to what they did, a room.

Every simulated platform reads these back from what it really holds (Slack's blocks, Discord's embeds and
components, the sandbox's runs), in the same plain lines, so that a journey expects one text everywhere.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ButtonShown:
    """A button as it stands on a card.

    `action` is the command's path joined by dots ("circle.join") and `value` its arguments as typed, read
    back from whatever the platform's payload carries (Slack: action_id and value; Discord: custom_id).
    Only journeys about old or forged buttons look at these two.
    """

    label: str
    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message, or one private card, as its reader sees it.

    `id` is the town's own handle of it, unique there: buttons are pressed through it. `text` holds plain
    lines: the title; one line a paragraph or note; `label: value` a field; `[Label] [Label]` a row of
    buttons; `@Name` for a mention that pings, the plain name otherwise; `#room`; times such as
    `Fri 5 Dec 10:00` in the zone of whoever reads. `at` is the community time at which it was sent, None
    on a private card. `pings`: the names (as a town speaks of people) of everybody whom it really pings,
    in order; a ping of a whole room or group stands there as the platform writes it. `raw`: all that the
    platform was given of it, shown or not, in any form, for canaries to be looked for.
    `author` is None on what Hearth wrote, else the name of the person.
    """

    id: str
    title: str
    text: str
    buttons: tuple[ButtonShown, ...] = ()
    at: datetime | None = None
    pings: tuple[str, ...] = ()
    raw: str = ""
    author: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what stands on its buttons, in order."""
        return tuple(b.label for b in self.buttons)


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One question of a form: `value` is what it opens with, `choices` are its only answers where it has some.

    People and rooms stand in `value` as they are typed, `@maria` and `#general`.
    """

    name: str
    label: str
    value: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form that is open before somebody.

    `id` is the town's own handle of it, by which it is filled. `error` is the sentence it was sent back
    with, else empty; `wrong` the question at which that sentence stands: None above all of them, and on a
    platform that cannot show it at a question (`Town.marks_questions`). `raw` as in `Shown`.
    """

    id: str
    title: str
    fields: tuple[FieldShown, ...]
    error: str = ""
    wrong: str | None = None
    raw: str = ""

    @property
    def text(self) -> str:
        """Return it in plain lines: the title, the error, then `label: value` a question."""
        return "\n".join((self.title, self.error, *(f"{f.label}: {f.value}" for f in self.fields)))

    @property
    def values(self) -> dict[str, str]:
        """Return what stands in its questions, by their names, in order."""
        return {f.name: f.value for f in self.fields}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody gets back privately for what they did: a card or a form; neither when nothing came."""

    shown: Shown | None = None
    form: FormShown | None = None

    @property
    def text(self) -> str:
        """Return what the asker reads, in plain lines; empty when nothing came."""
        found = self.shown or self.form
        return found.text if found is not None else ""

    @property
    def raw(self) -> str:
        """Return all that came, shown or not."""
        found = self.shown or self.form
        return found.raw if found is not None else ""

    @property
    def card(self) -> Shown:
        """Return the card; it is a mistake of the journey (or of the code) when a form or nothing came."""
        assert self.shown is not None, f"no card came: {self.text!r}"
        return self.shown

    @property
    def opened(self) -> FormShown:
        """Return the form; it is a mistake of the journey (or of the code) when a card or nothing came."""
        assert self.form is not None, f"no form came: {self.text!r}"
        return self.form


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room: `people` are the names of whoever is in it, Hearth itself left out.

    `archived`: closed for good; where a platform has no archive, it is closed when Hearth alone sees it.
    """

    name: str
    topic: str
    private: bool
    archived: bool
    people: frozenset[str]
