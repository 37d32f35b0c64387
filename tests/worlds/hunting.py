"""A hunter: it sees each request to a served platform, and kills the worker at the moment that was aimed at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.codec import decode
from bot.deliveries import OpenRoom
from bot.delivery.courier import plain
from tests.worlds.ledger import Ledger
from tests.worlds.trouble import Step
from tests.worlds.worker import Worker


class Doing(StrEnum):
    """What a request asks for, in words that all platforms share."""

    POST = "post"
    DIRECT = "direct message"
    CIRCLE = "post in a circle"
    OPEN = "open a room"
    INVITE = "invite"
    CLOSE = "archive a room"
    LOOK = "look up"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `place`: the platform's id of a room or person; `name`: of the room that shall be made."""

    doing: Doing
    key: str = ""
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """When to kill. `step` None: at random, `delay` after the worker's first request.

    Otherwise at the request that comes after `skip` others of the same kind.
    """

    step: Step | None
    doing: Doing = Doing.OTHER
    skip: int = 0
    delay: timedelta = timedelta()

    @property
    def title(self) -> str:
        """How the tally calls it."""
        return "at random" if self.step is None else f"{self.doing}, {self.step}"


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: what it was aimed at, the row that was hit (none at random), and the rows found in `sending`."""

    aim: Aim
    key: str
    state: str
    sending: tuple[str, ...]
    asked_before: int
    """Requests that came in until then."""

    @property
    def hit(self) -> bool:
        """Return whether it hit a row in `sending`: the aimed one, or any when it was not aimed."""
        return bool(self.sending) if self.aim.step is None else self.state == "sending"


@dataclass(slots=True)
class Hunter:
    """Kills the worker it is given, once, at the moment aimed at; it lets the served platform do the rest."""

    ledger: Ledger
    arrived: list[Asked] = field(default_factory=list)
    accepted: list[Asked] = field(default_factory=list)
    worker: Worker | None = None
    aim: Aim | None = None
    left: int = 0
    kills: list[Kill] = field(default_factory=list)
    struck: asyncio.Event = field(default_factory=asyncio.Event)
    known: dict[Asked, Asked] = field(default_factory=dict)
    """What was found out about a request when it arrived: after an answer there is no time to ask."""
    clock: asyncio.Task[None] | None = None

    def takes(self, worker: Worker, aim: Aim) -> None:
        """Wait for the moment."""
        self.struck.clear()
        self.worker, self.aim, self.left = worker, aim, aim.skip

    async def sees(self, step: Step, asked: Asked) -> bool:
        """Note a request as far as it has come; return whether its asker was killed over it."""
        if step is Step.ARRIVAL:
            self.known[asked] = await self._known(asked)
        asked = self.known[asked]
        if step is Step.ARRIVAL:
            self.arrived.append(asked)
            if self.aim is not None and self.aim.step is None and self.clock is None:
                self.clock = asyncio.create_task(self._later(self.aim.delay))
        elif step is Step.ACCEPTED:
            self.accepted.append(asked)
        if not self._meant(step, asked):
            return False
        await self._strike(asked)
        return True

    async def _known(self, asked: Asked) -> Asked:
        """Return a request with the key of the row it is about, where the platform is not told the key."""
        if asked.key or asked.doing is Doing.OTHER:
            return asked
        row = await self._row(asked)
        if asked.doing is Doing.LOOK and (row is None or row.attempt == 1):
            # Nothing is looked for at the first attempt: this is a list that opening a room asks for.
            return replace(asked, doing=Doing.OTHER)
        return replace(asked, key=row.key) if row is not None else asked

    async def _row(self, asked: Asked) -> Row[Any] | None:
        """Return the row that is being sent and that a request is about."""
        if asked.doing is Doing.OPEN or not asked.place:
            rooms = [r for r in await self.ledger.sent_to(None) if r.act == "OpenRoom"]
            if asked.name:
                return next((r for r in rooms if named(r) == asked.name), None)
            # Several may be looked for at the same time, by lists that name none of them.
            since = self.kills[-1].asked_before if self.kills else 0
            looked = {a.key for a in self.arrived[since:] if a.doing is Doing.LOOK}
            return min(rooms, key=lambda r: (r.attempt == 1, r.key in looked, r.seq), default=None)
        return next(iter(await self.ledger.sent_to(asked.place)), None)

    def _meant(self, step: Step, asked: Asked) -> bool:
        if self.aim is None or self.aim.step is not step or self.aim.doing is not asked.doing:
            return False
        self.left -= 1
        return self.left < 0

    async def _later(self, delay: timedelta) -> None:
        await asyncio.sleep(delay.total_seconds())
        await self._strike(None)

    async def _strike(self, asked: Asked | None) -> None:
        """Kill, and read what stands in the database: nobody writes there now."""
        worker, aim = self.worker, self.aim
        assert worker is not None
        assert aim is not None
        self.worker = self.aim = self.clock = None
        worker.dies()
        state = await self.ledger.state_of(asked.key) if asked is not None else ""
        sending = tuple(await self.ledger.sending())
        self.kills.append(Kill(aim, asked.key if asked else "", state, sending, len(self.arrived)))
        self.struck.set()


def tally(kind: str, kills: Sequence[Kill], arrived: Sequence[Asked], told: Sequence[str]) -> str:
    """Return a table of what the kills met and what became of the rows, and how many hit `sending`.

    `told` are the keys of the rows that were not sent again, but told to the stewards.
    """
    lines: dict[tuple[str, str, str], int] = {}
    for kill in kills:
        line = (kill.aim.title, _met(kill), _followed(kill, arrived, told))
        lines[line] = lines.get(line, 0) + 1
    hits = sum(k.hit for k in kills)
    share = f"{hits / len(kills):.0%}" if kills else "none"
    table = [f"\n{len(kills)} kills on {kind}; {hits} of them hit a row in `sending` ({share})"]
    table += [f"  {'moment':<40} {'row at the kill':<24} {'what followed':<36} kills"]
    table += [f"  {a:<40} {b:<24} {c:<36} {n:>5}" for (a, b, c), n in sorted(lines.items())]
    return "\n".join(table)


def _met(kill: Kill) -> str:
    if kill.aim.step is not None:
        return kill.state
    return f"{len(kill.sending)} in sending" if kill.sending else "none in sending"


def _followed(kill: Kill, arrived: Sequence[Asked], told: Sequence[str]) -> str:
    """Return what the platform was asked about the same rows afterwards."""
    keys = {kill.key} if kill.aim.step is not None else set(kill.sending)
    after = [a for a in arrived[kill.asked_before :] if a.key in keys]
    looked = len({a.key for a in after if a.doing is Doing.LOOK})
    sent = len({a.key for a in after if a.doing is not Doing.LOOK})
    said = len(keys & set(told))
    if said:
        return f"{looked} looked for, {sent} sent again, {said} told"
    return f"{looked} looked for, {sent} sent again" if after else "nothing had to follow"


def named(row: Row[Any]) -> str:
    """Return the name of the room that a row opens, as platforms write it."""
    act = decode(row.payload)
    assert isinstance(act, OpenRoom)
    return plain(act.name).lower().replace(" ", "-")
