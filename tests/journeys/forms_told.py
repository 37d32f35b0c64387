"""What people do on dates with a form, and what then stands in the room: a story for each of the nine."""

from dataclasses import dataclass
from typing import Final

Doing = tuple[int, str, str, str, str] | tuple[int, str, str, str, str, str]
"""(day from the first Monday, clock, who, title of the card, button, text of the form that opens)."""


@dataclass(frozen=True, slots=True)
class Story:
    """What people do with a ritual, and the titles of the cards of its lists."""

    ritual: str
    lists: tuple[str, ...]
    does: tuple[Doing, ...]

    @property
    def titles(self) -> frozenset[str]:
        """Return the titles of its cards; what is the same for all rituals is left out."""
        return frozenset({self.ritual, *self.lists, *(f"{name}: what came of it" for name in self.lists)})


ADD: Final = "Add mine"
STORIES: Final = {
    "weekly wins": Story(
        "Our wins",
        ("This week's wins",),
        (
            (2, "18:00", "aisha", "This week's wins", ADD, "Fewer flaky tests"),
            (3, "17:10", "noor", "This week's wins", ADD, "A calm release"),
        ),
    ),
    "show and tell": Story(
        "Our things",
        ("Who shows what",),
        tuple(
            (1, "10:00", who, "Who shows what", ADD, f"Thing of {who}") for who in ("aisha", "noor", "jonas", "maria")
        ),
    ),
    "case clinic": Story(
        "Our cases",
        ("Cases", "What we take with us"),
        (
            (1, "10:00", "aisha", "Cases", ADD, "Nobody reads our reviews"),
            (1, "10:00", "noor", "Cases", ADD, "Two teams, one repo"),
            (2, "18:00", "aisha", "Coming up: Our cases", "I'll do it: timekeeper"),
            (2, "18:00", "jonas", "Cases", "2"),
            (2, "18:00", "maria", "Cases", "1"),
            (2, "18:00", "maria", "Cases", "2"),
            (3, "17:50", "noor", "What we take with us", ADD, "Ask who decides"),
        ),
    ),
    "demo night": Story(
        "Our demos",
        ("Demos", "What to see more of"),
        (
            (1, "10:00", "aisha", "Demos", ADD, "A linter"),
            (1, "10:00", "noor", "Demos", ADD, "A robot"),
            (2, "18:00", "maria", "Coming up: Our demos", "I'll do it: stage hand"),
            (3, "17:55", "jonas", "What to see more of", ADD, "The robot, when it walks"),
        ),
    ),
    "book hour": Story(
        "Our book",
        ("What we read", "Questions to the text"),
        (
            (0, "18:00", "jonas", "What we read", ADD, "Wenger, until page 60"),
            (1, "10:00", "aisha", "Questions to the text", ADD, "What is practice?"),
            (1, "10:00", "noor", "Questions to the text", ADD, "Who is outside?"),
            (3, "17:05", "jonas", "Questions to the text", "2"),
        ),
    ),
    "debate": Story(
        "Our debate",
        ("Motions", "Before the debate", "After the debate"),
        (
            (0, "10:00", "aisha", "Motions", ADD, "Reviews are waste"),
            (1, "18:00", "noor", "Motions", "1"),
            *((2, "18:00", who, "Coming up: Our debate", "Going") for who in ("maria", "jonas", "aisha", "noor")),
            (3, "17:02", "aisha", "Before the debate", "For"),
            (3, "17:02", "noor", "Before the debate", "Against"),
            (3, "17:02", "jonas", "Before the debate", "For"),
            (3, "17:40", "aisha", "After the debate", "Against"),
            (3, "17:40", "noor", "After the debate", "Against"),
            (3, "17:40", "jonas", "After the debate", "For"),
        ),
    ),
    "reverse ama": Story(
        "Our answers to you",
        ("Questions to all of us", "Our answers"),
        (
            (1, "10:00", "aisha", "Questions to all of us", "I'll do it: asker"),
            (1, "10:05", "aisha", "Questions to all of us", ADD, "Why do you test by hand?"),
            (3, "17:20", "noor", "Our answers", ADD, "1: We see more"),
        ),
    ),
    "unconference": Story(
        "Our open hour",
        ("Topics",),
        (
            (1, "10:00", "aisha", "Topics", ADD, "Naming tests"),
            (1, "10:00", "jonas", "Topics", ADD, "Flaky tests"),
            (1, "10:00", "jonas", "Topics", ADD, "Mutants"),
            (1, "10:00", "noor", "Topics", ADD, "Who reviews"),
            (2, "18:00", "noor", "Topics", "3"),
            (2, "18:00", "noor", "Topics", "4"),
            (2, "18:00", "aisha", "Topics", "4"),
            (2, "18:00", "aisha", "Topics", "1"),
        ),
    ),
    "retro": Story(
        "Our retro",
        ("How it went", "One action"),
        (
            (3, "17:05", "aisha", "How it went", "Keep", "Pairing"),
            (3, "17:05", "noor", "How it went", "Change", "Late merges"),
            (3, "17:05", "jonas", "How it went", "Puzzles me", "Standups"),
            (3, "17:12", "aisha", "How it went", "2"),
            (3, "17:12", "noor", "How it went", "2"),
            (3, "17:12", "noor", "How it went", "3"),
            (3, "17:40", "noor", "One action", ADD, "Merge before noon, until May"),
        ),
    ),
}

