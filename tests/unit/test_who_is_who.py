"""Who is who among the speakers of files: the same person once, nobody merged by guess, nothing lost."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import GuestId
from bot.voices.merging import FIELDS, Came, Known, Taken, mark, merged, page
from bot.voices.speakers import Speaker

ADA = Speaker("Ada Byron", "Looms", "Acme", "She counts.", "https://ada.example.org/", "pretalx", "A1")


def take(known: Sequence[Known], *speakers: Speaker, file: str = "file") -> list[Taken]:
    """Take speakers in, one file; ids are called after how many are known."""
    ids = (GuestId(f"g{len(known)}-{n}") for n in count())
    return list(merged(known, speakers, file, ids))


def after(known: Sequence[Known], taken: Sequence[Taken]) -> list[Known]:
    """Return who is known then."""
    people = {k.id: k for k in known}
    for each in taken:
        if each.whom is not None:
            old = people.get(each.whom.id)
            if old is None or len(each.whom.origins) > len(old.origins):
                people[each.whom.id] = each.whom
    return list(people.values())


def came(known: Sequence[Known], *speakers: Speaker, file: str = "file") -> list[str]:
    return [t.came.value for t in take(known, *speakers, file=file)]


# The rules, by example


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Byron", "ada   BYRON"), ("Ada Byron", "Byron, Ada"), ("José Muñoz", "Jose Munoz"),
        ("Łukasz Langa", "Lukasz Langa"), ("Søren Kierkegaard", "Soren KIERKEGAARD"), ("Dr. Ada Byron", "Ada Byron"),
        ("Ana-María Ruiz", "Ana Maria Ruiz"), ("Ada Byron", "Ａｄａ Byron"), ("Weiß, Ada", "ada weiss"),
    ],
)  # fmt: skip
def test_a_name_is_the_same_in_another_spelling(one: str, other: str) -> None:
    assert mark(one) == mark(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ada Byron", "Byron Ada"), ("Ada Byron", "Ada Byron, Grace Hopper"), ("李小龙", "李小")]
)
def test_another_name_is_another_one(one: str, other: str) -> None:
    assert mark(one) != mark(other)


def test_a_page_is_the_same_with_and_without_its_scheme() -> None:
    assert page("https://www.Ada.example.org/Me/") == page("http://ada.example.org/Me") == "ada.example.org/Me"


@pytest.mark.parametrize(
    "other",
    [
        Speaker("byron, ADA"),
        Speaker("Ada Byron", organisation="ACME"),
        Speaker("A. Byron", organisation="Looms Ltd", link="http://www.ada.example.org"),
        Speaker("Ada King", organisation="Looms Ltd", source="pretalx", key="A1"),
    ],
)
def test_somebody_is_known_by_name_page_or_key(other: Speaker) -> None:
    known = after([], take([], ADA))
    (taken,) = take(known, other, file="other")
    assert (taken.came, taken.whom and taken.whom.id) == (Came.MERGED, known[0].id)


@pytest.mark.parametrize(
    "other",
    [
        Speaker("Ada Byron", organisation="Looms Ltd"),
        Speaker("Grace Hopper", organisation="Navy", source="pretalx", key="A1"),
    ],
)
def test_who_may_be_another_is_not_merged_but_told(other: Speaker) -> None:
    known = after([], take([], ADA))
    (taken,) = take(known, other, file="other")
    assert (taken.came, taken.whom, taken.like) == (Came.DOUBTFUL, None, ("Ada Byron",))


def test_two_who_share_the_page_of_their_house_are_two() -> None:
    house = "https://acme.example.org"
    assert came([], Speaker("Ada Byron", link=house), Speaker("Grace Hopper", link=house)) == ["new", "new"]


def test_of_two_of_one_name_the_house_decides_and_without_it_nobody_does() -> None:
    """A steward who knows that they are two has told them apart by what stands in brackets."""
    other = Known(GuestId("other"), "Ada Byron (Looms Ltd)", dict.fromkeys(FIELDS, ""), ())
    known = [*after([], take([], ADA)), other]
    found = [
        take(known, Speaker("Ada Byron", organisation=o), file="more")[0] for o in ("Acme", "Looms Ltd", "", "Navy")
    ]
    assert [f.whom and f.whom.id for f in found] == ["g0-0", "other", None, None]
    assert found[-1].like == ("Ada Byron", "Ada Byron (Looms Ltd)")


def test_what_is_empty_is_filled_and_what_stands_there_stays() -> None:
    steward = Known(GuestId("g"), "Ada Byron", dict.fromkeys(FIELDS, "") | {"topic": "What she said to us"})
    (taken,) = take([steward], ADA)
    assert (taken.came, taken.gave) == (Came.FILLED, ("organisation", "biography", "link"))
    assert taken.whom is not None
    assert taken.whom.fields == {n: getattr(ADA, n) for n in FIELDS} | {"topic": "What she said to us"}
    assert [(o.source, o.key, o.file, o.gave) for o in taken.whom.origins] == [("pretalx", "A1", "file", taken.gave)]
    assert came(after([steward], [taken]), ADA) == ["unchanged"]


# The rules, for any files

NAMES = ["Ada Byron", "Grace Hopper", "José Muñoz", "Łukasz Langa", "Ada King"]


def loud(name: str) -> str:
    return name.upper()


def turned(name: str) -> str:
    return ", ".join(reversed(name.split(" ")))


def bare(name: str) -> str:
    return name.translate(str.maketrans("éñŁ", "enL"))


SPELLINGS: list[Callable[[str], str]] = [loud, turned, bare, str.title]


SOURCES = ["pretalx", "sessionize", "csv:a", ""]


def view(number: int) -> tuple[int, Speaker]:
    """Return (who, what one row says of them): always the name, in some spelling, and some of the rest."""
    number, who = divmod(number, len(NAMES))
    number, source = divmod(number, len(SOURCES))
    number, spelling = divmod(number, len(SPELLINGS))
    topic, organisation, biography, link, key = (bool(number >> bit & 1) for bit in range(5))
    said = {"topic": topic, "organisation": organisation, "biography": biography}
    speaker = Speaker(
        SPELLINGS[spelling](NAMES[who]),
        **{name: f"{name} {who}" if tells else "" for name, tells in said.items()},
        link=f"https://p{who}.example.org" if link else "",
        source=SOURCES[source],
        key=f"k{who}" if SOURCES[source] and key else "",
    )
    return who, speaker


# One number a row: drawing each part of it by itself takes Hypothesis longer than all the rest.
files = st.lists(st.lists(st.integers(0, 5 * 4 * 4 * 32 - 1).map(view), max_size=6), max_size=4)


def imported(found: Sequence[Sequence[tuple[int, Speaker]]]) -> tuple[list[Known], list[tuple[int, Taken]]]:
    known: list[Known] = []
    all_: list[tuple[int, Taken]] = []
    for number, file in enumerate(found):
        taken = take(known, *(s for _who, s in file), file=f"file {number}")
        known = after(known, taken)
        all_ += zip((who for who, _s in file), taken, strict=True)
    return known, all_


@given(files, st.data())
def test_the_order_of_files_and_rows_does_not_matter_for_who_is_who(
    found: list[list[tuple[int, Speaker]]], data: st.DataObject
) -> None:
    known, taken = imported(found)
    assert all(t.came is not Came.DOUBTFUL for _who, t in taken)
    assert len(known) == len({who for who, _t in taken}) == len({t.whom.id for _who, t in taken if t.whom})
    again, _taken = imported([data.draw(st.permutations(each)) for each in data.draw(st.permutations(found))])
    assert sorted(mark(k.name) for k in again) == sorted(mark(k.name) for k in known)


@given(files)
def test_twice_the_same_files_change_nothing(found: list[list[tuple[int, Speaker]]]) -> None:
    known, _taken = imported(found)
    for number, file in enumerate(found):
        taken = take(known, *(s for _who, s in file), file=f"file {number}")
        assert {t.came for t in taken} <= {Came.UNCHANGED}
        assert after(known, taken) == known


@given(files, st.integers(0, 3**24))
def test_nothing_is_lost_and_nothing_written_over(found: list[list[tuple[int, Speaker]]], houses: int) -> None:
    """Also where organisations contradict each other: each row is told, and what it says is kept where it was empty."""
    rows = iter(["Acme", "Looms", ""][houses // 3**row % 3] for row in range(24))
    strange = [[(who, replace(s, organisation=next(rows))) for who, s in file] for file in found]
    known: list[Known] = []
    for number, file in enumerate(strange):
        taken = take(known, *(s for _who, s in file), file=f"file {number}")
        assert [t.speaker for t in taken] == [s for _who, s in file]
        before, known = {k.id: k for k in known}, after(known, taken)
        now = {k.id: k for k in known}
        for each in taken:
            if each.whom is None:
                assert each.like
                continue
            kept = now[each.whom.id]
            assert all(kept.fields[n] for n in FIELDS if getattr(each.speaker, n))
            assert each.speaker.name in {o.name for o in kept.origins}
        for ident, old in before.items():
            assert all(now[ident].fields[n] == old.fields[n] for n in FIELDS if old.fields[n])
            assert now[ident].origins[: len(old.origins)] == old.origins
