"""What others made of listed models: which repos are asked about, and what is said of the answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jllm_sync.cli.output import console_text
from jllm_sync.discovery.derivatives import Made, Trees, model_trees, roots
from jllm_sync.hub.observation import Derivative, Derivatives, DerivativesSeen
from jllm_sync.messages import Language
from jllm_sync.report.discovery import tree_data, tree_lines, tree_markdown
from tests.discovery.made import catalog_of, repo

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CATALOG = catalog_of("lab/a-7b", "lab/b-7b", {"repo": "fan/a-7b-GGUF", "unofficial": True}, "fan/listed")
MADE = (
    Derivative("fan/gguf", "quantized", 900, ("ja",)),
    Derivative("fan/english", "finetune", 50, ("en",)),
    Derivative("lab/own", "finetune", 10, ("ja",)),
    Derivative("fan/japanese", "finetune", 5, ("JA", "transformers")),
    Derivative("Fan/Listed", "merge", None, ()),
    Derivative("fan/other", None, 2, ()),
)


def trees_of(*models: Derivative, complete: bool = True, failed: str | None = None) -> Trees:
    wanted = roots(CATALOG, [repo("lab/a-7b"), repo("lab/b-7b"), repo("fan/listed")], {"one"})
    answers = {"lab/a-7b": Derivatives(NOW, complete, models)} if models else {}
    seen = DerivativesSeen(answers, tuple(answers), len(answers), {"lab/b-7b": failed} if failed else {})
    return model_trees(CATALOG, wanted, seen)


def text(trees: Trees, language: Language = "en", *, verbose: bool = False, quiet: bool = False) -> str:
    lines = tree_lines(trees, language, verbose=verbose, quiet=quiet)
    return console_text(lines, "never", to_terminal=False)


def test_asked_about_is_what_the_list_offers_and_the_hub_serves() -> None:
    moved = repo("lab/b-7b")
    observations = [repo("lab/a-7b", "gone"), moved, repo("fan/a-7b-GGUF"), repo("fan/listed", "disabled")]
    assert list(roots(CATALOG, observations, {"one"})) == ["lab/b-7b"]
    assert list(roots(CATALOG, observations, set())) == []
    assert list(roots(CATALOG, [], {"one"})) == []


def test_the_owners_own_are_left_to_the_proposals_and_copies_come_last() -> None:
    (tree,) = trees_of(*MADE).trees
    assert tree.made == (
        Made("fan/japanese", "finetune", ("ja",), 5, None),
        Made("fan/english", "finetune", (), 50, None),
        Made("fan/other", None, (), 2, None),
        Made("Fan/Listed", "merge", (), None, "one"),
        Made("fan/gguf", "quantized", ("ja",), 900, None),
    )
    assert tree.counts == {"finetune": 2, "merge": 1, None: 1, "quantized": 1}
    assert list(tree.counts) == ["finetune", "merge", None, "quantized"]


def test_in_words() -> None:
    assert text(trees_of(*MADE)).splitlines() == [
        "Made by others from listed models (named, never proposed)",
        "  lab/a-7b  5: fine-tune 2, merge 1, derivative 1, quantised copy 1  "
        "https://huggingface.co/models?other=base_model:lab/a-7b",
        "    fan/japanese  fine-tune  ja  5 downloads a month",
        "    fan/english  fine-tune  50 downloads a month",
        "    fan/other  derivative  2 downloads a month",
        "    Fan/Listed  merge  listed: one",
        "    1 more: -v names all",
        "1 of 3 listed models covered; asked about now: 1, requests: 1 (the oldest answer of 2026-11-01)",
        "2 not asked about yet: later runs go on with them (with a state), or raise --derivatives",
    ]
    assert "fan/gguf" in text(trees_of(*MADE), verbose=True)
    assert "not asked" not in text(trees_of(*MADE), quiet=True)
    assert "月間 50 ダウンロード" in text(trees_of(*MADE), "ja")
    assert "5 件以上: " in text(trees_of(*MADE, complete=False), "ja")


def test_nothing_known_and_nothing_made_are_not_the_same() -> None:
    assert "0 of 3 listed models covered" in text(trees_of())
    only_own = trees_of(MADE[2])
    assert only_own.trees == ()
    assert "Nothing by others is known." in text(only_own)
    assert "1 of 3 listed models covered" in text(only_own)
    failed = trees_of(*MADE, failed="HTTP 500")
    assert failed.unasked == 1
    assert "could not be asked about: lab/b-7b: HTTP 500" in text(failed)


def test_markdown_is_one_table_and_data_holds_all() -> None:
    rows = [line for line in tree_markdown(trees_of(*MADE), "en", verbose=True) if line.startswith("| ")]
    assert len(rows) == 2 + 5
    assert all(row.count(" | ") == 4 for row in rows)
    assert rows[2].startswith("| [`fan/japanese`](https://huggingface.co/fan/japanese) | [`lab/a-7b`](https://hugg")
    data = tree_data(trees_of(*MADE))
    assert (data["wanted"], data["known"], data["asked"], data["requests"]) == (3, 1, 1, 1)
    assert [model["repo"] for model in data["trees"][0]["models"]][-1] == "fan/gguf"


def test_the_oldest_answer_counts() -> None:
    wanted = roots(CATALOG, [repo("lab/a-7b"), repo("lab/b-7b")], {"one"})
    old = Derivatives(NOW - timedelta(days=40), True, MADE)
    seen = DerivativesSeen({"lab/a-7b": old, "lab/b-7b": Derivatives(NOW, True, ())}, ("lab/b-7b",), 1)
    assert "2 of 2 listed models covered; asked about now: 1, requests: 1 (the oldest answer of 2026-09-22)" in text(
        model_trees(CATALOG, wanted, seen)
    )
