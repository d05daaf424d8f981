"""What the Hub has and the catalog lacks, in one line: there may be a hundred, and `discover` shows each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jllm_sync.finding import Finding
from jllm_sync.messages import Language
from jllm_sync.report.escape import visible
from jllm_sync.report.words import WORDS
from jllm_sync.rules import RULES

_OWNERS_SHOWN = 5
_OF_NEW = frozenset(rule.id for rule in RULES if rule.of_new)


def is_news(finding: Finding) -> bool:
    """Whether a finding is about what is new on the Hub, and nobody has waived it."""
    return finding.rule in _OF_NEW and finding.waiver is None


def apart(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with the list, and the news. A run with nothing else to say tells its news one by one."""
    findings = list(findings)
    listed = [finding for finding in findings if not is_news(finding)]
    if not listed:
        return findings, []
    return listed, [finding for finding in findings if is_news(finding)]


def news_line(news: Iterable[Finding], language: Language) -> str:
    """How many there are, and of whom: the owners with most of them."""
    words = WORDS[language]
    counts = Counter(finding.repo.partition("/")[0] for finding in news)
    owners = [f"{visible(owner)} {count}" for owner, count in counts.most_common(_OWNERS_SHOWN)]
    if len(counts) > _OWNERS_SHOWN:
        owners.append(words["more_owners"].format(count=len(counts) - _OWNERS_SHOWN))
    return words["new"].format(count=counts.total(), owners=", ".join(owners))
