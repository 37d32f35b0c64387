"""The drawing rule of questions: none twice before each was asked once, and none again that was answered lately."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.keys import PromptId
from bot.voices.model import Prompt
from bot.voices.rotation import cycle_of, draw, heard, order

RECENT = timedelta(days=90)
"""So long a question that was answered is not asked again while there are others (mission 6.2)."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions of a community that one deck, or all together, may ask now.

    Those out of their time of year, and those a steward took out, are not among them. `turns` of each is the last
    round in which it was asked. `answered`: those that somebody answered lately.
    """

    seed: str
    prompts: tuple[Prompt, ...]
    answered: frozenset[PromptId] = frozenset()

    @property
    def fresh(self) -> tuple[Prompt, ...]:
        """Return those that nobody answered lately; all of them where there are no others."""
        return tuple(p for p in self.prompts if p.id not in self.answered) or self.prompts

    @property
    def round(self) -> int:
        """Return how many whole rounds are over."""
        return cycle_of(p.candidate() for p in self.fresh)

    @property
    def left(self) -> int:
        """Return how many have not been asked in this round."""
        over = self.round
        return sum(p.turns <= over for p in self.fresh)

    def coming(self) -> tuple[Prompt, ...]:
        """Return those that are asked next, in order; those answered lately come after all others."""
        late = tuple(p for p in self.prompts if p.id in self.answered)
        return self._ordered(self.fresh) + (self._ordered(late) if len(late) < len(self.prompts) else ())

    def draw(self, at: datetime, *, but: Collection[PromptId] = ()) -> Prompt | None:
        """Return the question whose turn it is, as it is once it was asked; None where there is none.

        `but`: never one of these, though that leaves only what was answered lately.
        """
        for some in (self.fresh, self.prompts):
            by_id = {p.id: p for p in some if p.id not in but}
            found = draw((p.candidate() for p in by_id.values()), seed=self.seed)
            if found is not None:
                prompt = by_id[PromptId(found)]
                return replace(prompt, turns=heard(prompt.candidate(), at=at, cycle=self.round).turns, last=at)
        return None

    def asked(self, prompt: Prompt) -> "Pool":
        """Return the pool after one of its questions was asked, or another one that is not among them."""
        return replace(self, prompts=tuple(prompt if p.id == prompt.id else p for p in self.prompts))

    def _ordered(self, some: Iterable[Prompt]) -> tuple[Prompt, ...]:
        by_id: dict[str, Prompt] = {p.id: p for p in some}
        return tuple(by_id[i] for i in order((p.candidate() for p in by_id.values()), seed=self.seed))
