"""Somebody's screen: what is new on it, what stands on it, and all that Slack would give its owner."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from tests.worlds.shown import FieldShown, FormShown
from tests.worlds.slack.elements import choices
from tests.worlds.slack.filling import MANY, ONE, inputs, stands
from tests.worlds.slack.ground import Channel, Json, Message, Team, User, View, sees
from tests.worlds.slack.reader import Read, read_message
from tests.worlds.slack.shapes import channel_of, user_of
from tests.worlds.slack.world import World
from tests.worlds.towns import ZONE

PICKED: Final = {*ONE, *MANY}


@dataclass(slots=True)
class Screen:
    """A screen as it is now; None is Slack itself. What comes later is new."""

    world: World
    team: Team
    user: User | None
    known: set[int] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)
    errors: int = 0

    def __post_init__(self) -> None:
        """Look at it."""
        self.known = {m.at for _, m in self._private()}
        self.forms = {v.id: v.hash for v in self._modals()}
        self.errors = len(self.world.errors)

    def _private(self) -> list[tuple[Channel, Message]]:
        if self.user is None:
            return []
        return [(c, m) for c in self.team.live() for m in c.messages if m.to == self.user.id]

    def _modals(self) -> list[View]:
        return self.team.modals.get(self.user.id, []) if self.user is not None else []

    def new_card(self) -> tuple[Channel, Message] | None:
        """Return the last private card that came since; what Slack itself complained of is a mistake of the app."""
        wrong = [e for u, e in self.world.errors[self.errors :] if self.user is not None and u == self.user.id]
        wrong = [e for e in wrong if "is not a valid command" not in e]
        assert not wrong, f"Slack told {self.user}: {wrong}"
        found = [(c, m) for c, m in self._private() if m.at not in self.known]
        return found[-1] if found else None

    def new_form(self, sent: View | None) -> View | None:
        """Return the form that was opened since, or the one that was sent, if it was sent back."""
        stack = self._modals()
        if not stack or not inputs(stack[-1]):
            return None
        top = stack[-1]
        changed = self.forms.get(top.id) != top.hash
        return top if changed or (top is sent and top.errors) else None

    def read(self, message: Message) -> Read:
        """Return a message as it stands there."""
        zone = self.user.zone if self.user is not None else ZONE
        return read_message(self.team, message, self.user.id if self.user is not None else "", zone)

    @staticmethod
    def raw(message: Message) -> str:
        """Return all that Slack was given of a message."""
        return json.dumps([message.text, message.blocks, message.metadata], ensure_ascii=False)

    def everything(self) -> list[str]:
        """Return, raw, all that Slack would give the screen's owner."""
        assert self.user is not None
        mine = [c for c in self.team.live() if sees(c, self.user.id)]
        now = datetime.now(UTC).timestamp()
        seen = [_json(user_of(self.team, u, now=now)) for u in self.team.users.values()]
        seen += [_json(channel_of(c, "")) + str(sorted(c.members)) for c in mine]
        seen += [self.raw(m) for c in mine for m in c.messages if m.to in {None, self.user.id}]
        home = self.team.homes.get(self.user.id)
        return [*seen, *([_json(home.body)] if home is not None else []), *(_json(v.body) for v in self._modals())]


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def form_shown(view: View, names: Mapping[str, str]) -> FormShown:
    """Return a modal as its reader sees it; `names` says how people and rooms are typed, by their ids."""
    fields = tuple(_field(view, block, names) for block in inputs(view))
    wrong = next(iter(view.errors), "") or None
    title = view.body["title"]["text"]
    return FormShown(view.id, title, fields, view.errors.get(wrong or "", ""), wrong, _json(view.body))


def _field(view: View, block: Json, names: Mapping[str, str]) -> FieldShown:
    element = block["element"]
    value = stands(view, block)
    if element["type"] in PICKED:
        value = " ".join(names.get(v, v) for v in value.split())
    options = tuple(str(o["value"]) for o in choices(element)) if element["type"] == "static_select" else ()
    return FieldShown(block["block_id"], block["label"]["text"], value, options, not block.get("optional", False))


def given(
    view: View, answers: Mapping[str, str], people: Mapping[str, str], rooms: Mapping[str, str]
) -> dict[str, str]:
    """Return typed answers as Slack's selects take them: ids for people and rooms; text stays text."""
    kinds = {b["block_id"]: b["element"]["type"] for b in inputs(view)}
    return {
        name: " ".join(_id(word, people, rooms) for word in text.split()) if kinds.get(name) in PICKED else text
        for name, text in answers.items()
    }


def _id(word: str, people: Mapping[str, str], rooms: Mapping[str, str]) -> str:
    known = rooms if word.startswith("#") else people
    return known.get(word.lstrip("@#"), word)
