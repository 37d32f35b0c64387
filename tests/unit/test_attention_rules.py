"""Whatever a community wants, and however a member moves and sets: never more than they allow, never at night."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cards import Card, Para
from bot.community.attention import Digest, Weight, Wish
from bot.community.budget import REMEMBERED, WEEKLY, Ledger, Nudge
from bot.community.choosing import Person
from bot.community.model import DAY_MINUTES, MOST_NUDGES, Community, Member, is_quiet, week_of
from bot.community.welcome import next_weekly, quiet_begins, welcome_from
from bot.community.wishes import Kept
from bot.keys import CommunityId, DeliveryId, MemberId

BEGIN = datetime(2027, 3, 22, 8, tzinfo=UTC)
"""A Monday; clocks change in Europe on the Sunday after it."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOME = Community(CommunityId("c"), "Guild", "", "Europe/Copenhagen", "en", "potential", BEGIN, None)
ZONES = ("Pacific/Kiritimati", "Asia/Kolkata", "Europe/Copenhagen", "America/New_York", "Pacific/Pago_Pago")
QUIET = ((1200, 480), (0, 0), (1320, 630), (480, 720), (60, 0), (150, 120))
DIGEST = Digest(HOME.id, MemberId("m"), "Week", (Para(("Friday wins",)),), BEGIN)

moves = st.one_of(
    st.tuples(st.just("want"), st.sampled_from(list(Weight)), st.integers(1, 500).map(lambda h: h * HOUR)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES), st.none()),
    st.tuples(st.just("quiet"), st.sampled_from(QUIET), st.none()),
    st.tuples(st.just("budget"), st.integers(0, 3), st.none()),
    st.tuples(st.just("listens"), st.booleans(), st.none()),
    st.tuples(st.just("snooze"), st.integers(0, 120).map(lambda h: h * HOUR), st.none()),
    st.tuples(st.just("sabbatical"), st.integers(0, 300).map(lambda h: h * HOUR), st.none()),
    st.tuples(st.just("waits"), st.integers(1, 60).map(lambda h: h * HOUR), st.none()),
    st.tuples(st.just("waits"), st.integers(24 * 5, 24 * 8).map(lambda h: h * HOUR), st.none()),
)


@dataclass
class Life:
    """One member's weeks, without a store: wishes come, settings change, moments are looked at as they are due."""

    member: Member = field(default_factory=lambda: Member(MemberId("m"), HOME.id, BEGIN))
    now: datetime = BEGIN
    nudges: list[Nudge] = field(default_factory=list)
    waiting: list[Kept] = field(default_factory=list)
    wished: dict[str, Kept] = field(default_factory=dict)
    came: list[tuple[str, str, Weight]] = field(default_factory=list)
    moments: set[datetime] = field(default_factory=set)
    weekly: datetime = BEGIN
    number: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.weekly = next_weekly(self.member, self.zone, self.now)

    @property
    def zone(self) -> str:
        return self.member.zone or HOME.zone

    def does(self, what: str, value: object, more: object) -> None:
        if what == "want":
            assert isinstance(value, Weight)
            assert isinstance(more, timedelta)
            self._wants(value, self.now + more)
        elif what == "waits":
            assert isinstance(value, timedelta)
            self._waits(self.now + value)
        else:
            self._sets(what, value)
        self.look(digest=False)

    def _wants(self, weight: Weight, until: datetime) -> None:
        name = f"w{next(self.number)}"
        card, line = Card(name), Para((name,))
        wish = Wish(HOME.id, self.member.id, "test", name, weight, card, line, until)
        self.wished[name] = Kept(name, self.member.id, wish)
        self.waiting.append(self.wished[name])

    def _sets(self, what: str, value: object) -> None:
        if what == "quiet":
            assert isinstance(value, tuple)
            self.member = replace(self.member, quiet_from=value[0], quiet_to=value[1])
        elif isinstance(value, timedelta):
            name = {"snooze": "snoozed_until", "sabbatical": "sabbatical_until"}[what]
            self.member = replace(self.member, **{name: self.now + value})  # type: ignore[arg-type]
        else:
            self.member = replace(self.member, **{what: value})  # type: ignore[arg-type]
        self.weekly = next_weekly(self.member, self.zone, self.now)

    def _waits(self, until: datetime) -> None:
        while (due := min([self.weekly, *self.moments])) <= until:
            self.now = max(self.now, due)
            self.moments = {m for m in self.moments if m > self.now}
            digest = self.weekly <= self.now
            if digest:
                self.weekly = next_weekly(self.member, self.zone, self.now)
            self.look(digest=digest)
        self.now = until

    def look(self, *, digest: bool) -> None:
        lately = Ledger(tuple(n for n in self.nudges if n.at >= self.now - REMEMBERED))
        good = [k for k in self.waiting if k.wish.good_until >= self.now]
        good.sort(key=lambda k: (k.wish.weight, k.wish.good_until, int(k.id[1:])))
        whole = replace(DIGEST, until=self.now + 6 * HOUR) if digest else None
        person = Person(self.member, HOME, self.now, lately, good, whole)
        for message in person.messages():
            self._check(message.kind, message.expires_at)
            person.sent(message, DeliveryId(f"d{next(self.number)}"))
            self.nudges.append(person.noted[-1])
            how = "digest" if message.kind == WEEKLY else "alone"
            self.came += [(how, w, self.wished[w].wish.weight) for w in message.wishes]
            taken = [self.wished[w].wish.weight for w in message.wishes]
            assert taken == sorted(taken)
        self.waiting = person.waiting
        self.moments |= set(person.moments())
        self._nothing_is_forgotten(person)

    def _check(self, kind: str, expires_at: datetime) -> None:
        local = self.now.astimezone(ZoneInfo(self.zone))
        assert not is_quiet(local.hour * 60 + local.minute, self.member.quiet())
        for until in (self.member.snoozed_until, self.member.sabbatical_until):
            assert until is None or until <= self.now
        assert self.member.most > 0
        assert kind == WEEKLY or not self.member.listens
        week = week_of(self.now, self.zone)
        had = [n for n in self.nudges if week_of(n.at, self.zone) == week]
        assert len(had) < self.member.most
        assert kind != WEEKLY or WEEKLY not in [n.kind for n in had]
        # Unsent till then it is not sent at all: not in another week, and not at night.
        assert week_of(expires_at, self.zone) == week
        assert expires_at < max(self.now + HOUR / 3600, quiet_begins(self.member, self.zone, self.now))

    def _nothing_is_forgotten(self, person: Person) -> None:
        """Whatever waits on will be looked at again, alone or with the week, or is shown to be too late."""
        for kept in self.waiting:
            moment = person.moment_of(kept)
            if moment is None and not self.member.listens and self.member.most > 0:
                weekly = next_weekly(self.member, self.zone, self.now)
                while self.member.snoozed_until is not None and weekly < self.member.snoozed_until:
                    weekly = next_weekly(self.member, self.zone, weekly)
                free = welcome_from(self.member, self.zone, self.now)
                full = person.ledger.spent(free, self.zone) >= self.member.most
                assert weekly <= kept.wish.good_until or free > kept.wish.good_until or full
            elif moment is not None:
                assert self.now < moment <= kept.wish.good_until
                assert moment in self.moments


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(moves, max_size=40))
def test_no_week_ever_holds_more_than_the_budget_and_nothing_important_is_forgotten(
    steps: list[tuple[str, object, object]],
) -> None:
    life = Life()
    for what, value, more in steps:
        life.does(what, value, more)
    life.does("waits", 5 * HOUR, None)
    # Each came once, or waits, or was told to have come too late.
    assert max(Counter(name for _how, name, _w in life.came).values(), default=1) == 1
    left = {k.id for k in life.waiting}
    gone = set(life.wished) - left - {name for _how, name, _w in life.came}
    assert all(life.wished[name].wish.good_until < life.now for name in gone)


