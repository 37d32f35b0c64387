"""`steward audit`: who did what to whom, and nothing of a private circle to whoever is not in it."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.audit import as_csv, as_json
from bot.cards import Card, Mention, PrivateText, spans_of
from bot.community.audit import Auditing
from bot.community.audit_texts import BLIND, WHOLE, page, sentence
from bot.community.record import Entry, Glimpse, readable
from bot.keys import CircleId, MemberId
from tests.worlds.town import BEGIN, Town

SECRET = "Zanthoxylum"
PEOPLE = [MemberId(f"member{i}") for i in range(3)]
CIRCLES = [CircleId(f"circle{i}") for i in range(3)]
verbs = st.sampled_from([*sorted({*WHOLE, *BLIND}), "circle.report", "circle.block", "hallway.open"])
entries = st.builds(
    Entry,
    st.just(BEGIN),
    verbs,
    st.one_of(st.none(), st.sampled_from(PEOPLE)),
    st.one_of(st.none(), st.sampled_from(PEOPLE)),
    st.one_of(st.none(), st.sampled_from(CIRCLES)),
    st.sampled_from(["", "thing"]),
)
glimpses = st.dictionaries(
    st.sampled_from(CIRCLES),
    st.builds(Glimpse, st.just(PrivateText(SECRET, CIRCLES[0], PEOPLE[0])), st.booleans()),
)


def read(card: Card) -> str:
    """Return all that a card says, private words and people too."""
    words = [s.text if isinstance(s, PrivateText) else str(s) for s in spans_of(card)]
    return "\n".join(words)


@given(entries, glimpses)
def test_an_act_in_a_circle_names_people_to_its_stewards_and_the_circle_to_who_may_know(
    entry: Entry, circles: dict[CircleId, Glimpse]
) -> None:
    seen, name = readable(entry, circles)
    spans = sentence(seen, name, {"thing": "A thing"})
    people = {s.member for s in spans if isinstance(s, Mention)}
    named = any(isinstance(s, PrivateText) for s in spans)
    if entry.circle is None:
        assert not named
        return
    known = circles.get(entry.circle) if entry.verb != "circle.report" else None
    if known is None:
        assert not named
        assert name is None
    if known is None or not known.whole:
        assert people == set()
        assert (seen.actor, seen.subject, seen.about) == (None, None, "")


@given(st.lists(entries, max_size=10), st.integers(1, 9))
def test_every_page_can_be_shown(some: list[Entry], number: int) -> None:
    card = page([(e, sentence(e, None, {})) for e in some], "What happened", number)
    assert len(card.blocks) <= 12


async def circle(home: Town) -> None:
    """Open a private circle that Maria, the community's steward, is not in."""
    await home.lets_in("Tom", "Ada", "Ben")
    await home.types("maria", "/hearth steward add @tom")
    await home.types("tom", f'/hearth circle create "{SECRET}" "{SECRET} grows" @ada people:@ben,@noor')
    for person in ("ben", "noor"):
        await home.presses(person, (await home.mail(person))[-1].card, "Join")
    await home.types("noor", f"/hearth circle leave {SECRET}")


async def test_a_community_steward_outside_reads_that_something_changed_and_no_more(home: Town) -> None:
    await circle(home)
    for line in ("", " what:circle", " person:@ada", " person:@ben", " since:2026-11-23"):
        said = await home.types("maria", f"/hearth steward audit{line}")
        assert said.card is not None
        assert SECRET not in read(said.card)
        mentioned = [s for s in spans_of(said.card) if isinstance(s, Mention)]
        assert len(mentioned) == (3 if line in {"", " since:2026-11-23"} else 0), line
    said = await home.types("maria", "/hearth steward audit what:circle")
    assert said.card is not None
    lines = [x for x in read(said.card).split("\n") if "somebody" in x or "opened" in x]
    assert lines == [": somebody left", *[": somebody came in"] * 2, *[": somebody was invited"] * 2, ": it was opened"]
    refused = await home.types("maria", f"/hearth steward audit circle:{SECRET}")
    imagined = await home.types("maria", "/hearth steward audit circle:Nothing")
    assert refused.card is not None
    assert imagined.card is not None
    assert read(refused.card) == read(imagined.card).replace("Nothing", SECRET, 1)
    forged = await home.pushes("maria", "circle.record", f"circle:{SECRET}")
    assert forged.card is not None
    assert read(forged.card).startswith("That did not work\nI know no circle called")


