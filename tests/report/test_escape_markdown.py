"""Text from elsewhere stays text in Markdown, and as readable as it was."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jllm_sync.report.escape import LONGEST_SENTENCE, LONGEST_VALUE, code, link, plain, repo_link, title_text, visible
from tests.data.hostile.make import LONG, TRICKS
from tests.report.github_markdown import REFERENCES, prose, tokens
from tests.report.reports import harmful

PLACES = {
    "alone": "{}",
    "within a sentence": "x {} y",
    "below a line": "x\n{}",
    "above a line": "{}\nx",
    "between brackets": "({}): {}.",
    "heading": "## {}",
    "quotation": "> {}",
    "list": "- {}",
    "numbered list": "1. {}",
    "checkbox": "- [ ] {} **x** <!-- x -->",
    "cell": "| a | b |\n|---|---|\n| {} | {} |",
    "below a row": "| a | b |\n|---|---|\n| {}",
    "label": "[{}](https://huggingface.co/a)",
    "before a link": "{}[x](https://huggingface.co/a)",
}
WORD = "QQZ"
REFERRING = ["@octocat", "@org/team", "a@b.example", "#1", "GH-1", "o/r#1", "o/r@0123456", "0123456789abcdef" * 3]
REFERRING += [":tada:", "https://a.b", "www.a.b", "ftp://a.b", "mailto:a@b.c", "<https://a.b>"]
INLINE = [
    "[a](b)",
    "![a](b)",
    "[a]: b",
    "[^1]",
    "<!-- x -->",
    "</code>",
    "<b>",
    "&amp;",
    "&#64;",
    "&commat",
    "&",
    "$x$",
]
INLINE += ["**", "__", "_a_", "~~", "`", "```", "|", "\\", "!", "^", ":"]
BEGINNINGS = ["- ", "+ ", "1. ", "1) ", "# ", "> ", "---", "===", ":-", "|-|", "- [x] ", "~~~", "    ", "[a]: ", "<b>"]
ENDINGS = [" #", "\\", "!", "^", "&amp", "&#64", "  ", "`", "_"]
CHARACTERS = [*"\n\t \u200b\u202e\u3000\xa0\u2028（日a9", "\r\n", "\x1b[31m"]
FRAGMENTS = REFERRING + INLINE + BEGINNINGS + CHARACTERS
texts = (
    st.tuples(
        st.sampled_from(["", *BEGINNINGS]),
        st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=5).map("".join),
        st.sampled_from(["", *ENDINGS]),
    ).map("".join)
    | st.text("@#`|<>[]()!*_~&\\$: \n\t-+.1aGHw/=\"'^;", max_size=20)
    | st.sampled_from([*TRICKS.values()])
)


def reading(markdown: str, word: str = WORD, text: str = WORD) -> list[tuple[object, ...]]:
    """What Markdown says, with a text in place of a word and without breaks that nobody sees."""
    found: list[tuple[object, ...]] = []
    for token in tokens(markdown):
        content = "" if token.type == "inline" else token.content.replace("\u200b", "").replace(word, text)
        found.append((token.type, token.tag, dict(token.attrs), content))
    return found


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_plain_text_is_one_text_wherever_it_stands(place: str, text: str) -> None:
    shown = visible(text, LONGEST_SENTENCE).strip()
    assume(shown)
    markdown = place.replace("{}", plain(text))
    assert reading(markdown) == reading(place.replace("{}", WORD), WORD, shown)
    assert REFERENCES.findall(prose(markdown)) == []
    assert harmful(markdown) == []


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_code_is_one_value_wherever_it_stands(place: str, text: str) -> None:
    shown = visible(text, LONGEST_VALUE)
    assume(shown.strip())
    made = code(text)
    markdown = place.replace("{}", made)
    word = f"`{WORD}`" if made.startswith("`") else f"<code>{WORD}</code>"
    assert reading(markdown) == reading(place.replace("{}", word), WORD, shown)
    assert REFERENCES.findall(prose(markdown)) == []
    assert "<!--" not in made and harmful(made) == []


@pytest.mark.parametrize(
    "text",
    [
        "llm-jp/llm-jp-3-1.8b",
        "AXCXEPT/EZO-AutoCoTRAG-Qwen2.5-72B-Instruct_q4",
        "Llama 2 Community License",
        "CC BY-NC-SA 4.0 (non-commercial), R&D only",
        "The Hub states apache-2.0 (see README.md): 8,192 tokens, max_position_embeddings.",
        "model_type が同じ（bert）、カードの言語が ja: 後継。",
        "「汎用」〜ＧＰＴ－２　東北大BERT",
        "7b -> 13b = +6b; 50 %, 10:30, C# and C++, 'x' \"y\" ^2 {z} a/b\\c wow! no?",
        "naïve café 👩 ½",
        "-1",
        "2026-10-07",
    ],
)
def test_what_can_become_nothing_stays_as_it_is(text: str) -> None:
    assert plain(text) == text
    assert code(text) == f"`{text}`"


@given(st.from_regex(r"[A-Za-z0-9]+([-._][G-Zg-z0-9]{1,6}){0,3}/[G-Zg-z]+([-._][G-Zg-z0-9]{1,6}){0,5}", fullmatch=True))
def test_names_stay_as_they_are(name: str) -> None:
    assume(not REFERENCES.search(name))
    assert plain(name) == name
    assert code(name) == f"`{name}`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What people write to each other
        ("@octocat", "@&#8203;octocat"),
        ("は@org/team", "は@&#8203;org/team"),
        ("a@b.example", "a@&#8203;b.example"),
        ("closes #12", "closes #&#8203;12"),
        ("o/r#1, GH-1, gh-2", "o/r#&#8203;1, GH-&#8203;1, gh-&#8203;2"),
        ("0123456", "012345&#8203;6"),
        ("o/r@0123456789abcdef", "o/r@&#8203;012345&#8203;6789ab&#8203;cdef"),
        ("https://github.com/o/r/issues/1", "https:&#8203;//github.com/o/r/issues/1"),
        ("WWW.evil.example", "WWW&#8203;.evil.example"),
        ("a :tada: :+1:", "a :&#8203;tada: :&#8203;+1:"),
        ("&#64;octocat", "&#&#8203;64;octocat"),
        ("&#x40;octocat", "&amp;#x40;octocat"),
        ("\\@octocat", "&#92;@&#8203;octocat"),
        # HTML, and comments that look like ours
        ("<b>x</b>", "&lt;b>x&lt;/b>"),
        ("<!-- jllm-sync:do waive 0 0 -->", "&lt;!-- jllm-sync:do waive 0 0 -->"),
        ("&lt;b&gt; AT&T", "&amp;lt;b&amp;gt; AT&amp;T"),
        # Links, images, definitions, footnotes
        ("[x](https://evil.example)", "&#91;x&#93;(https:&#8203;//evil.example)"),
        ("![x](y)", "!&#91;x&#93;(y)"),
        ("[x]: y", "&#91;x&#93;: y"),
        ("[^1]", "&#91;^1&#93;"),
        ("Look!", "Look&#33;"),
        ("Look^", "Look&#94;"),
        ("<https://evil.example>", "&lt;https:&#8203;//evil.example>"),
        # Cells, code, emphasis, maths
        ("a | b", "a &#124; b"),
        ("a \\| b", "a &#92;&#124; b"),
        ("`a` ```", "&#96;a&#96; &#96;&#96;&#96;"),
        ("**a** _b_ c_d ~~e~~ $f$", "&#42;&#42;a&#42;&#42; &#95;b_ c_d &#126;&#126;e&#126;&#126; &#36;f&#36;"),
        ("a\\", "a&#92;"),
        # The beginning of a line
        ("# a", "&#35; a"),
        ("a #", "a #&#8203;"),
        ("> a", "&gt; a"),
        ("- a", "&#45; a"),
        ("+ a", "&#43; a"),
        ("* a", "&#42; a"),
        ("1. a", "1&#46; a"),
        ("1) a", "1&#41; a"),
        ("---", "&#45;--"),
        ("===", "&#61;=="),
        (":--", "&#58;--"),
        ("    a", "a"),
        ("- [x] a", "&#45; &#91;x&#93; a"),
        # Lines, controls, what nobody sees
        ("a\n# b\r\n", "a\\u000a# b\\u000d\\u000a"),
        ("\x1b[31ma\x9b0m", "\\u001b&#91;31ma\\u009b0m"),
        ("a\u202eb\u2066c\u200bd\ufeffe\U000e0041", "a\\u202eb\\u2066c\\u200bd\\ufeffe\\ue0041"),
        ("##[error]x", "&#35;#\\u005berror&#93;x"),
        ("::error::x", "\\u003a:&#8203;error::x"),
        (" \n", "\\u000a"),
        ("", ""),
    ],
)
def test_hostile_text(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@octocat #1 GH-1 0123456 https://x www.x.y :tada: a@b.example", None),
        ("**a** _b_ $c$ [d](e) ![f](g) # h > i \\", None),
        ('["LlamaForCausalLM"] = {"a": 1} &amp;', None),
        ("a\nb\u202ec", "`a\\u000ab\\u202ec`"),
        ("`", "<code>&#96;</code>"),
        ("a ``b`` c", "<code>a &#96;&#96;b&#96;&#96; c</code>"),
        ("a | b", "<code>a &#124; b</code>"),
        ("</code><script>", "<code>&lt;/code>&lt;script></code>"),
        ("<!-- jllm-sync:do waive 0 0 -->", "<code>&lt;!-- jllm-sync:do waive 0 0 --></code>"),
        ("a [x] b", "<code>a &#91;x&#93; b</code>"),
        ("[X]", "<code>&#91;X&#93;</code>"),
        ("a]: b", "<code>a&#93;: b</code>"),
        (" a ", "<code> a </code>"),
        ("a ", None),
        ("<a@b.example>", "<code>&lt;a@&#8203;b.example></code>"),
        ("", "–"),
        (" \u3000", "–"),
    ],
)
def test_hostile_values(text: str, expected: str | None) -> None:
    assert code(text) == (expected or f"`{text}`")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/a/b", "[x](https://huggingface.co/a/b)"),
        ("https://huggingface.co/a/b#L1", "[x](https://huggingface.co/a/b#L1)"),
        ("https://huggingface.co/a/b?code=true&x=%20", "[x](https://huggingface.co/a/b?code=true&x=%20)"),
        ("https://huggingface.co/a/b)](c", "[x](https://huggingface.co/a/b%29%5D%28c)"),
        ('https://huggingface.co/a "title" <b>', "[x](https://huggingface.co/a%20%22title%22%20%3Cb%3E)"),
        ("https://huggingface.co/a/東北", "[x](https://huggingface.co/a/%E6%9D%B1%E5%8C%97)"),
        ("https://huggingface.co@evil.example/", "x `https://huggingface.co@evil.example/`"),
        ("https://huggingface.co.evil.example/", "x `https://huggingface.co.evil.example/`"),
        ("https://huggingface.co\\@evil.example/", "x `https://huggingface.co\\@evil.example/`"),
        ("http://huggingface.co/a", "x `http://huggingface.co/a`"),
        ("https://github.com/a/b/issues/1", "x `https://github.com/a/b/issues/1`"),
        ("javascript:alert(1)", "x `javascript:alert(1)`"),
        ("https://huggingface.co/\u202e", "x `https://huggingface.co/\\u202e`"),
        ("https://huggingface.co/\ud800", "x `https://huggingface.co/\\ud800`"),
        ("https://huggingface.co/\na", "x `https://huggingface.co/\\u000aa`"),
        ("https://[", "x `https://[`"),
        ("", "x"),
    ],
)
def test_only_pages_of_the_hub_are_linked(url: str, expected: str) -> None:
    assert link("x", url) == expected


def test_an_endless_address_is_not_linked() -> None:
    url = "https://huggingface.co/" + "a" * LONG
    assert link("x", url) == f"x `{url[:LONGEST_VALUE]}…`"


@settings(deadline=None)
@given(texts, texts)
def test_a_link_is_one_link(label: str, rest: str) -> None:
    markdown = link(code(label), f"https://huggingface.co/{rest}")
    targets = [str(token.attrs["href"]) for token in tokens(markdown) if token.type == "link_open"]
    assert len(targets) <= 1
    assert all(target.startswith("https://huggingface.co/") for target in targets)
    assert REFERENCES.findall(prose(markdown)) == []


def test_repos() -> None:
    assert repo_link("llm-jp/llm-jp-3-1.8b") == "[`llm-jp/llm-jp-3-1.8b`](https://huggingface.co/llm-jp/llm-jp-3-1.8b)"
    assert repo_link("a/b", "dataset") == "[`a/b`](https://huggingface.co/datasets/a/b)"
    assert repo_link("a/`](b)") == "[<code>a/&#96;&#93;(b)</code>](https://huggingface.co/a/%60%5D%28b%29)"


def test_titles() -> None:
    assert title_text("  東北大　BERT \n x", 100) == "東北大 BERT \\u000a x"
    assert title_text("x" * LONG, 100) == "x" * 100 + "…"


@pytest.mark.parametrize("mark", ["x", "@", "`", "<", "|", "0123456 "])
def test_long_texts_are_cut(mark: str) -> None:
    assert len(plain(mark * LONG)) <= 13 * LONGEST_SENTENCE
    assert len(code(mark * LONG)) <= 13 * LONGEST_VALUE
    assert len(code(mark * LONG, 5)) < 90
