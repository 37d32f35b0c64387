"""Owing: collects what a unit of work owes, checks where private text may go, and writes it in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.cards import Card, PrivateText, spans_of
from bot.community.model import Account, Room
from bot.deliveries import (
    Act,
    Delivery,
    Edit,
    Inspect,
    OpenRoom,
    Post,
    Priority,
    RenameRoom,
    RoomAct,
    State,
    ToAccount,
    ToRoom,
)
from bot.delivery.store import DeliveryStore
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId, SpaceId
from bot.ports import Ids


class Addresses(Protocol):
    """What owing must know of rooms and people."""

    async def rooms(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Room]: ...
    async def reachable(self, members: Sequence[MemberId]) -> Mapping[MemberId, Account]:
        """Return the account at which each member is reached; who has none left is missing."""

    async def communities_of(self, spaces: Sequence[SpaceId]) -> Mapping[SpaceId, CommunityId]: ...
    async def deliveries(self, ids: Sequence[DeliveryId]) -> Mapping[DeliveryId, Delivery]: ...
    async def accounts(self, accounts: Sequence[AccountId]) -> Mapping[AccountId, Account]: ...


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed, before its room and account are looked up."""

    id: DeliveryId
    to: RoomId | MemberId
    direct: bool
    act: Act
    priority: Priority
    reason: str
    expires_at: datetime
    at: AccountId | None = None


