"""Pages as other people write them: each is read right, or told with file and line; an edit keeps all else."""

# ruff: noqa: E501  (a table of pages: one a line)

from __future__ import annotations

import re

import pytest

from jllm_sync.catalog.model import InvalidCatalog, Location
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.drafting.draft import draft
from jllm_sync.finding import Edit
from tests.build import observed
from tests.small_pages import HUB

HEAD = "| Model | Year | License | Context |\n|---|---|---|---|\n"
ROW = f"| [Kumo]({HUB}/acme/kumo-7b) | 2024 | MIT | 4096 |\n"
TOP = "# List\n\n## Models\n\n"
SHAPES = {
    "details": f"{TOP}<details><summary>More</summary>\n{HEAD}{ROW}</details>\n",
    "item of a list": f"{TOP}- item\n\n  {HEAD.replace('|---|---', '  |---|---', 1)}  {ROW}",
    "quotation": TOP + "".join(f"> {line}\n" for line in (HEAD + ROW).splitlines()),
    "setext headings": f"List\n=\n\nModels\n-\n\n{HEAD}{ROW}",
    "definitions": f"{TOP}{HEAD}| [Kumo][k] | 2024 | MIT | 4096 |\n\n[k]: <{HUB}/acme/kumo-7b> 'Kumo'\n",
    "shortcut": f"{TOP}{HEAD}| [acme/kumo-7b] | 2024 | MIT | 4096 |\n\n[acme/kumo-7b]: {HUB}/acme/kumo-7b\n",
    "autolink": f"{TOP}{HEAD}| <{HUB}/acme/kumo-7b> | 2024 | MIT | 4096 |\n",
    "bare address": f"{TOP}{HEAD}| {HUB}/acme/kumo-7b | 2024 | MIT | 4096 |\n",
    "title of a link": f'{TOP}{HEAD}| [Kumo]({HUB}/acme/kumo-7b "a | b") | 2024 | MIT | 4096 |\n'.replace("a | b", "a"),
    "HTML link": f"{TOP}{HEAD}| <a target=_blank href='{HUB}/acme/kumo-7b'>Kumo</a> | 2024 | MIT | 4096 |\n",
    "badge": f"{TOP}{HEAD}| Kumo [![HF](https://img.example/x.svg)]({HUB}/acme/kumo-7b) | 2024 | MIT | 4096 |\n",
    "footnotes": f"{TOP}{HEAD}| [Kumo]({HUB}/acme/kumo-7b)[^1] | 2024[^1] | MIT[^1] | 4096 |\n\n[^1]: A note.\n",
    "escaped pipes": f"{TOP}{HEAD}| [Ku\\|mo]({HUB}/acme/kumo-7b) `a\\|b` | 2024 | MIT | 4096 |\n",
    "no pipes at the ends": f"{TOP}Model | Year | License | Context\n---|---|---|---\n{ROW[2:-3]}\n",
    "levels left out": f"# List\n\n#### Models\n\n{HEAD}{ROW}",
    "front matter": f"---\ntitle: A list\ntags:\n  - x\n---\n\n{TOP}{HEAD}{ROW}",
    "a break at the top": f"---\n\n{TOP}{HEAD}{ROW}\n---\n",
    "CRLF": f"{TOP}{HEAD}{ROW}".replace("\n", "\r\n"),
    "below a paragraph": f"{TOP}The models:\n{HEAD}{ROW}",
    "tabs": f"{TOP}{HEAD}{ROW}".replace("| 4096", "|\t4096").replace("\n|", "\n\t|"),
    "Chinese": f"# 列表\n\n## 模型\n\n| 模型 | 发布时间 | 许可证 | 上下文长度 |\n|---|---|---|---|\n{ROW}",
    "Korean": f"# 목록\n\n## 모델\n\n| 모델 | 출시일 | 라이선스 | 컨텍스트 길이 |\n|---|---|---|---|\n{ROW}",
    "German": "# Liste\n\n## Modelle\n\n| Modell | Veröffentlicht | Lizenz | Kontextlänge |\n|---|---|---|---|\n"
    + ROW.replace("2024", "30. April 2024").replace("4096", "4.096"),
    "Spanish": "# Lista\n\n## Modelos\n\n| Modelo | Año | Licencia | Longitud de contexto |\n|---|---|---|---|\n"
    + ROW.replace("2024", "abril de 2024"),
    "Portuguese": f"# Lista\n\n## Modelos\n\n| Modelo | Ano | Licença | Comprimento de contexto |\n|---|---|---|---|\n{ROW}",
    "French": "# Liste\n\n## Modèles\n\n| Modèle | Date de sortie | Licence | Longueur de contexte |\n|---|---|---|---|\n"
    + ROW.replace("2024", "août 2024"),
    "months": f"{TOP}{HEAD}{ROW.replace('2024', 'Apr 30, 2024')}",
}  # fmt: skip


