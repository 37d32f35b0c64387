"""When a summary may leave its circle: everybody quoted has said yes to the words that stand there now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cards import PrivateText
from bot.consents import Consent, digest
from bot.keys import AccountId, CircleId, MemberId, RoomId


class Stance(StrEnum):
    """What somebody quoted has said to the words as they are."""

    ASKED = "asked"
    YES = "yes"
    OWN_WORDS = "own-words"  # they proposed other words, which the drafter took
    UNNAMED = "unnamed"  # yes, without their name
    NO = "no"


SAID_YES = frozenset({Stance.YES, Stance.OWN_WORDS, Stance.UNNAMED})
SEEN = frozenset({Stance.OWN_WORDS, Stance.UNNAMED})
"""What the drafter can see of by the words themselves."""


@dataclass(frozen=True, slots=True)
class Words:
    """The title and the text of a summary, as they would stand there."""

    title: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the text's lines that hold something, in order."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())

    @property
    def pieces(self) -> tuple[str, ...]:
        """Return the digests of the title and of each paragraph."""
        return (digest(self.title), *map(digest, self.paragraphs))

    @property
    def mark(self) -> str:
        """Return what these words are told by: 8 characters, the same only for the same words."""
        return digest("\n".join((self.title, *self.paragraphs)))[:8]


@dataclass(frozen=True, slots=True)
class Change:
    """Other words that somebody quoted proposes: `new` in the place of `old`."""

    old: str
    new: str

    def fits(self, words: Words) -> bool:
        """Return whether the old words stand there exactly once, within one paragraph, and something is left."""
        lines = (words.title, *words.paragraphs)
        return sum(line.count(self.old) for line in lines) == 1 and self.old != self.new and bool(self.old)

    def made(self, words: Words) -> Words:
        """Return the words with the change in them."""
        return Words(words.title.replace(self.old, self.new), words.text.replace(self.old, self.new))


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is quoted. `name` is how they were shown when it was drafted; `agreed` the pieces they agreed to."""

    account: AccountId
    member: MemberId
    name: str
    stance: Stance = Stance.ASKED
    agreed: tuple[str, ...] = ()
    proposed: Change | None = None


def _parts(name: str) -> re.Pattern[str]:
    """Return what finds a name: whole or by its first word, with or without an @."""
    whole = " ".join(name.split())
    each = dict.fromkeys((whole, whole.split(" ")[0])) if whole else {}
    return re.compile(r"@?\b(?:" + "|".join(re.escape(n) for n in each) + r")\b" if each else r"(?!)", re.IGNORECASE)


def names(text: str, name: str) -> bool:
    """Return whether a text names somebody."""
    return _parts(name).search(text) is not None


def about(words: Words, name: str) -> tuple[str, ...]:
    """Return the pieces that are about somebody: the title and the paragraphs that name them, or everything."""
    theirs = tuple(digest(p) for p in words.paragraphs if names(p, name))
    return (digest(words.title), *theirs) if theirs else words.pieces


def without(words: Words, voice: Voice, nobody: str) -> tuple[Words, Voice]:
    """Return the words with a name taken out, and the yes of whoever had it to what stands there now."""
    parts = _parts(voice.name)
    theirs = [i for i, p in enumerate(words.paragraphs) if parts.search(p)]
    bare = Words(parts.sub(nobody, words.title), "\n".join(parts.sub(nobody, p) for p in words.paragraphs))
    agreed = (digest(bare.title), *(digest(bare.paragraphs[i]) for i in theirs)) if theirs else bare.pieces
    return bare, replace(voice, stance=Stance.UNNAMED, agreed=agreed, proposed=None)


def agrees(words: Words, voice: Voice, stance: Stance = Stance.YES) -> Voice:
    """Return the voice with a yes to the words about them as they stand there."""
    return replace(voice, stance=stance, agreed=about(words, voice.name), proposed=None)


def holds(words: Words, voice: Voice) -> bool:
    """Return whether a yes is to these words: each piece agreed to stands there, and no other one names them."""
    if voice.stance not in SAID_YES:
        return False
    known = set(voice.agreed)
    naming = {digest(p) for p in words.paragraphs if names(p, voice.name)}
    return known <= set(words.pieces) and naming <= known and digest(words.title) in known


def asked_anew(words: Words, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """Return the voices after the words have changed: a yes to something else is a yes no more."""
    return tuple(
        v if v.stance not in SAID_YES or holds(words, v) else replace(v, stance=Stance.ASKED, agreed=()) for v in voices
    )


def all_agree(words: Words, voices: Sequence[Voice]) -> bool:
    """Return whether it may be posted: everybody quoted said yes to what stands there now."""
    return all(holds(words, v) for v in voices)


def tells_who(voices: Sequence[Voice]) -> bool:
    """Return whether "it is not agreed", said at once, would tell the drafter by whom."""
    return sum(v.stance not in SEEN for v in voices) <= 1


def granted(
    share: str, circle: CircleId, words: Words, voices: Sequence[Voice], rooms: Sequence[RoomId]
) -> tuple[PrivateText, ...]:
    """Return the title and the paragraphs with the consent that lets them out, into these rooms only.

    Raises:
        ValueError: somebody has not agreed to them (a bug).
    """
    if not all_agree(words, voices):
        msg = f"share {share} was about to be posted without everybody's yes"
        raise ValueError(msg)
    consent = Consent(share, tuple(rooms), words.pieces)
    return tuple(PrivateText(t, circle, None, consent) for t in (words.title, *words.paragraphs))
