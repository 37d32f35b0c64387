"""Whatever is typed or pressed wrongly gets one clear sentence, and nothing is half done."""

from datetime import timedelta

import pytest

from tests.journeys.telling import (
    all_buttons,
    kept,
    local,
    mail,
    pressed,
    sets_up,
    starts_ritual,
    told,
    until,
    wall,
)
from tests.worlds.towns import PEOPLE, Town, Unsayable, World

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well"'
NEW = '/ritual create "New" "{when}" "Something new"'
STEWARDS_ONLY = "Only stewards can do that. Nothing was changed. See who they are: steward list"
LONG = "x" * 61

WRONG = {
    "a misspelt day": (
        NEW.format(when="every other Tuesdy 10:00"),
        ("“every other Tuesdy 10:00” — I did not recognise “Tuesdy”. Try: every other Tuesday 10:00. "
        "Nothing was changed."),
    ),
    "an ambiguous date": (
        NEW.format(when="every 03/04 10:00"),
        "“every 03/04 10:00” — “03/04” could be 3 April or 4 March. Try: every 3 April 10:00. Nothing was changed.",
    ),
    "a past date": (
        NEW.format(when="2020-01-01 10:00"),
        ("“2020-01-01 10:00” — 1 January 2020 at 10:00 lies in the past. Try: every other Tuesday 10:00. "
        "Nothing was changed."),
    ),
    "a date that does not exist": (
        NEW.format(when="2027-02-30 10:00"),
        "“2027-02-30 10:00” — There is no 2027-02-30. Try: every other Tuesday 10:00. Nothing was changed.",
    ),
    "no time of day": (
        NEW.format(when="every Friday"),
        "“every Friday” — At what time? Try: every Friday 10:00. Nothing was changed.",
    ),
    "an unknown zone": (
        "/my zone Mars/Olympus",
        "I know no time zone “Mars/Olympus”. Try: Europe/Copenhagen. Nothing was changed.",
    ),
    "an unknown zone of the community": (
        "/community settings zone:Nowhere/Land",
        "I know no time zone “Nowhere/Land”. Try: Europe/Copenhagen. Nothing was changed.",
    ),
    "a ritual's name taken": (
        '/ritual create "friday WINS" "every Friday 12:00" "Again"',
        "There is a ritual called “friday WINS” already. Nothing was changed. Choose another name.",
    ),
    "a circle's name taken": (
        '/circle create "READERS" "Again" @aisha',
        "There is a circle called “READERS” already. Nothing was changed. Choose another name.",
    ),
    "a guest's name taken": (
        '/guest suggest "ada byron"',
        "“ada byron” is on the list already. Nothing was changed. See it: guest list",
    ),
    "a name without letters": (
        '/ritual create "***" "every Friday 10:00" "Stars"',
        "A name needs a letter or a number. Nothing was changed.",
    ),
    "an unknown ritual": (
        "/ritual pause Saturday wins",
        "I know no ritual called “Saturday wins” here. Nothing was changed. Try: ritual list.",
    ),
    "too many days": ("/my snooze 400", "I can be quiet for up to 365 days; 0 ends it. Nothing was changed."),
    "too many messages": ("/my budget 8", "I can send you 0 to 7 messages a week. Nothing was changed."),
    "a return on no day": (
        "/my sabbatical soon",
        "“soon” is not a day. Try 2027-01-22, or off. Nothing was changed.",
    ),
    "a return in the past": (
        "/my sabbatical until:2020-01-01",
        "The day you come back must lie ahead, within two years. Nothing was changed. To end it: off",
    ),
    "no hours": (
        "/my quiet 25-99",
        "“25-99” is not a span of hours. Try 20:00-08:00, or off. Nothing was changed.",
    ),
    "only one steward for a circle": (
        '/circle create "New" "Something new" @maria',
        "A circle needs two stewards: you and somebody else. Nothing was changed.",
    ),
    "a review in the past": (
        '/circle create "New" "Something new" @jonas review:2020-01-01',
        "The review must lie ahead. Nothing was changed.",
    ),
    "no minutes": (
        '/ritual create "New" "every Friday 10:00" "Something new" minutes:0',
        "Between 1 and 1440 minutes, please. Nothing was changed.",
    ),
    "a skip on no date of it": (
        '/ritual skip "Friday wins" date:2026-12-03',
        "There is no coming date of it on 2026-12-03. Nothing was changed.",
    ),
    "a skip on a word": (
        '/ritual skip "Friday wins" date:tomorrow',
        "“tomorrow” is not a date. Write it like 2026-12-24. Nothing was changed.",
    ),
    "waking what is awake": ("/ritual resume Friday wins", "It is not resting. Nothing was changed."),
    "the only steward steps down": (
        "/steward remove @maria",
        "A community needs a steward. Nothing was changed. First: steward add @somebody",
    ),
    "a question without words": ("/prompt add ???", "A question needs words. Nothing was changed."),
    "a guest where no chair is": (
        "/guest invite Ada Byron",
        "No chair is free. Nothing was changed. See them: guest slot",
    ),
}  # fmt: skip
"""What somebody may send anywhere, and what they are told: what was wrong, (line, sentence)."""
MISTYPED = {
    "a name too long": (
        f'/ritual create "{LONG}" "every Friday 10:00" "Something new"',
        "That name has 61 characters; at most 60 fit. Nothing was changed.",
    ),
    "an unknown command": (
        "/dance all night",
        "I do not know “dance all”. Type help to see what I can do. Nothing was changed.",
    ),
    "a misspelt command": (
        "/ritul list",
        "I do not know “ritul list”. Did you mean: ritual list? Nothing was changed.",
    ),
    "words left over": (
        "/ritual list of all kinds",
        "I did not know what to do with “of all kinds” in ritual list. Nothing was changed. Try: help ritual",
    ),
    "a line too long": (
        "/ritual create " + "y" * 4100,
        "That is too long to read: at most 4000 characters. Nothing was changed.",
    ),
    "an unknown person": (
        "/steward add @nobody",
        "I do not know whom you mean by “@nobody”. Write @ and pick the name. Nothing was changed.",
    ),
    "two people for one": ("/steward add @jonas @noor", "One person at a time, please. Nothing was changed."),
    "an unknown room": (
        "/community settings home:#nowhere",
        "I do not know the room “#nowhere”. Write # and pick it. Nothing was changed.",
    ),
    "no whole number": (
        "/my snooze soon",
        "days is a whole number, and “soon” is not one. Nothing was changed.",
    ),
    "no number of messages": (
        "/my budget few",
        "messages is a whole number, and “few” is not one. Nothing was changed.",
    ),
    "neither on nor off": (
        "/my listen perhaps",
        "listen is one of: on, off. “perhaps” is not among them. Nothing was changed.",
    ),
    "no such choice": (
        '/circle create "New" "Something new" @jonas kind:secret',
        "kind is one of: private, listed, open. “secret” is not among them. Nothing was changed.",
    ),
}  # fmt: skip
"""What only somebody who types whole lines can send."""

