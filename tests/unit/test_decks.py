"""The decks that come with Hearth: enough of them, each in three languages, none twice, each in its time of year."""

import re
from importlib import resources
from itertools import combinations
from zoneinfo import available_timezones

import pytest

from bot.community.arguments import QUESTIONS
from bot.voices.data import read
from bot.voices.decks import LANGUAGES, PURPOSES, SEASON, by_key, keys_by_text, shipped, spoken
from bot.voices.seasons import SEASONS, Window, half_years
from bot.voices.wording import LONGEST_PROMPT, RESERVED, folded

CLIMES = {"north": "Europe/Copenhagen", "south": "Australia/Hobart", "tropics": "Asia/Singapore"}
NEAR = 0.5
"""Of all words of two questions so many are in both: one says nearly what the other says."""
LITTLE = """
    a an and are at do does for from has have here in is it not of on or our should so that the their them they
    this to us was we were what when where which who whom whose with would you your al con cuál cuando cuándo de
    del dónde el en es eso la las lo los más no nos nuestro para por que qué quién se si sin su te tu tus un una
    y ya af den der det dig din dit du et fra gør har hvad hvem hvilke hvilken hvilket hvis hvor hvordan hvornår
    i jer med når og om på sig som til var ved vi ville vores er så
"""
"""Words that say nothing of what a question is about."""


def texts(tag: str) -> list[str]:
    return [s.texts[tag] for s in by_key().values()]


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold())) - set(LITTLE.split())


def test_there_are_at_least_150_questions_in_six_decks() -> None:
    assert set(shipped()) == {"practice", "stuck", "craft", "outside", "people", "season"}
    assert min(len(deck) for deck in shipped().values()) >= 25
    assert len(by_key()) >= 150


def test_a_key_names_its_deck_and_fits_where_ids_do_and_stands_once_in_the_files() -> None:
    for deck, each in shipped().items():
        file = (resources.files("bot.voices") / f"shipped/{deck}.yaml").read_text(encoding="utf-8")
        assert re.findall(r"^([^\s#:]+):$", file, re.MULTILINE) == [s.key for s in each]
        for entry in each:
            assert re.fullmatch(rf"{deck}-\d\d", entry.key)
            assert len(entry.key) <= 16


def test_a_file_says_nothing_else() -> None:
    for deck in PURPOSES:
        for key, entry in read(f"shipped/{deck}.yaml").items():
            assert set(entry) - {"months", "season"} == set(LANGUAGES), key
            assert deck == SEASON or set(entry) == set(LANGUAGES), key


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_question_is_a_question_of_its_own(tag: str) -> None:
    found = texts(tag)
    assert len({folded(t) for t in found}) == len(found)
    for text in found:
        assert 10 < len(text) <= LONGEST_PROMPT
        assert text.endswith("?"), text
        assert text == " ".join(text.split())
        assert not re.search(r"[{}<>\[\]_*`]|TODO|xxx|[Ll]orem", text), text
        assert text[0].isupper() or text[0] == "¿", text
        assert (text.count("¿") == 1) is (tag == "es"), text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_question_says_nearly_what_another_says(tag: str) -> None:
    found = [(text, words(text)) for text in texts(tag)]
    pairs = combinations(found, 2)
    assert [(a, b) for (a, one), (b, two) in pairs if len(one & two) > NEAR * len(one | two)] == []


YES_OR_NO = {
    "en": r"(are|can|could|did|do|does|has|have|is|should|was|were|will|would)\b",
    "es": r"¿(crees|eres|es|estás|has|hay|puedes|quieres|te|tienes)\b",
    "da": r"(bør|er|fik|gør|har|kan|må|skal|synes|tror|var|vil)\b",
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_question_is_answered_with_yes_or_no(tag: str) -> None:
    assert [t for t in texts(tag) if re.match(YES_OR_NO[tag], t, re.IGNORECASE)] == []


def test_the_words_of_one_language_are_found_with_the_key_of_all() -> None:
    for key, entry in by_key().items():
        assert {keys_by_text()[folded(t)] for t in entry.texts.values()} == {key}


def test_the_questions_speak_what_was_chosen_else_what_the_community_speaks_else_english() -> None:
    pairs = (("", "en"), ("da", "es"), ("", "es"), ("", "es-MX"), ("", "fi"), ("x", "DA"))
    assert [spoken(*pair) for pair in pairs] == ["en", "da", "es", "es", "en", "da"]
    assert QUESTIONS.choices == LANGUAGES
    assert not RESERVED & set(PURPOSES)


# Times of year


@pytest.mark.parametrize("clime", CLIMES)
@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_has_some_questions_everywhere_and_never_all(clime: str, month: int) -> None:
    now = [s for s in shipped()[SEASON] if s.window.open(month, CLIMES[clime])]
    assert (3 if clime == "tropics" else 5) <= len(now) <= 12


def test_each_question_of_the_season_has_its_time_and_the_others_are_asked_all_year() -> None:
    for entry in by_key().values():
        open_in = [m for m in range(1, 13) if entry.window.open(m, CLIMES["north"])]
        assert 1 <= len(open_in) <= 5 if entry.deck == SEASON else len(open_in) == 12, entry.key
        assert entry.window.months <= set(range(1, 13))
        assert entry.window.season in {"", *SEASONS}
        assert not (entry.window.months and entry.window.season)


@pytest.mark.parametrize(
    ("season", "north", "south"),
    [("spring", [3, 4, 5], [9, 10, 11]), ("summer", [6, 7, 8], [1, 2, 12]), ("autumn", [9, 10, 11], [3, 4, 5]),
     ("winter", [1, 2, 12], [6, 7, 8])],
)  # fmt: skip
def test_a_season_comes_half_a_year_later_in_the_south_and_not_between_the_tropics(
    season: str, north: list[int], south: list[int]
) -> None:
    window = Window(season=season)
    for clime, expected in (("north", north), ("south", south), ("tropics", [])):
        assert [m for m in range(1, 13) if window.open(m, CLIMES[clime])] == expected


def test_months_are_the_same_everywhere() -> None:
    assert all(Window(frozenset({12, 1})).open(m, z) is (m in {12, 1}) for m in range(1, 13) for z in CLIMES.values())


def test_every_zone_with_other_seasons_is_a_zone() -> None:
    climes = read("climes.yaml")
    assert not set(climes["tropical"]) & set(climes["southern"])
    assert {*climes["tropical"], *climes["southern"]} <= available_timezones() | {"America/Coyhaique"}
    zones = ("Europe/Madrid", "America/Santiago", "America/Lima", "Pacific/Auckland", "Africa/Johannesburg")
    assert [half_years(z) for z in zones] == [0, 1, None, 1, 1]
