"""Lists that change without being built anew, so that focus and place stay where they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from nicegui.element import Element

V = TypeVar("V")


@dataclass(slots=True)
class Item(Generic[V]):
    """One element of a list: `show` brings it in step with a value."""

    element: Element
    show: Callable[[V], None]
    value: V | None = None


class Keyed(Generic[V]):
    """Keeps the children of `holder` in step with (key, value) pairs; `make` builds one that is new."""

    def __init__(self, holder: Element, make: Callable[[], Item[V]]) -> None:
        self._holder = holder
        self._make = make
        self._items: dict[str, Item[V]] = {}

    def show(self, pairs: Sequence[tuple[str, V]]) -> None:
        """Show exactly these, in this order. Keys are unique."""
        wanted = dict(pairs)
        for key in [k for k in self._items if k not in wanted]:
            self._holder.remove(self._items.pop(key).element)
        order = list(self._items)
        for index, (key, value) in enumerate(pairs):
            if key not in self._items:
                with self._holder:
                    self._items[key] = self._make()
                order.append(key)
            if order[index] != key:
                self._items[key].element.move(target_index=index)
                order.remove(key)
                order.insert(index, key)
            self._fill(self._items[key], value)
        self._items = {key: self._items[key] for key in order}

    @staticmethod
    def _fill(item: Item[V], value: V) -> None:
        if item.value != value:
            item.value = value
            item.show(value)
