"""The gateway: sessions over websockets, with sequence numbers, replay and every way to end (DD:events/gateway)."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from aiohttp import WSCloseCode, WSMsgType, web

from tests.worlds.discord import payloads
from tests.worlds.discord.faults import Watch
from tests.worlds.discord.intents import hidden, wanted
from tests.worlds.discord.permissions import sees
from tests.worlds.discord.state import Channel, Guild, State
from tests.worlds.discord.words import DM, PRIVILEGED, Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
REQUEST_MEMBERS, INVALID, HELLO, ACK = 8, 9, 10, 11
HEARTBEAT_MS: Final = 41_250
KEPT: Final = 5000
"""Events a session keeps for a client that comes back."""
FRAME_BYTES: Final = 4096
KNOWN_INTENTS: Final = (1 << 17) - 1 | 0b11 << 20 | 0b11 << 24
INTERACTION: Final = "INTERACTION_CREATE"


@dataclass(slots=True)
class Session:
    """One shard's session; `socket` is None while nobody is connected."""

    id: str
    shard: int
    shards: int
    intents: int
    sequence: int = 0
    kept: list[tuple[int, str]] = field(default_factory=list)
    socket: "Line | None" = None
    resumable: bool = True

    def has(self, guild: Guild | None) -> bool:
        """Return whether a guild's events come to this shard; direct messages come to the first."""
        return self.shard == (0 if guild is None else (guild.id >> 22) % self.shards)


