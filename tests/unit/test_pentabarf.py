"""Schedules in Pentabarf XML: whoever speaks at an event, once, with the titles of all their events."""

import pytest

from adapters.files.speakers import read_speakers
from bot.errors import Invalid
from bot.voices.speakers import RefusedRow, Speaker, SpeakersRead

FRAB = """<?xml version="1.0" encoding="{encoding}"?>
<!-- frab 0.8 -->
<schedule>
  <generator name="frab"/><version>1.4</version>
  <conference><acronym>loom</acronym><title>Loom days</title><start>2026-08-01</start></conference>
  <day index="1" date="2026-08-01">
    <room name="Hall">
      <event id="1" guid="e1"><title>Looms &amp; us</title><type>lecture</type>
        <abstract>&lt;b&gt;About&lt;/b&gt; looms</abstract>
        <persons><person id="7">José Muñoz</person><person id="8"> Grace
          Hopper </person></persons>
      </event>
      <event id="2"><title>Never held</title><status>canceled</status>
        <persons><person id="9">Nobody Here</person></persons></event>
    </room>
  </day>
  <day index="2">
    <room name="Attic"><event id="3"><title>Threads</title>
      <persons><person id="7">José Muñoz</person><person id="10"> </person></persons></event></room>
  </day>
</schedule>"""
PRETALX = b"""\xef\xbb\xbf<?xml version='1.0' encoding='utf-8' ?>
<schedule><day><room><event><title>Looms</title><persons>
<person id="4" code="AB12CD" guid="g" url="https://ada.example.org/"><name>Ada Byron</name><biography>She
counts.</biography></person></persons></event></room></day></schedule>"""


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_speakers(content, filename="schedule.xml")
    return caught.value.sentence


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_schedule_of_frab_names_each_speaker_once(encoding: str) -> None:
    read = read_speakers(FRAB.format(encoding=encoding).encode(encoding), filename="schedule.xml")
    assert read == SpeakersRead(
        (
            Speaker("José Muñoz", "Looms & us; Threads", source="pentabarf", key="7"),
            Speaker("Grace Hopper", "Looms & us", source="pentabarf", key="8"),
        ),
        (RefusedRow(3, "", "There is no name in it."),),
        "pentabarf",
    )


def test_a_schedule_of_pretalx_says_more_of_its_people() -> None:
    read = read_speakers(PRETALX, filename="schedule.xml")
    ada = Speaker("Ada Byron", "Looms", "", "She\ncounts.", "https://ada.example.org/", "pentabarf", "AB12CD")
    assert (read.speakers, read.refused) == ((ada,), ())


LOL = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><schedule>&b;</schedule>'


@pytest.mark.parametrize("head", [LOL, b'<!DOCTYPE schedule SYSTEM "http://169.254.169.254/"><schedule/>'])
def test_a_schedule_that_declares_something_is_not_read(head: bytes) -> None:
    assert refusal(head) == (
        "“schedule.xml” declares something of its own before it begins, which may do harm, so nothing was read; "
        "export it again."
    )


def test_what_is_broken_other_or_empty_is_refused_with_one_sentence() -> None:
    assert refusal(b"<schedule>\n<day></schedule>") == (
        "“schedule.xml” is broken in line 2, so nothing was read; export it again (it is no valid XML)."
    )
    assert refusal(b'<?xml version="1.0" encoding="utf-7"?><schedule/>').endswith("(it is no valid XML).")
    assert refusal(b"<rss><channel/></rss>").startswith("“schedule.xml” is no list of speakers that I know, so nothing")
    for page in (b"<!doctype html><html></html>", b"<!DOCTYPE HTML>\n<html>"):
        assert refusal(page).startswith("“schedule.xml” is no list of speakers that I know")
    assert refusal(b"<schedule/>") == "“schedule.xml” lists no speakers, so nothing was read."
    assert (
        refusal(b"<schedule>" + b"<a/>" * 500_000) == "“schedule.xml” is larger than any schedule, so nothing was read."
    )
