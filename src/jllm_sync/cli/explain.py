"""jllm-sync explain: what a rule checks, why, how to mend and how to waive it."""

from __future__ import annotations

from typing import Annotated

import typer

from jllm_sync.cli import options


def explain(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="The rule's id; without one, all are listed.")
    ] = None,
    lang: options.Lang = None,
) -> None:
    """Explain a rule: when it fires, why, what to do, and how to waive what it finds.

    What is longer than a sentence is in English. Exit codes: 0, 2 there is no such rule.

    \b
    Examples:
      jllm-sync explain
      jllm-sync explain license-drift
    """
    from jllm_sync.cli.catalogs import check_rule
    from jllm_sync.cli.output import emit, language
    from jllm_sync.data import rule_address, rule_section
    from jllm_sync.messages import Sayable, message, said
    from jllm_sync.report.describe import remedy
    from jllm_sync.rules import RULE_BY_ID, RULES

    reader = language()
    if rule is None:
        widest = max(len(one.id) for one in RULES)
        emit("".join(f"{one.id:{widest}}  {said(one.sentence, reader)}\n" for one in RULES), None)
        return
    check_rule("explain", rule)
    found = RULE_BY_ID[rule]
    severity = message(f"severity-{found.severity}")
    on_pages = remedy(rule, on_pages=True)
    parts: list[Sayable] = [
        message("cli-explain", rule=rule, severity=severity, sentence=found.sentence, remedy=found.remedy),
        *([message("cli-explain-on-pages", remedy=on_pages)] if on_pages != found.remedy else []),
        rule_section(rule),
        message("cli-explain-waive", rule=rule),
        *([address] if (address := rule_address(rule)) else []),
    ]
    emit("\n\n".join(said(part, reader) for part in parts) + "\n", None)
