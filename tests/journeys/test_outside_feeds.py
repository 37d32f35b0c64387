"""Feeds from outside: a steward chooses one, and each question is asked after a yes, with its source and date."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from tests.journeys.telling import dated, kept, last_mail, local, mail, pressed, sets_up, starts_ritual, told, until
from tests.worlds.strangers import Strangers, rss, strangers
from tests.worlds.towns import BEGIN, PEOPLE, Town, World, opened

ADDRESS = "http://looms.example.org/feed"
AT = "looms.example.org/feed"
DAY = timedelta(days=1)
SANDBOX = pytest.mark.parametrize("platform", ["sandbox"])
NOTE = "At most 3 questions a week come from all feeds together, and none is asked unseen: prompt approve"


def item(number: int, at: datetime, title: str = "Looms &lt;b&gt;{number}&lt;/b&gt;") -> tuple[str, str, str]:
    link = f"https://looms.example.org/{number}?utm_source=feed"
    return title.format(number=number), link, at.strftime("%a, %d %b %Y %H:%M:%S GMT")


NEWS = rss("Loom news", *(item(n, BEGIN - n * DAY) for n in range(1, 6)))


@pytest.fixture
async def web() -> AsyncIterator[Strangers]:
    async with strangers() as found:
        found.publishes(AT, NEWS, etag='"1"')
        yield found


@pytest.fixture
async def world(platform: str, database: Database, web: Strangers) -> AsyncIterator[World]:
    async with opened(database, platform, pages=web.pages()) as worlds:
        yield worlds[platform]


@pytest.fixture
async def town(world: World) -> Town:
    town = await world.opens("town", PEOPLE)
    await sets_up(town, rhythm="")
    return town


async def follows(town: Town, address: str = ADDRESS) -> str:
    """Give an address, and return what came of it."""
    said = await told(town, "maria", f"/prompt feed {address}")
    assert said == f"I take a look\nI look at {address} now, and write to you what I found there."
    return (await last_mail(town, "maria")).text


async def days(town: Town, number: int) -> list[str]:
    """Let days pass, up to the end of the last (UTC); return what the steward was told meanwhile."""
    before = len(await town.mail("maria"))
    now = town.ground.clock.now()
    await until(town, now.replace(hour=23, minute=59) + number * DAY)
    return [m for m in (await mail(town, "maria"))[before:] if not m.startswith(("Your week", "A quiet"))]


async def test_a_question_from_a_feed_is_asked_once_a_steward_has_said_yes_with_its_source_and_date(
    town: Town,
) -> None:
    assert await told(town, "maria", "/prompt feed") == (
        "Feeds\nNo feed is followed yet. Add one: prompt feed https://example.org/feed"
    )
    assert await follows(town) == (
        "A new feed\nI follow Loom news now, and read it once a day.\n"
        f"“Looms 1”, 2026-11-22\n“Looms 2”, 2026-11-21\n“Looms 3”, 2026-11-20\n[Stop]\n{NOTE}"
    )
    assert await told(town, "maria", "/prompt feed") == (
        "Feeds\nLoom news · read on Mon 23 Nov\n[Stop Loom news]\n"
        "Each is read once a day. A question of theirs is asked once a steward has said yes: prompt approve"
    )
    waits = [m for m in await town.mail("maria") if m.text.startswith("3 questions wait")]
    assert len(waits) == 1
    assert await pressed(town, "maria", waits[0], "Look") == (
        "Shall we ask this?\n“Looms 1”: what does it mean for our work?\nFor the deck outside.\n"
        "Loom news, 2026-11-22 · https://looms.example.org/1\n"
        "[Use it] [Change] [No, thanks] [Another one]\n2 more wait."
    )
    # Nothing of it is asked before.
    assert "Looms" not in await told(town, "noor", "/prompt list outside")
    page = await town.types("maria", "/prompt approve")
    form = (await town.presses("maria", page.card, "Change")).opened
    page = await town.fills("maria", form, {"deck": "news"})
    assert page.text.split("\n")[:3] == [
        "Shall we ask this?",
        "It is in the deck “news” and will have its turn.",
        "“Looms 2”: what does it mean for our work?",
    ]
    await town.presses("maria", page.card, "No, thanks")
    await starts_ritual(town, "maria", '/ritual create "News hour" "every Thursday 16:00" "Look outside" deck:news')
    await until(town, local(3, "17:00"))
    asked = [text for _at, text in dated(await town.reads("noor")) if text.startswith("News hour\n")]
    assert len(asked) == 1
    assert "“Looms 1”: what does it mean for our work?" in asked[0]
    assert "Loom news, 2026-11-22" in asked[0]
    assert (await told(town, "maria", "/steward audit")).count("@Maria chose a feed to follow") == 1
    assert await told(town, "jonas", "/prompt feed") == (
        "That did not work\nOnly stewards can do that. Nothing was changed. See who they are: steward list"
    )


@SANDBOX
async def test_the_stewards_notice_counts_no_questions_of_a_feed_that_was_stopped(town: Town) -> None:
    await told(town, "jonas", '/prompt add "What did you mend this week?"')
    await follows(town)
    counts = [m for m in await mail(town, "maria") if "None is asked before" in m]
    assert [m.split("\n")[0] for m in counts] == ["4 questions wait"]
    page = await town.types("maria", "/prompt feed")
    await town.presses("maria", page.card, "Stop Loom news")
    await town.outlasts(timedelta(minutes=2))
    counts = [m for m in await mail(town, "maria") if "None is asked before" in m]
    assert [m.split("\n")[0] for m in counts] == ["1 question waits"]


@SANDBOX
async def test_no_week_brings_more_than_three_and_what_nobody_looked_at_grows_old(town: Town, web: Strangers) -> None:
    await follows(town)
    news: list[tuple[str, str, str]] = []
    rows: list[dict[str, Any]] = []
    for week in range(5):
        news += [item(10 * week + n + 10, town.ground.clock.now()) for n in range(5)]
        web.publishes(AT, rss("Loom news", *news))
        await days(town, 7)
        rows = (await kept(town.ground.database))["prompt_candidates"]
        waiting = [r for r in rows if r["state"] == "waiting"]
        assert len(rows) <= 3 * (week + 2)
        assert len(waiting) <= 15
    assert len(rows) > 12
    assert {r["state"] for r in rows} == {"waiting", "declined"}
    assert len({r["text"] for r in rows}) == len(rows)


@SANDBOX
async def test_a_feed_that_has_not_changed_moves_for_good_and_ends(town: Town, web: Strangers) -> None:
    await follows(town)
    assert await days(town, 2) == []
    assert [r.headers.get("if-none-match") for r in web.asked] == [None, '"1"', '"1"']
    web.publishes("new.example.org/feed", NEWS, etag='"2"')
    web.says(AT, "301 Moved Permanently", location="http://new.example.org/feed")
    assert await days(town, 2) == []
    assert [r.url for r in web.asked[3:]] == [AT, "new.example.org/feed", "new.example.org/feed"]
    web.says("new.example.org/feed", "410 Gone")
    (said,) = await days(town, 3)
    assert said == (
        "A feed has ended\nThe server of Loom news says that it has ended, so I read it no more. "
        "What came from it stays.\n[Stop following it]"
    )
    assert len(web.asked) == 7
    assert "Loom news · has ended, its server says; I read it no more" in await told(town, "maria", "/prompt feed")
    gone = await last_mail(town, "maria")
    assert await pressed(town, "maria", gone, "Stop following it") == (
        "Stopped\nI read Loom news no more. Its questions that waited are gone; those in the decks stay."
    )
    assert await pressed(town, "maria", gone, "Stop following it") == (
        "That did not work\nThat feed is followed no more. Nothing was changed. See the others: prompt feed"
    )


@SANDBOX
async def test_a_feed_that_fails_is_told_once_and_tried_each_week(town: Town, web: Strangers) -> None:
    await follows(town)
    web.says(AT, "500 Oh no")
    assert await days(town, 4) == []
    assert "Loom news · cannot be read: its server answers with an error (HTTP 500)" in await told(
        town, "maria", "/prompt feed"
    )
    (said,) = await days(town, 20)
    assert said == (
        "A feed cannot be read\nLoom news could not be read 5 times running: its server answers with an error "
        "(HTTP 500). I try once a week from now on.\n[Stop following it]"
    )
    assert len(web.asked) == 1 + 5 + 2
    web.publishes(AT, NEWS)
    assert await days(town, 9) == []
    assert len(web.asked) == 8 + 8
    assert "Loom news · read on" in await told(town, "maria", "/prompt feed")


@SANDBOX
async def test_what_cannot_be_followed_is_told_in_one_sentence_and_nothing_is_kept(town: Town, web: Strangers) -> None:
    before = await kept(town.ground.database)
    only = "I read public addresses only, http or https, without a password or another port"
    for typed in ("http://127.0.0.1/", "ftp://looms.example.org/", "nonsense", "http://me:pw@looms.example.org/feed"):
        assert await told(town, "maria", f"/prompt feed {typed}") == (
            f"That did not work\n“{typed}” cannot be followed: {only}. Nothing was changed."
        )
    web.publishes("page.example.org/", b"<!doctype html><html></html>", content_type="text/html")
    web.says("inside.example.org/", "302 Found", location="http://169.254.169.254/latest/meta-data/")
    web.names["rebound.example.org"] = [("10.0.0.7",)]
    web.publishes("evil.example.org/", b'<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>')
    for host, why, hint in (
        ("page", "it is no feed (RSS, Atom) and no list of feeds (OPML)", "A page often names its feed at its foot or"),
        ("inside", only, "Look at the address in a browser"),
        ("rebound", only, "Look at the address in a browser"),
        ("evil", "it could do harm, so I left it alone", "Look at the address in a browser"),
        ("nobody", "its server answers with an error (HTTP 404)", "Look at the address in a browser"),
    ):
        said = await follows(town, f"http://{host}.example.org/")
        first = f"That did not work\nhttp://{host}.example.org/ cannot be followed: {why}. Nothing was changed.\n{hint}"
        assert said.startswith(first)
    web.reachable = False
    assert "nobody answers there" in await follows(town)
    assert (await kept(town.ground.database))["prompt_feeds"] == before["prompt_feeds"] == []
    assert "I know no feed called “loom” here. Nothing was changed. Try: prompt feed." in await told(
        town, "maria", "/prompt feed stop:loom"
    )


@SANDBOX
async def test_of_a_list_a_steward_chooses_and_twice_the_click_follows_once(town: Town, web: Strangers) -> None:
    outlines = "".join(f'<outline text="Feed {n}" xmlUrl="http://f{n}.example.org/rss"/>' for n in range(23))
    listing = f'<opml version="2.0"><head><title>Our reading</title></head><body>{outlines}</body></opml>'.encode()
    web.publishes("list.example.org/", listing, content_type="text/x-opml")
    web.publishes("f1.example.org/rss", rss("Feed 1"))
    await follows(town, "http://list.example.org/")
    shown = await last_mail(town, "maria")
    rows = [" ".join(f"[Feed {n}]" for n in range(first, first + 5)) for first in range(0, 20, 5)]
    assert shown.text.split("\n") == ["Our reading", "Which of these shall I follow?", *rows, "and 3 more"]
    await town.presses("maria", shown, "Feed 1")
    assert (await last_mail(town, "maria")).text == (
        f"A new feed\nI follow Feed 1 now, and read it once a day.\n[Stop]\n{NOTE}"
    )
    assert await pressed(town, "maria", shown, "Feed 1") == (
        "That did not work\nFeed 1 is followed already. Nothing was changed. See the others: prompt feed"
    )
    assert "Only stewards can do that." in await pressed(town, "jonas", shown, "Feed 2")
    # The list is read no more; another one takes its place.
    assert len(web.asked) == 2
    await follows(town, "http://list.example.org/")
    assert await pressed(town, "maria", shown, "Feed 2") == (
        "That did not work\nThat list was put away. Nothing was changed. Send me its address again: prompt feed"
    )


@SANDBOX
async def test_while_a_community_rests_nothing_is_read(town: Town, web: Strangers) -> None:
    await follows(town)
    asked = await town.types("maria", "/community pause until:2026-12-07")
    await town.presses("maria", asked.card, asked.card.labels[0])
    await days(town, 13)
    assert len(web.asked) == 1
    await days(town, 3)
    assert len(web.asked) == 4


@SANDBOX
async def test_who_chose_a_feed_may_be_forgotten_and_it_stays(town: Town, web: Strangers) -> None:
    await follows(town)
    await told(town, "maria", "/steward add @jonas")
    asked = await town.types("maria", "/my forget")
    await town.presses("maria", asked.card, asked.card.labels[0])
    rows = (await kept(town.ground.database))["prompt_feeds"]
    assert [(r["title"], r["added_by"]) for r in rows] == [("Loom news", None)]
    await days(town, 2)
    assert len(web.asked) == 3
