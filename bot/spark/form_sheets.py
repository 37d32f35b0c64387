"""Letting lists open, close and be told, and keeping their cards up to date in every space."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.cards import Card
from bot.deliveries import Owe
from bot.i18n import speaking
from bot.keys import DeliveryId
from bot.spark import sheet_texts
from bot.spark.form_model import Act, Collection, Step
from bot.spark.form_runs import Phase, Run, Sheet, in_turn
from bot.spark.form_scene import Seen
from bot.spark.sheet_texts import Shown

LIVES: Final = timedelta(days=7)
"""So long a card of a list is edited."""
SAID_WITHIN: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Sheets:
    """Shows lists."""

    now: datetime
    owe: Owe

    def step(self, seen: Seen, step: Step) -> tuple[Run, Sequence[str]]:
        """Do one step of a date; return its run, and the lines that had no turn and wait."""
        each = seen.form.list(step.list)
        with speaking(seen.language):
            if each is None:
                self._post(seen, sheet_texts.saying(seen, step), SAID_WITHIN)
                return seen.run, ()
            shown = Shown(seen, each)
            if step.act in {Act.COLLECT, Act.VOTE}:
                return self._open(shown, step), ()
            before = seen.run.sheets.get(each.key, Sheet(Phase.OPEN))
            if step.act is Act.CLOSE:
                return self._closed(shown, before, step), ()
            return self._told(shown, before, step)

    def _post(self, seen: Seen, card: Card, lives: timedelta) -> tuple[DeliveryId, ...]:
        """Post a card where the date is: in its thread, once it has begun."""
        expires, reason = self.now + lives, seen.run.occurrence
        begun = seen.run.began is not None
        return tuple(
            self.owe.post(room, card, reason=reason, expires_at=expires, under=thread if begun else None)
            for room, thread in seen.date.rooms
        )

    def _open(self, shown: Shown, step: Step) -> Run:
        """Let people write or vote: on a new card, which is seen; an older one says that it is no longer the one."""
        run, key = shown.seen.run, shown.list.key
        before = run.sheets.get(key, Sheet(Phase.OPEN))
        # There is nothing to vote on yet: people can still write, so that the date is about something.
        waits = step.act is Act.VOTE and not shown.list.options and not shown.entries
        phase = Phase.OPEN if step.act is Act.COLLECT or waits else Phase.VOTING
        sheet = replace(before, phase=phase, say=before.say if waits else step.say)
        seen = replace(shown.seen, run=run.with_sheet(key, sheet))
        card = sheet_texts.sheet(Shown(seen, shown.list), sheet)
        self._edit(seen, before, sheet_texts.moved_on(shown))
        sheet = replace(sheet, cards=self._post(seen, card, LIVES))
        self._mention(seen, step)
        return run.with_sheet(key, sheet)

    def _mention(self, seen: Seen, step: Step) -> None:
        """Say whose part it is: a card of a list pings nobody, it is edited too often."""
        if step.role:
            self._post(seen, sheet_texts.saying(seen, replace(step, say="")), SAID_WITHIN)

    def _edit(self, seen: Seen, sheet: Sheet, card: Card) -> None:
        for post in sheet.cards:
            self.owe.edit(post, card, reason=seen.run.occurrence, expires_at=self.now + LIVES)

    def _closed(self, shown: Shown, before: Sheet, step: Step) -> Run:
        sheet = replace(before, phase=Phase.CLOSED)
        self._edit(shown.seen, before, sheet_texts.sheet(shown, sheet))
        if step.say or step.role:
            self._post(shown.seen, sheet_texts.saying(shown.seen, step), SAID_WITHIN)
        return shown.seen.run.with_sheet(shown.list.key, sheet)

    def _told(self, shown: Shown, before: Sheet, step: Step) -> tuple[Run, Sequence[str]]:
        seen, each = shown.seen, shown.list
        if step.say or step.role:
            self._post(seen, sheet_texts.saying(seen, step), SAID_WITHIN)
        card = sheet_texts.result(shown, self._begins(seen.run, step))
        sheet = replace(before, phase=Phase.TOLD, results=(*before.results, *self._post(seen, card, LIVES)))
        self._edit(seen, before, sheet_texts.sheet(shown, sheet))
        return seen.run.with_sheet(each.key, sheet), _waiting(shown, each)

    def _begins(self, run: Run, step: Step) -> datetime:
        return max(run.starts, step.due(run.starts, run.minutes))

    def again(self, seen: Seen, keys: Sequence[str]) -> None:
        """Let the cards of lists say what they say now; also what came of them, where a name or a line is gone."""
        with speaking(seen.language):
            for key in keys:
                each, sheet = seen.form.list(key), seen.run.sheets.get(key)
                if each is None or sheet is None:
                    continue
                shown = Shown(seen, each)
                self._edit(seen, sheet, sheet_texts.sheet(shown, sheet))
                told = next((s for s in seen.form.steps if s.act is Act.RESULT and s.list == key), None)
                if sheet.results and told is not None:
                    card = sheet_texts.result(shown, self._begins(seen.run, told))
                    self._edit(seen, Sheet(sheet.phase, cards=sheet.results), card)


def _waiting(shown: Shown, each: Collection) -> Sequence[str]:
    """Return the lines that had no turn, where they are carried over."""
    if not each.carry:
        return ()
    turns = {e.id for e in in_turn(shown.seen.form, each, shown.seen.run, shown.entries, shown.seen.dots)}
    return [e.id for e in shown.entries if e.id not in turns]
