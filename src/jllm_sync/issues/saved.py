"""The report that issues are reconciled with, where an audit has written it already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jllm_sync.audit import Report, Selection
from jllm_sync.catalog.model import Catalog
from jllm_sync.errors import UserError
from jllm_sync.finding import Confidence
from jllm_sync.report.json import read_report


def report_for_issues(path: Path, catalog: Catalog, min_confidence: Confidence) -> tuple[Report, date]:
    """A saved report of the whole catalog, and the day of its audit.

    A plan takes what is not found for resolved. So a report that left something out is refused, unless it is what the
    audit of this very command would have left out.

    Args:
        path: the report's file.
        catalog: the catalog it must be about.
        min_confidence: how certain the findings are that issues tell of.

    Raises:
        UserError: it is no report of jllm-sync, or none about the whole of this catalog as it is now.
    """
    saved = read_report(path, catalog)
    selection = saved.report.selection
    if narrowed := _narrowed(selection):
        raise UserError(
            f"{path}: expected a report about the whole catalog; found one narrowed by {narrowed}: the issues about "
            f"all the rest would close. Run `jllm-sync check {catalog.file} --format json -o {path}` without narrowing."
        )
    if selection.min_confidence != min_confidence:
        raise UserError(
            f"{path}: expected findings of --min-confidence {min_confidence}, as the issues are to tell of; found "
            f"those of --min-confidence {selection.min_confidence}: issues would open or close for that alone. Give "
            "`check` and `issues` the same --min-confidence."
        )
    return saved.report, saved.generated_at.date()


def _narrowed(selection: Selection) -> str:
    """The options that narrowed a run; empty where none did."""
    options = {
        "--section": selection.sections,
        "--entry": selection.entries,
        "--repo": selection.repos,
        "--rule": selection.rules,
        "--skip-rule": selection.skipped_rules,
    }
    given = [f"{option} {value}" for option, values in options.items() for value in values]
    return ", ".join(given[:3]) + (", …" if len(given) > 3 else "")
