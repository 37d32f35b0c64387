"""What a wild slot may be used for: ideas that come with Hearth, and in which order they are offered.

They were written for communities of practice: each needs no budget, no slides and less than an hour.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bot.i18n import later

LONGEST_TITLE: Final = 60
"""As long as the name of a ritual: one that is to be kept becomes one."""
LONGEST_ABOUT: Final = 200
OFFERED: Final = 3
"""So many ideas at a time: enough to choose from, few enough to choose today."""
MOST_SUGGESTED: Final = 2
"""Of which so many come from members, so that there is always one that nobody here thought of."""


@dataclass(frozen=True, slots=True)
class Idea:
    """Something to try once. `key`: as buttons carry it; `title` and `about` are marked for translation."""

    key: str
    title: str
    about: str


IDEAS: Final = (
    Idea("swap", later("Swap jobs for an hour"), later("In pairs, each does a small piece of the other's work.")),
    Idea("bad-paper", later("Read a bad paper aloud"), later("Find what is still right in it, and what to write.")),
    Idea("walk", later("Walk and talk"), later("Phones in pockets, outside, in twos; change partners half-way.")),
    Idea("fix-it", later("Fix-it hour"), later("Everybody brings one small broken thing and leaves with it mended.")),
    Idea("museum", later("Museum of mistakes"), later("One exhibit each: what went wrong, and what it taught.")),
    Idea("desk-tour", later("Show your desk"), later("Five minutes each: the tools, the shortcuts, the mess.")),
    Idea("no-slides", later("Talks without slides"), later("Three people, five minutes, one pencil and one sheet.")),
    Idea("ten-years", later("A letter to a beginner"), later("What would have helped you? Read the letters aloud.")),
    Idea("silent", later("An hour side by side"), later("Everybody works on one thing they put off; then tells.")),
    Idea("other-side", later("Argue the other side"), later("Defend what you disagree with, as well as you can.")),
    Idea("first-day", later("First day again"), later("Follow our own beginners' guide, step by step, and note.")),
    Idea("old-work", later("Look at old work"), later("Bring something from long ago. What would you keep?")),
    Idea("sketch", later("Draw how it works"), later("Each draws the same thing from memory; compare, and learn.")),
    Idea("two-truths", later("Two truths and a myth"), later("About our field. The others find the myth.")),
    Idea("interview", later("Interview a neighbour"), later("Ask somebody of another trade how they do it.")),
    Idea("stop", later("What shall we stop doing?"), later("One habit each. Agree on one, and stop it for a month.")),
    Idea("library", later("A library of people"), later("Everybody is a book; borrow one another for ten minutes.")),
    Idea("constraint", later("Half the tools"), later("Solve a usual task without your favourite tool.")),
    Idea("predict", later("Guess the next year"), later("Write three guesses, seal them, open them in a year.")),
    Idea("question", later("Only questions"), later("One brings a problem; the others may ask and not advise.")),
    Idea("teach-back", later("Teach it to a child"), later("Explain one hard thing in simple words; the others ask.")),
    Idea("scavenger", later("Scavenger hunt"), later("Ten odd things to find in what we make. Teams of three.")),
    Idea("remix", later("Remix each other's work"), later("Take what another made and change it for another use.")),
    Idea("open-door", later("Open door"), later("Bring one person who has never been here. Show them around.")),
    Idea("premortem", later("It has failed: why?"), later("Pick a plan, say that it failed, and find out how.")),
    Idea("recipe", later("A recipe each"), later("One thing you do well, in five steps, for all to try.")),
    Idea("soundtrack", later("Around one object"), later("Put one object in the middle, and tell what it changed.")),
    Idea("thank-tool", later("Thank a tool"), later("Write to those who made what we use every day.")),
)


def turns(seed: str, offered: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of all ideas, whose turn it is first.

    Those offered least often come first, so none comes again before all have been offered; equals come in an
    order that is the community's own.

    Args:
        seed: the community's id.
        offered: the keys that were offered before, one as often as it was; unknown ones count for nothing.
    """
    often = Counter(offered)
    return tuple(sorted((i.key for i in IDEAS), key=lambda k: (often[k], sha256(f"{seed} {k}".encode()).digest())))


def offer(seed: str, offered: Sequence[str], suggested: Sequence[str]) -> tuple[str, ...]:
    """Return what stewards choose from: members' ideas by id, then keys of ours; each by turns.

    Args:
        seed: the community's id.
        offered: what was offered before, keys and ids, one as often as it was.
        suggested: the ids of members' ideas, the oldest first.
    """
    often = Counter(offered)
    theirs = tuple(sorted(suggested, key=lambda s: often[s])[:MOST_SUGGESTED])
    return (*theirs, *turns(seed, offered)[: OFFERED - len(theirs)])


def known(key: str) -> Idea | None:
    """Return the idea of ours with that key."""
    return next((i for i in IDEAS if i.key == key), None)
