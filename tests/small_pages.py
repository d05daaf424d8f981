"""A small list in two languages that breaks each of the manners once."""

from __future__ import annotations

from jllm_sync.catalog.pages.document import ListSettings, PageFile, PagesDocument, read_settings

HUB = "https://huggingface.co"


def row(name: str, size: str, year: str, developer: str, license_: str = "MIT", link: str = "", more: str = "") -> str:
    """A row of one model; its repo is `acme/` and the name in small letters."""
    repo = f"{HUB}/acme/{name.lower()}"
    variants = f"Llama<br>([**{size}**]({repo}){more})"
    return f"| [{name}]({link or repo}) | {year} | {variants} | 4,096 | {developer} | {license_} |"


JA_HEADER = "|  | 公開年 | アーキテクチャ | 入出力で扱えるトークン数 | 開発元 | ライセンス |\n|---|---|---|---|---|---|"
EN_HEADER = "|  | Release Year | Architecture | Max Context Length | Developer | License |\n|---|---|---|---|---|---|"
JA = [
    row("Asagi", "70b", "**2026**", "青研究所"),
    row("Beni", "34b", "2025", "青研究所", link=f"{HUB}/acme/asagi"),
    row("Chitose", "13b", "**2025**", "青研究所"),
    row("Dewa", "8b", "2025", "青研究所"),
    row("Enji", "14b", "2025", "青研究所"),
    row("Fuji", "7b", "2024", "青研究所", "Akane Terms of Use"),
    row("Gin", "3b", "2024", "青研究所", more=f", [**1b**]({HUB}/acme/gin-1b)"),
    row("Hai", "2b", "2024", "青研究所株式会社"),
    row("Iwa", "1b", "2024", "青研究所"),
    row("Jin", "0.5b", "2024", "青研究所", more=f", [again]({HUB}/acme/iwa)"),
]
EN = [line.replace("青研究所株式会社", "Blue Lab").replace("青研究所", "Blue Lab") for line in JA]
EN[3] = EN[3].replace("4,096", "2,048")


def small_pages(settings: str = "") -> PagesDocument:
    """The list, with settings in YAML."""
    files = [
        PageFile("README.md", "\n".join(["# 一覧", "", "## 基盤モデル", "", JA_HEADER, *JA, ""]).encode(), "ja"),
        PageFile("en/README.md", "\n".join(["# A list", "", "## Models", "", EN_HEADER, *EN, ""]).encode(), "en"),
    ]
    return PagesDocument(files, read_settings(settings.encode(), "catalog.yaml") if settings else ListSettings())
