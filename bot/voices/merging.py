"""Who is who among guests and the speakers of files: pure rules.

The same person stands in several files, spelled differently. Somebody is recognised by their key in the same source,
by the same page, or by their name; a name alone may be two people's, so where organisations contradict each other
nobody is merged, and somebody is told.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.keys import GuestId
from bot.voices.speakers import Speaker

FIELDS: Final = ("topic", "organisation", "biography", "link")
"""What an import fills where it is empty, and never writes over."""
_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""
_TITLES: Final = frozenset({"dr", "prof", "professor"})
_BEHIND: Final = re.compile(r"(.*\S)\s*\(([^()]+)\)\s*")
"""A name with something in brackets behind it: how two of one name are told apart."""
_SCHEME: Final = re.compile(r"^[a-z]+://(?:www\.)?|^www\.")


class Came(StrEnum):
    """What came of one speaker."""

    NEW = "new"
    FILLED = "filled"  # known, and something that was empty is known now
    MERGED = "merged"  # known from elsewhere or in another spelling, and nothing was missing
    UNCHANGED = "unchanged"  # known from there already
    DOUBTFUL = "doubtful"  # may be somebody who is known, or may not; nothing was changed


@dataclass(frozen=True, slots=True)
class Origin:
    """What one file said of a guest. `key`: their id in `source`, or empty. `gave`: which `FIELDS` it filled."""

    source: str
    key: str
    file: str
    name: str
    organisation: str
    link: str
    gave: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A guest as far as they can be recognised by it: every spelling, house, page and key they came with."""

    id: GuestId
    name: str
    fields: Mapping[str, str]
    origins: tuple[Origin, ...] = ()

    def speaks_as(self) -> frozenset[str]:
        """Return the marks of all their names."""
        return frozenset(mark(n) for n in (self.name, *(o.name for o in self.origins)))

    def houses(self) -> frozenset[str]:
        """Return the organisations they were named with, folded."""
        found = [(self.name, self.fields["organisation"]), *((o.name, o.organisation) for o in self.origins)]
        return frozenset(filter(None, (house(name, organisation) for name, organisation in found)))

    def pages(self) -> frozenset[str]:
        """Return the marks of their pages."""
        return frozenset(filter(None, (page(li) for li in (self.fields["link"], *(o.link for o in self.origins)))))

    def idents(self) -> frozenset[tuple[str, str]]:
        """Return (source, key) pairs."""
        return frozenset((o.source, o.key) for o in self.origins if o.key)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one speaker. `whom` is the guest as they are known now; None for a doubtful one.

    `like` are those who may be the same, by name; `gave` which fields were filled.
    """

    came: Came
    speaker: Speaker
    whom: Known | None = None
    gave: tuple[str, ...] = ()
    like: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return a text without case, accents and signs."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in taken_apart if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def mark(name: str) -> str:
    """Return what makes two names the same: any case, with or without accents and titles, "Byron, Ada", "Ada Byron"."""
    behind = _BEHIND.fullmatch(name)
    last, comma, first = (behind[1] if behind else name).partition(",")
    words = plain(f"{first} {last}" if comma and "," not in first and first.strip() else last + comma + first).split()
    bare = [w for w in words if w not in _TITLES]
    return " ".join(bare or words) or name.strip()


def house(name: str, organisation: str) -> str:
    """Return the organisation somebody was named with, folded; where none was, what stands in brackets."""
    behind = _BEHIND.fullmatch(name)
    return plain(organisation) or (plain(behind[2]) if behind else "")


def page(link: str) -> str:
    """Return what makes two pages the same: neither the scheme, www., a slash at the end nor the case of the host."""
    bare = _SCHEME.sub("", link.strip(), count=1) if "://" not in link else _SCHEME.sub("", _lower_host(link), count=1)
    return bare.rstrip("/")


def _lower_host(link: str) -> str:
    scheme, rest = link.strip().split("://", 1)
    host, slash, path = rest.partition("/")
    return f"{scheme.casefold()}://{host.casefold()}{slash}{path}"


def merged(known: Iterable[Known], speakers: Sequence[Speaker], file: str, ids: Iterable[GuestId]) -> tuple[Taken, ...]:
    """Return what comes of each speaker, in their order; `ids` are for those who are new, one for each speaker.

    They are looked at in an order of their own, so that it does not matter how a file is sorted: who says most of
    themselves comes first.
    """
    people = _People(known)
    free = iter(ids)
    done: dict[int, Taken] = {}
    for place in sorted(range(len(speakers)), key=lambda p: _order(speakers[p])):
        done[place] = people.take(speakers[place], file, next(free))
    return tuple(done[place] for place in range(len(speakers)))


def _order(speaker: Speaker) -> tuple[object, ...]:
    said = [getattr(speaker, name) for name in FIELDS]
    return (
        not speaker.organisation,
        not speaker.key,
        not speaker.link,
        mark(speaker.name),
        speaker.name,
        said,
        speaker.key,
    )


class _People:
    """Everybody who is known, found by what they are recognised by."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.all: dict[GuestId, Known] = {}
        self.by: dict[tuple[str, object], dict[GuestId, None]] = {}
        for each in known:
            self.put(each)

    def put(self, one: Known) -> None:
        self.all[one.id] = one
        marks: list[tuple[str, object]] = [("name", m) for m in one.speaks_as()]
        marks += [("page", p) for p in one.pages()] + [("key", k) for k in one.idents()]
        for each in marks:
            self.by.setdefault(each, {})[one.id] = None

    def found(self, kind: str, what: object) -> list[Known]:
        return [self.all[i] for i in self.by.get((kind, what), {})]

    def take(self, speaker: Speaker, file: str, fresh: GuestId) -> Taken:
        same, doubts = self.search(speaker)
        if doubts:
            return Taken(Came.DOUBTFUL, speaker, like=tuple(dict.fromkeys(k.name for k in doubts)))
        said = {name: str(getattr(speaker, name)) for name in FIELDS}
        origin = Origin(speaker.source, speaker.key, file, speaker.name, speaker.organisation, speaker.link)
        if same is None:
            gave = tuple(n for n in FIELDS if said[n])
            new = Known(fresh, speaker.name, said, (replace(origin, gave=gave),))
            self.put(new)
            return Taken(Came.NEW, speaker, new, gave)
        gave = tuple(n for n in FIELDS if said[n] and not same.fields[n])
        again = any(replace(o, gave=()) == origin for o in same.origins)
        if again and not gave:
            return Taken(Came.UNCHANGED, speaker, same)
        filled = {n: said[n] if n in gave else same.fields[n] for n in FIELDS}
        more = replace(same, fields=filled, origins=(*same.origins, replace(origin, gave=gave)))
        self.put(more)
        return Taken(Came.FILLED if gave else Came.MERGED, speaker, more, gave)

    def search(self, speaker: Speaker) -> tuple[Known | None, list[Known]]:
        """Return who it is, else who it may be."""
        certain: dict[GuestId, Known] = {}
        doubts: list[Known] = []
        if speaker.key:
            for one in self.found("key", (speaker.source, speaker.key)):
                if _share_a_name(one, speaker.name):
                    certain[one.id] = one
                else:
                    doubts.append(one)
        for one in self.found("page", page(speaker.link)) if page(speaker.link) else ():
            if _share_a_name(one, speaker.name):  # else it is the page of the house they both work for
                certain[one.id] = one
        if len(certain) == 1 and not doubts:
            return next(iter(certain.values())), []
        if certain or doubts:
            return None, [*certain.values(), *doubts]
        return self._by_name(speaker)

    def _by_name(self, speaker: Speaker) -> tuple[Known | None, list[Known]]:
        namesakes = self.found("name", mark(speaker.name))
        if len(namesakes) == 1 and _may_be(namesakes[0], speaker):
            return namesakes[0], []
        # Among several the house decides, where it is said.
        exact = [k for k in namesakes if house(speaker.name, speaker.organisation) in k.houses()]
        return (exact[0], []) if len(exact) == 1 else (None, namesakes)


def _may_be(known: Known, speaker: Speaker) -> bool:
    """Return whether what is said of their houses does not contradict that they are one."""
    said = house(speaker.name, speaker.organisation)
    return not said or not known.houses() or said in known.houses()


def _share_a_name(known: Known, name: str) -> bool:
    words = {w for m in known.speaks_as() for w in m.split() if len(w) > 1}
    return bool(words & set(mark(name).split())) or mark(name) in known.speaks_as()
