"""Whatever is typed or pressed wrongly gets one clear sentence, and nothing is half done."""

from datetime import timedelta

import pytest

from tests.journeys.telling import all_buttons, form_of, kept, local, mail, pressed, told, until, wall
from tests.worlds.town import Town, buttons

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well"'
NEW = '/ritual create "New" "{when}" "Something new"'
STEWARDS_ONLY = "Only stewards can do that. Nothing was changed. See who they are: steward list"
LONG = "x" * 61

WRONG = {
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
    "a name too long": (
        f'/ritual create "{LONG}" "every Friday 10:00" "Something new"',
        "That name has 61 characters; at most 60 fit. Nothing was changed.",
    ),
    "a line too long": (
        "/ritual create " + "y" * 4100,
        "That is too long to read: at most 4000 characters. Nothing was changed.",
    ),
    "a name without letters": (
        '/ritual create "***" "every Friday 10:00" "Stars"',
        "A name needs a letter or a number. Nothing was changed.",
    ),
    "an unknown ritual": (
        "/ritual pause Saturday wins",
        "I know no ritual called “Saturday wins” here. Nothing was changed. Try: ritual list.",
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
    "too many days": ("/my snooze 400", "I can be quiet for up to 365 days; 0 ends it. Nothing was changed."),
    "no hours": (
        "/my quiet 25-99",
        "“25-99” is not a span of hours. Try 20:00-08:00, or off. Nothing was changed.",
    ),
    "no such choice": (
        '/circle create "New" "Something new" @jonas kind:secret',
        "kind is one of: private, listed, open. “secret” is not among them. Nothing was changed.",
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

FORBIDDEN = (
    NEW.format(when="every Friday 10:00"),
    "/ritual pause Friday wins",
    "/ritual skip Friday wins",
    "/ritual retire Friday wins",
    '/ritual edit "Friday wins" minutes:10',
    "/guest invite Ada Byron",
    "/guest confirm Ada Byron",
    '/circle create "New" "Something new" @jonas',
    "/steward add @noor",
    "/steward remove @maria",
    "/community settings zone:UTC",
)


async def settled_town(town: Town) -> None:
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    await town.types("maria", '/circle create "Readers" "Books on testing" @jonas kind:listed')
    await town.types("aisha", '/guest suggest "Ada Byron"')
    # Everybody has been seen once, so that being seen changes nothing any more.
    for person in ("maria", "jonas", "aisha", "noor"):
        await town.types(person, "/my show")


async def test_each_mistake_gets_one_sentence_and_changes_nothing(any_town: Town) -> None:
    town = any_town
    await settled_town(town)
    before = await kept(town.database)
    for what, (line, sentence) in WRONG.items():
        assert await told(town, "maria", line) == f"That did not work\n{sentence}", what
        assert await kept(town.database) == before, what
    for line in FORBIDDEN:
        assert await told(town, "noor", line) == f"That did not work\n{STEWARDS_ONLY}", line
        assert await kept(town.database) == before, line
    assert await wall(town, None) == []


async def test_a_form_comes_back_filled_with_the_sentence_at_its_question(town: Town) -> None:
    await settled_town(town)
    asked = await town.types("maria", "/ritual create")
    answers = {"name": "Clinic", "when": "every Tuesdy 10:00", "value": "Bring a case", "room": "", "guests": ""}
    before = await kept(town.database)
    back = form_of(await town.fills("maria", asked.form, answers))
    assert {f.name: f.value for f in back.fields} == answers
    assert (back.error, back.wrong) == (
        "“every Tuesdy 10:00” — I did not recognise “Tuesdy”. Try: every Tuesday 10:00. Nothing was changed.",
        "when",
    )
    assert await kept(town.database) == before
    # Mended, it goes on.
    mended = await town.fills("maria", back, answers | {"when": "every Tuesday 10:00"})
    assert (await town.said(mended)).startswith("A new ritual\nClinic will open in #general, every Tuesday at 10:00")


async def test_set_up_with_a_wrong_zone_founds_nothing(town: Town) -> None:
    back = await town.sets_up(zone="Mars/Olympus")
    assert (form_of(back).error, form_of(back).wrong) == (
        "I know no time zone “Mars/Olympus”. Try: Europe/Copenhagen. Nothing was changed.",
        "zone",
    )
    again = await town.sets_up(rhythm="every blue moon")
    assert form_of(again).wrong == "rhythm"
    assert "Nothing was changed." in form_of(again).error
    tables = await kept(town.database)
    assert (tables["communities"], tables["members"], tables["ritual_drafts"]) == ([], [], [])
    await town.sets_up()
    assert form_of(await town.sets_up()).error == (
        "This space has a community already. Nothing was changed. See it with: community settings"
    )


async def test_buttons_of_another_community_do_nothing(any_town: Town) -> None:
    """Bo, a steward elsewhere, knows the ids in every button of the town's, and presses them all."""
    town = any_town
    await town.lets_in("Mei")
    await settled_town(town)
    await town.adds_space("harbour")
    await town.lets_in("Bo", "Eva", space="harbour")
    await town.sets_up("bo", space="harbour", name="Sailors", rhythm="")
    await town.starts_ritual("maria", '/ritual create "Guest hour" "every Thursday 16:00" "Voices" guests:yes')
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
    await town.adds_space("island")
    await town.lets_in("Ida", space="island")
    await town.types("ida", f"/community link {code}", space="island")
    await until(town, local(4, "11:00"))
    pushed = [(b.action, b.value) for r in cards if r.card for b in buttons(r.card)]
    for person in ("maria", "jonas", "aisha"):
        pushed += all_buttons(await town.mail(person))
    pushed += all_buttons(await town.reads("maria"))
    kinds = {action for action, _value in pushed}
    assert kinds >= {
        "ritual.start", "ritual.drop", "ritual.pause", "ritual.worth", "guest.ask", "guest.confirm",
        "circle.join", "circle.admit", "circle.close", "community.linked",
    }  # fmt: skip
    await town.types("bo", "/my show", space="harbour")
    before = await kept(town.database)
    for action, value in pushed:
        if action in {"my.snooze", "my.show", "ritual.drop"}:
            continue  # these are about whoever presses, or say the same whether or not there was something
        reply = await town.pushes("bo", action, value, space="harbour")
        if reply.form is None:
            assert (await town.said(reply)).startswith("That did not work\n"), (action, await town.said(reply))
            assert value.split(" ")[0] not in await town.said(reply), action
        assert await kept(town.database) == before, action
    for action, value in pushed:
        if action == "ritual.drop":
            await town.pushes("bo", action, value, space="harbour")
    assert {k: v for k, v in (await kept(town.database)).items() if k != "calls_seen"} == {
        k: v for k, v in before.items() if k != "calls_seen"
    }


async def test_what_comes_twice_acts_once(any_town: Town) -> None:
    town = any_town
    await town.sets_up()
    twice = "Done already\nThat had reached me before, and it is done once."
    draft = await town.types("maria", RITUAL)
    assert (await town.said(await town.repeats())) == twice
    started = await town.presses("maria", draft.card, "Start")
    assert (await town.said(started)).startswith("It is set\n")
    assert (await town.said(await town.repeats())) == twice
    # A second press is another interaction; it finds the first one's work.
    assert await pressed(town, "maria", draft, "Start") == (
        "That did not work\nThat is decided already: it was started, changed again or dropped. See it: ritual list"
    )
    for line in ('/circle create "Walks" "Talking" @jonas kind:open people:@aisha', '/guest suggest "Ada Byron"'):
        await town.types("maria", line)
        assert (await town.said(await town.repeats())) == twice
    assert [m.split("\n")[0] for m in await mail(town, "aisha")] == ["An invitation"]
    await until(town, local(5, "09:00"))
    assert [text.split("\n")[0] for text in await wall(town, "noor")] == [
        "Coming up: Friday wins",
        "In an hour: Friday wins",
        "Friday wins",
        "Worth it?",
    ]
    tables = await kept(town.database)
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
    await town.sets_up()
    clean = " ".join("".join(c for c in text if c.isprintable()).split())
    asked = await town.types("maria", "/ritual create")
    name = clean[:60] if any(c.isalnum() for c in clean) else f"a {clean}"[:60]
    draft = await town.fills("maria", asked.form, {"name": name, "when": "every Friday 10:00", "value": text})
    assert draft.card is not None
    await town.presses("maria", draft.card, "Start")
    await town.types("maria", f'/guest suggest "{name}"')
    await town.waits(timedelta(days=5))
    posts = await town.reads("jonas")
    assert len(posts) == 4
    for post in posts:
        assert post.card is not None
        assert not [c for c in Town.text(post) if c in "\u202e\u2066\u2069\x1b\x00\x07"]
        # It mentions nobody: what a platform would ping is in `names`.
        assert post.names.people == {}
    assert Town.text(posts[0]).split("\n")[1] == clean


async def test_people_and_rooms_named_in_free_text_are_names_and_ping_nobody(town: Town) -> None:
    await town.sets_up()
    await town.world.add_room("town", "back-office", private=True, by="maria")
    question = "Would @jonas say <!here> what was said in #general and #back-office?"
    await town.types("maria", f"/prompt add {question} deck:talk")
    assert await told(town, "noor", "/prompt list talk") == (
        "The deck “talk”, next first\nWould @Jonas say <!here> what was said in #general and a room?"
    )
    assert await mail(town, "jonas") == []
