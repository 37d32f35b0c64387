"""Rooms of their own: made, joined, left, closed; and what those outside ever get of them."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.journeys.telling import (
    all_buttons,
    answers_to,
    last_mail,
    mail,
    pressed,
    room_named,
    sets_up,
    starts_ritual,
    told,
    wall,
)
from tests.worlds.shown import Answer
from tests.worlds.towns import Town

NAME, PURPOSE = "Quillwort", "Where zanthoxylum grows"
"""A name and a purpose that stand nowhere else."""
CREATE = f'/circle create "{NAME}" "{PURPOSE}" @jonas'
UNKNOWN = "That did not work\nI know no circle called “{name}” here. Nothing was changed. Try: circle list."
NO_SUCH = "That did not work\nI know no such circle here. Nothing was changed. Try: circle list."
UNREAD = {
    "sandbox": "I do not read what you write here.",
    "slack": "I do not read what you write here: I have no permission to.",
    "discord": ("I do not read what you write here: I have no permission to see it, except where you mention me."),
}
LIMIT = {
    "slack": "I have no permission to read what is written there.",
    "discord": "I have no permission to see what is written there, except where I am mentioned.",
}
NONE_SEEN = "Circles\nThere is none that you can see."


async def people_in(town: Town, room: str) -> frozenset[str]:
    """Return who is in a room, as the platform itself knows."""
    return (await room_named(town, room)).people


# One private circle, from its first message to its last


async def test_a_private_circle_is_made_joined_left_and_closed(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    made = await town.types("maria", CREATE)
    assert made.text == (f"A new circle\nI am opening {NAME}; it stands in your list of rooms in a moment.\n[Invite]")
    assert await people_in(town, "quillwort") == {"maria", "jonas"}
    first = (
        f"{NAME}\n"
        f"This is {NAME}. {PURPOSE}\n"
        "Stewards: @Maria, @Jonas.\n"
        f"Members see who is here; nobody outside sees that it exists. {UNREAD[town.platform]}\n"
        "[Invite] [Who is here?]\n"
        "Review on Sun 21 Feb."
    )
    names = "@Maria, @Jonas"
    if "Stewards: @Jonas, @Maria." in (await wall(town, "jonas", "quillwort"))[0]:
        names = "@Jonas, @Maria"  # they came in the same instant; who stands first is the ids' doing
    assert await wall(town, "jonas", "quillwort") == [first.replace("@Maria, @Jonas", names)]

    shown = (await told(town, "jonas", f"/circle show {NAME}")).split("\n")
    assert [line for line in shown if "permission" in line] == [LIMIT[p] for p in (town.platform,) if p in LIMIT]
    assert await told(town, "jonas", f"/circle invite {NAME} @aisha") == "Invited\nI have invited 1 person."
    invitation = await last_mail(town, "aisha")
    assert invitation.text == (
        "An invitation\n"
        f"@Jonas invites you to {NAME}: {PURPOSE}\n"
        "[Join] [Rather not]\n"
        "It is private: nobody outside knows of it."
    )
    assert await people_in(town, "quillwort") == {"maria", "jonas"}
    assert await pressed(town, "aisha", invitation, "Join") == (
        f"Welcome\nYou are in {NAME}. Its room stands in your list."
    )
    assert await people_in(town, "quillwort") == {"maria", "jonas", "aisha"}
    assert await pressed(town, "aisha", invitation, "Join") == (
        "That did not work\nYou are in it already. Nothing was changed."
    )
    # An old button of the invitation takes nobody out again.
    assert await pressed(town, "aisha", invitation, "Rather not") == (
        "That did not work\nYou are in it by now. Nothing was changed. To go: circle leave"
    )

    assert await told(town, "aisha", f"/circle leave {NAME}") == (
        f"You have left\nYou are no longer in {NAME}. Nobody is told why."
    )
    assert await people_in(town, "quillwort") == {"maria", "jonas"}
    assert await told(town, "aisha", "/circle list") == NONE_SEEN
    assert await told(town, "aisha", f"/circle show {NAME}") == UNKNOWN.format(name=NAME)
    assert await pressed(town, "aisha", invitation, "Join") == NO_SUCH

    asked = await town.types("jonas", f"/circle close {NAME}")
    assert asked.text == (
        "Close it?\n"
        f"{NAME} would be closed for everybody in it, and its room archived. What was said stays with the platform.\n"
        "[Close it] [Keep it]"
    )
    assert await pressed(town, "jonas", asked, "Close it") == (
        f"Closed\n{NAME} is closed, with thanks to everybody in it."
    )
    assert (await room_named(town, "quillwort")).archived
    assert (await wall(town, None, "quillwort"))[1:] == [f"Closed\n{NAME} is closed, with thanks to everybody in it."]
    assert await pressed(town, "jonas", asked, "Close it") == NO_SUCH
    assert await told(town, "maria", "/circle list") == NONE_SEEN
    # Its name is free again.
    assert (await told(town, "maria", CREATE)).startswith("A new circle\n")


async def test_an_invitation_may_be_turned_down_and_nobody_is_told_why(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", CREATE + " people:@aisha")
    invitation = await last_mail(town, "aisha")
    assert await pressed(town, "aisha", invitation, "Rather not") == (
        f"That is fine\nYour invitation to {NAME} is gone. Nobody is told why."
    )
    assert await told(town, "aisha", "/circle list") == NONE_SEEN
    assert await people_in(town, "quillwort") == {"maria", "jonas"}
    assert await mail(town, "maria") == []


async def test_a_circle_is_handed_on_by_asking_whoever_is_there_longest(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await town.types("maria", CREATE)
    for hour, person in enumerate(("noor", "aisha")):
        await town.waits(timedelta(hours=hour + 1))
        await town.types("maria", f"/circle invite {NAME} @{person}")
        await town.presses(person, await last_mail(town, person), "Join")

    # One steward leaves: Noor is asked in the room and directly, says no, and Aisha is asked.
    await town.types("maria", f"/circle leave {NAME}")
    asked = (
        "Hand-over\n"
        f"@Maria is no longer a steward of {NAME}.\n"
        "@Noor, would you carry it from here? You have until Thu 26 Nov 12:00; saying no is fine.\n"
        "[I will] [Rather not]\n"
        "If I hear nothing by then, it is theirs. Nobody is told why somebody says no."
    )
    assert (await wall(town, "jonas", "quillwort"))[1:] == [asked]
    question = await last_mail(town, "noor")
    assert question.text == asked
    not_theirs = "That did not work\nThat question is not yours, or it is settled already. Nothing was changed."
    assert await pressed(town, "aisha", question, "I will") == not_theirs
    assert await pressed(town, "noor", question, "Rather not") == (
        "That is fine\nThank you for saying so. I look for somebody else, and nobody is told why."
    )

    # Aisha says nothing for three days, and carries it; that is announced, and she can still say no.
    assert "@Aisha, would you carry it from here?" in (await last_mail(town, "aisha")).text
    await town.waits(timedelta(hours=72))
    assert (await wall(town, "jonas", "quillwort"))[-1] == (
        f"Hand-over\n@Aisha looks after {NAME} from now on. Thank you!"
    )
    assert "[Rather not]" in (await last_mail(town, "aisha")).text
    assert "Stewards: @Jonas, @Aisha" in await told(town, "noor", f"/circle show {NAME}")

    # The others leave the space; whoever is left is asked nothing twice.
    await town.leaves("jonas")
    assert (await last_mail(town, "aisha")).text == (
        "You are the only steward\n"
        f"You look after {NAME} alone now: I know of nobody else to ask just now. Nothing is wrong with that. "
        "When you know somebody: circle handover"
    )
    await town.types("noor", f"/circle leave {NAME}")
    assert await told(town, "aisha", f"/circle leave {NAME}") == (
        "That did not work\nYou are the last one in it. Nothing was changed. Invite somebody, or close it: circle close"
    )

    # And when nobody is left, the community's stewards hear of it without its name.
    await town.leaves("aisha")
    notice = await last_mail(town, "maria")
    assert notice.text == (
        "A circle needs a steward\n"
        "A private circle has nobody who looks after it. I do not say which.\n"
        "Whoever takes it on comes in as its steward, and it is said in its room.\n"
        "[Take it on] [Look in first]"
    )
    assert await pressed(town, "maria", notice, "Take it on") == (
        f"Thank you\nYou are a steward of {NAME} now. To see who is there: circle show"
    )
    assert "maria" in await people_in(town, "quillwort")
    assert (await wall(town, "maria", "quillwort"))[-1] == (
        f"Hand-over\n@Maria, a steward of the community, looks after {NAME} from now on, because nobody here could."
    )


# Listed and open ones


async def test_a_listed_circle_is_asked_for_and_one_steward_answers_once(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await town.types("maria", '/circle create "Readers" "Books on testing" @jonas kind:listed')
    card = await town.types("noor", "/circle show Readers")
    assert card.text == (
        "Readers\nBooks on testing\nKind: listed: ask to join\nSize: 2 people of at most 30\n[Ask to join]"
    )
    assert await pressed(town, "noor", card, "Ask to join") == (
        "Asked\nI have asked the stewards of Readers. You will hear from me."
    )
    assert await pressed(town, "noor", card, "Ask to join") == (
        "That did not work\nYou have asked already; its stewards will answer. Nothing was changed."
    )
    questions = {person: await last_mail(town, person) for person in ("maria", "jonas")}
    for question in questions.values():
        assert question.text == "May they come in?\n@Noor asks to join Readers.\n[Let them in] [Not now]"
    assert await people_in(town, "readers") == {"maria", "jonas"}
    # Somebody who is no steward of it cannot press for them.
    assert await pressed(town, "aisha", questions["maria"], "Let them in") == (
        "That did not work\nOnly a steward of that circle can do that. Nothing was changed."
    )
    assert await pressed(town, "maria", questions["maria"], "Let them in") == (
        "Let in\nThey are in Readers now, and I have told them."
    )
    for label in ("Let them in", "Not now"):
        assert await pressed(town, "jonas", questions["jonas"], label) == (
            "That did not work\nThat is answered already. Nothing was changed."
        )
    assert await people_in(town, "readers") == {"maria", "jonas", "noor"}
    assert await mail(town, "noor") == ["Welcome\nYou are in Readers. Its room stands in your list."]


async def test_somebody_who_is_not_let_in_hears_it_kindly_and_may_ask_again(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", '/circle create "Readers" "Books on testing" @jonas kind:listed')
    await town.types("noor", "/circle join Readers")
    await town.types("jonas", "/circle edit Readers cooldown:2")
    assert await pressed(town, "jonas", await last_mail(town, "jonas"), "Not now") == (
        "Answered\nI have told them kindly, and that they may ask for Readers again from Wed 25 Nov.\n[Block quietly]"
    )
    assert await mail(town, "noor") == [
        (
            "Not now\nThe stewards of Readers cannot take you in just now. "
            "It is not about you; from Wed 25 Nov you may ask again."
        )
    ]
    assert (await told(town, "noor", "/circle join Readers")).startswith("Not yet\n")
    await town.waits(timedelta(days=2))
    assert await told(town, "noor", "/circle join Readers") == (
        "Asked\nI have asked the stewards of Readers. You will hear from me."
    )
    card = await town.types("noor", "/circle show Readers")
    assert await pressed(town, "noor", card, "Take it back") == "Taken back\nYou no longer ask to join Readers."
    assert await pressed(town, "jonas", await last_mail(town, "jonas"), "Let them in") == (
        "That did not work\nThat is answered already. Nothing was changed."
    )
    # Whoever asked and is invited meanwhile is in, and is told.
    await town.types("noor", "/circle join Readers")
    await town.types("maria", "/circle invite Readers @noor")
    assert (await mail(town, "noor"))[1:] == ["Welcome\nYou are in Readers. Its room stands in your list."]
    assert await people_in(town, "readers") == {"maria", "jonas", "noor"}


async def test_everybody_may_come_into_an_open_circle_at_once(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", '/circle create "Walks" "Walking and talking" @jonas kind:open cap:3')
    assert await told(town, "aisha", "/circle list") == "Circles\nWalks · open to all · Walking and talking"
    assert await told(town, "noor", "/circle join walks") == "Welcome\nYou are in Walks. Its room stands in your list."
    assert await people_in(town, "walks") == {"maria", "jonas", "noor"} | (set() if town.joins_rooms else {"aisha"})
    assert await told(town, "aisha", "/circle join Walks") == (
        "On the waiting list\n"
        "Walks is full just now. You are number 1 on its waiting list, and hear when a seat is free.\n"
        "[Leave the list]"
    )


# What an outsider gets


async def test_nothing_of_a_private_circle_ever_reaches_an_outsider(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """Aisha and Noor stay outside; Noor is even a steward of the community, and gets its notices."""
    await town.lets_in("Mei")
    await sets_up(town)
    await town.types("maria", "/steward add @noor")
    await starts_ritual(town, "maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" guests:yes')
    secret: list[Answer] = []

    async def inside(person: str, line: str) -> None:
        secret.append(await town.types(person, line))

    seen: list[str] = []
    with capture_logs() as logs:
        await inside("maria", CREATE)
        await inside("maria", f"/circle invite {NAME} @mei")
        invitation = await last_mail(town, "mei")
        await town.presses("mei", invitation, "Join")
        seen += [*await town.sees("aisha"), *await town.sees("noor")]
        seen += await answers_to(town, "noor")
        await inside("mei", f"/circle show {NAME}")
        await town.says("mei", f"Only here: {PURPOSE}", room="quillwort")

        # Something of the circle's own breaks: its room is deleted, and the next message to it is refused.
        await town.drops_room("quillwort")
        await inside("maria", f"/circle invite {NAME} @mei")
        await town.lets_in("Tomas")
        await inside("jonas", f"/circle invite {NAME} @tomas")
        await town.presses("tomas", await last_mail(town, "tomas"), "Join")
        seen += [*await town.sees("aisha"), *await town.sees("noor")]

        # A week passes; everybody of the circle leaves the space, and the desk hears of an orphan.
        await town.waits(timedelta(days=8))
        for person in ("mei", "tomas", "jonas"):
            await town.leaves(person)
        await town.types("maria", "/steward add @aisha")
        await town.leaves("maria")
        seen += [*await town.sees("aisha"), *await town.sees("noor")]
        seen += [*await answers_to(town, "aisha"), *await answers_to(town, "noor")]
        # Buttons that were never theirs: every one of the circle's, pressed by those outside.
        cards = [invitation, *(a.shown for a in secret if a.shown is not None)]
        for button in (b for b in all_buttons(cards) if b.action.startswith("circle.")):
            for person in ("aisha", "noor"):
                answer = await town.pushes(person, button)
                seen.append(answer.raw)
                if answer.form is not None:
                    assert [f.name for f in answer.form.fields] == ["people"]
                    answer = await town.fills(person, answer.form, {"people": "@noor"})
                    assert answer.opened.error == NO_SUCH.split("\n")[1]
                else:
                    assert answer.text == NO_SUCH
                seen.append(answer.raw)
    printed = capsys.readouterr()
    for canary in (NAME, PURPOSE):
        for text in [*seen, *map(str, logs), printed.out, printed.err]:
            assert canary.casefold() not in text.casefold()
    notices = [t for t in await mail(town, "noor") if t.startswith("A circle needs")]
    assert notices
    assert all("A private circle has nobody who looks after it. I do not say which." in t for t in notices)


async def test_a_hidden_circle_and_no_circle_sound_the_same(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", CREATE)
    for line in ("show {name}", "join {name}", "leave {name}", "close {name}", "invite {name} @aisha"):
        real = await told(town, "noor", "/circle " + line.format(name=NAME))
        imagined = await told(town, "noor", "/circle " + line.format(name="Nothingatall"))
        assert real == imagined.replace("Nothingatall", NAME) == UNKNOWN.format(name=NAME)
    # Nor is a name taken by what one may not know of.
    await town.types("maria", "/steward add @noor")
    made = await told(town, "noor", f'/circle create "{NAME}" "Another purpose" @aisha')
    assert made == f"A new circle\nI am opening {NAME}; it stands in your list of rooms in a moment.\n[Invite]"
    assert await told(town, "noor", "/circle list") == (
        f"Circles\n{NAME} · private · Another purpose · you are a steward"
    )