def pages(text: str) -> PagesDocument:
    return PagesDocument([PageFile("README.md", text.encode())])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_is_read_in_whatever_shape(shape: str) -> None:
    ((repo, (_, variant)),) = pages(SHAPES[shape]).catalog.models().items()
    assert repo == "acme/kumo-7b"
    claims = {name: claim.raw for name, claim in variant.claims.items()}
    assert claims == {"year": 2024, "license": "mit", "context": 4096}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_edit_changes_its_cell_and_nothing_else(shape: str) -> None:
    document = pages(SHAPES[shape])
    (entry,) = document.catalog.entries
    edit = Edit((entry.id, "context"), "set", 4096, 8192, Location("README.md", 1, 1))
    after = document.edited([edit]).files["README.md"].decode()
    assert re.sub("8[,.]?192", "4096", after) == re.sub("4[,.]?096", "4096", SHAPES[shape])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_row_and_a_new_variant_stand_as_their_neighbours(shape: str) -> None:
    document = pages(SHAPES[shape])
    newline = "\r\n" if shape == "CRLF" else "\n"
    old = SHAPES[shape].split(newline)
    (entry,), (section,) = document.catalog.entries, document.catalog.sections
    for repo, into in (("acme/kumo-13b", (section.id, None)), ("acme/kumo-7b-it", (None, entry.id))):
        _, after = draft(document, [], [observed(repo=repo)], *into)
        new = after.files["README.md"].decode().split(newline)
        (added,) = (line for line in new if line not in old)
        assert set(after.catalog.models()) == {"acme/kumo-7b", repo}
        assert [line for line in new if line != added] == [line for line in old if line in new]
        if shape in ("quotation", "item of a list"):
            assert added.startswith("> |" if shape == "quotation" else "  |")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"## B\n\n- [Ame]({HUB}/acme/ame) - MIT\n- [Yuki]({HUB}/acme/yuki)\n", "README.md:11: 2 links to the Hub stand"),
        (f"See [Ame]({HUB}/acme/ame).\n", "README.md:9: a link to the Hub stands outside of a table, and is not read"),
        (f'<table>\n<tr><td><a href="{HUB}/acme/ame">Ame</a></td></tr>\n</table>\n', "README.md:9: a table in HTML"),
        (f"```\n[Ame]({HUB}/acme/ame)\n```\n", ""),
        (f"[ame]: {HUB}/acme/ame\n", ""),
    ],
)  # fmt: skip
def test_links_beside_the_tables_are_told_with_their_lines(text: str, told: str) -> None:
    notices = [str(notice) for notice in pages(f"{TOP}{HEAD}{ROW}\n{text}").read.notices]
    assert any(notice.startswith(told) for notice in notices) if told else not notices


@pytest.mark.parametrize(
    "text",
    [
        f"{TOP}- [Kumo]({HUB}/acme/kumo-7b) - MIT\n- [Ame]({HUB}/acme/ame)\n",
        f"{TOP}|  | [Kumo]({HUB}/acme/kumo-7b) | [Ame]({HUB}/acme/ame) |\n|---|---|---|\n| License | MIT | MIT |\n",
    ],
)
def test_a_page_none_of_whose_links_is_read_is_refused_at_the_first(text: str) -> None:
    with pytest.raises(InvalidCatalog, match=r"^README\.md:5:1: 2 links to the Hub"):
        _ = pages(text).catalog
