"""Who hosts: a fair turn, a heads-up two days ahead, and handing a date on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import AccountId, MemberId
from bot.rhythm.rota import Turn, order
from tests.unit.test_attention import wants, wish
from tests.worlds.saying import refusal
from tests.worlds.town import BEGIN, Town

AT = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


def turns(people: list[str], last: dict[str, datetime]) -> list[Turn]:
    return [Turn(MemberId(p), AccountId(p), p.upper(), last.get(p)) for p in people]


# The rule


@given(PEOPLE, st.text(max_size=8), st.integers(1, 40))
def test_everybody_hosts_as_often_as_everybody_else(people: list[str], seed: str, weeks: int) -> None:
    last: dict[str, datetime] = {}
    times = dict.fromkeys(people, 0)
    for week in range(weeks):
        chosen = order(turns(people, last), seed=seed)[0]
        last[chosen.member] = AT + timedelta(weeks=week)
        times[chosen.member] += 1
        assert max(times.values()) - min(times.values()) <= 1


@given(PEOPLE, st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_order_is_the_same_however_the_rota_is_read(people: list[str], seed: str, chance: Any) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert order(turns(people, {}), seed=seed) == order(turns(shuffled, {}), seed=seed)
    # A newcomer reshuffles nobody.
    more = [t.member for t in order(turns([*people, "z"], {}), seed=seed) if t.member != "z"]
    assert more == [t.member for t in order(turns(people, {}), seed=seed)]


@given(PEOPLE, st.sets(st.sampled_from("abcdefgh")), st.text(max_size=8))
def test_whoever_is_away_keeps_their_turn(people: list[str], away: set[str], seed: str) -> None:
    everybody = order(turns(people, {}), seed=seed)
    here = order(turns(people, {}), seed=seed, away=frozenset(MemberId(a) for a in away))
    assert here == tuple(t for t in everybody if t.member not in away)


# As people meet it


@pytest.fixture
async def guild(home: Town) -> Town:
    """Return a town with a ritual every Friday at ten, hosted by Jonas and Aisha in turn. It is Monday."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    for person in ("jonas", "aisha"):
        await home.types(person, '/ritual host "Friday wins" add')
    return home


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def last(town: Town, person: str) -> Any:
    return (await town.mail(person))[-1]


async def announcement(town: Town) -> Any:
    return [m for m in await town.reads("noor") if m.card is not None and m.card.title == "Coming up: Friday wins"][-1]


async def hosts(town: Town) -> tuple[str, str]:
    """Return who hosts on Friday and who does not, once the heads-up is out."""
    first = [p for p in ("jonas", "aisha") if "Your turn" in "".join(town.text(m) for m in await town.mail(p))]
    assert len(first) == 1, first
    return first[0], "aisha" if first[0] == "jonas" else "jonas"


async def test_whose_turn_it_is_hears_of_it_two_days_ahead_and_the_announcement_names_them(guild: Town) -> None:
    await at(guild, 1.9)
    assert not [m for p in ("jonas", "aisha") for m in await guild.mail(p) if "Your turn" in guild.text(m)]
    await at(guild, 2.1)
    host, _other = await hosts(guild)
    mail = guild.text(await last(guild, host)).split("\n")
    assert mail[:3] == [
        "Your turn: Friday wins",
        "You host Friday wins on Fri 27 Nov 10:00.",
        "[I can] [I can't] [Ask for topics] [Fewer]",
    ]
    assert await guild.said(await guild.presses(host, (await last(guild, host)).card, "I can")) == (
        "Thank you\nYou host Friday wins on Fri 27 Nov 10:00.\nShould something come up: ritual swap"
    )
    await at(guild, 3.2)
    assert f"Host: {host.title()}" in guild.text(await announcement(guild))


async def test_hosts_take_turns_week_by_week(guild: Town) -> None:
    named: list[str] = []
    for week in range(4):
        await at(guild, 7 * week + 3.2)
        text = guild.text(await announcement(guild))
        named.append(next(line for line in text.split("\n") if line.startswith("Host: ")))
    assert named[0] == named[2] != named[1] == named[3]


