"""Makes and changes messages, whoever writes them: checks are done, whom they ping is found."""

from datetime import datetime

from tests.worlds.discord.bodies import Body, refuse_empty
from tests.worlds.discord.files import resolve
from tests.worlds.discord.mentions import Allowed, pings
from tests.worlds.discord.permissions import in_channel
from tests.worlds.discord.state import Channel, Message, State, User
from tests.worlds.discord.words import COMPONENTS_V2, DM, EPHEMERAL, LOADING, MENTION_EVERYONE, Json


def add(state: State, channel: Channel, author: User, body: Body, *, flags: int = 0) -> Message:
    """Return a new message in a channel. `flags`: more than the body tells."""
    made = Message(state.ids.new(), channel.id, author, state.clock.real())
    made.flags = body.flags | flags
    made.nonce, made.community = body.nonce, state.clock.now()
    fill(state, channel, made, body)
    channel.messages[made.id] = made
    return made


def fill(state: State, channel: Channel, message: Message, body: Body) -> None:
    """Give a message what a body tells; what it does not tell stays."""
    if "content" in body.given or body.content is not None:
        message.content = (body.content or "").strip()
    if body.embeds is not None:
        message.embeds = [{"type": "rich"} | e for e in body.embeds]
    if body.uploads or "attachments" in body.given:
        kept = {state.ids.new(): upload for upload in body.uploads}
        hidden = bool(body.flags & EPHEMERAL or message.reader is not None)
        message.attachments = [u.shown(i, ephemeral=hidden) for i, u in kept.items()]
        message.files = {str(i): u.data for i, u in kept.items()}
        resolve(body.components or [], {u.name: u.media(i) for i, u in kept.items()})
    if body.components is not None:
        message.components = body.components
    ping(state, channel, message, body.allowed)


def change(state: State, channel: Channel, message: Message, body: Body, cleared: frozenset[str], at: datetime) -> None:
    """Change a message; `cleared` are the fields that were told to be nothing.

    Raises:
        Refused: nothing would be left to see.
    """
    v2 = bool(body.flags & COMPONENTS_V2)
    content = "" if "content" in cleared or v2 else message.content if body.content is None else body.content
    embeds = [] if "embeds" in cleared or v2 else message.embeds if body.embeds is None else body.embeds
    parts = [] if "components" in cleared else message.components if body.components is None else body.components
    refuse_empty(content, embeds, parts, v2=v2)
    message.content, message.embeds, message.components = content.strip(), embeds, parts
    fill(state, channel, message, body)
    message.flags = body.flags & ~LOADING
    message.edited = at


def ping(state: State, channel: Channel, message: Message, allowed: Allowed) -> None:
    """Note whom a message pings; it can ping only who is there."""
    guild = state.guild(channel.guild or 0)
    may = guild is not None and bool(in_channel(guild, channel, message.author.id) & MENTION_EVERYONE)
    found = pings(message.content, message.components, allowed, may_everyone=may)
    here = {u for u in found.users if _here(state, channel, u)}
    message.mentions = [state.users[u] for u in found.users if u in here]
    message.everyone = found.everyone


def _here(state: State, channel: Channel, user: int) -> bool:
    if channel.kind == DM:
        return channel.recipient is not None and user in {channel.recipient.id, state.app.user.id}
    guild = state.guild(channel.guild or 0)
    return guild is not None and user in guild.members


def cleared(body: Json) -> frozenset[str]:
    """Return the fields of an edit that are told to be nothing."""
    return frozenset(k for k in ("content", "embeds", "components") if k in body and body[k] is None)
