"""What each rule fires on, in a sentence: code scanning shows it beside the rule's id."""

from __future__ import annotations

from collections.abc import Mapping

FIRES_WHEN: Mapping[str, Mapping[str, str]] = {
    "repo-gone": {"en": "The Hub does not serve the repo.", "ja": "Hub がリポジトリを公開していません。"},
    "repo-renamed": {
        "en": "The repo answers under another owner or name.",
        "ja": "リポジトリの公開元または名前が変わっています。",
    },
    "repo-case": {
        "en": "The ID's capitals differ from the Hub's.",
        "ja": "ID の大文字・小文字が Hub と異なります。",
    },
    "repo-gated": {"en": "Access to the repo must be asked for.", "ja": "リポジトリの利用には申請が必要です。"},
    "repo-disabled": {"en": "The Hub has disabled the repo.", "ja": "Hub がリポジトリを停止しています。"},
    "license-drift": {
        "en": "The Hub states a licence that the claimed one does not accept.",
        "ja": "Hub の表示するライセンスがカタログと異なります。",
    },
    "license-found": {
        "en": "The catalog does not know the licence, and the Hub states one.",
        "ja": "カタログで不明なライセンスが Hub に表示されています。",
    },
    "license-unstated": {
        "en": "The catalog claims a licence, and the Hub states none that has a name.",
        "ja": "カタログにあるライセンスが Hub には表示されていません。",
    },
    "license-conflict": {
        "en": "The repo contradicts itself about its licence, or its base model's terms.",
        "ja": "リポジトリ内の記載、またはベースモデルの規約とライセンスが矛盾しています。",
    },
    "license-restricted": {
        "en": "The card limits use below what the licence grants.",
        "ja": "モデルカードがライセンスより利用を制限しています。",
    },
    "context-drift": {
        "en": "The usable context length differs.",
        "ja": "扱えるトークン数がカタログと異なります。",
    },
    "parameters-drift": {
        "en": "The claimed number of parameters differs from the size of the weights.",
        "ja": "パラメータ数が重みの大きさと異なります。",
    },
    "architecture-drift": {
        "en": "The config contradicts the claimed architecture.",
        "ja": "アーキテクチャが config と異なります。",
    },
    "base-model-drift": {
        "en": "The Hub's base_model does not lead to the claimed base.",
        "ja": "Hub の base_model がカタログのベースモデルに至りません。",
    },
    "variant-new": {
        "en": "The Hub has a sibling of a listed variant that the catalog lacks.",
        "ja": "カタログにない派生モデルが Hub にあります。",
    },
    "family-new": {
        "en": "A listed owner published a model that belongs to no entry.",
        "ja": "掲載済みの公開元が新しいモデルを公開しました。",
    },
    "superseded": {"en": "The card points to a newer version.", "ja": "モデルカードが新しい版を案内しています。"},
    "not-loadable": {
        "en": "The repo lacks what loading it with AutoModel needs.",
        "ja": "AutoModel での読み込みに必要なファイルがありません。",
    },
    "custom-code": {
        "en": "Loading the model runs code from its repo.",
        "ja": "読み込み時にリポジトリ内のコードが実行されます。",
    },
    "pickle-only": {
        "en": "The weights exist only as pickle files.",
        "ja": "重みが pickle 形式だけで公開されています。",
    },
    "waiver-stale": {
        "en": "A waiver has expired, has lapsed, or waives nothing.",
        "ja": "waiver が期限切れか、失効しているか、当たる指摘がありません。",
    },
}