async def test_whoever_cannot_hands_it_to_the_next_and_keeps_their_turn(guild: Town) -> None:
    await at(guild, 2.1)
    host, other = await hosts(guild)
    reply = await guild.presses(host, (await last(guild, host)).card, "I can't")
    assert await guild.said(reply) == (
        f"Friday wins is off your hands\n{other.title()} is asked now.\n"
        "Your next turn comes as if this one had never been yours."
    )
    assert "Your turn: Friday wins" in guild.text(await last(guild, other))
    await at(guild, 7 + 3.2)
    assert f"Host: {host.title()}" in guild.text(await announcement(guild))


async def test_when_nobody_is_left_the_stewards_hear_once_and_anybody_may_take_it(guild: Town) -> None:
    await at(guild, 2.1)
    host, other = await hosts(guild)
    for person in (host, other):
        await guild.presses(person, (await last(guild, person)).card, "I can't")
    notices = [guild.text(m) for m in await guild.mail("maria") if "A host is missing" in guild.text(m)]
    assert len(notices) == 1
    wins = "host Friday wins on Fri 27 Nov 10:00"
    assert notices[0].split("\n")[1] == f"{other.title()} does not {wins} after all, and nobody else on the rota can."
    await at(guild, 3.2)
    shown = await announcement(guild)
    assert "Nobody hosts it yet.\n[I host it]" in guild.text(shown)
    assert (await guild.said(await guild.presses("noor", shown.card, "I host it"))).startswith("Thank you\nYou host")
    await guild.minute_passes()
    assert "Host: Noor" in guild.text(await announcement(guild))
    reply = await guild.presses("maria", shown.card, "I host it")
    assert refusal(reply) == "Noor hosts it already; thank you all the same. Nothing was changed."
    await guild.types("noor", '/ritual swap "Friday wins"')
    again = guild.text(await last(guild, "maria")).split("\n")[:2]
    assert again == ["A host is missing", f"Noor does not {wins} after all, and nobody else on the rota can."]


async def test_a_host_asks_somebody_in_particular_and_hears_the_answer(guild: Town) -> None:
    await at(guild, 2.1)
    host, _other = await hosts(guild)
    reply = await guild.types(host, '/ritual swap "Friday wins" @noor')
    assert (await guild.said(reply)).startswith("Asked\nI ask Noor. Until they say yes, it stays with you.")
    asked = await last(guild, "noor")
    assert guild.text(asked).startswith(
        f"Can you host Friday wins?\n{host.title()} cannot host Friday wins on Fri 27 Nov 10:00. Can you?"
    )
    await guild.presses("noor", asked.card, "I can't")
    assert guild.text(await last(guild, host)).startswith("Not this time\nNoor cannot host Friday wins")
    await guild.types(host, '/ritual swap "Friday wins" @maria')
    await guild.presses("maria", (await last(guild, "maria")).card, "I can")
    assert guild.text(await last(guild, host)).startswith("Somebody took it over\nMaria hosts Friday wins on")
    await at(guild, 3.2)
    assert "Host: Maria" in guild.text(await announcement(guild))


async def test_only_the_host_or_a_steward_hands_a_date_on(guild: Town) -> None:
    await at(guild, 2.1)
    refused = "Only its host or a steward can do that. Nothing was changed. Who hosts: ritual host"
    assert refusal(await guild.types("noor", '/ritual swap "Friday wins"')) == refused
    host, other = await hosts(guild)
    said = await guild.said(await guild.types("maria", '/ritual swap "Friday wins"'))
    assert said == (
        f"Friday wins is handed on\n{host.title()} does not host it any more, and hears so.\n"
        f"{other.title()} is asked now."
    )
    assert guild.text(await last(guild, host)).startswith(
        "Friday wins is off your hands\nA steward found another way for Friday wins on Fri 27 Nov 10:00: "
        "it is not yours to host any more."
    )


