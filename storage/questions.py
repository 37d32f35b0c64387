"""Queries about question boxes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, GuestId, RitualId
from bot.voices.questions import Best, Box, BoxState, Mark, Question, QuestionState, best
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.question_rows import as_box, as_question, box_row, question_row
from storage.tables.community import accounts
from storage.tables.questions import question_boxes, question_keys, question_marks, questions
from storage.writing import put

TABLES = (question_boxes, questions, question_marks)
WHO = func.coalesce(accounts.c.member_id, accounts.c.id)
ROOT = func.coalesce(questions.c.into_id, questions.c.id)
GOES_ON = (BoxState.PLANNED.value, BoxState.OPEN.value, BoxState.OVER.value)
OPEN_ENDED = (
    QuestionState.NEW.value,
    QuestionState.WAITING.value,
    QuestionState.APPROVED.value,
    QuestionState.DECLINED.value,
)
"""What nobody has answered: it goes with whoever asked it."""


BOX_COLUMNS = [c.name for c in question_boxes.columns if c.name != "id"]
QUESTION_COLUMNS = [c.name for c in questions.columns if c.name != "id"]
NAMED = select(questions, accounts.c.name, accounts.c.member_id.label("who")).outerjoin(
    accounts, accounts.c.id == questions.c.account_id
)


@dataclass(frozen=True, slots=True)
class SqlQuestions:
    """`QuestionStore` on one session."""

    session: AsyncSession

    # Boxes

    async def put_boxes(self, boxes: Sequence[Box]) -> None:
        """Write boxes."""
        rows = [box_row(b) for b in boxes]
        await insert_all(self.session, question_boxes, rows, key=("id",), over=BOX_COLUMNS)

    async def boxes(self, ids: Iterable[str]) -> Mapping[str, Box]:
        """Return boxes by id."""
        query = select(question_boxes).where(among(question_boxes.c.id, list(ids)))
        return {r.id: as_box(r) for r in await self.session.execute(query)}

    async def boxes_at(self, dates: Iterable[tuple[RitualId, datetime]]) -> Mapping[tuple[RitualId, datetime], Box]:
        """Return the boxes of dates that are planned, open or over."""
        wanted = set(dates)
        if not wanted:
            return {}
        query = select(question_boxes).where(
            question_boxes.c.ritual_id.in_({r for r, _s in wanted}),
            question_boxes.c.starts_at.in_({s for _r, s in wanted}),
            question_boxes.c.state.in_(GOES_ON),
        )
        found = [as_box(r) for r in await self.session.execute(query)]
        return {(b.ritual, b.starts): b for b in found if b.ritual is not None and (b.ritual, b.starts) in wanted}

    async def boxes_in(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, tuple[Box, ...]]:
        """Return every box of communities, earliest date first."""
        found: dict[CommunityId, list[Box]] = {c: [] for c in communities}
        query = select(question_boxes).where(among(question_boxes.c.community_id, list(found)))
        for row in await self.session.execute(query.order_by(question_boxes.c.starts_at, question_boxes.c.id)):
            found[CommunityId(row.community_id)].append(as_box(row))
        return {c: tuple(each) for c, each in found.items()}

    # Questions

    async def questions(self, boxes: Iterable[str]) -> Mapping[str, tuple[Question, ...]]:
        """Return the questions of boxes."""
        found: dict[str, list[Question]] = {b: [] for b in boxes}
        query = NAMED.where(among(questions.c.box_id, list(found))).order_by(questions.c.asked_on, questions.c.id)
        for row in await self.session.execute(query):
            found[row.box_id].append(as_question(row))
        return {b: tuple(each) for b, each in found.items()}

    async def question(self, community: CommunityId, ident: str) -> Question | None:
        """Return a question of a community."""
        query = NAMED.where(questions.c.community_id == community, questions.c.id == ident)
        row = (await self.session.execute(query)).first()
        return as_question(row) if row else None

    async def put(self, changed: Sequence[Question]) -> None:
        """Write questions."""
        rows = [question_row(q) for q in changed]
        await insert_all(self.session, questions, rows, key=("id",), over=QUESTION_COLUMNS)

    async def drop(self, gone: Sequence[str]) -> None:
        """Remove questions with their votes; what was put together with one stands alone again."""
        if not gone:
            return
        alone = update(questions).where(among(questions.c.into_id, gone)).values(into_id=None)
        await self.session.execute(alone)
        await self.session.execute(delete(question_marks).where(among(question_marks.c.question_id, gone)))
        await self.session.execute(delete(questions).where(among(questions.c.id, gone)))

    # Votes and thanks

    async def marks(self, boxes: Iterable[str], mark: Mark) -> Mapping[str, int]:
        """Return how many members gave something to each question."""
        query = (
            select(ROOT.label("root"), func.count(WHO.distinct()).label("number"))
            .join(question_marks, question_marks.c.question_id == questions.c.id)
            .join(accounts, accounts.c.id == question_marks.c.account_id)
            .where(among(questions.c.box_id, list(boxes)), question_marks.c.kind == mark.value)
            .group_by(ROOT)
        )
        return {r.root: r.number for r in await self.session.execute(query)}

    async def marked(self, box: str, people: Sequence[AccountId], mark: Mark) -> frozenset[str]:
        """Return to which questions these accounts gave something."""
        query = (
            select(ROOT)
            .join(question_marks, question_marks.c.question_id == questions.c.id)
            .where(questions.c.box_id == box, self._by(people), question_marks.c.kind == mark.value)
        )
        return frozenset(await self.session.scalars(query))

    def _by(self, people: Sequence[AccountId]) -> ColumnElement[bool]:
        return among(question_marks.c.account_id, list(people))

    async def give(self, question: Question, account: AccountId, theirs: Sequence[AccountId], mark: Mark) -> bool:
        """Give something to a question, once a member, or take it back."""
        same = select(questions.c.id).where(or_(questions.c.id == question.id, questions.c.into_id == question.id))
        given = and_(
            question_marks.c.question_id.in_(same),
            self._by([*theirs, account]),
            question_marks.c.kind == mark.value,
        )
        if (await self.session.execute(select(question_marks.c.question_id).where(given))).first() is not None:
            await self.session.execute(delete(question_marks).where(given))
            return False
        row = {"question_id": question.id, "account_id": account, "kind": mark.value}
        await self.session.execute(insert(question_marks).values(**row))
        return True

    # Who asked

    async def asked_in(self, community: CommunityId) -> tuple[str, ...]:
        """Return in which boxes questions were asked without a name."""
        query = select(questions.c.asked_in).where(questions.c.community_id == community, questions.c.mask != "")
        return tuple(sorted(await self.session.scalars(query.distinct())))

    async def own(self, people: Sequence[AccountId], masks: Sequence[str]) -> tuple[Question, ...]:
        """Return the questions of these accounts, and those under these masks."""
        query = NAMED.where(_own(people, masks)).order_by(questions.c.asked_on, questions.c.id)
        return tuple(as_question(r) for r in await self.session.execute(query))

    async def key(self, community: CommunityId) -> str | None:
        """Return a community's key as it is sealed."""
        query = select(question_keys.c.sealed).where(question_keys.c.community_id == community)
        found: str | None = await self.session.scalar(query)
        return found

    async def put_key(self, community: CommunityId, sealed: str) -> None:
        """Write a community's key."""
        await put(self.session, question_keys, {"community_id": community, "sealed": sealed}, key=("community_id",))

    async def masked(self, community: CommunityId) -> tuple[str, ...]:
        """Return the questions that were asked without a name."""
        query = select(questions.c.id).where(questions.c.community_id == community, questions.c.mask != "")
        return tuple(await self.session.scalars(query))

    async def best(self, dates: Sequence[tuple[RitualId, datetime]]) -> Mapping[tuple[RitualId, datetime], Best]:
        """Return the best-liked answer of dates that have one."""
        wanted = set(dates)
        if not wanted:
            return {}
        query = select(question_boxes.c.id, question_boxes.c.ritual_id, question_boxes.c.starts_at).where(
            question_boxes.c.ritual_id.in_({r for r, _s in wanted}),
            question_boxes.c.starts_at.in_({s for _r, s in wanted}),
        )
        boxes = {r.id: (RitualId(r.ritual_id), r.starts_at) for r in await self.session.execute(query)}
        found, likes = await self.questions(boxes), await self.marks(boxes, Mark.LIKE)
        first = {date: best(found[b], likes) for b, date in boxes.items() if date in wanted}
        return {date: one for date, one in first.items() if one is not None}

    async def best_of(self, guest: GuestId) -> Best | None:
        """Return the best-liked answer of a guest's last date."""
        over = question_boxes.c.state.in_((BoxState.OVER.value, BoxState.CLOSED.value))
        query = select(question_boxes.c.id).where(question_boxes.c.guest_id == guest, over)
        box = await self.session.scalar(query.order_by(question_boxes.c.starts_at.desc()).limit(1))
        if box is None:
            return None
        return best((await self.questions([box]))[box], await self.marks([box], Mark.LIKE))

    # Duties

    async def export(self, who: Who) -> Record:
        """Return what the person asked with their name, and what they gave; no mask is told."""
        record = await export(self.session, TABLES, who)
        return {table: [{k: v for k, v in r.items() if k != "mask"} for r in rows] for table, rows in record.items()}

    async def forget(self, who: Who, masks: Sequence[str]) -> None:
        """Remove the person's questions and votes; an answer stays, without the question's words."""
        mine = _own(who.accounts, masks)
        unanswered = select(questions.c.id).where(mine, questions.c.state.in_(OPEN_ENDED))
        await self.drop(list(await self.session.scalars(unanswered)))
        hidden = and_(among(questions.c.mask, list(masks)), questions.c.mask != "")
        await self.session.execute(update(questions).where(hidden).values(text="", mask=""))
        await forget(self.session, TABLES, who)


def _own(people: Sequence[AccountId], masks: Sequence[str]) -> ColumnElement[bool]:
    hidden = and_(among(questions.c.mask, list(masks)), questions.c.mask != "")
    return or_(among(questions.c.account_id, list(people)), hidden)
