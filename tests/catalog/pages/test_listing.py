"""Whole pages: sections, columns, languages that differ, what is left out; the YAML that is written."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.catalog.pages.markdown import format_notices
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.emit import SCHEMA_LINE, emit
from jllm_sync.cli.init import import_
from jllm_sync.data import schema
from jllm_sync.errors import UserError
from tests.catalog.pages.list_pages import entries, import_pages, links, page

HUB = "https://huggingface.co"
PAGE = f"""# 日本語LLM

<a id="generative"></a>
## テキスト生成

<a id="full-scratch-models"></a>
### フルスクラッチ

<a id="generative-scratch-general"></a>
#### 汎用

|    | アーキテクチャ | ライセンス |
|:---|:---:|:---:|
| [A](https://a.jp) | GPT<br>([7b]({HUB}/o/a)) | MIT |
<!-- | [Hidden]({HUB}/o/hidden) | GPT | MIT | -->

<a id="generative-scratch-domain-specific"></a>
#### ドメイン特化型

**医療**

|    | ライセンス |
|:---|:---:|
| [B](https://b.jp) | ？ |

<a id="benchmark-suites"></a>
## ベンチマーク

<a id="hybrid-benchmark-suites"></a>
### 複合型

|    | 説明 | 謎 |
|:---|:---|:---|
| [C](https://c.jp) | とても長い文章。 | x |

## Notes and thanks

```
| no | table |
|---|---|
```

<!--@include: @/parts/more.md-->
"""


def test_sections() -> None:
    imported = import_pages(ja=PAGE)
    sections = imported.catalog["sections"]
    assert [(section["id"], len(section.get("entries", []))) for section in sections] == [
        ("generative", 0),
        ("generative/scratch", 0),
        ("generative/scratch/general", 1),
        ("generative/scratch/domain-specific", 0),
        ("generative/scratch/domain-specific/section", 1),
        ("benchmark-suites", 0),
        ("benchmark-suites/hybrid", 1),
    ]
    assert sections[2]["columns"] == [
        {"field": "name"},
        {"field": "architecture", "title": "アーキテクチャ"},
        {"field": "license", "title": "ライセンス"},
    ]
    assert not list(jsonschema.Draft202012Validator(schema("catalog")).iter_errors(imported.catalog))


def test_notices_name_file_and_line() -> None:
    assert (
        format_notices(import_pages(ja=PAGE).notices)
        == """\
to be settled by hand (1):
  ja.md:32: cell «謎»: a column that is not known; its cells are left out (name it in `columns:` of catalog.yaml)

left out (4):
  ja.md:15: a row inside a comment: Hidden
  ja.md:32: the column of descriptions (rows: 1), which are other people's prose
  ja.md:36: the heading «Notes and thanks», below which no table stands
  ja.md:43: an include, which is not followed: @/parts/more.md

5 notices: 1 by hand, 4 left out
"""
    )


def row(name: str, repo: str, context: str = "512", license_: str = "MIT") -> str:
    return f"| [{name}](https://n.jp) | Llama<br>([7b]({HUB}/o/{repo})) | {context} | | D | {license_} |"


@pytest.mark.parametrize(
    ("ja", "en", "message"),
    [
        ([row("A", "a")], [row("A", "b")], "en.md:8: cell «name»: other repos than ja.md:8: +o/b -o/a"),
        (
            [row("A", "a", context="4,096")],
            [row("A", "a", context="2,048")],
            "en.md:8: cell «Max Context Length»: 2,048; ja.md:8 has 4,096",
        ),
        (
            [row("A", "a", license_="Apache 2.0 (?)")],
            [row("A", "a", license_="Apache 2.0")],
            "en.md:8: cell «License / Terms of Use»: apache-2.0; ja.md:8 has (?), apache-2.0",
        ),
        (
            [row("A", "a")],
            [row("A", "a"), row("B", "b")],
            "en.md:6: a table of 2 rows; ja.md:6 has 1",
        ),
    ],
)
def test_languages_that_differ_are_reported(ja: list[str], en: list[str], message: str) -> None:
    imported = import_pages(ja=page(("generative", ja)), en=page(("generative.en", en)))
    assert message in [str(notice) for notice in imported.notices if notice.kind == "mismatch"]
    assert entries(imported)[0]["id"] == "a"


def test_another_depth_or_number_of_tables_is_reported() -> None:
    imported = import_pages(ja=PAGE, en=PAGE.replace("#### 汎用", "##### General"), fr="# Liste\n")
    assert [str(notice) for notice in imported.notices if notice.kind == "mismatch"] == [
        "en.md:10: the heading «General» is 5 deep; in ja.md:10 it is 4",
        "fr.md:1: 0 headings; ja.md has 8: those without the same anchor stay without this language",
        "fr.md:1: 0 tables; ja.md has 3: those with the same links are matched",
    ]
    assert len(entries(imported)) == 3


def test_links_of_other_languages_are_added() -> None:
    ja = f"| [A](https://a.jp) | Llama<br>{links('small (文字)')} | | | 東大 | MIT |"
    en = f"| [A](https://a.en) | Llama<br>{links('small', 'large')} | | | U Tokyo | MIT |"
    entry = entries(import_pages(ja=page(("generative", [ja])), en=page(("generative.en", [en]))))[0]
    assert entry["link"] == {"ja": "https://a.jp", "en": "https://a.en"}
    assert entry["variants"] == [
        {"label": {"ja": "small (文字)", "en": "small"}, "repo": "org/repo-0"},
        {"label": "large", "repo": "org/repo-1"},
    ]


def test_the_yaml_is_laid_out_for_people() -> None:
    text = emit(
        {
            "title": {"ja": "一覧", "en": "List"},
            "licenses": {"mit": {"name": "MIT", "accepts": [{"license": "mit"}]}},
            "sections": [
                {
                    "id": "a/b",
                    "title": "B",
                    "entries": [
                        {
                            "id": "c",
                            "link": "https://c.jp/?a=1,2",
                            "context": {"min": 1, "max": 2},
                            "loadable": "yes",
                            "variants": [{"label": "1e5", "repo": "o/c"}, {"label": "v2", "repo": "o/d"}],
                        }
                    ],
                }
            ],
        }
    )
    assert text == SCHEMA_LINE + (
        "title: {ja: 一覧, en: List}\n"
        "licenses:\n"
        "  mit: {name: MIT, accepts: [{license: mit}]}\n"
        "sections:\n"
        "  - id: a/b\n"
        "    title: B\n"
        "    entries:\n"
        "      - id: c\n"
        "        link: https://c.jp/?a=1,2\n"
        "        context: {min: 1, max: 2}\n"
        '        loadable: "yes"\n'
        "        variants:\n"
        '          - {label: "1e5", repo: o/c}\n'
        "          - {label: v2, repo: o/d}\n"
    )


AWKWARD = st.sampled_from(
    ["yes", "no", "on", "1e5", "2.0", "0o17", "0x1F", "1_000", "12:30:45", "2024-12-31", "null", "~", "", "=", "<<",
     ".inf", "- a", "a: b", "#c", "'q'", '"q"', "a\\b", "y", " lead", "trail ", "？", "{a}", "[a], b", "*x", "&x", "!x"]
)  # fmt: skip
TEXTS = AWKWARD | st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcd", min_size=1), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from(["variants", "data", "licenses", "title", "x"]), VALUES, min_size=1))
def test_what_is_written_is_what_is_read(value: dict[str, object]) -> None:
    text = emit(value)
    assert yaml.load(text, Loader=yaml.CSafeLoader) == value
    assert yaml_tree.read(text.encode()) == (value, [])


def test_import_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "ja.md"
    source.write_text(PAGE, encoding="utf-8")
    output = tmp_path / "catalog.yaml"
    import_([str(source)], output)
    written = output.read_bytes()
    assert json.loads(json.dumps(yaml.safe_load(written)))["title"] == "日本語LLM"
    assert "5 notices" in capsys.readouterr().err
    with pytest.raises(UserError, match="not overwritten"):
        import_([str(source)], output)
    assert output.read_bytes() == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.yaml", "ja.md"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ja.md", b"a\n\xff", "ja.md:2:1: not UTF-8"),
        ("list.md", None, "list.md: no such file"),
        ("", None, "cannot be read: Is a directory"),
    ],
)
def test_import_says_what_is_wrong(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=message):
        import_([str(tmp_path / name)], tmp_path / "catalog.yaml")
    assert not (tmp_path / "catalog.yaml").exists()
