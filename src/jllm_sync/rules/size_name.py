"""size-name: a claimed size contradicts the size in the repo's own name. It needs no Hub."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from jllm_sync.catalog.fields import parse_size, show_claim
from jllm_sync.catalog.model import Catalog, Claim, Foundation, Size, Variant, format_parameters
from jllm_sync.data import load
from jllm_sync.finding import Stated
from jllm_sync.messages import in_language, joined, message
from jllm_sync.rules.rule import CatalogRule, Found, Place, place_of, set_claim

_NAMED = re.compile(
    r"(?:(?<![a-z0-9.])r?|(?<=[a-z]{3}))(?:(?P<active>a)|(?P<effective>e)|(?P<experts>\d{1,3})x)?"
    r"(?P<number>\d{1,4}(?:[._]\d{1,3})?)(?P<unit>[bmt])(?P<decimal>\d)?(?![a-z0-9])(?![-_]?tok)"
)
"""7b, 1.8b, 1_6b, 7b1, 330m, 1t, 8x7b, a3b, e4b, r7b, in a name in small letters; behind a word without a joint too
(qwq32b). What is followed by "tokens" is the size of the data.
"""
_TOLERANCE = 0.15
"""By so much a measured size may differ from a round name: embeddings may or may not be counted."""
_ROUNDED = 0.06
"""By so much two round figures may differ that mean the same: 70b and 71b, 100b and 96b; not 7b and 8b."""
_SMALL, _ROUNDED_SMALL = 100_000_000, 0.25
"""Below so many parameters the embeddings are most of them: 37m is called 30m."""
_LONGEST_CONTEXT = 10_000_000
_EFFECTIVE = 3
"""So many times its effective size a model may hold: Gemma 3n E2B has 5.4b."""
_FARTHEST = 0.35
"""Of the larger one: 1.4b is rounded to 1b; 500m is not."""
_TOWER = 1_200_000_000
"""A multimodal model is often named after its language model: by so much a measured size may exceed it."""
_MORE = 0.6
"""Of the named one: so much more a finer claim may count, a vision encoder or embeddings (3.8b of 3b, 793m of 0.5b)."""
_SHARED = 0.6
"""Experts share what is no expert: a mixture holds at least so much of what its name multiplies to (8x8b: 47b)."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A size as somebody writes it."""

    value: int
    step: int
    """What the last of its digits counts: it is rounded to that."""
    digits: int

    @classmethod
    def of(cls, text: str) -> _Figure:
        """A size such as 7b or 1.8b."""
        whole, _, decimals = text[:-1].partition(".")
        return cls(parse_size(text), parse_size(f"1{text[-1]}") // 10 ** len(decimals), len(whole) + len(decimals))

    @property
    def measured(self) -> bool:
        """Whether it is too exact for a name: 46.7b, 1.86b."""
        return self.digits >= 3 and self.step % 1_000_000_000 != 0

    def means(self, named: _Figure) -> bool:
        """Whether a claim of this size is the named one, rounded further, or the one that was measured of it."""
        more = self.value - named.value
        most = max(_TOLERANCE * named.value, min(_TOWER, _MORE * named.value))
        if (self.measured or self.step < named.step) and -_TOLERANCE * named.value <= more <= most:
            return True
        if self.step == named.step:
            return abs(more) <= (_ROUNDED_SMALL if self.value < _SMALL else _ROUNDED) * named.value
        return abs(more) <= min(max(self.step, named.step) / 2, _FARTHEST * max(self.value, named.value))


def check(catalog: Catalog) -> Iterator[tuple[Place, Found]]:
    """Fires where the name gives a size, or several, and none is the claimed one.

    A name gives a publisher's round figure, or of a mixture what its experts multiply to, and the active size beside; a
    claim may be that, or what was measured.
    """
    for entry in catalog.entries:
        for variant in entry.variants:
            claim = variant.claims.get("parameters")
            if claim is None or not isinstance(claim.value, Size) or variant.unofficial or variant.kind != "model":
                continue
            if found := _contradiction(catalog, variant, claim, claim.value):
                yield place_of(entry, variant), found


def _contradiction(catalog: Catalog, variant: Variant, claim: Claim, size: Size) -> Found | None:
    name = variant.repo.rpartition("/")[2].lower()
    parts = list(_NAMED.finditer(name))
    if any(part["unit"] == "b" for part in parts):
        parts = [part for part in parts if not _is_of_text(part)]
    totals, actives = [part for part in parts if not part["active"]], [part for part in parts if part["active"]]
    real_sizes = partial(_real_sizes, catalog, variant, name)
    right_total = not totals or any(_is(size.total, part, real_sizes) for part in totals)
    right_active = size.active is None or not actives or any(_is(size.active, part, dict) for part in actives)
    if right_total and right_active:
        return None
    named = [part[0] for part in (*totals, *actives)]
    simple = len(named) == 1 and totals[0]["experts"] is None and totals[0]["effective"] is None
    return Found(
        message=message("size-name.found", claimed=show_claim(claim), repo=variant.repo, named=joined(named, "and")),
        claim=claim,
        claimed=Stated(claim.raw, str(show_claim(claim))),
        reading=Stated(named, ", ".join(named)),
        fix=set_claim(variant, claim, _text(totals[0]), "unsafe") if simple else None,
    )


def _is(claimed: int, part: re.Match[str], real_sizes: Callable[[], Mapping[str, str]]) -> bool:
    """Whether a claimed size is what a part of the name says."""
    figure, named = _Figure.of(format_parameters(claimed)), _Figure.of(_text(part))
    if part["experts"] is not None:
        product = int(part["experts"]) * named.value
        return _SHARED * product <= claimed <= (1 + _TOLERANCE) * product
    if part["effective"] is not None:
        return (1 - _TOLERANCE) * named.value <= claimed <= _EFFECTIVE * named.value
    if figure.means(named):
        return True
    real = real_sizes().get(_text(part))
    return real is not None and figure.means(_Figure.of(real))


def _is_of_text(part: re.Match[str]) -> bool:
    """Whether a part beside a size in billions counts tokens: a context of 1m, a training on 3t."""
    return part["unit"] == "t" or (part["unit"] == "m" and _Figure.of(_text(part)).value <= _LONGEST_CONTEXT)


def _text(part: re.Match[str]) -> str:
    decimal = f".{part['decimal']}" if part["decimal"] else ""
    return f"{part['number'].replace('_', '.')}{decimal}{part['unit']}"


def _real_sizes(catalog: Catalog, variant: Variant, name: str) -> Mapping[str, str]:
    """The sizes of its family that are names and not measurements, with what the weights hold."""
    claim, families = variant.claims.get("foundation"), set()
    if claim is not None and isinstance(claim.value, Foundation):
        base = catalog.foundations[claim.value.id]
        families = {base.id, in_language(base.name, "en").lower().replace(" ", "-")}
    nominal: Mapping[str, Mapping[str, str]] = load("nominal_sizes.yaml")
    known: dict[str, str] = {}
    for family, sizes in nominal.items():  # the longest name last: gemma-2 is not gemma
        if family in families or re.search(rf"(?<![a-z0-9]){re.escape(family)}(?![a-z0-9])", name):
            known |= sizes
    return known


RULE = CatalogRule(id="size-name", severity="warning", check=check)
