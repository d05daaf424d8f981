"""`jllm-sync site` as it is typed: a folder that is replaced whole, and never one that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from jllm_sync.cli.site import write_site
from jllm_sync.errors import UserError

FILES = {"index.html": "<p>one</p>", "data/a.json": "{}"}


def test_a_site_replaces_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_site(FILES | {"en/old.html": "old"}, folder)
    write_site(FILES, folder)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        ".jllm-sync-site",
        "a.json",
        "index.html",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["public"], "nothing is left beside it"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_site(FILES, tmp_path)
    assert (tmp_path / "index.html").read_text() == "<p>one</p>"


def test_what_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match="would be replaced"):
        write_site(FILES, tmp_path)
    with pytest.raises(UserError, match="expected a folder"):
        write_site(FILES, tmp_path / "thesis.tex")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"
