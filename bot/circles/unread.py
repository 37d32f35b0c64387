"""That Hearth reads nothing in a circle's room, and where a platform itself keeps it from doing so."""

from enum import StrEnum

from bot.circles.model import Kind
from bot.i18n import _


class Unread(StrEnum):
    """What stands behind the promise, by platform."""

    PROMISED = "promised"  # nothing but Hearth's word
    BARRED = "barred"  # the platform lets Hearth read no private room
    UNLESS_NAMED = "unless-named"  # the platform shows Hearth only messages that mention it, in any room


def promise(kind: Kind, unread: Unread) -> str:
    """Return the sentence for the room itself; it claims no more than the platform keeps."""
    if unread is Unread.BARRED and kind is not Kind.OPEN:
        return _("I do not read what you write here: I have no permission to.")
    if unread is Unread.UNLESS_NAMED:
        return _("I do not read what you write here: I have no permission to see it, except where you mention me.")
    return _("I do not read what you write here.")


def limit(kind: Kind, unread: Unread) -> str:
    """Return the same for `circle show`; empty where no permission is missing."""
    if unread is Unread.BARRED and kind is not Kind.OPEN:
        return _("I have no permission to read what is written there.")
    if unread is Unread.UNLESS_NAMED:
        return _("I have no permission to see what is written there, except where I am mentioned.")
    return ""
