# What jllm-sync says, in Japanese. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-comma = 、
join-clause = 、
join-sentence = { "" }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

## readings: why there is none, and what limits an evidence

no-reading-adapter-context = アダプターのため、コンテキスト長はベースモデルによる
no-reading-adapter-names-no-base = アダプターのベースモデルがローカルパスか、記載がない
no-reading-adapter-weights = アダプターのため、重みはモデル本体のものではない
no-reading-base-unseen = ベースモデルは未確認
no-reading-base-unstated = モデルカードにベースモデルの記載がない
no-reading-card-absent = モデルカードがない
no-reading-card-text-unseen = モデルカードの本文は未確認
no-reading-card-unseen = モデルカードは未確認
no-reading-code-native = transformers に同じ型があり、auto_map があってもそのクラスが使われる
no-reading-code-none = リポジトリ独自のコードは見つかっていない
no-reading-code-unseen = config とタグは未確認
no-reading-config-absent = config.json がない
no-reading-config-names-none = config.json にアーキテクチャの記載がない
no-reading-config-unseen = config.json は未確認
no-reading-context-key-none = config.json にコンテキスト長を示すキーがない
no-reading-file-list-unseen = ファイル一覧の全体は未確認
no-reading-license-unseen = ライセンスの記載は未確認
no-reading-not-observed = 未確認
no-reading-not-tokens = model_type が { $type } のため、入力をトークン数で数えない
no-reading-quantised = 量子化済みのため、重みの合計はパラメータ数ではない
no-reading-relation-unstated = Hub に作り方の記載がない
no-reading-restrictions-none = モデルカードの本文に既知の利用制限がない
no-reading-size-unseen = 重みの大きさは未確認
no-reading-size-unstated = Hub に重みの大きさの表示がない
no-reading-successor-itself = モデルカードが新しい版として自身を挙げている
no-reading-successor-none = モデルカードに新しい版の案内がない
no-reading-unlimited = model_type が { $type } のため、設計上の上限がない

## hub: what a run has to say of itself

## catalog: what is wrong with a catalog, as YAML

## catalog/pages: what is wrong with a catalog, as Markdown; the list's manners

## discovery

## drafting

## fixes

## report/describe: a finding in words

## report: the formats

## issues

## schedule

## cli

## site