hasty = st.one_of(
    st.tuples(st.just("want"), st.just(Weight.DUTY), st.just(6 * HOUR)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES), st.none()),
    st.tuples(st.just("waits"), st.integers(1, 30).map(lambda h: h * HOUR), st.none()),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(hasty, min_size=8, max_size=40))
def test_who_travels_where_one_week_ends_and_the_next_begins_gets_no_more_in_either(
    steps: list[tuple[str, object, object]],
) -> None:
    life = Life()
    life.does("quiet", (0, 0), None)
    life.does("waits", 5 * 24 * HOUR, None)
    for what, value, more in steps:
        life.does(what, value, more)
    # For each message: the week in which it came, in the zone that held then, by whatever message came since.
    for nudge in life.nudges:
        assert len([n for n in life.nudges if week_of(n.at, nudge.zone) == nudge.week]) <= MOST_NUDGES


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(QUIET), st.integers(0, 60 * 24 * 21))
@example("Europe/Copenhagen", (150, 120), 8200)
def test_the_end_of_quiet_hours_is_never_quiet_and_never_more_than_two_days_away(
    zone: str, quiet: tuple[int, int], minutes: int
) -> None:
    member = Member(MemberId("m"), HOME.id, BEGIN, quiet_from=quiet[0], quiet_to=quiet[1])
    at = BEGIN + timedelta(minutes=minutes)
    free = welcome_from(member, zone, at)
    local = free.astimezone(ZoneInfo(zone))
    assert not is_quiet((local.hour * 60 + local.minute) % DAY_MINUTES, quiet)
    assert at <= free <= at + timedelta(days=2)


def test_a_week_counts_by_every_zone_in_which_something_came() -> None:
    def nudge(at: datetime, zone: str) -> Nudge:
        return Nudge(HOME.id, MemberId("m"), week_of(at, zone), "test", at, zone)

    sunday = datetime(2027, 3, 28, 20, tzinfo=UTC)
    west = Ledger((nudge(sunday - 4 * DAY, "America/New_York"), nudge(sunday - DAY, "America/New_York")))
    # It is Monday on Kiritimati; but for who was in New York yesterday, a third one would come in one week.
    assert west.spent(sunday, "Pacific/Kiritimati") == 2
    assert west.spent(sunday + DAY, "Pacific/Kiritimati") == 0
    # One of next week there and one of this week here: on Sunday in Copenhagen both came this week.
    both = Ledger((nudge(sunday - 4 * DAY, "America/New_York"), nudge(sunday - 9 * HOUR, "Pacific/Kiritimati")))
    assert both.nudges[1].week == "2027-W13"
    assert both.spent(sunday, "Europe/Copenhagen") == 2
    assert both.spent(sunday + DAY, "Europe/Copenhagen") == 1
