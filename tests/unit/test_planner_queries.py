"""What planning costs: the same number of statements for one beat and for five hundred."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, literal, select, update

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from bot.beats import Beat
from bot.cards import Card, Para
from bot.circles.reviews import ASK, REMIND, REST
from bot.community.attending import ATTENTION
from bot.community.attention import Weight, Wish
from bot.community.budget import WEEKLY
from bot.keys import BeatId, CommunityId, MemberId
from bot.rhythm.asking import GRACE as GRACE_OF_TRIALS
from bot.rhythm.asking import TRIAL
from bot.rhythm.health import MONTHLY, MONTHLY_GRACE
from bot.rhythm.model import GRACE, Moment, Ritual, occurrence
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.weeks import WEEKLY_GRACE
from bot.spark.form_planning import ROLES, STEP
from bot.spark.form_runs import GRACE_LISTS
from bot.spark.looks import LOOK
from bot.voices.question_cards import GRACE as GRACE_OF_BOXES
from bot.voices.question_cards import OPEN, OVER, RECAP, TELL
from storage.attention import SqlWishes
from storage.database import Database
from storage.rhythm import SqlRituals
from storage.tables.attention import nudges, wishes
from storage.tables.circles import circle_seats, circles
from storage.tables.community import accounts, communities, members, rooms, spaces, stewards
from storage.tables.engine import beats as beat_rows
from storage.tables.engine import deliveries
from storage.tables.forms import form_entries, form_parts, form_runs
from storage.tables.hosts import hostings, ritual_hosts
from storage.tables.questions import question_boxes, questions
from storage.tables.rhythm import occurrences, rituals
from storage.tables.spark import sparks
from storage.tables.trials import trial_voices, trials
from storage.tables.voices import guest_slots, guests, prompt_uses, prompts
from tests.worlds.ground import NORTH, NOW, usual

MANY = 500
STARTS = NOW + timedelta(days=1)
"""Tuesday, 08:00 UTC: the instant at which all of them begin."""


@pytest.fixture
async def hearth(database: Database) -> Hearth:
    """Return a Hearth that sends nothing, with a community of many members and rituals with everything."""
    async with database.writing() as session:
        await NORTH.settle(session)
        store = SqlRituals(session, SeededIds("r"), NOW)
        made = [ritual(n) for n in range(MANY)]
        for each in made:
            await store.put(NORTH.community, each)
        await store.plan([occurrence(each, usual(STARTS)) for each in made])
        community = {"community_id": NORTH.community}
        names = [str(n) for n in range(MANY)]
        await session.execute(insert(members), [community | {"id": f"m{n}", "joined_at": NOW} for n in names])
        rows: list[dict[str, Any]] = [
            {"id": f"a{n}", "space_id": NORTH.space, "external_id": n, "name": n, "member_id": f"m{n}"} for n in names
        ]
        await session.execute(insert(accounts), rows)
        blank = dict.fromkeys(("topic", "organisation", "biography", "link", "source", "source_key"), "")
        rows = [
            community
            | blank
            | {"id": f"g{n}", "name": n, "folded": n, "state": "confirmed", "suggested_at": NOW, "base": 0}
            for n in names
        ]
        await session.execute(insert(guests), rows)
        rows = [
            community
            | {"id": f"s{n}", "ritual_id": f"r{n}", "starts_at": STARTS, "guest_id": f"g{n}", "state": "confirmed"}
            for n in names
        ]
        await session.execute(insert(guest_slots), rows)
        rows = [
            community
            | {"id": f"p{n}", "deck": "practice", "text": n, "folded": n, "source": "", "dated": ""}
            | {"added_at": NOW, "base": 0}
            for n in names
        ]
        await session.execute(insert(prompts), rows)
    return wire(database, FrozenClock(STARTS), SeededIds("queries"), {}, sends=False)


def ritual(number: int) -> Ritual:
    base = NORTH.ritual(f"Ritual {number}", ident=str(number))
    when = Recurrence("FREQ=WEEKLY;BYDAY=TU", date(2026, 11, 24), time(8), "UTC")
    return replace(base, id=type(base.id)(f"r{number}"), when=when, rooms={})


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Collect the statements that go to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def plan(hearth: Hearth, kind: str, numbers: range, grace: timedelta) -> list[str]:
    """Plan the beats of one kind about these dates or members in one unit of work; return its statements."""
    subjects = [f"m{n}" if kind in {WEEKLY, ATTENTION} else occurrence(ritual(n), usual(STARTS)).id for n in numbers]
    now = hearth.clock.now()
    planned = [
        Beat(BeatId(f"b{n}"), kind, NORTH.community, s, now, grace) for n, s in zip(numbers, subjects, strict=True)
    ]
    service, planner = hearth.engine.planners[kind]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), planned)
    return seen


async def count(hearth: Hearth, table: Any, **where: object) -> int:
    async with hearth.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


@pytest.mark.parametrize("moment", [Moment.ANNOUNCE, Moment.REMIND, Moment.OPEN])
async def test_five_hundred_dates_take_no_more_statements_than_one(hearth: Hearth, moment: Moment) -> None:
    one = await plan(hearth, moment.value, range(1), GRACE[moment])
    many = await plan(hearth, moment.value, range(1, MANY), GRACE[moment])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, deliveries) == MANY
    if moment is Moment.OPEN:
        assert await count(hearth, occurrences, state="opened") == MANY
        assert await count(hearth, occurrences, state="planned") == MANY  # each has its next date
        assert await count(hearth, guest_slots, state="hosted") == MANY
        assert await count(hearth, beat_rows) == 4 * MANY + 1  # the digest of the month in which guests came


async def test_five_hundred_missed_dates_take_no_more_statements_than_one(hearth: Hearth) -> None:
    clock = hearth.clock
    assert isinstance(clock, FrozenClock)
    late = -timedelta(seconds=1)
    one = await plan(hearth, Moment.OPEN.value, range(1), late)
    many = await plan(hearth, Moment.OPEN.value, range(1, MANY), late)
    assert len(many) == len(one), "\n".join(many)
    assert (await count(hearth, deliveries), await count(hearth, occurrences, state="missed")) == (0, MANY)


async def test_five_hundred_questions_take_no_more_statements_than_one(hearth: Hearth) -> None:
    await plan(hearth, Moment.OPEN.value, range(MANY), GRACE[Moment.OPEN])
    one = await plan(hearth, Moment.WORTH.value, range(1), GRACE[Moment.WORTH])
    many = await plan(hearth, Moment.WORTH.value, range(1, MANY), GRACE[Moment.WORTH])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, occurrences, state="ended") == MANY


async def _wait(hearth: Hearth, each: int) -> None:
    """Let some things wait for every member."""
    line = Para(("One waits",))
    until = STARTS + timedelta(days=30)
    async with hearth.database.writing() as session:
        made = [
            Wish(NORTH.community, MemberId(f"m{n}"), "test", f"{i}", Weight.IDEA, Card("One"), line, until)
            for n in range(MANY)
            for i in range(each)
        ]
        await SqlWishes(session, SeededIds("wishes")).add(made, STARTS)


async def test_what_waits_for_five_hundred_members_takes_no_more_statements_than_what_waits_for_one(
    hearth: Hearth,
) -> None:
    await _wait(hearth, 3)
    one = await plan(hearth, ATTENTION, range(1), WEEKLY_GRACE)
    many = await plan(hearth, ATTENTION, range(1, MANY), WEEKLY_GRACE)
    assert len(many) == len(one), "\n".join(many)
    assert (await count(hearth, deliveries), await count(hearth, nudges)) == (2 * MANY, 2 * MANY)


async def test_five_hundred_dates_find_their_hosts_with_no_more_statements_than_one(hearth: Hearth) -> None:
    async with hearth.database.writing() as session:
        row = {"community_id": NORTH.community, "joined_at": NOW}
        rows = [row | {"ritual_id": f"r{n}", "account_id": f"a{n}"} for n in range(MANY)]
        await session.execute(insert(ritual_hosts), rows)
        await session.execute(update(occurrences).values(starts_at=STARTS + timedelta(days=1)))
    one = await plan(hearth, Moment.HOST.value, range(1), GRACE[Moment.HOST])
    many = await plan(hearth, Moment.HOST.value, range(1, MANY), GRACE[Moment.HOST])
    assert len(many) == len(one), "\n".join(many)
    assert (await count(hearth, hostings, part="asked"), await count(hearth, wishes)) == (MANY, MANY)
    # When they are over, the hosts are asked for their recaps.
    async with hearth.database.writing() as session:
        await session.execute(update(occurrences).values(state="opened", starts_at=STARTS - timedelta(hours=1)))
    one = await plan(hearth, Moment.WORTH.value, range(1), GRACE[Moment.WORTH])
    many = await plan(hearth, Moment.WORTH.value, range(1, MANY), GRACE[Moment.WORTH])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, wishes, kind="host.recap") == MANY


@pytest.mark.parametrize("kind", [STEP, ROLES])
async def test_five_hundred_dates_with_forms_take_no_more_statements_than_one(hearth: Hearth, kind: str) -> None:
    """Tell what came of a list and carry the rest over, or draw roles and tell whoever has one."""
    later, before = STARTS + timedelta(hours=1), STARTS - timedelta(days=28)
    dates = [(n, occurrence(ritual(n), usual(STARTS)).id) for n in range(MANY)]
    community = {"community_id": NORTH.community}
    async with hearth.database.writing() as session:
        await session.execute(update(occurrences).values(starts_at=later))
        rows: list[dict[str, Any]] = [
            community | {"ritual_id": f"r{n}", "account_id": f"a{n}", "joined_at": NOW} for n in range(MANY)
        ]
        await session.execute(insert(ritual_hosts), rows)
        run = community | {"form": "show and tell", "starts_at": later, "minutes": 10, "began_at": None}
        lists = '{"things": {"phase": "open", "say": "", "cards": [], "results": []}}'
        rows = [run | {"occurrence_id": d, "ritual_id": f"r{n}", "done": "[0]", "lists": lists} for n, d in dates]
        await session.execute(insert(form_runs), rows)
        entry = community | {"list": "things", "place": 0, "text": "This", "waits": False}
        rows = [
            entry
            | {"id": f"e{n}{i}", "occurrence_id": d, "ritual_id": f"r{n}", "account_id": f"a{n}"}
            | {"added_at": before + timedelta(days=i)}
            for n, d in dates
            for i in range(2)
        ]
        await session.execute(insert(form_entries), rows)
    one = await plan(hearth, kind, range(1), GRACE_LISTS)
    many = await plan(hearth, kind, range(1, MANY), GRACE_LISTS)
    assert len(many) == len(one), "\n".join(many)
    if kind == STEP:
        assert await count(hearth, form_entries, waits=True) == MANY
    else:
        assert (await count(hearth, form_parts, state="asked"), await count(hearth, wishes)) == (MANY, MANY)


async def test_five_hundred_members_mondays_take_no_more_statements_than_one(hearth: Hearth) -> None:
    clock = hearth.clock
    assert isinstance(clock, FrozenClock)
    clock.at = STARTS + timedelta(days=6, hours=1)  # Monday, 09:00 UTC
    async with hearth.database.writing() as session:
        await session.execute(update(rituals).where(rituals.c.id > "r1").values(state="paused"))
    await _wait(hearth, 3)
    one = await plan(hearth, WEEKLY, range(1), WEEKLY_GRACE)
    many = await plan(hearth, WEEKLY, range(1, MANY), WEEKLY_GRACE)
    assert len(many) == len(one), "\n".join(many)
    assert (await count(hearth, deliveries), await count(hearth, nudges)) == (MANY, MANY)


async def test_five_hundred_communities_months_take_no_more_statements_than_one(hearth: Hearth) -> None:
    clock = hearth.clock
    assert isinstance(clock, FrozenClock)
    clock.at = STARTS + timedelta(days=13, hours=2)  # the first Monday of December, 10:00 UTC
    names = await founded(hearth)
    one = await look(hearth, names[:1])
    many = await look(hearth, names[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, deliveries) == MANY  # each has a ritual that nobody came to
    assert await count(hearth, beat_rows, kind=MONTHLY) == MANY


@pytest.mark.parametrize("what", ["ideas", "years", "memories"])
async def test_five_hundred_communities_weeks_take_no_more_statements_than_one(hearth: Hearth, what: str) -> None:
    """Give a wild slot ideas, tell a year and ask a member about theirs, or tell what was a year ago."""
    clock = hearth.clock
    assert isinstance(clock, FrozenClock)
    clock.at = STARTS + timedelta(days=8, hours=2)  # a Wednesday, 10:00 UTC
    names = await founded(hearth)
    year, homes = timedelta(days=365), [{"id": f"h{c}", "space_id": f"s{c}", "external_id": "1"} for c in names]
    async with hearth.database.writing() as session:
        room = {"name": "general", "private": False, "state": "open"}
        await session.execute(insert(rooms), [room | h for h in homes])
        await session.execute(update(spaces).values(home_room_id=literal("h") + spaces.c.community_id))
        await session.execute(insert(sparks), [{"community_id": c, "looked_at": NOW, "offered_at": NOW} for c in names])
        if what == "ideas":
            await session.execute(update(rituals).values(wild=True))
        elif what == "years":
            await session.execute(update(communities).values(founded_at=clock.at - year - timedelta(days=1)))
            await session.execute(update(members).values(joined_at=clock.at - year - timedelta(days=1)))
        else:
            rows = [{"id": f"q{c}", "community_id": c, "deck": "d", "text": "Why?", "folded": "why"} for c in names]
            rest = {"source": "", "dated": "", "added_at": NOW, "base": 0}
            await session.execute(insert(prompts), [r | rest for r in rows])
            mine = occurrences.c.id.endswith("1", autoescape=True)
            await session.execute(update(occurrences).where(mine).values(starts_at=clock.at - year))
            uses = [{"id": f"u{c}", "community_id": c, "prompt_id": f"q{c}", "occurrence_id": f"o{c}1"} for c in names]
            await session.execute(insert(prompt_uses), [u | {"used_at": NOW} for u in uses])
    one = await look(hearth, names[:1], LOOK)
    many = await look(hearth, names[1:], LOOK)
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, deliveries) == (2 * MANY if what == "years" else MANY)
    assert await count(hearth, beat_rows, kind=LOOK) == MANY


async def founded(hearth: Hearth) -> list[CommunityId]:
    """Found communities of one steward, each with a ritual that had three dates; return their ids."""
    names = [CommunityId(f"c{n}") for n in range(MANY)]
    async with hearth.database.writing() as session:
        same = {"name": "Guild", "charter": "", "zone": "UTC", "language": "en", "stage": "", "founded_at": NOW}
        await session.execute(insert(communities), [same | {"id": c} for c in names])
        space = {"platform": "sandbox", "name": ""}
        rows: list[dict[str, Any]] = [space | {"id": f"s{c}", "external_id": c, "community_id": c} for c in names]
        await session.execute(insert(spaces), rows)
        await session.execute(insert(members), [{"id": f"m{c}", "community_id": c, "joined_at": NOW} for c in names])
        rows = [
            {"id": f"a{c}", "space_id": f"s{c}", "external_id": c, "name": "Eva", "member_id": f"m{c}"} for c in names
        ]
        await session.execute(insert(accounts), rows)
        rows = [{"community_id": c, "account_id": f"a{c}", "since": NOW} for c in names]
        await session.execute(insert(stewards), rows)
        store = SqlRituals(session, SeededIds("r"), NOW)
        for c in names:
            made = ritual(0)
            await store.put(c, replace(made, id=type(made.id)(f"r{c}"), community=c))
        rows = [
            {"id": f"o{c}{n}", "community_id": c, "ritual_id": f"r{c}", "minutes": 45, "state": "ended"}
            | dict.fromkeys(("starts_at", "original_at"), NOW - timedelta(weeks=n))
            for c in names
            for n in range(3)
        ]
        await session.execute(insert(occurrences), rows)
    return names


async def look(hearth: Hearth, names: list[CommunityId], kind: str = MONTHLY) -> list[str]:
    """Let communities have their monthly or weekly look in one unit of work; return its statements."""
    now = hearth.clock.now()
    due = [Beat(BeatId(f"b{c}"), kind, c, c, now, MONTHLY_GRACE) for c in names]
    service, planner = hearth.engine.planners[kind]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), due)
    return seen


@pytest.mark.parametrize("stage", ["alone", "running", "asking", "deciding"])
async def test_five_hundred_trials_ends_take_no_more_statements_than_one(hearth: Hearth, stage: str) -> None:
    names = await founded(hearth)
    async with hearth.database.writing() as session:
        trial = {"days": 60, "dates": None, "began_at": NOW - timedelta(days=60), "due_at": NOW, "posts": "[]"}
        trial |= {"stage": "running" if stage == "alone" else stage, "reminded": False, "reason": ""}
        rows = [trial | {"id": f"t{c}", "community_id": c, "ritual_id": f"r{c}"} for c in names]
        await session.execute(insert(trials), rows)
        if stage != "alone":
            rows = [{"id": f"n{c}", "community_id": c, "joined_at": NOW} for c in names]
            await session.execute(insert(members), rows)
            rows = [
                {"id": f"b{c}", "space_id": f"s{c}", "external_id": f"b{c}", "name": "Kim", "member_id": f"n{c}"}
                for c in names
            ]
            await session.execute(insert(accounts), rows)
            rows = [{"community_id": c, "account_id": f"b{c}", "since": NOW} for c in names]
            await session.execute(insert(stewards), rows)
    one = await tried(hearth, names[:1])
    many = await tried(hearth, names[1:])
    assert len(many) == len(one), "\n".join(many)
    told = {"alone": 1, "running": 2, "asking": 2, "deciding": 2}[stage]  # each steward reads it
    assert await count(hearth, deliveries) == told * MANY
    assert await count(hearth, trial_voices) == (2 * MANY if stage == "running" else 0)


async def tried(hearth: Hearth, names: list[CommunityId]) -> list[str]:
    """Let the trials of communities come to a moment of theirs in one unit of work; return its statements."""
    now = hearth.clock.now()
    due = [Beat(BeatId(f"b{c}"), TRIAL, c, f"t{c}", now, GRACE_OF_TRIALS) for c in names]
    service, planner = hearth.engine.planners[TRIAL]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), due)
    return seen


@pytest.mark.parametrize("kind", [ASK, REMIND, REST])
async def test_five_hundred_circles_reviews_take_no_more_statements_than_one(hearth: Hearth, kind: str) -> None:
    asked = None if kind == ASK else NOW - timedelta(days=20)
    async with hearth.database.writing() as session:
        circle = {"community_id": NORTH.community, "purpose": "", "kind": "private", "state": "open", "cap": 30}
        circle |= {"review_on": NOW.date(), "created_at": NOW, "asked_at": asked, "given_at": None}
        # Every second one was answered for by what people did there.
        given = NOW if asked else None
        rows = [
            circle | {"id": f"c{n}", "name": str(n), "folded": str(n), "given_at": given if n % 2 else None}
            for n in range(MANY)
        ]
        await session.execute(insert(circles), rows)
        seat = {"community_id": NORTH.community, "role": "steward", "since": NOW}
        rows = [seat | {"circle_id": f"c{n}", "account_id": f"a{n}"} for n in range(MANY)]
        await session.execute(insert(circle_seats), rows)
    one = await review(hearth, kind, range(2))
    many = await review(hearth, kind, range(2, MANY))
    assert len(many) == len(one), "\n".join(many)
    told = MANY if kind == ASK else MANY // 2
    assert await count(hearth, deliveries) == told
    assert await count(hearth, circles, state="dormant") == (told if kind == REST else 0)
    # Whoever answered, or was not answered for yet, has its next moment.
    assert await count(hearth, beat_rows) == (told if kind == REST else MANY)


async def review(hearth: Hearth, kind: str, numbers: range) -> list[str]:
    """Let the reviews of these circles come to one of their moments in one unit of work; return its statements."""
    now = hearth.clock.now()
    due = [Beat(BeatId(f"b{n}"), kind, NORTH.community, f"c{n}", now, timedelta(days=1)) for n in numbers]
    service, planner = hearth.engine.planners[kind]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), due)
    return seen


@pytest.mark.parametrize(("kind", "state"), [(OPEN, "planned"), (OVER, "open"), (RECAP, "over"), (TELL, "open")])
async def test_five_hundred_question_boxes_take_no_more_statements_than_one(
    hearth: Hearth, kind: str, state: str
) -> None:
    names = await founded(hearth)
    async with hearth.database.writing() as session:
        box = {"guest": "Ada", "topic": "", "state": state, "ends_at": NOW + timedelta(days=3), "notices": "[]"}
        box |= {"starts_at": NOW + timedelta(days=3), "posts": "[]"}
        await session.execute(
            insert(question_boxes), [box | {"id": f"q{c}", "community_id": c, "ritual_id": f"r{c}"} for c in names]
        )
        question = {"asked_on": NOW.date(), "text": "Why?", "mask": "m", "reason": "", "answer": "", "posts": "[]"}
        question |= {"state": "new" if kind == TELL else "approved"}
        rows = [question | {"id": f"w{c}", "community_id": c, "box_id": f"q{c}", "asked_in": f"q{c}"} for c in names]
        await session.execute(insert(questions), rows)
    one = await boxed(hearth, kind, names[:1])
    many = await boxed(hearth, kind, names[1:])
    assert len(many) == len(one), "\n".join(many)
    assert await count(hearth, deliveries) == (MANY if kind == TELL else 0)  # these have no rooms
    after = {OPEN: "open", OVER: "over", RECAP: "closed", TELL: "open"}[kind]
    assert await count(hearth, question_boxes, state=after) == MANY


async def boxed(hearth: Hearth, kind: str, names: list[CommunityId]) -> list[str]:
    """Let the question boxes of communities come to a moment of theirs in one unit of work; return its statements."""
    now = hearth.clock.now()
    due = [Beat(BeatId(f"b{c}"), kind, c, f"q{c}", now, GRACE_OF_BOXES) for c in names]
    service, planner = hearth.engine.planners[kind]
    with counting(hearth.database) as seen:
        async with hearth.engine.unit() as house:
            await planner(house.service(service), due)
    return seen
