"""The permissions Hearth needs on a server, what for, and where each is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.i18n import _


@dataclass(frozen=True, slots=True)
class Right:
    """A permission: its bit, its name in Discord's own settings, and why Hearth asks for it.

    Bits: discord-api-docs, topics/permissions.
    """

    bit: int
    name: str
    why: str


VIEW: Final = Right(1 << 10, "View Channels", "to see the rooms it posts in")
SEND: Final = Right(1 << 11, "Send Messages", "to post openings, and the first word in a circle")
FILES: Final = Right(1 << 15, "Attach Files", "to show pictures, such as a month of the rhythm")
HISTORY: Final = Right(1 << 16, "Read Message History", "to find its own messages after a lost connection")
CHANNELS: Final = Right(1 << 4, "Manage Channels", "to open, rename and close circle rooms")
ROLES: Final = Right(1 << 28, "Manage Roles", "to let members into a circle's room and out of it")
EVENTS: Final = Right(1 << 44, "Create Events", "to put gatherings into the server's calendar")
PUBLIC_THREADS: Final = Right(1 << 35, "Create Public Threads", "to gather what belongs to one date under its opening")
SEND_IN_THREADS: Final = Right(1 << 38, "Send Messages in Threads", "to post in those threads")
PRIVATE_THREADS: Final = Right(1 << 36, "Create Private Threads", "to open circles as private threads")
THREADS: Final = Right(1 << 34, "Manage Threads", "to close those private threads")
ADMINISTRATOR: Final = 1 << 3
MANAGE_SERVER: Final = 1 << 5

PRIVATE_THREAD: Final = 12
THREAD_TYPES: Final = frozenset({10, 11, PRIVATE_THREAD})
"""Kinds of channels that are threads (discord-api-docs, resources/channel)."""

ALWAYS: Final = (VIEW, SEND, FILES, HISTORY, CHANNELS, ROLES, EVENTS, PUBLIC_THREADS, SEND_IN_THREADS)
"""What every server gives."""
WITH_THREADS: Final = (PRIVATE_THREADS, THREADS)
"""What a server gives besides where circles are private threads."""


class Act(StrEnum):
    """What Hearth does, as far as permissions tell it apart."""

    POST = "post"
    DIRECT = "direct"
    READ = "read"
    OPEN = "open"
    CHANGE = "change"
    PEOPLE = "people"
    SCHEDULE = "schedule"
    THREAD = "thread"  # a private one, for a circle
    UNDER = "under"  # a public one, under a message


NEEDS: Final[Mapping[Act, tuple[Right, ...]]] = {
    Act.POST: (VIEW, SEND),
    Act.DIRECT: (),
    Act.READ: (VIEW, HISTORY),
    Act.OPEN: (CHANNELS, ROLES, VIEW, SEND, HISTORY),
    Act.CHANGE: (VIEW, CHANNELS, ROLES),
    Act.PEOPLE: (VIEW, ROLES),
    Act.SCHEDULE: (EVENTS,),
    Act.UNDER: (VIEW, PUBLIC_THREADS, SEND_IN_THREADS),
    Act.THREAD: (VIEW, PRIVATE_THREADS, SEND_IN_THREADS, THREADS),
}
"""What an act needs, the likeliest to be missing first where nothing can be compared. Without Attach Files a picture
gives way to its words."""

Payload = Mapping[str, Any]


def held(roles: Iterable[Payload], member: Payload, guild: str) -> int:
    """Return the bits a member holds on a server (discord-api-docs, topics/permissions, overwrites left out)."""
    own = {guild, *member.get("roles", ())}
    bits = 0
    for role in roles:
        if role["id"] in own:
            bits |= int(role["permissions"])
    return bits


def held_in(bits: int, member: Payload, guild: str, overwrites: Iterable[Payload]) -> int:
    """Return the bits a member holds in a channel with these overwrites (the same document's pseudocode)."""
    if bits & ADMINISTRATOR:
        return bits
    by_id = {o["id"]: (int(o["allow"]), int(o["deny"])) for o in overwrites}
    allow, deny = by_id.get(guild, (0, 0))
    bits = bits & ~deny | allow
    of_roles = [by_id[r] for r in member.get("roles", ()) if r in by_id and r != guild]
    allow, deny = 0, 0
    for more, less in of_roles:
        allow, deny = allow | more, deny | less
    bits = bits & ~deny | allow
    allow, deny = by_id.get(member["user"]["id"], (0, 0))
    return bits & ~deny | allow


def lacking(act: Act, bits: int) -> Right | None:
    """Return the first right that an act needs and the bits do not hold."""
    if bits & ADMINISTRATOR:
        return None
    return next((right for right in NEEDS[act] if not bits & right.bit), None)


def outranking(roles: Iterable[Payload], member: Payload, overwrites: Iterable[Payload]) -> str:
    """Return the name of a role that a channel names and that stands above Hearth's; empty when there is none.

    What a role above Hearth's may do there Hearth cannot change (discord-api-docs, topics/permissions, hierarchy).
    """
    by_id = {r["id"]: r for r in roles}
    own = max((int(by_id[r]["position"]) for r in member.get("roles", ()) if r in by_id), default=0)
    named = (by_id[o["id"]] for o in overwrites if o["id"] in by_id)
    return next((str(r["name"]) for r in named if int(r["position"]) > own), "")


def place_above(role: str) -> tuple[str, str]:
    """Return what is missing where a role stands above Hearth's, and where it is given."""
    missing = _("a place above the role {role}").format(role=role)
    return missing, _("Server Settings → Roles: drag Hearth above {role}").format(role=role)


def remedy(right: Right, *, channel: bool) -> str:
    """Return where the right is given. `channel`: the server gives it, one channel takes it away."""
    if channel:
        return _("Edit Channel → Permissions → Hearth → {permission}").format(permission=right.name)
    return _("Server Settings → Roles → Hearth → {permission}").format(permission=right.name)
