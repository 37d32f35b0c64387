"""Files of speakers: what real programs write, what people type into spreadsheets, and what wishes us ill."""

import codecs
import csv
import io
import json
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.cleaning import one_line, prose, web_link
from adapters.files.speakers import FILE_BYTES, read_speakers
from bot.errors import Invalid
from bot.voices.rotation import Candidate, cycle_of, draw, heard, order
from bot.voices.speakers import (
    BIOGRAPHY_CHARACTERS,
    NAME_CHARACTERS,
    ORGANISATION_CHARACTERS,
    SPEAKERS_A_FILE,
    TOPIC_CHARACTERS,
    RefusedRow,
    RowNote,
    Speaker,
    SpeakersRead,
    groups_of,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
EUROPYTHON = SHARED / "speakers" / "europython-2022-speakers.json"

NO_NAME = "There is no name in it."
TOO_LONG = "The name is longer than 100 characters."
LINK_LEFT_OUT = "The link was left out, because it is no address of the kind https://example.org."


def from_json(value: object, filename: str = "list.json") -> SpeakersRead:
    return read_speakers(json.dumps(value).encode(), filename=filename)


def from_csv(text: str, filename: str = "list.csv") -> SpeakersRead:
    return read_speakers(text.encode(), filename=filename)


def refusal(content: bytes, filename: str) -> str:
    with pytest.raises(Invalid) as caught:
        read_speakers(content, filename=filename)
    return caught.value.sentence


# ---------------------------------------------------------------------------------------- pretalx


def test_pretalx_api_as_documented() -> None:
    # pretalx documentation, /api/resources/speakers: the example response.
    listed = [
        {
            "code": "ABCDE",
            "name": "Jane",
            "biography": "A good speaker",
            "submissions": ["DEFAB"],
            "avatar": "avatar.png",
        }
    ]
    page: dict[str, object] = {"count": 1, "next": None, "previous": None, "results": listed}
    jane = Speaker("Jane", biography="A good speaker", source="pretalx", key="ABCDE")
    assert from_json(page) == SpeakersRead((jane,), (), "pretalx")
    assert from_json(listed) == SpeakersRead((jane,), (), "pretalx")
    more = RowNote(0, "", "This is one page of a longer list, so import the other pages too.")
    assert from_json(page | {"next": "https://pretalx.com/?page=2"}).notes == (more,)


def test_pretalx_api_with_expanded_sessions_and_answers() -> None:
    speaker: dict[str, object] = {
        "code": "ABCDE",
        "name": "Jane",
        "biography": None,
        "talks": ["ABCDEF"],
        "submissions": [
            {"code": "A", "title": "Tests that tell", "state": "confirmed"},
            {"code": "B", "title": "Refused", "state": "rejected"},
            {"code": "C", "title": {"de": "Zwei", "en": "Two"}, "state": "accepted"},
        ],
        "answers": [
            {"question": {"id": 1, "question": {"en": "Company / Organisation"}}, "answer": "Acme"},
            {"question": {"id": 2, "question": {"en": "T-shirt size?"}}, "answer": "M"},
            {"question": {"id": 3, "question": "What is your website?"}, "answer": "https://jane.example"},
        ],
    }
    jane = Speaker("Jane", "Tests that tell; Two", "Acme", "", "https://jane.example", "pretalx", "ABCDE")
    assert from_json({"results": [speaker]}) == SpeakersRead((jane,), (), "pretalx")


def test_what_a_pretalx_speaker_says_goes_before_their_answers() -> None:
    answers = [{"question": {"question": "Company"}, "answer": "Acme"}]
    speaker = {"code": "A", "name": "Jane", "answers": answers, "talks": ["ABCDEF"]}
    own = from_json([speaker | {"affiliation": "Bolt"}, speaker | {"code": "B", "affiliation": ""}])
    assert [(s.organisation, s.topic) for s in own.speakers] == [("Bolt", ""), ("Acme", "")]


def test_pretalx_export_of_the_organiser() -> None:
    # pretalx, SpeakerExportForm: labels as keys, "ID" first. The address for mail is never taken.
    row = {
        "ID": "ABCDE",
        "Name": "Jane",
        "Email": "jane@example.org",
        "Proposal titles": ["One", "Two"],
        "Biography": "Hi",
        "Affiliation": "Acme",
    }
    jane = Speaker("Jane", "One; Two", "Acme", "Hi", "", "pretalx", "ABCDE")
    assert from_json([row]) == SpeakersRead((jane,), (), "pretalx")
    table = 'ID,Name,Email,Proposal titles\r\nABCDE,Jane,jane@example.org,"One\nTwo"\r\n'
    expected = Speaker("Jane", "One; Two", source="csv:list.csv", key="ABCDE")
    assert from_csv(table) == SpeakersRead((expected,), (), "csv")


def test_speakers_published_as_an_object_by_code() -> None:
    # EuroPython programme API, 2024 on.
    one: dict[str, object] = {"code": "B4D5E6", "name": "A Speaker", "affiliation": "A Company"}
    page = "https://ep2024.europython.eu/speaker/a-speaker"
    one |= {"submissions": ["A8CD3F"], "homepage": None, "website_url": page}
    speaker = Speaker("A Speaker", "", "A Company", "", page, "pretalx", "B4D5E6")
    assert from_json({"B4D5E6": one}).speakers == (speaker,)
    assert from_json(one).speakers == (speaker,)
    at_home = from_json([one | {"homepage": "https://home.example"}])
    assert at_home.speakers[0].link == "https://home.example"


def europython() -> SpeakersRead:
    if not EUROPYTHON.is_file():
        pytest.skip("shared data absent")
    return read_speakers(EUROPYTHON.read_bytes(), filename=EUROPYTHON.name)


def test_the_real_list_of_europython_2022() -> None:
    read = europython()
    assert (read.format, len(read.speakers), len(read.refused), read.notes) == ("pretalx", 151, 11, ())
    # 162 rows: ten people gave two talks and stand in it twice, one has no name.
    again = {66: 46, 100: 3, 116: 36, 120: 99, 127: 33, 132: 84, 141: 55, 142: 40, 143: 62, 144: 60}
    reasons = {row: f"It is the same speaker as in row {first}." for row, first in again.items()} | {153: NO_NAME}
    assert {refused.row: refused.why for refused in read.refused} == reasons
    assert read.refused[1] == RefusedRow(100, "Naomi Ceder", "It is the same speaker as in row 3.")
    assert sum(bool(s.organisation) for s in read.speakers) == 143
    assert len({s.organisation.casefold() for s in read.speakers if s.organisation}) == 128
    assert sum(bool(s.link) for s in read.speakers) == 91
    assert sum(bool(s.biography) for s in read.speakers) == 147
    assert read.speakers[0] == Speaker(
        name="Peter Sobot",
        organisation="Spotify",
        biography=read.speakers[0].biography,
        link="https://petersobot.com",
        source="pretalx",
        key="XSUHP3",
    )
    tekmoji = next(s for s in read.speakers if s.link.endswith("tekmoji.com"))
    assert tekmoji.link == "https://tekmoji.com"


def test_the_real_speakers_take_turns_without_the_same_house_twice_running() -> None:
    speakers = europython().speakers
    groups = {s.key: groups_of(s) for s in speakers}
    assert Counter(g for found in groups.values() for g in found).most_common(1) == [("org:microsoft", 4)]
    pool = {key: Candidate(key, found) for key, found in groups.items()}
    announced = order(pool.values(), seed="europython")
    turns: list[str] = []
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for _ in range(2 * len(speakers)):
        latest = [groups[key] for key in reversed(turns[-3:])]
        cycle = cycle_of(pool.values())
        key = draw(pool.values(), seed="europython", cycle=cycle, recent=latest)
        assert key is not None
        at += timedelta(weeks=1)
        pool[key] = heard(pool[key], at=at, cycle=cycle)
        turns.append(key)
    first, second = turns[:151], turns[151:]
    assert tuple(first) == announced
    assert sorted(first) == sorted(second) == sorted(groups)
    # Exactly: not once among the 301 neighbours, nor among those with one or two between.
    for apart in (1, 2, 3):
        assert sum(bool(groups[a] & groups[b]) for a, b in zip(turns, turns[apart:], strict=False)) == 0


# ------------------------------------------------------------------------------------- Sessionize

SESSIONIZE_SPEAKER = {
    "id": "71edb91f-314b-496a-832e-4185ea611bb5",
    "firstName": "Ana",
    "lastName": "Lopez",
    "fullName": "Ana Lopez",
    "bio": "Ana builds things.\r\n",
    "tagLine": "Tech Lead at Acme",
    "profilePicture": "https://sessionize.com/image?f=1.jpg",
    "sessions": [{"id": 164331, "name": "Tranquility Base"}, {"id": 2, "name": "Two"}],
    "isTopSpeaker": False,
    "links": [
        {"title": "X", "url": "https://twitter.com/ana", "linkType": "Twitter"},
        {"title": "Blog", "url": "https://ana.example", "linkType": "Blog"},
    ],
    "questionAnswers": [{"id": 7, "question": "Company", "questionType": "Short_Text", "answer": "Acme", "sort": 1}],
    "categories": [],
}
ANA = Speaker(
    name="Ana Lopez",
    topic="Tranquility Base; Two",
    organisation="Acme",
    biography="Tech Lead at Acme\n\nAna builds things.",
    link="https://ana.example",
    source="sessionize",
    key="71edb91f-314b-496a-832e-4185ea611bb5",
)


def test_sessionize_speakers_view() -> None:
    assert from_json([SESSIONIZE_SPEAKER]) == SpeakersRead((ANA,), (), "sessionize")


def test_sessionize_all_data_view() -> None:
    # Here sessions and questions are told by id; a session's id is a text, the speaker's list has numbers.
    everything = {
        "sessions": [
            {"id": "164331", "title": "Tranquility Base", "speakers": [SESSIONIZE_SPEAKER["id"]]},
            {"id": "2", "title": "Two", "speakers": [SESSIONIZE_SPEAKER["id"]]},
        ],
        "speakers": [
            SESSIONIZE_SPEAKER
            | {"sessions": [164331, 2, 999], "questionAnswers": [{"questionId": 9, "answerValue": "Acme"}]}
        ],
        "questions": [{"id": 9, "question": "Company", "questionType": "Short_Text", "sort": 1}],
        "categories": [],
        "rooms": [{"id": 1, "name": "Hall", "sort": 0}],
    }
    assert from_json(everything) == SpeakersRead((ANA,), (), "sessionize")


def test_a_sessionize_speaker_without_a_full_name_or_anything_else() -> None:
    bare = {"id": "1", "firstName": "Ana", "lastName": "Lopez", "bio": None, "tagLine": None, "links": None}
    read = from_json([bare, {"id": "2", "fullName": None}, "nonsense"])
    assert read == SpeakersRead(
        (Speaker("Ana Lopez", source="sessionize", key="1"),),
        (RefusedRow(2, "", NO_NAME), RefusedRow(3, "", "It is not an entry with fields such as a name.")),
        "sessionize",
    )


# ----------------------------------------------------------------------------------------- tables

ZOE = Speaker("Zoë Ng", "Tests", "Acme, Inc.", "Hi", "https://zoe.example", "csv:list.csv", "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "header",
    [
        ("name", "topic", "organisation", "bio", "link"),
        ("Full Name", "Talk", "Company", "Biography", "URL"),
        ("SPEAKER", "Session title", "affiliation", "About me", "Homepage"),
        ("Nombre", "Título", "Organización", "Biografía", "Enlace"),
        ("Navn", "Emne", "Virksomhed", "Biografi", "Hjemmeside"),
    ],
)
def test_a_table_is_read_whatever_its_delimiter_encoding_and_column_names(
    delimiter: str, encoding: str, header: tuple[str, ...]
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(
        [header, ("Zoë Ng", "Tests", "Acme, Inc.", "Hi", "https://zoe.example")]
    )
    content = text.getvalue().encode(encoding)
    assert read_speakers(content, filename="list.csv") == SpeakersRead((ZOE,), (), "csv")


def test_first_and_last_names_are_joined() -> None:
    both = from_csv("FirstName,LastName,Speaker Id\nAna,Lopez,x1\n,Ng,x2\n")
    assert [(s.name, s.key) for s in both.speakers] == [("Ana Lopez", "x1"), ("Ng", "x2")]
    family = from_csv("Vorname;Name\nAna;Lopez\nZoë;Zoë Ng\n")
    assert [s.name for s in family.speakers] == ["Ana Lopez", "Zoë Ng"]


def test_the_better_named_column_wins_and_an_empty_one_gives_way() -> None:
    read = from_csv("Title,Talk,Name\nCTO,Tests,Ana\nCTO,,Zoë\n")
    assert [(s.name, s.topic) for s in read.speakers] == [("Ana", "Tests"), ("Zoë", "CTO")]


def test_a_table_as_windows_writes_it_keeps_its_quotation_marks() -> None:
    content = "name;talk\r\nNiall O’Connor;Five “easy” €\r\n".encode("cp1252")
    (niall,) = read_speakers(content, filename="list.csv").speakers
    assert (niall.name, niall.topic) == ("Niall O’Connor", "Five “easy” €")
    odd = b"name\nAna \x81\xe9\n"  # 0x81 means nothing to Windows; Latin-1 has it as a control character
    assert read_speakers(odd, filename="list.csv").speakers[0].name == "Ana é"


def test_a_list_of_which_every_row_was_refused_is_shown_all_the_same() -> None:
    assert from_csv("name,talk\n,Tests\n") == SpeakersRead((), (RefusedRow(2, "", NO_NAME),), "csv")


def test_excels_own_first_line_is_understood() -> None:
    assert [s.name for s in from_csv("sep=;\r\nname;topic\r\nAna;a,b,c,d\r\n").speakers] == ["Ana"]


def test_rows_that_give_no_speaker_are_told_with_the_reason() -> None:
    read = from_csv(
        "name,organisation,id,link,bio\n"
        "Ana,Acme,1,https://a.example,\n"
        ",Acme,2,,\n"
        "\n"
        f"{'x' * 101},Acme,3,,\n"
        "ANA,acme,4,,\n"
        "Bo,,1,,\n"
        "Ana,Bolt,5,javascript:alert(1),\n"
        "Cy,Acme,6,,a bio, with a comma\n"
    )
    assert read == SpeakersRead(
        speakers=(
            Speaker("Ana", organisation="Acme", link="https://a.example", source="csv:list.csv", key="1"),
            Speaker("Ana", organisation="Bolt", source="csv:list.csv", key="5"),
        ),
        refused=(
            RefusedRow(3, "", NO_NAME),
            RefusedRow(5, "x" * 59 + "…", TOO_LONG),
            RefusedRow(6, "ANA", "It is the same speaker as in row 2."),
            RefusedRow(7, "Bo", "It is the same speaker as in row 2."),
            RefusedRow(9, "Cy", "It has more cells than the first row has names for."),
        ),
        format="csv",
        notes=(RowNote(8, "Ana", LINK_LEFT_OUT),),
    )


def test_long_texts_are_cut_and_the_cut_is_told() -> None:
    read = from_csv(f"name,topic,organisation,bio\nAna,{'t' * 201},{'o' * 101},{'b' * 30_000}\n")
    (ana,) = read.speakers
    assert (len(ana.topic), len(ana.organisation), len(ana.biography)) == (200, 100, 2000)
    assert {text[-2:] for text in (ana.topic, ana.organisation, ana.biography)} == {"t…", "o…", "b…"}
    assert read.notes == (
        RowNote(2, "Ana", "The topic was shortened to 200 characters."),
        RowNote(2, "Ana", "The organisation was shortened to 100 characters."),
        RowNote(2, "Ana", "The biography was shortened to 2000 characters."),
    )
    exact = from_csv(f"name,topic\n{'x' * 100},{'t' * 200}\n")
    assert (exact.notes, exact.refused, exact.speakers[0].topic) == ((), (), "t" * 200)


def test_the_largest_list_is_read_and_one_more_row_is_refused_whole() -> None:
    rows = "".join(f"Person {n}\n" for n in range(SPEAKERS_A_FILE))
    assert len(from_csv("name\n" + rows).speakers) == SPEAKERS_A_FILE
    sentence = "“list.csv” has more than 10000 rows, so nothing was read; send it in parts."
    assert refusal(f"name\n{rows}one more".encode(), "list.csv") == sentence


# --------------------------------------------------------------------------- files nobody can read


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        (b"", "a.json", "“a.json” is empty, so nothing was read."),
        (b" \n\t", "a.csv", "“a.csv” is empty, so nothing was read."),
        (
            b'[\n {"code": "A",\n  "name" "x"}\n]',
            "a.json",
            (
                "“a.json” is broken in line 3, so nothing was read; export it again, or mend that line "
                "(it is no valid JSON)."
            ),
        ),
        (
            b"[" * 200_000,
            "a.json",
            "“a.json” is nested too deeply to be a list of speakers, so nothing was read.",
        ),
        (
            b'[{"code": "A", "name": "\xff"}]',
            "a.json",
            "“a.json” is no text in UTF-8, so nothing was read; save it as UTF-8 and send it again.",
        ),
        (
            b"name\n\0\1\2\xff",
            "a.csv",
            "“a.csv” is no text in UTF-8, so nothing was read; save it as UTF-8 and send it again.",
        ),
        (
            b"name\nAna\0\n",
            "a.csv",
            "“a.csv” is no text in UTF-8, so nothing was read; save it as UTF-8 and send it again.",
        ),
        (
            codecs.BOM_UTF16_LE + b"name\nAna\n",
            "a.csv",
            "“a.csv” is no text in UTF-8, so nothing was read; save it as UTF-8 and send it again.",
        ),
        (
            b"PK\x03\x04...",
            "a.xlsx",
            "“a.xlsx” is a spreadsheet or an archive, so nothing was read; save it as CSV and send that.",
        ),
        (
            b" " * (FILE_BYTES + 1),
            "a.csv",
            "“a.csv” is larger than 20 MB, so nothing was read; send it in parts.",
        ),
        (b'{"results": []}', "a.json", "“a.json” lists no speakers, so nothing was read."),
        (b"name,topic\n", "a.csv", "“a.csv” lists no speakers, so nothing was read."),
        (
            b"when;where\nnow;here\n",
            "a.csv",
            ("The first row of “a.csv” names no column “name”, so nothing was read; it begins with “when | where”."),
        ),
        (
            b'name,topic\nAna,"never closed\nBo,x\n',
            "a.csv",
            (
                "“a.csv” is broken near line 3, so nothing was read; look for a quotation mark that is never "
                "closed or stands inside a quoted cell."
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("a.") else "",
)
def test_a_file_that_cannot_be_read_gives_one_sentence(content: bytes, filename: str, sentence: str) -> None:
    assert refusal(content, filename) == sentence


@pytest.mark.parametrize(
    "content",
    [
        b"<days><day/></days>",
        b"{}",
        b'{"speakers": 3}',
        b'[{"code": "A", "title": "a talk"}]',
        b"[1, [2], null]",
        b'{"sessions": []}',
        b'{"results": {"name": "x"}}',
    ],
)
def test_an_unknown_shape_says_what_can_be_read(content: bytes) -> None:
    assert refusal(content, "a.json") == (
        "“a.json” is no list of speakers that I know, so nothing was read; I read speakers exported from "
        "pretalx or Sessionize as JSON, schedules in Pentabarf XML, and CSV tables with a column “name”."
    )


def test_json_of_other_worlds_is_taken_calmly() -> None:
    rows = (
        '{"code": NaN, "name": "Ana"}',
        '{"code": 1, "name": ["Bo"]}',
        '{"code": -Infinity, "name": {"es": "Cy"}}',
        '{"code": ' + "9" * 5000 + ', "name": "Di"}',
        '{"code": true, "name": 7}',
        '{"code": "x", "name": {"a": {}}}',
        r'{"code": "\ud800", "name": "E\ud800\u0000\u202ed"}',
    )
    read = read_speakers(f"[{','.join(rows)}]".encode(), filename="a.json")
    found = [(s.name, s.key) for s in read.speakers]
    assert found == [("Ana", ""), ("Bo", "1"), ("Cy", ""), ("Di", ""), ("7", ""), ("Ed", "")]
    assert read.refused == (RefusedRow(6, "", NO_NAME),)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_json_with_a_byte_order_mark_is_read(mark: bytes, encoding: str) -> None:
    content = mark + '[{"code": "A", "name": "Zoë"}]'.encode(encoding)
    assert read_speakers(content, filename="a.json").speakers == (Speaker("Zoë", source="pretalx", key="A"),)


# --------------------------------------------------------------------------------------- cleaning


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ana\t\r\n  Lopez ", "Ana Lopez"),
        ("<b>Ana</b> Lopez", "Ana Lopez"),
        ("&lt;b&gt;Ana&lt;/b&gt;", "Ana"),
        ("<script>alert(1)</script>Ana", "Ana"),
        ("Ana <ana@example.org>", "Ana"),
        ("Niall O&#39;Connor", "Niall O'Connor"),
        ("Ana <3", "Ana 3"),
        ("A\u202en\u0000\u200ba\ufeff", "Ana"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
        ("Trans*Code", "Trans*Code"),
    ],
)
def test_a_name_is_one_plain_line(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_biography_keeps_its_paragraphs_and_its_angle_brackets() -> None:
    text = "<p>I &amp; you</p>\r\n\r\n\r\n\r\nI <3 <em>List<int></em><br/>\u202eand\tC\u0007.<style>p {}</style>"
    assert prose(text) == "I & you\n\nI <3 List<int>\nand C."


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://ana.example/a?b=c#d", "https://ana.example/a?b=c#d"),
        (" http://ana.example ", "http://ana.example"),
        ("www.mauropelucchi.com", "https://www.mauropelucchi.com"),
        ("orca.security/team", "https://orca.security/team"),
        ("", ""),
        ("@ana", ""),
        ("ana", ""),
        ("n/a", ""),
        ("ana@example.org", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://ana.example", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("https://ana.example:99999", ""),
        ("https://user:pass@ana.example", ""),
        ("https://ana.example/<!channel>", ""),
        ("https://ana.example/|x", ""),
        ("https://ana.example/a b", ""),
        ("https://ana.example/\u202e", ""),
        ("https://ana.example/" + "a" * 500, ""),
    ],
)
def test_only_web_addresses_are_links(text: str, link: str) -> None:
    assert web_link(text) == link


# ----------------------------------------------------------------------------------- hostile files

hostile_text = st.one_of(
    st.text(alphabet="<>&#;@!|\"',\n\r\t\0\u202e\u200d\ud800 aA1.é/:[]{}", max_size=30),
    st.sampled_from(
        [
            "<script>" * 200,
            "<" * 3000,
            "&#" + "9" * 5000 + ";",
            "a\u0315\u0300" * 500,
            "https://[",
            "x" * 3000,
            "Ana",
            "Company",
            "https://a.example",
        ]
    ),
)
scalars = st.one_of(
    hostile_text,
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**4000),
    st.floats(),
)
known_keys = (
    "code ID id name Name fullName firstName lastName bio biography tagLine sessions submissions speakers "
    "results next links url linkType title state questionAnswers answers question questions questionId "
    "answer answerValue affiliation homepage"
)
keys = st.one_of(st.sampled_from([*known_keys.split(), "Proposal titles"]), hostile_text)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=20,
)
entry = st.dictionaries(keys, anything, max_size=8)
likely_json = st.one_of(
    anything,
    st.lists(st.one_of(entry, entry.map(lambda e: {"code": "A", "name": "Ana"} | e), anything), max_size=5),
    st.dictionaries(st.sampled_from(["results", "speakers", "sessions", "questions", "next"]), anything, max_size=4),
    st.fixed_dictionaries(
        {
            "speakers": st.lists(entry.map(lambda e: {"fullName": "Ana", "id": 1} | e), min_size=1, max_size=4),
            "sessions": st.lists(entry, max_size=3) | anything,
            "questions": st.lists(entry, max_size=3) | anything,
        }
    ),
)