READS: Final[dict[str, str]] = {
    "weekly wins": """\
This week's wins
Aisha: Fewer flaky tests
Noor: A calm release
Closed. What came of it was posted.
==
Our wins
We meet
Next time: Thu 24 Dec 17:00
==
Our wins
A round, one win each. Whoever speaks says what made it go well; nobody has to top anybody.
Opener: @…
==
Our wins
Last call for wins. One question each is fine, advice is not.
==
This week's wins: what came of it
1. Aisha: Fewer flaky tests
2. Noor: A calm release
""",
    "show and tell": """\
Who shows what
For Our things, Thu 26 Nov 17:00.
Aisha: Thing of aisha
Noor: Thing of noor
Jonas: Thing of jonas
Maria: Thing of maria
Closed. What came of it was posted.
==
Who shows what: what came of it
17:00 · Aisha: Thing of aisha
17:10 · Noor: Thing of noor
17:20 · Jonas: Thing of jonas
17:30 · Maria: Thing of maria
==
Our things
We meet
Next time: Thu 24 Dec 17:00
==
Our things
Each has ten minutes, questions included. Begin with what you were trying to do.
Caller: @…
==
Our things
What will you try yourself? Write one line here.
""",
    "case clinic": """\
Cases
It goes on in a newer message.
==
Cases
For Our cases, Thu 26 Nov 17:00.
Aisha: Nobody reads our reviews
Noor: Two teams, one repo
Closed. What came of it was posted.
==
Cases: what came of it
1. Noor: Two teams, one repo · 2 dots
1 more is on the list of the next time.
==
Our cases
We meet
Next time: Thu 24 Dec 17:00
==
Our cases
The case, ten minutes. Whoever brings it tells it and says what they want to know; the others listen.
Facilitator: @…
==
Our cases
Clarifying questions, ten minutes. Only questions whose answers are facts.
==
Our cases
Silence, five minutes. Everybody writes down what they would do.
Timekeeper: @…
==
Our cases
Ideas, twenty minutes. The others talk as if the case giver were not in the room; the case giver listens.
==
What we take with us
Noor: Ask who decides
Closed. What came of it was posted.
==
What we take with us: what came of it
1. Noor: Ask who decides
""",
    "demo night": """\
Demos
For Our demos, Thu 26 Nov 17:00.
Aisha: A linter
Noor: A robot
Closed. What came of it was posted.
==
Demos: what came of it
17:00 · Aisha: A linter
17:12 · Noor: A robot
==
Our demos
We meet
Next time: Thu 24 Dec 17:00
==
Our demos
Eight minutes each, four for questions. No slides before the thing itself has been seen.
Presenter: @…
==
What to see more of
Jonas: The robot, when it walks
Closed. What came of it was posted.
==
What to see more of: what came of it
1. Jonas: The robot, when it walks
""",
    "book hour": """\
What we read
Jonas: Wenger, until page 60
Closed.
==
Questions to the text
It goes on in a newer message.
==
Our book
We meet
Next time: Thu 24 Dec 17:00
==
Questions to the text
Aisha: What is practice?
Noor: Who is outside?
Closed. What came of it was posted.
==
Our book
Opener: whoever likes. Reads one paragraph aloud, and says why that one.
==
Our book
From the top of the list. Say the page before you say the opinion.
==
Questions to the text: what came of it
1. Noor: Who is outside? · 1 dot
2. Aisha: What is practice? · 0 dots
==
Our book
The last ten minutes. What do you want to try, and what do we read next?
Scribe: whoever likes. Writes down what we want to try.
""",
    "debate": """\
Motions
It goes on in a newer message.
==
Motions
For Our debate, Thu 26 Nov 17:00.
Aisha: Reviews are waste
Closed. What came of it was posted.
==
Motions: what came of it
1. Aisha: Reviews are waste · 1 dot
==
Our debate
We meet
Next time: Thu 24 Dec 17:00
==
Before the debate
For 2 · Against 1 · Undecided 0
Closed.
==
Our debate
Chair: @…
==
Our debate
For the motion, five minutes.
Speakers for: @…
==
Our debate
Against the motion, five minutes.
Speakers against: @…
==
Our debate
Questions from the floor, in turn to both sides.
==
After the debate
Closed. What came of it was posted.
==
After the debate: what came of it
For 1 · Against 2 · Undecided 0
Before: For 2 · Against 1 · Undecided 0
1 of us changed their mind.
""",
    "reverse ama": """\
Questions to all of us
Aisha: Why do you test by hand?
Closed. What came of it was posted.
==
Our answers to you
We meet
Next time: Thu 24 Dec 17:00
==
Our answers to you
This time the guest asks and we answer. Several answers to one question are what we want.
Asker: @…
==
Questions to all of us: what came of it
1. Aisha: Why do you test by hand?
==
Our answers
Noor: 1: We see more
Closed. What came of it was posted.
==
Our answers to you
Reader: @…
==
Our answers to you
The last round. Whoever asked says which answer was a surprise.
Asker: @…
==
Our answers: what came of it
1. Noor: 1: We see more
""",
    "unconference": """\
Topics
It goes on in a newer message.
==
Topics
Aisha: Naming tests
Jonas: Flaky tests
Jonas: Mutants
Noor: Who reviews
Closed. What came of it was posted.
==
Our open hour
We meet
Next time: Thu 24 Dec 17:00
==
Our open hour
Whoever comes is the right person, and whoever is not learning anything walks over to another round.
Opener: @…
==
Topics: what came of it
17:15 · Noor: Who reviews · 2 dots
17:35 · Aisha: Naming tests · 1 dot
17:55 · Jonas: Mutants · 1 dot
1 more is on the list of the next time.
==
Our open hour
Back together. One line from each round, here.
Scribe: whoever likes. Sees that each round leaves a few lines here.
""",
    "retro": """\
Our retro
We meet
Next time: Thu 24 Dec 17:00
==
How it went
It goes on in a newer message.
==
Our retro
Facilitator: @…
==
How it went
Keep
Aisha: Pairing
Change
Noor: Late merges
Puzzles me
Jonas: Standups
Closed. What came of it was posted.
==
Our retro
From the top, ten minutes each at most.
Timekeeper: whoever likes. Says when a part is over.
==
How it went: what came of it
1. Noor: Late merges (Change) · 2 dots
2. Jonas: Standups (Puzzles me) · 1 dot
3. Aisha: Pairing (Keep) · 0 dots
==
One action
Noor: Merge before noon, until May
Closed. What came of it was posted.
==
One action: what came of it
1. Noor: Merge before noon, until May
""",
}
"""What the cards of each say when it is over, oldest first, with a line between; the drawn stand as @…."""
