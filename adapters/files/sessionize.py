"""Speakers of Sessionize: the "Speakers" and "All Data" views of its API.

Source: Sessionize playbook, /playbook/api, and files published by events. In "Speakers" a session is
{id, name} and an answer {question, answer}; in "All Data" both are ids into the lists beside the speakers.
"""

from collections.abc import Iterator, Mapping

from adapters.files.columns import Field, picked, whole_name
from adapters.files.json_values import Json, entries, text_at
from adapters.files.rows import Row, no_entry
from bot.voices.speakers import RefusedRow

_OWN_FIELDS = ("fullName", "firstName", "lastName", "bio")
_LINKS_LIKED = ("Blog", "Company_Website", "LinkedIn")
"""Which of a speaker's links is shown: their own page before a profile elsewhere (`linkType`)."""


def listed(value: Json) -> list[Json] | None:
    """Return the list of speakers if this is one of Sessionize's shapes, else None."""
    if isinstance(value, dict):
        value = value.get("speakers")
    if isinstance(value, list) and any(map(_is_speaker, value)):
        return value
    return None


def rows(value: Json, speakers: list[Json]) -> Iterator[Row | RefusedRow]:
    """Yield one row an entry; titles and questions that are told by id are looked up beside the speakers."""
    beside = value if isinstance(value, dict) else {}
    titles = {text_at(s, "id"): text_at(s, "title") for s in entries(beside.get("sessions"))}
    questions = {text_at(q, "id"): text_at(q, "question") for q in entries(beside.get("questions"))}
    for place, speaker in enumerate(speakers, start=1):
        if isinstance(speaker, dict):
            yield _row(place, speaker, titles, questions)
        else:
            yield no_entry(place)


def _is_speaker(entry: Json) -> bool:
    return isinstance(entry, dict) and ("fullName" in entry or {"firstName", "lastName"} <= entry.keys())


def _row(place: int, speaker: dict[str, Json], titles: Mapping[str, str], questions: Mapping[str, str]) -> Row:
    """Return what the fields say. The tag line opens the biography: whom they work for would be a guess."""
    own = picked((name, text_at(speaker, name)) for name in _OWN_FIELDS)
    answered = picked(
        (
            text_at(answer, "question") or questions.get(text_at(answer, "questionId"), ""),
            text_at(answer, "answer") or text_at(answer, "answerValue"),
        )
        for answer in entries(speaker.get("questionAnswers"))
    )
    about = (text_at(speaker, "tagLine").strip(), own.get(Field.BIOGRAPHY, "").strip())
    return Row(
        row=place,
        name=whole_name(own),
        topic="; ".join(_topics(speaker.get("sessions"), titles)),
        organisation=answered.get(Field.ORGANISATION, ""),
        biography="\n\n".join(filter(None, about)),
        link=_link(speaker.get("links")) or answered.get(Field.LINK, ""),
        key=text_at(speaker, "id"),
    )


def _topics(sessions: Json, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the titles of their sessions."""
    for session in sessions if isinstance(sessions, list) else ():
        if isinstance(session, dict):
            title = text_at(session, "name") or text_at(session, "title")
        else:
            title = titles.get(session, "") if isinstance(session, str) else ""
        if title.strip():
            yield title


def _link(links: Json) -> str:
    """Return the link that says most of the person; the first of its kind."""
    given = [(text_at(link, "linkType"), text_at(link, "url")) for link in entries(links)]
    ranked = (url for liked in _LINKS_LIKED for kind, url in given if kind == liked and url.strip())
    return next(ranked, next((url for _, url in given if url.strip()), ""))