JOINERS = {"\u200c", "\u200d"}


def held(content: bytes, filename: str) -> None:
    """Read it, and hold what is promised of whatever comes out."""
    try:
        read = read_speakers(content, filename=filename)
    except Invalid as refused:
        sentence = refused.sentence
    else:
        kept(read)
        return
    assert unseen(sentence) <= JOINERS
    assert sentence.endswith(".")
    assert "“”" not in sentence


def unseen(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"}}


def kept(read: SpeakersRead) -> None:
    """Hold the limits, the cleanness and that everybody is there once."""
    assert read.speakers or read.refused
    places = [refused.row for refused in read.refused]
    assert places == sorted(set(places))
    for speaker in read.speakers:
        limits = (
            (speaker.name, NAME_CHARACTERS),
            (speaker.organisation, ORGANISATION_CHARACTERS),
            (speaker.topic, TOPIC_CHARACTERS),
            (speaker.biography, BIOGRAPHY_CHARACTERS),
        )
        for text, limit in limits:
            assert len(text) <= limit
            assert unseen(text) - ({"\n"} if limit == BIOGRAPHY_CHARACTERS else set()) <= JOINERS
        assert any(c.isalnum() for c in speaker.name)
        assert not set("<>\n") & set(speaker.name + speaker.topic + speaker.organisation)
        assert not speaker.link or speaker.link.startswith(("http://", "https://"))
        repr(speaker).encode()
    for refused in read.refused:
        assert unseen(refused.name + refused.why) <= JOINERS
    people = [(s.name.casefold(), s.organisation.casefold()) for s in read.speakers]
    known = [s.key for s in read.speakers if s.key]
    assert len(set(people)) == len(people)
    assert len(set(known)) == len(known)


common = settings(derandomize=True, deadline=None, max_examples=120)


@common
@given(likely_json)
@example([{"code": "A", "name": "Ana", "homepage": "https://["}])
@example({"results": [{"code": "A", "name": "Ana", "answers": [{"question": {"question": 1}, "answer": []}]}]})
@example({"speakers": [{"fullName": "Ana", "sessions": [[], {}, None], "links": {"url": 1}}], "sessions": 7})
def test_hostile_json_gives_speakers_or_a_sentence(value: object) -> None:
    held(json.dumps(value).encode(), "a.json")


@common
@given(
    st.lists(
        st.sampled_from(["name", "first name", "topic", "company", "bio", "url", "id"]) | hostile_text,
        max_size=6,
    ),
    st.lists(st.lists(hostile_text, max_size=7), max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_hostile_tables_give_speakers_or_a_sentence(
    header: list[str], rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO()
    try:
        csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    except csv.Error:
        text = io.StringIO("\n".join(delimiter.join(row) for row in (header, *rows)))
    held(text.getvalue().encode(encoding, "replace"), "a.csv")


@common
@given(
    st.one_of(st.binary(max_size=60), hostile_text.map(lambda t: t.encode("utf-8", "surrogatepass"))),
    st.sampled_from([b"", b"[", b'[{"code":1,"name":"', b'name,id\n"', b"name\tid\n", codecs.BOM_UTF16_LE, b"sep=;\n"]),
    st.one_of(st.sampled_from(["a.json", "a.csv", "a", ""]), hostile_text),
)
@example(b"", codecs.BOM_UTF32_LE, "a.csv")
def test_any_bytes_under_any_name_give_speakers_or_a_sentence(content: bytes, start: bytes, filename: str) -> None:
    held(start + content, filename)


def test_groups_are_told_apart_and_folded() -> None:
    speaker = Speaker("Ana", topic=" Testing  things ", organisation="STRASSE GmbH")
    assert groups_of(speaker) == frozenset({"org:strasse gmbh", "topic:testing things"})
    assert groups_of(Speaker("Ana", organisation=" ")) == frozenset()
