"""Rows of question boxes and questions, as the core has them."""

import json
from typing import Any

from sqlalchemy import Row

from bot.keys import AccountId, CommunityId, DeliveryId, GuestId, MemberId, OccurrenceId, RitualId, RoomId
from bot.voices.questions import Box, BoxState, Places, Question, QuestionState


def _places(text: str) -> Places:
    return tuple((RoomId(room), DeliveryId(delivery)) for room, delivery in json.loads(text))


def as_box(row: Row[Any]) -> Box:
    """Return a row as a box."""
    return Box(
        id=row.id,
        community=CommunityId(row.community_id),
        ritual=RitualId(row.ritual_id) if row.ritual_id else None,
        guest=row.guest,
        guest_id=GuestId(row.guest_id) if row.guest_id else None,
        topic=row.topic,
        starts=row.starts_at,
        ends=row.ends_at,
        state=BoxState(row.state),
        occurrence=OccurrenceId(row.occurrence_id) if row.occurrence_id else None,
        opened_by=AccountId(row.opened_by) if row.opened_by else None,
        speaker=AccountId(row.speaker_id) if row.speaker_id else None,
        posts=_places(row.posts),
        notices=tuple(DeliveryId(d) for d in json.loads(row.notices)),
    )


def box_row(box: Box) -> dict[str, Any]:
    """Return a box as a row."""
    return {
        "id": box.id,
        "community_id": box.community,
        "ritual_id": box.ritual,
        "guest": box.guest,
        "guest_id": box.guest_id,
        "topic": box.topic,
        "starts_at": box.starts,
        "ends_at": box.ends,
        "state": box.state.value,
        "occurrence_id": box.occurrence,
        "opened_by": box.opened_by,
        "speaker_id": box.speaker,
        "posts": json.dumps(box.posts),
        "notices": json.dumps(box.notices),
    }


def as_question(row: Row[Any]) -> Question:
    """Return a row, with who asked where they did so by name, as a question."""
    return Question(
        id=row.id,
        community=CommunityId(row.community_id),
        box=row.box_id,
        asked_in=row.asked_in,
        state=QuestionState(row.state),
        day=row.asked_on,
        text=row.text,
        account=AccountId(row.account_id) if row.account_id else None,
        member=MemberId(row.who) if row.who else None,
        name=row.name or "",
        mask=row.mask,
        into=row.into_id,
        reason=row.reason,
        decided_by=AccountId(row.decided_by) if row.decided_by else None,
        carried=row.carried,
        answer=row.answer,
        answered_by=AccountId(row.answered_by) if row.answered_by else None,
        posts=_places(row.posts),
    )


def question_row(question: Question) -> dict[str, Any]:
    """Return a question as a row."""
    return {
        "id": question.id,
        "community_id": question.community,
        "box_id": question.box,
        "asked_in": question.asked_in,
        "state": question.state.value,
        "asked_on": question.day,
        "text": question.text,
        "account_id": question.account,
        "mask": question.mask,
        "into_id": question.into,
        "reason": question.reason,
        "decided_by": question.decided_by,
        "carried": question.carried,
        "answer": question.answer,
        "answered_by": question.answered_by,
        "posts": json.dumps(question.posts),
    }
