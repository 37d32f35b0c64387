"""Summaries on their way out of a circle: who is asked, what ends it, and what is kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.sandbox.world import Message
from bot.cards import Button, Buttons, PrivateText, Reply, spans_of
from storage.tables.circles import circles
from storage.tables.engine import deliveries
from storage.tables.shares import circle_share_voices, circle_shares
from tests.worlds.town import Town

SECRET = "Quillwort"
TEXT = "Jonas begins small.\nAisha doubts it."
OVER = "That summary is decided, or rests. Nothing was changed."


def said(reply: Reply) -> str:
    assert reply.card is not None, reply.form
    return repr(reply.card)


def labels(message: Message) -> list[str]:
    blocks = message.card.blocks if message.card is not None else ()
    return [b.label for k in blocks if isinstance(k, Buttons) for b in k.buttons]


async def opened(home: Town) -> None:
    """Open a private circle of Maria, Jonas, Aisha and Noor."""
    await home.types("maria", f'/hearth circle create "{SECRET}" purpose @jonas people:@aisha,@noor')
    for person in ("aisha", "noor"):
        await home.presses(person, (await home.mail(person))[-1].card, "Join")


async def drafts(home: Town, people: str = "<@jonas> <@aisha>", text: str = TEXT, title: str = "Lessons") -> Reply:
    asked = await home.types("maria", f"/hearth circle share {SECRET}")
    return await home.fills("maria", asked.form, {"name": SECRET, "title": title, "text": text, "people": people})


async def asked(home: Town, people: str = "<@jonas> <@aisha>", text: str = TEXT) -> None:
    await home.presses("maria", (await drafts(home, people, text)).card, "Ask them")


async def opens(home: Town, person: str) -> Reply:
    """Open what somebody was asked about last."""
    question = next(m for m in reversed(await home.mail(person)) if "Read it" in labels(m))
    return await home.presses(person, question.card, "Read it")


async def rows(home: Town) -> Sequence[Any]:
    async with home.database.reading() as session:
        return [*(await session.execute(select(circle_shares))), *(await session.execute(select(circle_share_voices)))]


async def posts(home: Town) -> list[str]:
    return [str(m.card) for m in await home.reads(None) if m.card is not None and "begins small" in repr(asdict(m))]


def asdict(message: Message) -> str:
    """Return all that a message holds, private words too."""
    card = message.card
    if card is None:
        return message.text

    return "\n".join(s.text if isinstance(s, PrivateText) else str(s) for s in spans_of(card))


async def test_a_yes_is_to_the_words_that_were_read(home: Town) -> None:
    await opened(home)
    await asked(home)
    old = await opens(home, "jonas")
    form = await home.presses("jonas", old.card, "Other words")
    await home.fills("jonas", form.form, {"old": "begins small", "new": "begins at once"})
    proposal = next(m for m in reversed(await home.mail("maria")) if "See them" in labels(m))
    seen = await home.presses("maria", proposal.card, "See them")
    aisha = await opens(home, "aisha")
    await home.presses("maria", seen.card, "Take them")
    assert "Its words have changed meanwhile. Nothing was noted." in said(
        await home.presses("aisha", aisha.card, "Yes")
    )
    assert await posts(home) == []
    # Taken once: the second press finds it decided.
    assert "That is decided already" in said(await home.presses("maria", seen.card, "Take them"))
    await home.presses("aisha", (await opens(home, "aisha")).card, "Yes")
    texts = [asdict(m) for m in await home.reads("noor")]
    assert len([t for t in texts if "Jonas begins at once." in t]) == 1


async def test_whoever_is_named_must_be_asked_and_the_circle_stays_unnamed(home: Town) -> None:
    await opened(home)
    assert "It names Aisha, who is not asked. Nothing was changed." in str((await drafts(home, "<@jonas>")).form)
    with_name = await drafts(home, text=f"{TEXT}\nThat was in {SECRET.lower()}.")
    assert "It names the circle, and nobody outside knows of it." in str(with_name.form)
    assert await rows(home) == []


@pytest.mark.parametrize("how", ["leaves the circle", "leaves the space", "is forgotten"])
async def test_whoever_leaves_counts_as_a_no(home: Town, how: str) -> None:
    await opened(home)
    await asked(home)
    old = await opens(home, "aisha")
    await home.presses("jonas", (await opens(home, "jonas")).card, "Yes")
    if how == "leaves the circle":
        await home.types("jonas", f"/hearth circle leave {SECRET}")
    elif how == "leaves the space":
        await home.leaves("jonas")
    else:
        await home.types("jonas", "/hearth my forget sure:yes")
    assert OVER in said(await home.presses("aisha", old.card, "Yes"))
    assert await rows(home) == []
    assert await posts(home) == []
    assert [m for m in await home.mail("maria") if m.card is not None and "was not agreed to" in repr(m.card)]


async def test_a_drafter_who_leaves_takes_the_draft_along(home: Town) -> None:
    await opened(home)
    await asked(home)
    old = await opens(home, "aisha")
    await home.types("maria", f"/hearth circle leave {SECRET}")
    assert OVER in said(await home.presses("aisha", old.card, "Yes"))
    assert await rows(home) == []


async def test_one_reminder_says_that_it_is_the_last_and_then_it_rests(home: Town) -> None:
    await opened(home)
    await asked(home)
    await home.presses("jonas", (await opens(home, "jonas")).card, "Yes")
    await home.waits(timedelta(days=11))
    last = [m for m in await home.mail("aisha") if "It is the last time I ask" in repr(m.card)]
    assert len(last) == 1
    assert SECRET not in asdict(last[0])
    assert [m for m in await home.mail("jonas") if "It is the last time I ask" in repr(m.card)] == []
    await home.waits(timedelta(days=4))
    assert await rows(home) == []
    assert OVER in said(await home.presses("aisha", last[0].card, "Read it"))
    assert len([m for m in await home.mail("maria") if m.card is not None and "was not agreed to" in repr(m.card)]) == 1


async def test_the_words_are_kept_sealed_and_not_longer_than_needed(home: Town) -> None:
    await opened(home)
    await asked(home)
    kept = repr(await rows(home))
    assert "begins small" not in kept
    assert "Jonas" not in kept
    async with home.database.reading() as session:
        owed = repr((await session.execute(select(deliveries.c.payload))).all())
    assert "begins small" not in owed
    for person in ("jonas", "aisha"):
        await home.presses(person, (await opens(home, person)).card, "Yes")
    assert len(await posts(home)) == 1
    share = (await rows(home))[0]
    assert (share.state, share.sealed) == ("posted", "")


async def test_what_names_somebody_who_is_forgotten_is_taken_back(home: Town) -> None:
    await opened(home)
    await asked(home)
    for person in ("jonas", "aisha"):
        await home.presses(person, (await opens(home, person)).card, "Yes")
    await home.types("aisha", "/hearth my forget sure:yes")
    await home.minute_passes()
    assert await posts(home) == []
    assert [m for m in await home.reads("noor") if m.card is not None and m.card.title == "Withdrawn by request"]
    assert await rows(home) == []


async def test_only_those_it_concerns_can_read_or_decide(home: Town) -> None:
    await opened(home)
    await asked(home)
    reading = await opens(home, "jonas")
    assert reading.card is not None
    found: list[Button] = [b for k in reading.card.blocks if isinstance(k, Buttons) for b in k.buttons]
    for button in found:
        for person in ("noor", "maria"):
            answer = await home.pushes(person, button.action, button.value)
            if answer.form is not None:
                answer = await home.fills(person, answer.form, {"old": "begins", "new": "x"})
            assert OVER in (str(answer.form) if answer.form is not None else said(answer))
    for action in ("share-ask", "share-drop", "share-withdraw"):
        assert "Nothing was changed" in said(await home.pushes("noor", f"circle.{action}", found[0].value.split()[0]))
    assert len(await rows(home)) == 3


@pytest.mark.parametrize("how", ["close", "merge"])
async def test_a_circle_that_ends_ends_what_is_under_way_and_whoever_was_asked_reads_so(home: Town, how: str) -> None:
    await opened(home)
    await asked(home)
    await drafts(home, title="A draft")
    reading = await opens(home, "jonas")
    if how == "merge":
        await home.types("maria", '/hearth circle create "Guides" purpose @jonas')
    line = {"close": f"close {SECRET}", "merge": f"merge {SECRET} Guides"}[how]
    await home.types("jonas", f"/hearth circle {line} sure:yes")
    await home.minute_passes()
    for person in ("jonas", "aisha"):
        texts = [asdict(m) for m in await home.mail(person)]
        assert [t for t in texts if "The circle it comes from is closed, and so nobody need decide." in t], texts
        assert not [m for m in await home.mail(person) if "Read it" in labels(m)]
    assert "A summary ends with its circle" in str((await home.mail("maria"))[-1].card)
    assert OVER in said(await home.presses("jonas", reading.card, "Yes"))
    assert (await posts(home), await rows(home)) == ([], [])


async def test_members_alone_see_in_circle_show_that_a_summary_is_under_way(home: Town) -> None:
    await home.types("maria", f'/hearth circle create "{SECRET}" purpose @jonas kind:listed people:@aisha')
    await home.presses("aisha", (await home.mail("aisha"))[-1].card, "Join")
    await drafts(home)
    shown = f"/hearth circle show {SECRET}"
    line = "A summary is under way: those quoted in it have until Mon 7 Dec to say yes."
    assert line not in await home.said(await home.types("maria", shown))
    await asked(home)
    for person in ("maria", "jonas", "aisha"):
        assert line in await home.said(await home.types(person, shown))
    assert line not in await home.said(await home.types("noor", shown))


async def test_nothing_is_drafted_in_a_circle_that_is_being_closed(home: Town) -> None:
    await opened(home)
    draft = await drafts(home)
    async with home.database.writing() as session:
        await session.execute(update(circles).values(state="closing"))
    assert "It is being closed." in said(await home.presses("maria", draft.card, "Ask them"))
