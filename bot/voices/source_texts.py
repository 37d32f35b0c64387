"""The cards of feeds: what is followed, what was found, and why something cannot be read."""

from collections.abc import Sequence
from typing import Final

from bot.cards import Block, Bold, Button, Buttons, Card, Moment, MomentStyle, Note, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted, later
from bot.pages import Trouble, Unread
from bot.voices.sources import GIVES_UP, MOST_A_WEEK, Source, Standing

WHY: Final[dict[Trouble, str]] = {
    Trouble.ADDRESS: later("I read public addresses only, http or https, without a password or another port"),
    Trouble.UNREACHABLE: later("nobody answers there"),
    Trouble.SLOW: later("it took too long to answer"),
    Trouble.LARGE: later("it is larger than I read (2 MB)"),
    Trouble.REDIRECTS: later("it sends me on and on"),
    Trouble.GONE: later("its server says that it has ended"),
    Trouble.STATUS: later("its server answers with an error (HTTP {status})"),
    Trouble.KIND: later("it is no feed (RSS, Atom) and no list of feeds (OPML)"),
    Trouble.BROKEN: later("it is broken, so I cannot read it as a feed"),
    Trouble.HOSTILE: later("it could do harm, so I left it alone"),
}
LATELY: Final = 3
"""Entries that are shown of a feed which is followed from now on."""
STOPS: Final = 5


def why(unread: Unread) -> str:
    """Return why something cannot be read, as half a sentence."""
    return _(WHY[unread.why]).format(status=unread.status)


def looking(url: str) -> Card:
    """Return what whoever gave an address hears at once."""
    text = para(_("I look at {address} now, and write to you what I found there."), address=shortened(url))
    return Card(_("I take a look"), (text,))


def feeds(sources: Sequence[Source]) -> Card:
    """Return what is followed, each with when it was read last or why it is not."""
    if not sources:
        text = _("No feed is followed yet. Add one: prompt feed https://example.org/feed")
        return Card(_("Feeds"), (Para((text,)),))
    blocks: list[Block] = [_line(s) for s in sources]
    if len(sources) <= STOPS:
        stops = [Button(_("Stop {name}").format(name=shortened(s.name)[:40]), "prompt.unfollow", s.id) for s in sources]
        blocks.append(Buttons(tuple(stops)))
    more = _("Each is read once a day. A question of theirs is asked once a steward has said yes: prompt approve")
    stop = _("Stop one: prompt feed stop:name")
    return Card(_("Feeds"), (*blocks, Note((more,)), *((Note((stop,)),) if len(sources) > STOPS else ())))


def _line(source: Source) -> Para:
    name = Bold(source.name)
    if source.state is Standing.NEW:
        return para(_("{name} · I look at it now"), name=name)
    if source.state is Standing.ENDED:
        return para(_("{name} · has ended, its server says; I read it no more"), name=name)
    if source.failures:
        reason = why(Unread(Trouble(source.trouble), source.status))
        return para(_("{name} · cannot be read: {why}"), name=name, why=reason)
    if source.read_at is None:
        return para(_("{name}"), name=name)
    return para(_("{name} · read on {day}"), name=name, day=Moment(source.read_at, MomentStyle.DAY))


def followed(source: Source, lately: Sequence[tuple[str, str]]) -> Card:
    """Return that a feed is followed, with its newest entries as (title, ISO day or empty)."""
    blocks: list[Block] = [para(_("I follow {name} now, and read it once a day."), name=Bold(source.name))]
    blocks += [Para((f"“{title}”, {day}" if day else f"“{title}”",)) for title, day in lately]
    blocks.append(Buttons((Button(_("Stop"), "prompt.unfollow", source.id),)))
    text = counted(
        "At most {count} question a week comes from all feeds together, and none is asked unseen: prompt approve",
        "At most {count} questions a week come from all feeds together, and none is asked unseen: prompt approve",
        MOST_A_WEEK,
    )
    return Card(_("A new feed"), (*blocks, Note((text,))))


def refused(url: str, unread: Unread) -> Card:
    """Return that an address cannot be followed, and what to do."""
    text = para(_("{address} cannot be followed: {why}. Nothing was changed."), address=shortened(url), why=why(unread))
    if unread.why is Trouble.KIND:
        hint = _("A page often names its feed at its foot or in its menu: copy that address.")
    else:
        hint = _("Look at the address in a browser, and try again: prompt feed")
    return Card(_("That did not work"), (text, Note((hint,))))


def double(name: str) -> Card:
    """Return that an address leads to a feed that is followed already."""
    return Card(_("Followed already"), (para(_("It leads to {name}, which I follow already."), name=Bold(name)),))


def listed(title: str, offered: Sequence[Source], total: int) -> Card:
    """Return the feeds of a list to choose from, `total` of which it names."""
    if not offered:
        text = _("It names no feed that I could follow and do not follow yet. Nothing was changed.")
        return Card(title or _("A list of feeds"), (Para((text,)),))
    blocks: list[Block] = [Para((_("Which of these shall I follow?"),))]
    buttons = [Button(shortened(s.name), "prompt.follow", s.id) for s in offered]
    blocks += [Buttons(tuple(buttons[n : n + 5])) for n in range(0, len(buttons), 5)]
    if total > len(offered):
        rest = total - len(offered)
        blocks.append(note("{text}", text=counted("and {count} more", "and {count} more", rest)))
    return Card(title or _("A list of feeds"), tuple(blocks))


def ended(source: Source) -> Card:
    """Return what stewards hear of a feed that is gone for good."""
    text = _("The server of {name} says that it has ended, so I read it no more. What came from it stays.")
    return Card(_("A feed has ended"), (para(text, name=Bold(source.name)), _rid(source)))


def failing(source: Source, unread: Unread) -> Card:
    """Return what stewards hear of a feed that could not be read several times running."""
    text = _("{name} could not be read {count} times running: {why}. I try once a week from now on.")
    line = para(text, name=Bold(source.name), count=str(GIVES_UP), why=why(unread))
    return Card(_("A feed cannot be read"), (line, _rid(source)))


def _rid(source: Source) -> Buttons:
    return Buttons((Button(_("Stop following it"), "prompt.unfollow", source.id),))


def stopped(source: Source) -> Card:
    """Return that a feed is followed no more."""
    text = _("I read {name} no more. Its questions that waited are gone; those in the decks stay.")
    return Card(_("Stopped"), (para(text, name=Bold(source.name)),))
