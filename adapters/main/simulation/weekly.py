"""What a week brings besides the rituals: who changes their settings, who comes and goes, what stewards do. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from adapters.main.simulation.acts import Act, Arrive, Deed, Leave, Second, Type
from adapters.main.simulation.chances import chance, one_of
from adapters.main.simulation.founding import ANNEX, HOME, HOSTED, RITUALS
from adapters.main.simulation.people import ZONES, awake
from adapters.main.simulation.reacting import Reader

WEEK = timedelta(weeks=1)
LEAVES = ARRIVES = 0.006
"""A week, for each member: a community of 50 that keeps about its size."""
SECOND = 0.01
"""A week, for each member of the first space: an account in the second one."""


def own_week(seed: int, monday: datetime, reader: Reader) -> list[Act]:
    """Return what somebody does of their own accord in the week that begins (aware UTC)."""
    who, week = reader.someone, monday.date()
    found: list[Deed] = [
        Type(line)
        for often, what, line in _lines(seed, monday, reader)
        if chance(seed, who.key, reader.space, week, what) < often
    ]
    if chance(seed, who.key, reader.space, week, "leaves") < LEAVES:
        found.append(Leave())
    return [
        Act(_moment(seed, monday, reader, n), f"{who.key}:{week}:{n}", reader.space, reader.handle, deed)
        for n, deed in enumerate(found)
    ]


def _lines(seed: int, monday: datetime, reader: Reader) -> Sequence[tuple[float, str, str]]:
    who, week = reader.someone, monday.date()
    back = week + timedelta(days=14 + int(35 * chance(seed, who.key, week, "back")))
    return (
        (0.02, "snooze", "/my snooze 7"),
        (0.005, "sabbatical", f"/my sabbatical {back}"),
        (0.02, "budget", f"/my budget {one_of((0, 1, 1, 2, 3, 4), seed, who.key, week, 'number')}"),
        (0.005, "listen", f"/my listen {one_of(('on', 'off'), seed, who.key, week, 'on')}"),
        (0.005, "quiet", f"/my quiet {one_of(('18:00-09:00', '22:00-06:00', 'off'), seed, who.key, week, 'h')}"),
        (0.01, "travels", f"/my zone {one_of(ZONES, seed, who.key, week, 'where')}"),
        (0.05, "looks", "/rhythm week"),
        (0.01, "asks", "/prompt add What did you change your mind about this month?"),
        (0.02, "circle", "/circle join Gardeners"),
        (0.02 * who.goes, "hosts", f'/ritual host "{one_of(HOSTED, seed, who.key, week, "hosted")}" add'),
        (0.002, "hosts no more", f'/ritual host "{one_of(HOSTED, seed, who.key, week, "hosted")}" remove'),
    )


def _moment(seed: int, monday: datetime, reader: Reader, number: int) -> datetime:
    hours = 7 * 24 * chance(seed, reader.someone.key, reader.space, monday.date(), "at", number)
    return awake(monday + timedelta(hours=hours), reader.someone.zone)


def stewards_week(seed: int, monday: datetime, steward: Reader) -> list[Act]:
    """Return what a steward changes about the rituals in the week that begins: skips, moves, rests."""
    found: list[Act] = []
    for plan in RITUALS:
        drawn = chance(seed, plan.name, monday.date(), "change")
        at = awake(
            monday + timedelta(hours=9 + 48 * chance(seed, plan.name, monday.date(), "at")), steward.someone.zone
        )
        lines: list[tuple[datetime, Deed]] = []
        if drawn < 0.05:
            lines = [(at, Type(f'/ritual skip "{plan.name}"'))]
        elif drawn < 0.1:
            lines = [(at, Type(f'/ritual move "{plan.name}" {plan.moved}', then=("ritual.start",)))]
        elif drawn < 0.11:
            lines = [
                (at, Type(f'/ritual pause "{plan.name}"')),
                (at + 2 * WEEK, Type(f'/ritual resume "{plan.name}"')),
            ]
        found += [Act(when, f"{plan.name}:{n}", steward.space, steward.handle, d) for n, (when, d) in enumerate(lines)]
    if (monday + WEEK).date() > christmas(monday) >= monday.date():
        back = christmas(monday) + timedelta(days=11)
        rest = Type(f"/community pause until:{back}", then=("community.rest",))
        found.append(Act(monday, "christmas", steward.space, steward.handle, rest))
    for what, often, deed in STEWARDING:
        if chance(seed, what, monday.date()) < often:
            found.append(Act(_moment(seed, monday, steward, len(found)), what, steward.space, steward.handle, deed))
    return found


STEWARDING: Sequence[tuple[str, float, Deed]] = (
    ("guests", 0.4, Type("/guest slot", then=("guest.ask", "guest.confirm"))),
    ("health", 0.25, Type("/rhythm health")),
)


def christmas(at: datetime) -> date:
    """Return the day before which the community goes to rest in that year."""
    return date(at.year, 12, 24)


def newcomers(seed: int, monday: datetime, members: int, first: int) -> list[Act]:
    """Return who comes in the week that begins; `first` is the number of the next newcomer."""
    week = monday.date()
    here = [n for n in range(members) if chance(seed, week, "arrives", n) < ARRIVES]
    return [
        Act(
            awake(monday + timedelta(hours=24 * 5 * chance(seed, week, n)), ZONES[0]),
            f"new:{n}",
            HOME,
            "",
            Arrive(first + i),
        )
        for i, n in enumerate(here)
    ]


def second_accounts(seed: int, monday: datetime, readers: Sequence[Reader], known: AbstractSet[str]) -> list[Act]:
    """Return whose second account comes into the second space, and says a day later whose it is.

    `known` are the keys of those who have one.
    """
    found: list[Act] = []
    for reader in readers:
        drawn = chance(seed, reader.someone.key, monday.date(), "second")
        if reader.space == HOME and reader.someone.key not in known and drawn < SECOND:
            at = _moment(seed, monday, reader, 99)
            found.append(Act(at, f"{reader.someone.key}:second", ANNEX, reader.handle, Second(reader.someone)))
    return found