@dataclass(slots=True)
class Owing:
    """The `Owe` of one unit of work. `lanes` tells after `flush` which spaces have something new."""

    real: datetime
    store: DeliveryStore
    addresses: Addresses
    ids: Ids
    pending: list[Owed] = field(default_factory=list)
    lanes: set[SpaceId] = field(default_factory=set)

    def post(
        self,
        room: RoomId,
        card: Card,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.RITUAL,
        under: DeliveryId | None = None,
    ) -> DeliveryId:
        """Owe a card to a room, or to the thread of a message there."""
        return self._owe(room, Post(card, under), priority, reason, expires_at)

    def direct(
        self,
        member: MemberId,
        card: Card,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.WAITING,
        at: AccountId | None = None,
    ) -> DeliveryId:
        """Owe a card to a member, at one of their accounts or at the one they used last."""
        return self._owe(member, Post(card), priority, reason, expires_at, direct=True, at=at)

    def act(
        self,
        room: RoomId,
        act: RoomAct,
        *,
        reason: str,
        expires_at: datetime,
        priority: Priority = Priority.WAITING,
    ) -> DeliveryId:
        """Owe an action on a room."""
        return self._owe(room, act, priority, reason, expires_at)

    def edit(self, of: DeliveryId, card: Card, *, reason: str, expires_at: datetime) -> None:
        """Owe the replacement of a card; its place is looked up when this is written."""
        self._owe(RoomId(""), Edit(of, card), Priority.RITUAL, reason, expires_at)

    def _owe(
        self,
        to: RoomId | MemberId,
        act: Act,
        priority: Priority,
        reason: str,
        expires_at: datetime,
        *,
        direct: bool = False,
        at: AccountId | None = None,
    ) -> DeliveryId:
        owed = Owed(DeliveryId(self.ids.new()), to, direct, act, priority, reason, expires_at, at)
        self.pending.append(owed)
        return owed.id

    async def withdraw(self, community: CommunityId, reasons: Sequence[str]) -> int:
        """Withdraw what is unsent for these reasons, from this unit of work or an earlier one."""
        before = len(self.pending)
        self.pending = [o for o in self.pending if o.reason not in reasons]
        dropped = before - len(self.pending)
        return dropped + await self.store.withdraw(community, reasons, real=self.real)

    async def rest(self, community: CommunityId) -> int:
        """Withdraw the unsent messages that nobody waits for."""
        return await self.store.rest(community, real=self.real)

    async def flush(self) -> None:
        """Write what is pending.

        Raises:
            ValueError: private text would go where it may not (a bug).
        """
        pending, self.pending = self.pending, []
        if not pending:
            return
        rows = await self._rows(pending)
        await self.store.put(rows)
        self.lanes.update(r.space for r in rows)

    async def _rows(self, pending: Sequence[Owed]) -> list[Delivery]:
        """Look up rooms, accounts and edited messages once for all, and return what can be owed."""
        edits = [o.act.of for o in pending if isinstance(o.act, Edit)]
        new = {o.id: o for o in pending}
        before = await self.addresses.deliveries([e for e in edits if e not in new]) if edits else {}
        rooms = await self.addresses.rooms([RoomId(o.to) for o in pending if not o.direct and o.to])
        extra = [d.to.room for d in before.values() if isinstance(d.to, ToRoom)]
        rooms = {**rooms, **(await self.addresses.rooms(extra) if extra else {})}
        reached = [MemberId(o.to) for o in pending if o.direct]
        people = await self.addresses.reachable(reached) if reached else {}
        accounts = await self._accounts(before.values(), pending)
        spaces = {r.space for r in rooms.values()} | {a.space for a in (*people.values(), *accounts.values())}
        spaces |= {d.space for d in before.values()}
        communities = await self.addresses.communities_of(list(spaces)) if spaces else {}
        rows: dict[DeliveryId, Delivery] = {}
        for owed in pending:
            known = {**before, **rows} if isinstance(owed.act, Edit) else {}
            row = self._row(owed, rooms, people, communities, known, accounts)
            if row is not None:
                rows[row.id] = row
        return list(rows.values())

    async def _accounts(self, edited: Iterable[Delivery], pending: Sequence[Owed]) -> Mapping[AccountId, Account]:
        """Return the accounts whose direct messages are edited, and those that were chosen."""
        ids = [d.to.account for d in edited if isinstance(d.to, ToAccount)]
        ids += [o.at for o in pending if o.at is not None]
        return await self.addresses.accounts(ids) if ids else {}

    def _row(
        self,
        owed: Owed,
        rooms: Mapping[RoomId, Room],
        people: Mapping[MemberId, Account],
        communities: Mapping[SpaceId, CommunityId],
        known: Mapping[DeliveryId, Delivery],
        accounts: Mapping[AccountId, Account],
    ) -> Delivery | None:
        if isinstance(owed.act, Edit):
            here = {i: d for i, d in known.items() if d.space in communities}
            return self._edit(owed, owed.act, rooms, here, accounts)
        if owed.direct:
            chosen = accounts.get(owed.at) if owed.at is not None else None
            mine = chosen is not None and chosen.member == owed.to and chosen.left_at is None
            account = chosen if mine else people.get(MemberId(owed.to))
            if account is None or account.space not in communities:
                return None
            _check(owed.act, None, reader=MemberId(owed.to))
            return self._delivery(owed, communities[account.space], account.space, ToAccount(account.id), None)
        room = rooms.get(RoomId(owed.to))
        if room is None or room.space not in communities or room.state in {"lost", "closed"}:
            return None
        _check(owed.act, room.circle, room=room.id)
        return self._delivery(owed, communities[room.space], room.space, ToRoom(room.id), room.circle)

    def _edit(
        self,
        owed: Owed,
        act: Edit,
        rooms: Mapping[RoomId, Room],
        known: Mapping[DeliveryId, Delivery],
        accounts: Mapping[AccountId, Account],
    ) -> Delivery | None:
        first = known.get(act.of)
        if first is None or first.state in {State.REFUSED, State.WITHDRAWN, State.SKIPPED}:
            return None
        if isinstance(first.to, ToRoom):
            circle = rooms[first.to.room].circle if first.to.room in rooms else first.circle
            _check(act, circle, room=first.to.room)
        else:
            reader = accounts.get(first.to.account)
            _check(act, None, reader=reader.member if reader else None)
        return self._delivery(owed, first.community, first.space, first.to, first.circle)

    def _delivery(
        self,
        owed: Owed,
        community: CommunityId,
        space: SpaceId,
        to: ToRoom | ToAccount,
        circle: CircleId | None,
    ) -> Delivery:
        return Delivery(
            id=owed.id,
            community=community,
            space=space,
            to=to,
            act=owed.act,
            priority=owed.priority,
            reason=owed.reason,
            expires_at=owed.expires_at,
            state=State.DUE,
            attempt=0,
            # At most 25 characters: Discord's nonce (discord-api-docs, resources/message).
            key=f"h{owed.id}",
            circle=circle,
        )


def _check(act: Act, circle: CircleId | None, *, reader: MemberId | None = None, room: RoomId | None = None) -> None:
    """Refuse a circle's words anywhere but in its own rooms, before the eyes they were made for, and by consent."""
    for text in _private(act):
        seen = text.viewer is not None and text.viewer == reader
        granted = text.consent is not None and text.consent.covers(text.text, room)
        if text.circle != circle and not seen and not granted:
            msg = f"private text of circle {text.circle} was about to leave it"
            raise ValueError(msg)


def _private(act: Act) -> list[PrivateText]:
    match act:
        case Post(card, _) | Edit(_, card):
            return [s for s in spans_of(card) if isinstance(s, PrivateText)]
        case OpenRoom(name, purpose, _):
            return [s for s in (name, purpose) if isinstance(s, PrivateText)]
        case RenameRoom(name) | Inspect(name):
            return [name] if isinstance(name, PrivateText) else []
        case _:
            return []
