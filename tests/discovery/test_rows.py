"""`add` on pages: a row in every page, at its place, in the manner of its neighbours; a variant in its row."""

from __future__ import annotations

from datetime import date

from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.drafting.draft import draft
from jllm_sync.drafting.writing import guesses, rows_text
from tests.build import observed
from tests.small_pages import HUB, small_pages

TODAY = date(2026, 8, 22)


def added(*repos: str) -> tuple[PagesDocument, PagesDocument, list[str]]:
    before = small_pages()
    new = [observed(repo=repo, config={"model_type": "llama", "max_position_embeddings": 8192}) for repo in repos]
    drafts, after = draft(before, [], new, None, None, "en", TODAY)
    assert isinstance(after, PagesDocument)
    return before, after, guesses(drafts, "en")


def test_a_new_family_is_one_row_in_every_page() -> None:
    before, after, told = added("acme/kasumi-20b", "acme/kasumi-20b-instruct")
    lines = rows_text(before, after).split("\n")
    assert [line for line in lines if not line.startswith("|")] == ["README.md", "", "en/README.md", ""]
    ja, en = (line for line in lines if line.startswith("|"))
    links = f"([**20b**]({HUB}/acme/kasumi-20b), [**20b**-instruct]({HUB}/acme/kasumi-20b-instruct))"
    assert f"Llama<br>{links} | 8,192 | 青研究所 |" in ja
    assert f"Llama<br>{links} | 8,192 | Blue Lab |" in en
    for path in ("README.md", "en/README.md"):  # before the first smaller one, at the same place in each page
        text = after.files[path].decode().split("\n")
        assert text.index(ja if path == "README.md" else en) == 8
        assert [line for line in text if line not in (ja, en)] == before.files[path].decode().split("\n")
    assert "acme/kasumi-20b: parameters by its name" in told, "the field is said once"
    entry = next(entry for entry in after.catalog.entries if entry.id == "acme-kasumi-20b")
    assert [variant.repo for variant in entry.variants] == ["acme/kasumi-20b", "acme/kasumi-20b-instruct"]


def test_a_sibling_goes_into_its_row() -> None:
    before, after, _ = added("acme/dewa-instruct")
    for path, data in after.files.items():
        pairs = zip(before.files[path].decode().split("\n"), data.decode().split("\n"), strict=True)
        ((old, new),) = [(old, new) for old, new in pairs if old != new]
        assert "acme/dewa)" in old
        assert f"]({HUB}/acme/dewa-instruct)" in new
    entry = next(entry for entry in after.catalog.entries if entry.id == "acme-dewa")
    assert {variant.repo for variant in entry.variants} == {"acme/dewa", "acme/dewa-instruct"}


def test_what_a_person_says_stands_in_the_row() -> None:
    before = small_pages()
    new = [observed(repo="acme/kasumi-20b", config={"model_type": "llama", "max_position_embeddings": 8192})]
    cells = {
        "name": {"": "[Kasumi](https://acme.jp)"},
        "license": {"ja": "MIT[^1]", "en": "[^1]"},
        "year": {"": "2031"},
    }
    _, after = draft(before, [], new, None, None, "en", TODAY, cells=cells)
    assert isinstance(after, PagesDocument)
    ja, en = (line for line in rows_text(before, after).split("\n") if line.startswith("|"))
    assert ja.startswith("| [Kasumi](https://acme.jp) | **2031** | Llama<br>([**20b**]") and ja.endswith("| MIT[^1] |")
    assert en.endswith("| ?[^1] |")


def test_what_differs_between_the_models_of_a_row_stands_line_by_line() -> None:
    before = small_pages()
    lengths = {"acme/kasumi-20b": 8192, "acme/kasumi-20b-instruct": 8192, "acme/kasumi-20b-long": 131072}
    new = [
        observed(
            repo=repo, config={"model_type": "llama", "max_position_embeddings": length}, card={"license": license_}
        )
        for (repo, length), license_ in zip(lengths.items(), ("mit", "apache-2.0", "mit"), strict=True)
    ]
    _, after = draft(before, [], new, None, None, "en", TODAY)
    assert isinstance(after, PagesDocument)
    ja, _ = (line for line in rows_text(before, after).split("\n") if line.startswith("|"))
    assert "| 8,192<br>long: 131,072 |" in ja and ja.endswith("| MIT<br>instruct: Apache 2.0 |")
    entry = next(entry for entry in after.catalog.entries if entry.id == "acme-kasumi-20b")
    read = {variant.repo: (variant.claims["context"].raw, variant.claims["license"].raw) for variant in entry.variants}
    assert read == {
        "acme/kasumi-20b": (8192, "mit"),
        "acme/kasumi-20b-instruct": (8192, "apache-2.0"),
        "acme/kasumi-20b-long": (131072, "mit"),
    }


def test_of_two_new_rows_at_one_line_the_larger_stands_first() -> None:
    before, after, _ = added("acme/kasumi-20b", "acme/yugao-30b", "acme/kosumo-24b")
    lines = [line for line in rows_text(before, after).split("\n") if line.startswith("|")]
    assert [line.split("[**")[1].split("**")[0] for line in lines] == ["30b", "24b", "20b"] * 2


def test_a_name_that_leads_elsewhere_has_its_models_behind_it_though_no_other_row_has() -> None:
    page = f"# L\n\n## A\n\n| Model | Year |\n|---|---|\n| [acme/ame-7b]({HUB}/acme/ame-7b) | 2024 |\n"
    before = PagesDocument([PageFile("README.md", page.encode())])
    new = [observed(repo="acme/kumo-7b"), observed(repo="acme/kumo-7b-it")]
    _, after = draft(before, [], new, "a", None, "en", TODAY, cells={"name": {"": "[Kumo](https://acme.jp)"}})
    links = f"([7b]({HUB}/acme/kumo-7b), [7b-it]({HUB}/acme/kumo-7b-it))"
    assert after.files["README.md"].decode().endswith(f"| [Kumo](https://acme.jp) {links} | |\n")
