"""The charts: plain SVG drawn by pygal, with the numbers as a table beside each.

The page's style sheet colours them, so that they follow light and dark; what pygal adds that a strict
Content-Security-Policy forbids (styles, scripts, style attributes) is taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from xml.etree import ElementTree

import pygal

from jllm_sync.catalog.model import format_parameters
from jllm_sync.messages import Language, Sayable, message, said
from jllm_sync.site.content import USES, Content, Known, Row

_SVG = "http://www.w3.org/2000/svg"
_MOST_SERIES = 8
"""As many colours as the Okabe-Ito palette has that can be told apart by the colour-blind."""
_GOLDEN = (5**0.5 - 1) / 2
_SIZES = tuple(10**exponent for exponent in range(6, 14))
"""Where the axis of sizes has lines: 1m, 10m …"""
_LENGTHS = tuple(128 * 4**step for step in range(10))
"""Where the axis of context lengths has lines: 128, 512, 2,048 …"""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in one language."""

    id: str
    title: str
    summary: str
    """What there is to see, in a sentence, for whoever cannot see it."""
    svg: str
    table: Table


def pictures(content: Content, language: Language) -> tuple[Picture, ...]:
    """The charts of a catalog; none of those for which it states nothing."""
    rows = [row for row in content.rows if row.year is not None and row.variant.kind == "model"]
    made = (
        _releases(content, rows, language),
        _licenses(rows, language),
        _scatter("sizes", rows, lambda row: row.size, format_parameters, _SIZES, language),
        _scatter("contexts", rows, lambda row: row.context, lambda tokens: f"{tokens:,}", _LENGTHS, language),
    )
    return tuple(picture for picture in made if picture is not None)


def _releases(content: Content, rows: Sequence[Row], language: Language) -> Picture | None:
    """Entries by the year of their release and the kind of model: one family is one release."""
    counts: dict[str, Counter[int]] = {}
    for row in {row.entry.id: row for row in reversed(rows)}.values():
        if row.year and row.year.number:
            counts.setdefault(content.kind_of(row.entry.section), Counter())[row.year.number] += 1
    order = sorted(counts, key=lambda kind: (-counts[kind].total(), kind))
    shown, others = order[: _MOST_SERIES - 1], order[_MOST_SERIES - 1 :]
    names = {kind: said(_title(content, kind), language) for kind in shown}
    series = {names[kind]: counts[kind] for kind in shown}
    if others:
        series[said(message("site-other-kinds"), language)] = sum((counts[kind] for kind in others), Counter())
    return _bars("releases", series, language)


def _licenses(rows: Sequence[Row], language: Language) -> Picture | None:
    counts: dict[str, Counter[int]] = {said(message(f"site-use-{use}"), language): Counter() for use in USES}
    for row in rows:
        if row.year and row.year.number:
            counts[said(message(f"site-use-{row.use}"), language)][row.year.number] += 1
    return _bars("licenses", {name: count for name, count in counts.items() if count.total()}, language)


def _bars(id_: str, series: Mapping[str, Counter[int]], language: Language) -> Picture | None:
    years = sorted({year for counts in series.values() for year in counts})
    if not years:
        return None
    all_years = list(range(years[0], years[-1] + 1))
    chart = _chart(pygal.StackedBar, language)
    chart.x_labels = [str(year) for year in all_years]
    for name, counts in series.items():
        chart.add(_short(name), [counts[year] for year in all_years])
    head = (said(message("site-year"), language), *series, said(message("site-total"), language))
    totals = {year: sum(counts[year] for counts in series.values()) for year in all_years}
    rows = [(str(y), *(str(counts[y]) for counts in series.values()), str(totals[y])) for y in all_years]
    most = max(all_years, key=lambda year: totals[year])
    summary = message(f"site-picture-{id_}.summary", first=str(all_years[0]), last=str(all_years[-1]), most=str(most))
    return _picture(id_, chart, summary, Table(head, tuple(rows)), language)


