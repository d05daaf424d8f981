"""Where something new stands in a list that is sorted by size, as far as it is sorted at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def place_descending(sizes: Sequence[int | None], new: int | None) -> int:
    """The place at which the fewest others stand on the wrong side of it; of equal places the last.

    Args:
        sizes: the sizes in the order of the list, the largest first; None where one is not known.
        new: the size of what is put in; None where it is not known: then it stands at the end.
    """
    if new is None:
        return len(sizes)
    wrong = sum(size is not None and size > new for size in sizes)  # at the very beginning
    best, place = wrong, 0
    for index, size in enumerate(sizes, start=1):
        if size is not None:
            wrong += (size < new) - (size > new)
        if wrong <= best:
            best, place = wrong, index
    return place


def place_like_siblings(sizes: Sequence[int | None], new: int | None) -> int:
    """As :func:`place_descending`, in whichever direction the list goes; lists of variants go both ways."""
    known = [size for size in sizes if size is not None]
    rises = sum(later > earlier for earlier, later in pairwise(known))
    falls = sum(later < earlier for earlier, later in pairwise(known))
    if rises > falls:
        negated = [None if size is None else -size for size in sizes]
        return place_descending(negated, None if new is None else -new)
    return place_descending(sizes, new)