FORBIDDEN = (
    NEW.format(when="every Friday 10:00"),
    "/ritual pause Friday wins",
    "/ritual skip Friday wins",
    "/ritual retire Friday wins",
    '/ritual edit "Friday wins" minutes:10',
    "/guest invite Ada Byron",
    "/guest board",
    "/guest remove Ada Byron",
    "/prompt approve",
    "/prompt feed https://example.org/feed",
    '/question open "Ada Byron" "Friday wins"',
    '/circle create "New" "Something new" @jonas',
    "/steward add @noor",
    "/steward remove @maria",
    "/community settings zone:UTC",
)


async def settled_town(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("maria", '/circle create "Readers" "Books on testing" @jonas kind:listed')
    await town.types("aisha", '/guest suggest "Ada Byron"')
    # Everybody has been seen once, so that being seen changes nothing any more.
    for person in ("maria", "jonas", "aisha", "noor"):
        await town.types(person, "/my show")


async def test_each_mistake_gets_one_sentence_and_changes_nothing(any_town: Town) -> None:
    town = any_town
    await settled_town(town)
    before = await kept(town.ground.database)
    for what, (line, sentence) in (WRONG | (MISTYPED if town.free_lines else {})).items():
        assert await told(town, "maria", line) == f"That did not work\n{sentence}", what
        assert await kept(town.ground.database) == before, what
    for line in FORBIDDEN:
        assert await told(town, "noor", line) == f"That did not work\n{STEWARDS_ONLY}", line
        assert await kept(town.ground.database) == before, line
    assert await wall(town, None) == []


async def test_where_commands_are_picked_nobody_can_mistype_one(town: Town) -> None:
    await settled_town(town)
    before = await kept(town.ground.database)
    for what, (line, _sentence) in MISTYPED.items():
        if not town.free_lines:
            with pytest.raises(Unsayable):
                await town.types("maria", line)
        assert await kept(town.ground.database) == before, what


async def test_a_form_comes_back_filled_with_the_sentence_at_its_question(town: Town) -> None:
    await settled_town(town)
    asked = await town.types("maria", "/ritual create")
    answers = {"name": "Clinic", "when": "every Tuesdy 10:00", "value": "Bring a case", "room": "", "guests": ""}
    before = await kept(town.ground.database)
    back = (await town.fills("maria", asked.opened, answers)).opened
    assert back.values == answers
    assert (back.error, back.wrong) == (
        "“every Tuesdy 10:00” — I did not recognise “Tuesdy”. Try: every Tuesday 10:00. Nothing was changed.",
        "when" if town.marks_questions else None,
    )
    after = await kept(town.ground.database)
    if not town.marks_questions:
        # There it waits, sealed and for an hour, to be opened again.
        assert len(after["kept_forms"]) == 1
        after["kept_forms"] = before["kept_forms"]
    assert after == before
    # Mended, it goes on.
    mended = await town.fills("maria", back, answers | {"when": "every Tuesday 10:00"})
    assert mended.text.startswith("A new ritual\nClinic will open in #general, every Tuesday at 10:00")


async def test_set_up_with_a_wrong_zone_founds_nothing(town: Town) -> None:
    back = await sets_up(town, zone="Mars/Olympus")
    assert (back.opened.error, back.opened.wrong) == (
        "I know no time zone “Mars/Olympus”. Try: Europe/Copenhagen. Nothing was changed.",
        "zone" if town.marks_questions else None,
    )
    again = await sets_up(town, rhythm="every blue moon")
    assert again.opened.wrong == ("rhythm" if town.marks_questions else None)
    assert "Nothing was changed." in again.opened.error
    tables = await kept(town.ground.database)
    assert (tables["communities"], tables["members"], tables["ritual_drafts"]) == ([], [], [])
    await sets_up(town)
    assert (await sets_up(town)).opened.error == (
        "This space has a community already. Nothing was changed. See it with: community settings"
    )


async def test_buttons_of_another_community_do_nothing(any_world: World) -> None:
    """Bo, a steward elsewhere, knows the ids in every button of the town's, and presses them all."""
    town = await any_world.opens("town", (*PEOPLE, "Mei"))
    await settled_town(town)
    harbour = await any_world.opens("harbour", ("Bo", "Eva"))
    await sets_up(harbour, "bo", name="Sailors", rhythm="")
    await starts_ritual(town, "maria", '/ritual create "Guest hour" "every Thursday 16:00" "Voices" guests:yes')
    await town.types("maria", '/circle create "Mentors" "How we mentor" @jonas people:@aisha')
    await town.types("noor", "/circle join Readers")
    cards = [
        await town.types("maria", line)
        for line in (
            NEW.format(when="every Monday 10:00"),
            '/ritual show "Friday wins"',
            '/ritual edit "Friday wins" minutes:20',
            "/guest slot",
            "/guest invite Ada Byron",
            "/circle show Mentors",
            "/circle show Readers",
            "/circle close Mentors",
        )
    ]
    code = (await told(town, "maria", "/community link")).split("\n")[1].split("link ")[1]
    island = await any_world.opens("island", ("Ida",))
    await island.types("ida", f"/community link {code}")
    await until(town, local(4, "11:00"))
    pushed = all_buttons(a.shown for a in cards if a.shown is not None)
    for person in ("maria", "jonas", "aisha"):
        pushed += all_buttons(await town.mail(person))
    pushed += all_buttons(await town.reads("maria"))
    kinds = {b.action for b in pushed}
    assert kinds >= {
        "ritual.start", "ritual.drop", "ritual.pause", "ritual.worth", "guest.ask", "guest.confirm",
        "circle.join", "circle.admit", "circle.close", "community.linked", "ritual.rsvp", "ritual.answer",
    }  # fmt: skip
    await harbour.types("bo", "/my show")
    before = await kept(town.ground.database)
    # These are about whoever presses, or say the same whether or not there was something.
    open_to_all = {"my.snooze", "my.show", "ritual.drop"}
    for action in sorted({b.action for b in pushed} - open_to_all):
        for button in (b for b in pushed if b.action == action):
            answer = await harbour.pushes("bo", button)
            if answer.form is None:
                assert answer.text.startswith("That did not work\n"), (button, answer.text)
                assert button.value.split(" ")[0] not in answer.text, button
        assert await kept(town.ground.database) == before, action
    for button in pushed:
        if button.action == "ritual.drop":
            await harbour.pushes("bo", button)
    assert {k: v for k, v in (await kept(town.ground.database)).items() if k != "calls_seen"} == {
        k: v for k, v in before.items() if k != "calls_seen"
    }


async def test_what_comes_twice_acts_once(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    twice = "Done already\nThat had reached me before, and it is done once." if town.answers_repeats else ""
    draft = await town.types("maria", RITUAL)
    assert (await town.repeats()).text == twice
    started = await town.presses("maria", draft.card, "Start")
    assert started.text.startswith("It is set\n")
    assert (await town.repeats()).text == twice
    # A second press is another interaction; it finds the first one's work.
    assert await pressed(town, "maria", draft, "Start") == (
        "That did not work\nThat is decided already: it was started, changed again or dropped. See it: ritual list"
    )
    for line in ('/circle create "Walks" "Talking" @jonas kind:open people:@aisha', '/guest suggest "Ada Byron"'):
        await town.types("maria", line)
        assert (await town.repeats()).text == twice
    assert [m.split("\n")[0] for m in await mail(town, "aisha")] == ["An invitation"]
    await until(town, local(5, "09:00"))
    assert [text.split("\n")[0] for text in await wall(town, "noor")] == [
        "Coming up: Friday wins",
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]
    tables = await kept(town.ground.database)
    # The draft is the starter ritual that set-up made.
    assert [len(tables[t]) for t in ("rituals", "circles", "guests", "ritual_drafts")] == [1, 1, 1, 1]


HOSTILE = (
    "<!channel> <!here> @everyone @here",
    "*bold* _it_ ~no~ `code` ```block``` > quote",
    "<https://evil.example|click me> [click](https://evil.example)",
    "\u202egnp.exe \u2066x\u2069 \x1b[31mred\x1b[0m \x00\x07",
    "'; DROP TABLE members; --",
    "{name} {0} %s %(x)s {{}}",
    "𝕿𝖊𝖘𝖙 👩‍👩‍👧‍👦 ﷽ \U0001f9ea",
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(town: Town, text: str) -> None:
    await sets_up(town)
    clean = " ".join("".join(c for c in text if c.isprintable()).split())
    asked = await town.types("maria", "/ritual create")
    name = clean[:60] if any(c.isalnum() for c in clean) else f"a {clean}"[:60]
    draft = await town.fills("maria", asked.opened, {"name": name, "when": "every Friday 10:00", "value": text})
    await town.presses("maria", draft.card, "Start")
    await town.types("maria", f'/guest suggest "{name}"')
    await town.waits(timedelta(days=5))
    posts = await town.reads("jonas")
    assert len(posts) == 4
    for post in posts:
        assert not [c for c in post.text if c in "\u202e\u2066\u2069\x1b\x00\x07"]
        assert post.pings == ()
    assert posts[0].text.split("\n")[1] == clean


async def test_people_and_rooms_named_in_free_text_are_names_and_ping_nobody(town: Town) -> None:
    await sets_up(town)
    await town.adds_room("back-office", private=True, by="maria")
    question = "Would @jonas say <!here> what was said in #general and #back-office?"
    await town.types("maria", f"/prompt add {question} deck:talk")
    assert await told(town, "noor", "/prompt list talk") == (
        "The deck “talk”, next first\nWould @Jonas say <!here> what was said in #general and a room?"
    )
    assert await mail(town, "jonas") == []