async def test_its_own_steward_reads_everything_of_it_and_a_member_does_not(home: Town) -> None:
    await circle(home)
    shown = await home.types("tom", f"/hearth circle show {SECRET}")
    said = await home.presses("tom", shown.card, "What happened here")
    assert said.card is not None
    people = [s for s in spans_of(said.card) if isinstance(s, Mention)]
    assert len(people) == 9  # opened with whom, invited whom, who came, who left
    by_command = await home.types("tom", f"/hearth steward audit circle:{SECRET}")
    assert by_command.card is not None
    assert len([s for s in spans_of(by_command.card) if isinstance(s, Mention)]) == 9
    refused = await home.pushes("ben", "circle.record", f"circle:{SECRET}")
    assert refused.card is not None
    assert "Only a steward of that circle" in read(refused.card)


async def test_pages_go_back_in_time_with_what_is_sought(home: Town) -> None:
    for n in range(12):
        await home.types("maria", f"/hearth community settings charter:{n}")
    await home.types("maria", "/hearth steward add @jonas")
    first = await home.types("maria", "/hearth steward audit what:community")
    assert first.card is not None
    assert read(first.card).count("changed the community") == 10
    older = await home.presses("maria", first.card, "Older")
    assert older.card is not None
    assert read(older.card).count("changed the community") == 2
    assert read(older.card).count("set the community up") == 1
    newer = await home.presses("maria", older.card, "Newer")
    assert newer.card == first.card
    none = await home.types("maria", "/hearth steward audit since:2026-11-24")
    assert none.card is not None
    assert "Nothing is written down that fits." in read(none.card)


async def test_the_file_holds_no_name_and_no_person_of_a_private_circle(home: Town) -> None:
    await circle(home)
    async with home.hearth.engine.units.reading() as house:
        auditing: Auditing = house.service(Auditing)
        space = await house.access.places.space("sandbox", "town")
        assert space is not None
        assert space.community is not None
        rows = [dict(r) async for r in auditing.whole(space.community)]
    inside = [r for r in rows if r["circle"]]
    assert len(inside) == 6
    assert {(r["who"], r["whom"], r["circle"], r["about"]) for r in inside} == {("", "", "a private circle", "")}
    for text in (as_csv(rows), as_json(rows)):
        assert SECRET not in text
        assert "Tom" in text
    assert list(csv.DictReader(io.StringIO(as_csv(rows)))) == rows == json.loads(as_json(rows))


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@maria", "\tx"])
def test_no_cell_is_taken_for_a_formula(name: str) -> None:
    row = dict.fromkeys(("at", "what", "whom", "circle", "about"), "") | {"who": name}
    assert f"'{name}" in as_csv([row])


async def test_only_stewards_read_it(home: Town) -> None:
    said = await home.types("jonas", "/hearth steward audit")
    assert said.card is not None
    assert "Only stewards can do that" in read(said.card)


def test_everything_that_is_noted_has_words_of_its_own() -> None:
    verbs: set[str] = set()
    for module in (Path(__file__).parents[2] / "bot").rglob("*.py"):
        for call in re.findall(r"Noted(?:\.by)?\((?:[^()]|\([^()]*\))*\)", module.read_text()):
            verbs.update(re.findall(r'"([a-z]+\.[a-z-]+)"', call))
    assert len(verbs) > 40
    assert verbs - set(WHOLE) == set()
    assert {v for v in verbs if v.startswith("circle.")} - set(BLIND) == set()
