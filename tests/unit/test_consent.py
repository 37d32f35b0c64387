"""A summary leaves its circle if, and only if, everybody quoted has agreed to the words that stand there now."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.circles.consent import (
    SAID_YES,
    Change,
    Stance,
    Voice,
    Words,
    agrees,
    all_agree,
    asked_anew,
    granted,
    holds,
    names,
    tells_who,
    without,
)
from bot.consents import Consent, digest
from bot.keys import AccountId, CircleId, MemberId, RoomId

ROOM, OTHER_ROOM = RoomId("general"), RoomId("elsewhere")
NAMES = ("Ada Lovelace", "Ben", "Cleo Q. Bee")
LINES = ("Ada said: begin small.", "ben agreed.", "@Cleo Q. Bee doubted it, and Ada too.", "Nobody else spoke.", "")
words = st.builds(
    Words, st.sampled_from(("What we learnt", "From Ada")), st.lists(st.sampled_from(LINES), max_size=5).map("\n".join)
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("yes"), st.integers(0, 2)),
        st.tuples(st.just("no"), st.integers(0, 2)),
        st.tuples(st.just("unnamed"), st.integers(0, 2)),
        st.tuples(st.just("text"), words),
    ),
    max_size=12,
)


def voices(count: int = 3) -> tuple[Voice, ...]:
    return tuple(Voice(AccountId(f"a{i}"), MemberId(f"m{i}"), n) for i, n in enumerate(NAMES[:count]))


def at(all_: tuple[Voice, ...], index: int, voice: Voice) -> tuple[Voice, ...]:
    return (*all_[:index], voice, *all_[index + 1 :])


def theirs(text: Words, name: str) -> frozenset[str]:
    """Return what stands about somebody: the title, and the lines with their name, or all lines."""
    lines = [p for p in text.paragraphs if names(p, name)] or list(text.paragraphs)
    return frozenset((text.title, *lines))


@given(words, steps)
@example(Words("What we learnt", "Ada said: begin small."), [("yes", 0), ("yes", 1), ("yes", 2)])
@example(Words("x", "Ada said: begin small."), [("yes", 0), ("text", Words("x", "Nobody else spoke."))])
def test_posted_if_and_only_if_everybody_agreed_to_what_stands_there(
    text: Words, told: list[tuple[str, int | Words]]
) -> None:
    """Kept beside the rules: what each person last read and agreed to, in words."""
    quoted = voices()
    agreed: dict[int, frozenset[str]] = {}
    for _kind, what in told:
        if isinstance(what, Words):
            text, quoted = what, asked_anew(what, quoted)
        elif _kind == "yes":
            quoted, agreed[what] = at(quoted, what, agrees(text, quoted[what])), theirs(text, NAMES[what])
        elif _kind == "no":
            quoted = at(quoted, what, replace(quoted[what], stance=Stance.NO, agreed=()))
            agreed.pop(what, None)
        else:
            before = [i for i, p in enumerate(text.paragraphs) if names(p, NAMES[what])]
            text, voice = without(text, quoted[what], "a member")
            quoted = asked_anew(text, at(quoted, what, voice))
            agreed[what] = frozenset(
                (text.title, *((text.paragraphs[i] for i in before) if before else text.paragraphs))
            )
        for index, name in enumerate(NAMES):
            stands = {text.title, *text.paragraphs}
            naming = {p for p in text.paragraphs if names(p, name)}
            if index in agreed and not (agreed[index] <= stands and naming <= agreed[index]):
                del agreed[index]
    assert {i for i, v in enumerate(quoted) if v.stance in SAID_YES} == set(agreed)
    if len(agreed) == len(NAMES):
        texts = granted("share", CircleId("circle"), text, quoted, (ROOM,))
        assert [t.text for t in texts] == [text.title, *text.paragraphs]
        assert all(t.consent is not None and t.consent.covers(t.text, ROOM) for t in texts)
    else:
        with pytest.raises(ValueError, match="without everybody's yes"):
            granted("share", CircleId("circle"), text, quoted, (ROOM,))


def test_only_whose_paragraph_changed_is_asked_again() -> None:
    text = Words("Lessons", "Ada said: begin small.\nBen agreed.")
    quoted = tuple(agrees(text, v) for v in voices(2))
    assert all_agree(text, quoted)
    changed = Change("begin small", "begin tomorrow").made(text)
    assert [v.stance for v in asked_anew(changed, quoted)] == [Stance.ASKED, Stance.YES]
    assert [v.stance for v in asked_anew(replace(text, title="Laws"), quoted)] == [Stance.ASKED, Stance.ASKED]


def test_whoever_is_named_anew_is_asked_again() -> None:
    text = Words("Lessons", "Ada said: begin small.\nBen agreed.")
    quoted = tuple(agrees(text, v) for v in voices(2))
    more = replace(text, text=text.text + "\nBen laughed.")
    assert [v.stance for v in asked_anew(more, quoted)] == [Stance.YES, Stance.ASKED]


@given(words)
def test_without_a_name_it_stands_nowhere_and_the_rest_stays(text: Words) -> None:
    ada = voices()[0]
    bare, voice = without(text, ada, "a member")
    assert not names(bare.title, ada.name)
    assert not any(names(p, ada.name) for p in bare.paragraphs)
    assert len(bare.paragraphs) == len(text.paragraphs)
    assert holds(bare, voice)


def test_the_words_stay_when_a_name_goes() -> None:
    ada = voices()[0]
    bare, _voice = without(Words("From Ada", "@Ada Lovelace said: begin small. Adamant, ada was."), ada, "a member")
    assert bare == Words("From a member", "a member said: begin small. Adamant, a member was.")


def test_a_consent_is_to_these_words_in_these_rooms() -> None:
    consent = Consent("share", (ROOM,), (digest("yes to this"),))
    assert consent.covers("yes to this", ROOM)
    assert not consent.covers("yes to that", ROOM)
    assert not consent.covers("yes to this", OTHER_ROOM)
    assert not consent.covers("yes to this", None)


def test_not_agreed_is_said_at_once_only_where_it_tells_nobody_by_whom() -> None:
    ada, ben, cleo = voices()
    assert tells_who([ada])
    assert not tells_who([ada, ben])
    # What the drafter can see in the words themselves is no hiding place.
    assert tells_who([replace(ada, stance=Stance.OWN_WORDS), ben])
    assert tells_who([replace(ada, stance=Stance.UNNAMED), ben])
    assert not tells_who([replace(ada, stance=Stance.UNNAMED), ben, cleo])


def test_a_change_is_of_words_that_stand_there_once() -> None:
    text = Words("Lessons", "Ada said yes.\nBen said no.")
    assert Change("said yes", "nodded").fits(text)
    for other in (
        Change("said", "x"),
        Change("gone", "x"),
        Change("", "x"),
        Change("Ben", "Ben"),
        Change("s.\nB", "x"),
    ):
        assert not other.fits(text)
