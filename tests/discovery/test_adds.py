"""`add` on whole pages: what discovery proposes is written, and nothing else changes; each shape of row, in two
languages.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.discovery.proposals import discover
from jllm_sync.drafting.draft import draft, related_listed
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.repo import RepoRef
from tests.build import observed
from tests.small_pages import HUB

PAGES = Path(__file__).parent.parent / "data" / "pages"
TODAY = date(2026, 8, 22)


def manners(document: PagesDocument) -> set[str]:
    """What `validate` finds in the pages, by fingerprint."""
    return {finding.fingerprint for finding in audit(document.catalog, None, Selection(), TODAY).findings}


def test_each_proposal_is_written_and_validate_finds_nothing_new() -> None:
    files = [PageFile(path, (PAGES / path).read_bytes()) for path in ("README.md", "en/README.md", "fr/README.md")]
    before = PagesDocument(files)
    hub = RecordedHub(embedded_recording())
    known = before.catalog.models()
    refs = sorted(RepoRef(variant.repo) for _, variant in known.values())
    seen = hub.observe(refs, frozenset(), refs)
    listed = [one for one in seen.results.values() if isinstance(one, Observation)]
    proposals = discover(before.catalog, seen.others, listed, TODAY).proposals
    assert len(proposals) > 200
    chosen = (*[one for one in proposals if one.entry is not None][::2], *proposals[::20])
    wrong = manners(before)
    others = {one.canonical: one for one in seen.others}
    for proposal in chosen:
        related = set(related_listed(before.catalog, [RepoRef(proposal.repo)]))
        beside = [one for one in listed if RepoRef(one.repo) in related]
        (made,), after = draft(before, beside, [others[proposal.repo]], None, None, "en", TODAY)
        assert isinstance(after, PagesDocument)
        assert (None if made.new else made.entry, made.section) == (proposal.entry, proposal.section)
        assert manners(after) <= wrong, proposal.repo
        models = after.catalog.models()
        assert models.keys() == known.keys() | {proposal.repo.lower()}
        for path, data in after.files.items():
            old, new = before.files[path].split(b"\n"), data.split(b"\n")
            changed = [line for line in new if line not in old]
            assert len(changed) == 1 and len(new) == len(old) + made.new
            if not made.new:  # the row is as it was but for the link
                (was,) = (line for line in old if line not in new)
                assert sum(a != b for a, b in zip(was.split(b"|"), changed[0].split(b"|"), strict=True)) == 1


HEAD = """\
# List

## Encoders

|  | Year | Architecture | Developer | License | HuggingFace? |
|---|---|---|---|---|---|
"""


@pytest.mark.parametrize(
    ("row", "new", "expected"),
    [
        # one model behind a ◯: brackets, as other rows have them; what stands behind it stays there
        (
            "| [Kumo](https://acme.jp) | 2024 | BERT | Acme | MIT | [◯](HUB/acme/kumo-base) [^1] |",
            "acme/kumo-large",
            "| [Kumo](https://acme.jp) | 2024 | BERT | Acme | MIT"
            " | ◯ ([base](HUB/acme/kumo-base), [large](HUB/acme/kumo-large)) [^1] |",
        ),
        # brackets behind a ◯, a label in words of its own
        (
            "| [Kumo](https://acme.jp) | 2024 | BERT | Acme | MIT"
            " | ◯<br>([base](HUB/acme/kumo-base), [large](HUB/acme/kumo-large),<br>"
            "[base (char)](HUB/acme/kumo-base-chr)) |",
            "acme/kumo-large-chr",
            "| [Kumo](https://acme.jp) | 2024 | BERT | Acme | MIT"
            " | ◯<br>([base](HUB/acme/kumo-base), [large](HUB/acme/kumo-large),<br>"
            "[base (char)](HUB/acme/kumo-base-chr), [large (char)](HUB/acme/kumo-large-chr)) |",
        ),
        # names that are repos
        (
            "| [acme/kumo-base](HUB/acme/kumo-base) | 2024 | BERT | Acme | MIT | ◯ |",
            "acme/kumo-large",
            "| [acme/kumo-base](HUB/acme/kumo-base)<br>[acme/kumo-large](HUB/acme/kumo-large)"
            " | 2024 | BERT | Acme | MIT | ◯ |",
        ),
        # variants behind the architecture, the size in bold, the label that there is already told apart
        (
            "| [Kumo](HUB/acme/kumo-7b) | 2024 | BERT<br>([**7b**](HUB/acme/kumo-7b), [**7b**-it](HUB/acme/kumo-7b-it))"
            " | Acme | MIT | ◯ |",
            "acme/kumo-2604-7b-it",
            "| [Kumo](HUB/acme/kumo-7b) | 2024 | BERT<br>([**7b**](HUB/acme/kumo-7b), [**7b**-it](HUB/acme/kumo-7b-it),"
            " [2604-**7b**-it](HUB/acme/kumo-2604-7b-it)) | Acme | MIT | ◯ |",
        ),
        # before all others: what the row offers first is another repo now
        (
            "| [Kumo](https://acme.jp)<br>([13b](HUB/acme/kumo-13b), [7b](HUB/acme/kumo-7b)) | 2024 | | Acme | MIT | |",
            "acme/kumo-70b",
            "| [Kumo](https://acme.jp)<br>([70b](HUB/acme/kumo-70b), [13b](HUB/acme/kumo-13b), [7b](HUB/acme/kumo-7b))"
            " | 2024 | | Acme | MIT | |",
        ),
    ],
)
def test_a_variant_goes_where_its_row_links_its_models(row: str, new: str, expected: str) -> None:
    other = "| [Ame](https://acme.jp/ame) | 2023 | BERT | Acme | MIT | ◯ ([small](HUB/acme/ame-small)) |"
    text = f"{HEAD}{row}\n{other}\n\n[^1]: A note.\n".replace("HUB", HUB)
    before = PagesDocument([PageFile("README.md", text.encode())])
    (entry, *_) = before.catalog.entries
    _, after = draft(before, [], [observed(repo=new)], None, entry.id, "en", TODAY)
    assert after.files["README.md"].decode() == text.replace(row.replace("HUB", HUB), expected.replace("HUB", HUB))
    assert new in after.catalog.models()