async def test_a_steward_who_asks_somebody_else_speaks_for_themselves_and_may_take_it(guild: Town) -> None:
    await at(guild, 2.1)
    host, _ = await hosts(guild)
    reply = await guild.said(await guild.types("maria", f'/ritual swap "Friday wins" @{"noor"}'))
    assert reply.startswith(f"Asked\nI ask Noor. Until they say yes, it stays with {host.title()}.")
    question = guild.text(await last(guild, "noor"))
    assert f"So far {host.title()} hosts Friday wins on Fri 27 Nov 10:00. Can you, in their place?" in question
    assert "You get this because a steward asked for you." in question
    mine = await guild.said(await guild.types("maria", '/ritual swap "Friday wins" @maria'))
    assert mine.startswith("Thank you\nYou host Friday wins on Fri 27 Nov 10:00.")
    assert "Maria hosts Friday wins on Fri 27 Nov 10:00." in guild.text(await last(guild, host))


async def test_whoever_is_alone_on_a_daily_rota_is_not_told_about_every_day(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Daily" "every day 10:00" "What is up"')
    await home.types("jonas", "/my budget 0")
    await home.types("jonas", '/ritual host "Daily" add')
    await at(home, 5)
    assert await heard(home, "maria", "A host does not know yet") == []


async def test_the_rota_is_everybodys_to_see_and_each_ones_own_to_join(guild: Town) -> None:
    shown = (await guild.said(await guild.types("noor", '/ritual host "Friday wins"'))).split("\n")
    assert shown[0] == "Hosts of Friday wins"
    assert shown[1] in {"Hosts, in turn: Jonas, Aisha", "Hosts, in turn: Aisha, Jonas"}
    assert shown[2] == "[I host too]"
    reply = await guild.types("noor", '/ritual host "Friday wins" add @jonas')
    assert refusal(reply).startswith("You can put yourself on the rota, and off it")
    await guild.types("maria", '/ritual host "Friday wins" add @noor')
    assert "Noor" in await guild.said(await guild.types("noor", '/ritual host "Friday wins"'))
    off = await guild.said(await guild.types("noor", '/ritual host "Friday wins" remove'))
    assert "Noor" not in off


async def test_a_ritual_whose_next_date_is_near_has_its_host_at_once(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await at(home, 3.2)
    await home.types("jonas", '/ritual host "Friday wins" add')
    await home.waits(timedelta(seconds=1))
    await home.minute_passes()
    assert "Your turn: Friday wins" in home.text(await last(home, "jonas"))
    assert "Host: Jonas" in home.text(await announcement(home))


async def test_a_host_who_leaves_or_is_forgotten_is_followed_by_the_next(guild: Town) -> None:
    await at(guild, 2.1)
    host, other = await hosts(guild)
    await guild.types(host, "/my forget sure:yes")
    assert "Your turn: Friday wins" in guild.text(await last(guild, other))
    await at(guild, 3.2)
    text = guild.text(await announcement(guild))
    assert f"Host: {other.title()}" in text
    assert host.title() not in text


async def test_whoever_leaves_hosts_nothing_and_is_off_the_rota(guild: Town) -> None:
    await at(guild, 2.1)
    host, other = await hosts(guild)
    await guild.leaves(host)
    assert "Your turn: Friday wins" in guild.text(await last(guild, other))
    shown = await guild.said(await guild.types("noor", '/ritual host "Friday wins"'))
    assert f"Hosts, in turn: {other.title()}\n" in shown


async def test_a_date_that_moves_is_asked_of_its_host_again(guild: Town) -> None:
    await at(guild, 2.1)
    host, _other = await hosts(guild)
    await guild.presses(host, (await last(guild, host)).card, "I can")
    draft = await guild.types("maria", '/ritual move "Friday wins" "Saturday 12:00"')
    await guild.presses("maria", draft.card, "Move it")
    await at(guild, 3.5)
    texts = [guild.text(m) for m in await guild.mail(host)]
    assert [t.split("\n")[1] for t in texts if t.startswith("Your turn")] == [
        "You host Friday wins on Fri 27 Nov 10:00.",
        "You host Friday wins on Sat 28 Nov 12:00.",
    ]


async def test_whoever_is_on_a_sabbatical_is_not_asked(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    for person in ("jonas", "aisha"):
        await home.types(person, '/ritual host "Friday wins" add')
    await home.types("jonas", "/my sabbatical 2026-12-20")
    for week in range(2):
        await at(home, 7 * week + 3.2)
        assert "Host: Aisha" in home.text(await announcement(home))


# A host whom no message reaches


UNHEARD = (
    "A host does not know yet\nJonas hosts Friday wins on Fri 27 Nov 10:00 and does not know it yet: they want no "
    "more messages from me before then, or none gets through. Please tell them, or let me ask somebody else.\n"
    "[Ask whoever is next]\nYou get this because you are a steward."
)


@pytest.fixture
async def alone(home: Town) -> Town:
    """Return a town with a ritual every Friday at ten, hosted by Jonas. It is Monday."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("jonas", '/ritual host "Friday wins" add')
    return home


async def heard(town: Town, person: str, title: str) -> list[str]:
    return [t for m in await town.mail(person) if (t := town.text(m)).startswith(title)]


async def test_the_stewards_hear_of_a_host_whose_week_is_full_who_gets_no_message_more(alone: Town) -> None:
    await wants(alone, *[await wish(alone, "jonas", n) for n in ("One", "Two")])
    await at(alone, 3.0)
    assert await heard(alone, "maria", "A host does not know yet") == []  # nobody waits for what may still come
    await at(alone, 4.0)
    assert await heard(alone, "maria", "A host does not know yet") == [UNHEARD]
    assert [str(m.card.title) for m in await alone.mail("jonas") if m.card is not None] == ["One", "Two"]
    assert "Waiting for you\nYou host Friday wins on" in await alone.said(await alone.types("jonas", "/my show"))


async def test_a_steward_lets_somebody_else_be_asked_who_hears_of_it(alone: Town) -> None:
    await alone.types("jonas", "/my snooze 7")
    await at(alone, 3.1)
    await alone.types("aisha", '/ritual host "Friday wins" add')
    said = await alone.said(await alone.presses("maria", (await last(alone, "maria")).card, "Ask whoever is next"))
    assert said.startswith(
        "Friday wins is handed on\nJonas does not host it any more, and hears so.\nAisha is asked now."
    )
    assert len(await heard(alone, "aisha", "Your turn: Friday wins")) == 1
    await at(alone, 6)
    assert await heard(alone, "jonas", "Your turn: Friday wins") == []
    assert await heard(alone, "maria", "A host does not know yet") == [UNHEARD]


async def test_a_host_who_is_found_late_has_an_hour_to_hear_of_it(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("jonas", "/my budget 0")
    await at(home, 3.5)
    await home.types("jonas", '/ritual host "Friday wins" add')
    await home.waits(timedelta(minutes=50))
    assert await heard(home, "maria", "A host does not know yet") == []
    await home.types("aisha", '/ritual host "Friday wins" add')
    await home.waits(timedelta(minutes=100))
    assert await heard(home, "maria", "A host does not know yet") == [UNHEARD]


@pytest.mark.parametrize("how", ["was told", "said so", "was dropped", "in a pause"])
async def test_the_stewards_hear_nothing_where_there_is_nothing_to_do(alone: Town, how: str) -> None:
    if how != "was told":
        await alone.types("jonas", "/my budget 0")
    await at(alone, 2.1)
    if how == "said so":
        await alone.types("jonas", "/my budget 1")
        await alone.presses("jonas", (await last(alone, "jonas")).card, "I can")
        await alone.types("jonas", "/my budget 0")
    elif how == "was dropped":
        await alone.types("maria", '/ritual skip "Friday wins"')
    elif how == "in a pause":
        shown = await alone.types("maria", "/community pause until:2026-12-20")
        await alone.presses("maria", shown.card, "Rest quietly")
    await at(alone, 3.9)
    assert await heard(alone, "maria", "A host does not know yet") == []
