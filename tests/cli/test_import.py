"""jllm-sync import, of lists as other people keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Program

TABLE = """\
# Open models

## Chat

| Model | Licence | Context | Size |
|-------|---------|---------|------|
| [Qwen3-8B](https://huggingface.co/Qwen/Qwen3-8B) | Apache 2.0 | 32k | 8B |
| Gemma 3 ([it](https://huggingface.co/google/gemma-3-4b-it)) | Gemma | 128K tokens | 4B |
| GPT-4o | proprietary | 128k | ? |

### Embeddings

| Name | Licence | Dim | Downloads |
| --- | --- | --- | --- |
| https://huggingface.co/intfloat/e5-large-v2 | MIT | 1024 | 500,000 |
| [again](https://huggingface.co/Qwen/Qwen3-8B) | MIT | 1024 | 7,000 |
"""
BULLETS = """\
# Small models

- [SmolLM2](https://huggingface.co/HuggingFaceTB/SmolLM2-1.7B) - Apache 2.0, 8k context
- [ ] **Phi-4** ([HF](https://huggingface.co/microsoft/phi-4)): MIT
  1. https://huggingface.co/Qwen/Qwen3-0.6B
- [a paper](https://arxiv.org/abs/1) and nothing else
"""


def imported(program: Program, folder: Path, text: str, *arguments: str) -> tuple[dict[str, dict[str, object]], str]:
    (folder / "list.md").write_text(text, encoding="utf-8")
    result = program("import", *(arguments or ("list.md",)), "-o", "made.yaml", LANG="en_US.UTF-8")
    assert result.returncode == 0, result.stderr
    assert program("validate", "made.yaml").returncode == 0
    catalog = yaml.safe_load((folder / "made.yaml").read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for section in catalog["sections"] for entry in section["entries"]}
    return entries, result.stdout + result.stderr


def test_an_ordinary_english_table(program: Program, tmp_path: Path) -> None:
    entries, told = imported(program, tmp_path, TABLE, "en=list.md")
    qwen, gemma = entries["qwen3-8b"], entries["gemma-3"]
    assert (qwen["license"], qwen["context"], qwen["parameters"]) == ("apache-2.0", "32k", "8b")
    assert (gemma["context"], gemma["variants"]) == ("128k", [{"label": "it", "repo": "google/gemma-3-4b-it"}])
    assert entries["e5-large-v2"]["variants"] == [{"repo": "intfloat/e5-large-v2"}]
    assert "2 sections, 5 entries, 3 repos" in told


def test_a_number_under_an_unknown_title_is_told_and_no_context_length(program: Program, tmp_path: Path) -> None:
    entries, told = imported(program, tmp_path, TABLE)
    assert "context" not in entries["e5-large-v2"]
    assert "«Dim»: a column that is not known" in told and "«Downloads»: a column that is not known" in told


def test_a_repo_that_a_list_offers_twice_stays_in_its_first_row(program: Program, tmp_path: Path) -> None:
    entries, told = imported(program, tmp_path, TABLE)
    assert "variants" not in entries["again"]
    assert "list.md:16: Qwen/Qwen3-8B is offered in line 7 already" in told


def test_a_list_of_bullets(program: Program, tmp_path: Path) -> None:
    entries, told = imported(program, tmp_path, BULLETS)
    repos = {id_: entry["variants"][0]["repo"] for id_, entry in entries.items()}  # type: ignore[index]
    assert repos == {
        "smollm2": "HuggingFaceTB/SmolLM2-1.7B",
        "phi-4": "microsoft/phi-4",
        "qwen3-0.6b": "Qwen/Qwen3-0.6B",
    }
    assert "list.md:3: a cell beyond the table's last column: Apache 2.0, 8k context" in told
    assert "list.md:4: a cell beyond the table's last column: MIT" in told


def test_links_of_which_none_is_read_are_an_error(program: Program, tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text("# A\n\nSee https://huggingface.co/Qwen/Qwen3-8B.\n", encoding="utf-8")
    result = program("import", "list.md", "-o", "made.yaml")
    assert result.returncode == 2 and not (tmp_path / "made.yaml").exists()
    assert "list.md:3:1: 1 link to the Hub, and none of them" in result.stderr
    assert "`jllm-sync init --from FILE`" in result.stderr


@pytest.mark.parametrize("text", ["", "# Nothing\n"])
def test_a_page_without_links_makes_an_empty_catalog(program: Program, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.md").write_text(text, encoding="utf-8")
    result = program("import", "list.md", "-o", "made.yaml", LANG="en_US.UTF-8")
    assert (result.returncode, result.stdout) == (0, "made.yaml: 0 sections, 0 entries, 0 repos\n")
    assert program("validate", "made.yaml").returncode == 0
