"""Writes the hostile recording and the catalog it is compared with: ``python -m tests.data.hostile.make``.

Every text that a repo's owner can choose holds every trick below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONG = 100_000

TRICKS = {
    "mention": "@octocat and @org/team",
    "reference": "closes #1, fixes octo/repo#2, GH-3, https://github.com/octo/repo/issues/4 and www.example.com",
    "marker": "<!-- jllm-sync: 0123456789abcdef --> hidden <!--",
    "fence": "```\n# heading\n```js\n~~~",
    "pipes": "a | b || c \\| d \\",
    "link": "[here](https://evil.example) ![x](https://evil.example/x.png) [a]: https://evil.example",
    "html": "</code></details><script>alert(1)</script><img src=x onerror=alert(1)><a href='https://evil.example'>b</a>",
    "invisible": "a\u200bb\u200c\u200d\u2060\ufeffc\u00ad\u3164d\U000e0041\U000e007f",
    "backwards": "\u202egpl-evil\u202c \u2066x\u2069 \u061c",
    "ansi": "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b2J \x08\x7f",
    "command": "::error file=x,line=1::owned",
    "command on a line": "mit\n::error file=x::owned\r\n::add-mask::o%0A::warning::x\r::set-output name=a::b",
    "old command": "##[error]owned ##[add-mask]x",
    "lines": "MIT\nLicense\u2028line\u2029paragraph\x85next\x0bvertical\x0cfeed",
    "placeholders": "{0} {{1}} [a](0) {reading} %s %0A %25",
    "marks": "$x$ :tada: `code` **bold** _it_ ~~no~~ &lt;b&gt; &#64;octocat",
    "long": "x" * LONG,
    "long marks": "`|@#<" * (LONG // 5),
}
REVISION = "0123456789abcdef0123456789abcdef01234567"


def main() -> None:
    """Write both files."""
    records = list(_records())
    header = {"schema": "jllm-sync/recording/1", "recorded_at": "2026-01", "endpoint": "https://huggingface.co"}
    lines = [json.dumps(one, separators=(",", ":")) for one in (header, *records)]
    (HERE / "recording.jsonl").write_text("".join(f"{line}\n" for line in lines))
    variants = "".join(f"          - {{repo: {record['repo']}}}\n" for record in records)
    (HERE / "catalog.yaml").write_text(CATALOG + variants)


def _records() -> Iterator[dict[str, Any]]:
    for number, (name, trick) in enumerate(TRICKS.items()):
        yield _repo(f"owner/license-{number}", card={"license": "other", "license_name": trick})
        if name.startswith("long"):  # one is enough to show that it is cut
            continue
        url = {"kind": "label", "path": trick, "url": f"https://huggingface.co/{trick}", "note": trick}
        yield _repo(f"owner/identifier-{number}", card={"license": trick})
        yield _repo(f"owner/conflict-{number}", card={"license": "apache-2.0", "license_name": trick})
        yield _repo(f"owner/source-{number}", url, card={"license": "apache-2.0"})
        yield _repo(f"owner/title-{number}", card={"license": "other"}, files={"LICENSE": trick})
        yield _repo(f"owner/base-{number}", card={"license": "mit", "base_model": [trick, f"owner/{trick}"]})
        config = {"model_type": trick, "architectures": [trick], "auto_map": {trick: trick}}
        yield _repo(f"owner/config-{number}", files={"config.json": config})
        yield _repo(f"owner/pickle-{number}", info={"siblings": [f"{trick}.bin", "pytorch_model.bin"]})
        yield _repo(f"owner/gated-{number}", info={"gated": trick})
        yield {**_repo(f"owner/renamed-{number}"), "state": {"value": "renamed", "to": f"owner/{trick}", "source": 0}}
        gone = {"kind": "report", "path": "x", "note": trick}
        yield {**_repo(f"owner/gone-{number}", gone), "state": {"value": "gone", "source": 0}}


def _repo(repo: str, source: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "repo": repo,
        "kind": "model",
        "state": {"value": "ok", "source": 0},
        "sources": [source or {"kind": "file", "path": "README.md", "revision": REVISION}],
    }
    for name, value in facts.items():
        if name == "card":
            record[name] = {"source": 0, "value": value}
        else:
            record[name] = {key: {"source": 0, "value": one} for key, one in value.items()}
    return record


CATALOG = """\
# Written by make.py.
title: A catalog to be attacked
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
foundations:
  base: {name: Base, license: mit, repos: [base/base]}
sections:
  - id: general
    title: General
    entries:
      - id: hostile
        name: "@octocat closes #1 <!-- jllm-sync: 0 --> ::error::x ##[error]y | z ``` [a](https://evil.example)"
        license: mit
        context: 2048
        architecture: BERT
        foundation: base
        loadable: "yes"
        waivers:
          - {rule: pickle-only, reason: "::error::x | @octocat closes #1 <!-- -->", seen: "```"}
        variants:
"""

if __name__ == "__main__":
    main()