@dataclass(slots=True, eq=False)
class Line:
    """One websocket. What is sent goes out in order, from a queue of its own."""

    socket: web.WebSocketResponse
    queue: "asyncio.Queue[str | int]" = field(default_factory=asyncio.Queue)

    def send(self, frame: str) -> None:
        """Send a frame."""
        self.queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close behind everything sent so far; 0 cuts the connection without a word."""
        self.queue.put_nowait(code)

    async def pump(self) -> None:
        """Send what is in the queue until something closes it."""
        while True:
            item = await self.queue.get()
            if isinstance(item, int):
                await self._end(item)
                return
            if not self.socket.closed:
                await self.socket.send_str(item)

    async def _end(self, code: int) -> None:
        if code:
            await self.socket.close(code=code)
        elif self.socket._req is not None and self.socket._req.transport is not None:
            self.socket._req.transport.abort()


@dataclass(slots=True)
class Gateway:
    """All sessions of the bot. `doubled`: events that are told twice; `mute`: they are lost; `silent`: no heartbeat."""

    state: State
    watch: Watch
    url: str = ""
    shards: int = 1
    sessions: dict[str, Session] = field(default_factory=dict)
    lines: set[Line] = field(default_factory=set)
    identified: int = 0
    resumed: int = 0
    doubled: frozenset[str] = frozenset()
    silent: bool = False
    mute: bool = False
    told: list[tuple[str, Json]] = field(default_factory=list)

    def connected(self) -> list[Session]:
        """Return the sessions somebody is connected to."""
        return [s for s in self.sessions.values() if s.socket is not None]

    # Telling

    def tell(self, name: str, data: Json, *, guild: Guild | None = None, channel: Channel | None = None) -> None:
        """Tell every session that may know of it; one that is cut off hears it when it comes back."""
        bot = self.state.app.user.id
        if channel is not None and guild is not None and not sees(guild, channel, bot):
            return
        if self.mute:
            return
        direct = channel is not None and channel.kind == DM
        self.told.append((name, data))
        for session in self._heard_by(name, guild, direct=direct):
            own = hidden(name, data, session.intents, bot, direct=direct)
            for _ in range(2 if name in self.doubled else 1):
                self._dispatch(session, name, own)
        self.watch.news.set()

    def _heard_by(self, name: str, guild: Guild | None, *, direct: bool) -> Iterator[Session]:
        for session in list(self.sessions.values()):
            if session.has(guild) and wanted(name, session.intents, direct=direct):
                yield session

    def interact(self, data: Json, guild: Guild | None) -> bool:
        """Hand an interaction to the shard it belongs to; return whether anybody is there."""
        self.told.append((INTERACTION, data))
        there = [s for s in self.connected() if s.has(guild)]
        for session in there[-1:]:
            for _ in range(2 if INTERACTION in self.doubled else 1):
                self._dispatch(session, INTERACTION, data)
        return bool(there)

    def _dispatch(self, session: Session, name: str, data: Json) -> None:
        session.sequence += 1
        frame = json.dumps({"op": DISPATCH, "s": session.sequence, "t": name, "d": data}, ensure_ascii=False)
        session.kept.append((session.sequence, frame))
        del session.kept[:-KEPT]
        if session.socket is not None:
            session.socket.send(frame)

    # Trouble

    def cut(self, *, resumable: bool = True) -> None:
        """Cut every connection without a word; afterwards the sessions are known, or not."""
        for session in self.connected():
            session.resumable = resumable
            self._leave(session, 0)

    def ends(self, code: int, *, resumable: bool = True) -> None:
        """Close every connection with a code."""
        for session in self.connected():
            session.resumable = resumable
            self._leave(session, code)

    def asks_to_reconnect(self) -> None:
        """Ask every client to come back, as Discord does some times a day."""
        for session in self.connected():
            assert session.socket is not None
            session.socket.send(json.dumps({"op": RECONNECT, "d": None}))

    def invalidates(self, *, resumable: bool) -> None:
        """Tell every client that its session is not valid."""
        for session in self.connected():
            assert session.socket is not None
            session.resumable = resumable
            session.socket.send(json.dumps({"op": INVALID, "d": resumable}))

    @staticmethod
    def _leave(session: Session, code: int) -> None:
        if session.socket is not None:
            session.socket.close(code)
        session.socket = None

    # A connection

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one client until it goes."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        line = Line(socket)
        self.lines.add(line)
        pump = asyncio.create_task(line.pump())
        line.send(json.dumps({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}}))
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            line.close(4012)
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = self._hears(line, session, message.data)
        finally:
            self._gone(session, line, socket.close_code)
            self.lines.discard(line)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
        return socket

    def _gone(self, session: Session | None, line: Line, code: int | None) -> None:
        if session is not None and session.socket is line:
            session.socket = None
        if session is not None and code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY}:
            # The client said goodbye: its session is over.
            self.sessions.pop(session.id, None)
        self.watch.news.set()

    def _hears(self, line: Line, session: Session | None, text: str) -> Session | None:
        if len(text.encode()) > FRAME_BYTES:
            line.close(4002)
            return session
        frame = json.loads(text)
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            if not self.silent:
                line.send(json.dumps({"op": ACK}))
        elif op == IDENTIFY:
            return self._identify(line, data) if session is None else _refuse(line, 4005, session)
        elif op == RESUME:
            return self._resume(line, data) if session is None else _refuse(line, 4005, session)
        elif session is None:
            return _refuse(line, 4003, session)
        elif op not in {PRESENCE, REQUEST_MEMBERS, 4}:
            return _refuse(line, 4001, session)
        return session

    def _identify(self, line: Line, data: Json) -> Session | None:
        self.identified += 1
        shard, shards = data.get("shard") or [0, 1]
        intents = data.get("intents", -1)
        if data.get("token") != self.state.app.token:
            return _refuse(line, 4004, None)
        if not 0 <= shard < shards:
            return _refuse(line, 4010, None)
        if intents < 0 or intents & ~KNOWN_INTENTS:
            return _refuse(line, 4013, None)
        if intents & PRIVILEGED & ~self.state.app.allowed_intents:
            return _refuse(line, 4014, None)
        session = Session(f"session-{self.state.ids.new()}", shard, shards, intents, socket=line)
        self.sessions[session.id] = session
        self._welcome(session)
        return session

    def _welcome(self, session: Session) -> None:
        here = [g for g in self.state.guilds.values() if self.state.guild(g.id) and session.has(g)]
        ready: Json = {"v": 10, "user": payloads.me(self.state.app), "session_id": session.id}
        ready |= {
            "guilds": [{"id": str(g.id), "unavailable": True} for g in here],
            "shard": [session.shard, session.shards],
        }
        ready |= {"resume_gateway_url": self.url, "application": {"id": str(self.state.app.id), "flags": 0}}
        self._dispatch(session, "READY", ready)
        for guild in here:
            self._dispatch(session, "GUILD_CREATE", payloads.guild_create(guild, self.state))
        self.watch.news.set()

    def _resume(self, line: Line, data: Json) -> Session | None:
        session = self.sessions.get(str(data.get("session_id")))
        after = data["seq"] if isinstance(data.get("seq"), int) else -1
        if data.get("token") != self.state.app.token:
            return _refuse(line, 4004, None)
        if session is None or not session.resumable or not _has_all(session, after):
            line.send(json.dumps({"op": INVALID, "d": False}))
            self.sessions.pop(str(data.get("session_id")), None)
            return None
        self.resumed += 1
        if session.socket is not None:
            session.socket.close(4000)
        session.socket = line
        for number, frame in session.kept:
            if number > after:
                line.send(frame)
        self._dispatch(session, "RESUMED", {"_trace": []})
        self.watch.news.set()
        return session


def _has_all(session: Session, after: int) -> bool:
    """Return whether everything after a sequence number is kept still."""
    if not 0 <= after <= session.sequence:
        return False
    return after == session.sequence or bool(session.kept and session.kept[0][0] <= after + 1)


def _refuse(line: Line, code: int, session: Session | None) -> Session | None:
    line.close(code)
    return session
