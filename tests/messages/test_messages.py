"""The language files: the same keys and variables everywhere, and the code says only what they hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from jinja2 import Environment, nodes

from jllm_sync import messages
from jllm_sync.messages import LANGUAGES, Message, in_all, joined, message, said

SRC = Path(messages.__file__).parents[2]


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.references: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 (fluent's name)
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.references.add(node.id.name)


def _variables(node: ftl.BaseNode) -> frozenset[str]:
    visitor = _Variables()
    visitor.visit(node)
    assert not visitor.references, f"a message of its own, given as an argument, instead of {visitor.references}"
    return frozenset(visitor.names)


def _keys(language: str) -> Mapping[str, frozenset[str]]:
    text = (resources.files(messages) / f"{language}.ftl").read_text(encoding="utf-8")
    keys: dict[str, frozenset[str]] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message | ftl.Term):
            id_ = ("-" if isinstance(entry, ftl.Term) else "") + entry.id.name
            assert not any(key.partition(".")[0] == id_ for key in keys), f"{id_} stands twice in {language}.ftl"
            if entry.value is not None:
                keys[id_] = _variables(entry.value)
            for attribute in entry.attributes:
                keys[f"{id_}.{attribute.id.name}"] = _variables(attribute.value)
    return keys


def _said_in_code() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Each ``message("key", name=…)`` of the program: where it stands, its key, its variables (None: not all seen)."""
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
                first = node.args[0] if node.args else None
                keys = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                for key in keys:
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        named = [keyword.arg for keyword in node.keywords]
                        whole = None not in named
                        given = frozenset(name.replace("_", "-") for name in named if name)
                        yield f"{path.relative_to(SRC)}:{node.lineno}", key.value, given if whole else None


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != LANGUAGES[0]])
def test_every_language_says_the_same(language: str) -> None:
    first, other = _keys(LANGUAGES[0]), _keys(language)
    assert sorted(other) == sorted(first)
    assert {key: other[key] for key in first if other[key] != first[key]} == {}


def _said_in_templates() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Each ``t('key', name=…)`` of the site's pages, as `_said_in_code` has those of the modules."""
    for path in sorted((SRC / "jllm_sync" / "site" / "templates").iterdir()):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const):
                given = frozenset(keyword.key.replace("_", "-") for keyword in call.kwargs)
                yield f"{path.name}:{call.lineno}", call.args[0].value, given


def test_the_code_says_what_the_files_hold() -> None:
    keys = _keys(LANGUAGES[0])
    for where, key, given in (*_said_in_code(), *_said_in_templates()):
        assert key in keys, f"{where}: {key} is in no language file"
        if given is not None:
            assert given >= keys[key], f"{where}: {key} lacks {set(keys[key] - given)}"


def test_every_message_is_said_somewhere() -> None:
    files = [*SRC.rglob("*.py"), *SRC.rglob("*.html"), *SRC.rglob("*.xml")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    quoted = {
        *re.findall(r"[\"'.]([a-z][\w-]*)(?=[\"'.{])", source),
        *re.findall(r"f\"([a-z][\w.-]*[-.])\{", source),
        *re.findall(r"t\('([a-z][\w.-]*[-.])' ~", source),
    }
    prefixes = tuple(prefix for prefix in quoted if prefix.endswith(("-", ".")))
    for data in (SRC / "jllm_sync" / "data").glob("*.yaml"):  # such as what recordings note
        quoted |= set(re.findall(r"message: ([\w-]+)", data.read_text(encoding="utf-8")))
    for key in _keys(LANGUAGES[0]):
        id_ = key.partition(".")[0]
        assert id_ in quoted or key.startswith(prefixes) or id_.startswith("-"), f"nobody says {key}"


def test_no_words_in_code() -> None:
    """Japanese stands in the language files and in vocabularies kept as data, not in modules."""
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    found = [
        f"{path.relative_to(SRC)}:{number}"
        for path in sorted(SRC.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if japanese.search(line)
    ]
    assert found == []


def test_joints_and_texts() -> None:
    assert said(joined(["a", "b"]), "en") == "a, b"
    assert said(joined(["a", "b"]), "ja") == "a、b"
    assert said(joined([{"ja": "あ", "en": "A"}, "b"], "clause"), "en") == "A; b"
    assert in_all("word") == {"en": "word", "ja": "word"}


def test_an_argument_may_be_long() -> None:
    assert said(message("edit-refused.entry", id="x" * 100_000), "en").count("x") == 100_000


def test_what_is_no_message_is_a_bug_and_said_so() -> None:
    with pytest.raises(KeyError, match="no-such-message"):
        said(Message("no-such-message"), "en")
    assert message("a", b_c=1) == Message("a", (("b-c", 1),))


def test_a_value_may_be_long() -> None:
    assert "9" * 50_000 in said(message("cron-shorthand", cron="9" * 50_000, known=""), "ja")


def test_no_error_is_a_bare_sentence() -> None:
    """What reaches a reader as an error is a message, in his language."""
    bare = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in sorted(SRC.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "UserError"
        and any(isinstance(given, ast.JoinedStr | ast.Constant | ast.BinOp) for given in node.args)
    ]
    assert bare == []