def _scatter(
    id_: str,
    rows: Sequence[Row],
    value_of: Callable[[Row], Known | None],
    shown: Callable[[int], str],
    lines: Sequence[int],
    language: Language,
) -> Picture | None:
    """A dot a repo: its year and a number, on a logarithmic scale.

    Args:
        id_: the picture's.
        rows: the repos with a year.
        value_of: the number of a repo.
        shown: a number as people read it.
        lines: numbers at which the axis has lines.
        language: the language of its words.
    """
    points: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        value = value_of(row)
        if row.year and row.year.number and value and value.number and value.number > 0:
            points.setdefault(row.year.number, []).append((value.number, row.variant.repo))
    if not points:
        return None
    years = list(range(min(points), max(points) + 1))
    chart = _chart(pygal.XY, language, stroke=False, logarithmic=True, show_legend=False, dots_size=3)
    chart.x_labels = years
    chart.x_value_formatter = lambda year: f"{year:.0f}"
    chart.value_formatter = lambda number: shown(round(number))
    numbers_seen = [number for numbers in points.values() for number, _ in numbers]
    inside = [line for line in lines if min(numbers_seen) / 4 <= line <= max(numbers_seen) * 4]
    chart.y_labels = inside or None
    chart.xrange = (years[0] - 0.5, years[-1] + 0.5)
    dots = []
    for year in sorted(points):
        ordered = sorted(points[year])
        for place, (number, repo) in enumerate(ordered):
            aside = (place * _GOLDEN % 1 - 0.5) * 0.7  # spread evenly within the year, the same in every run
            dots.append({"value": (year + aside, number), "label": f"{repo}: {shown(number)}"})
    chart.add(said(message(f"site-picture-{id_}.title"), language), dots)
    head = tuple(
        said(message(key), language) for key in ("site-year", "site-repos", "site-least", "site-median", "site-most")
    )
    table = []
    for year in sorted(points):
        numbers = sorted(number for number, _ in points[year])
        middle = shown(round(median(numbers)))
        table.append((str(year), str(len(numbers)), shown(numbers[0]), middle, shown(numbers[-1])))
    last = max(points)
    summary = message(
        f"site-picture-{id_}.summary",
        first=str(years[0]),
        last=str(years[-1]),
        median=shown(round(median(number for number, _ in points[last]))),
    )
    return _picture(id_, chart, summary, Table(head, tuple(table)), language)


def _chart(kind: type[Any], language: Language, **options: Any) -> Any:
    return kind(
        js=(),
        css=(),
        width=760,
        height=400,
        margin=12,
        margin_bottom=44,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        truncate_legend=-1,
        no_data_text=said(message("site-no-data"), language),
        print_values=False,
        disable_xml_declaration=True,
        **options,
    )


def _picture(id_: str, chart: Any, summary: Sayable, table: Table, language: Language) -> Picture:
    title = said(message(f"site-picture-{id_}.title"), language)
    text = said(summary, language)
    return Picture(id_, title, text, _plain_svg(chart.render_tree(), id_, title, text), table)


def _plain_svg(root: ElementTree.Element, id_: str, title: str, summary: str) -> str:
    """The drawing alone: its classes stay for the page's style sheet, and a dot's label becomes its title."""
    tag = f"{{{_SVG}}}"
    own_title = f"{tag}title"  # the library's name
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.tag if isinstance(child.tag, str) else ""
            classes = child.get("class", "").split()
            if not name or name.removeprefix(tag) in ("style", "script", "defs") or "tooltip-overlay" in classes:
                parent.remove(child)
            elif name.removeprefix(tag) == "desc" and "label" in classes:
                child.tag = f"{tag}title"
                child.attrib.clear()
            elif (
                name == f"{tag}desc"
                or {"text-overlay", "tooltip"} & set(classes)
                or (parent is root and name == own_title)
            ):
                parent.remove(child)
            else:
                child.attrib.pop("style", None)
                child.attrib.pop("id", None)
    root.attrib.clear()
    root.set("viewBox", "0 0 760 400")
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-labelledby", f"{id_}-t {id_}-d")
    for place, (name, text) in enumerate((("title", title), ("desc", summary))):
        element = ElementTree.Element(f"{tag}{name}", {"id": f"{id_}-{name[0]}"})
        element.text = text
        root.insert(place, element)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _title(content: Content, kind: str) -> Sayable:
    section = content.sections.get(kind)
    return section.title if section is not None else kind


def _short(text: str, longest: int = 44) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
