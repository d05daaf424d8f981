# What jllm-sync says, in Japanese. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-and = { " & " }
join-comma = 、
join-clause = 、
join-line = {"\u000A"}
join-sentence = { "" }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

architecture-drift =
    .sentence = config の model_type が、記載のアーキテクチャと矛盾しています。
    .remedy = カタログのアーキテクチャを直してください
    .remedy-on-pages = 行のアーキテクチャを直してください
    .found = カタログでは { $claimed }、Hub の config.json の model_type は { $type }（{ $word }）です。

base-model-drift =
    .sentence = Hub の base_model をたどっても、記載の基盤モデルや親モデルに行き着きません。
    .remedy = モデルカードの base_model と発表資料を確認し、foundation か parents を直してください
    .remedy-on-pages = モデルカードの base_model と発表資料を確認し、行に書かれたベースモデルを直してください
    .found = カタログでは { $claimed }、Hub の base_model は { $says } で、系統が一致しません。
    .sized = { $name } ({ $size })
    .type = カタログでは { $claimed } ですが、model_type は { $type } で、別のベースモデルのものです。

context-drift =
    .sentence = 実際に扱えるトークン数がカタログと異なります。
    .remedy = カタログの値を直してください
    .found = カタログでは { $claimed } トークン、Hub の { $file } では { $says } です。
    .found-in-windows = カタログでは { $claimed } トークン、Hub の { $file } では { $says } です（アテンションの窓は { $window }）。

custom-code =
    .sentence = 読み込むと、リポジトリ内のコードが実行されます。
    .remedy = 対応は不要です（読者向けの情報です）
    .found = { $repo } の読み込みでは、リポジトリ内のコードが実行されます（trust_remote_code）。
    .found-elsewhere = { $repo } の読み込みでは、{ $others } のコード（{ $files }）が実行されます（trust_remote_code）。
    .found-files = { $repo } の読み込みでは、リポジトリ内のコード（{ $files }）が実行されます（trust_remote_code）。

developer-label =
    .sentence = 同じ開発元の表記が一つの言語の中で揺れているか、訳されずに残っています。
    .remedy = 言語ごとに開発元の表記を一つに揃えてください（どれにするかは catalog.yaml の `house.developers` で指定できます）
    .elsewhere = ほかの行では「{ $usual }」と書かれています。
    .found = { $labels }は、同じ開発元のほかの行では{ $usual }と書かれています。
    .label = 「{ $label }」
    .untranslated = 「{ $label }」が訳されずに残っています。

family-new =
    .sentence = 掲載済みの公開元が、どの項目にも属さないモデルを公開しています。
    .remedy = `jllm-sync add` で下書きできます。載せないものは理由を添えて settings.discovery.ignore に書いてください
    .remedy-on-pages = `jllm-sync add --catalog PAGE` で行を下書きできます。載せないものは理由を添えて catalog.yaml の `settings.discovery.ignore` に書いてください

license-conflict =
    .sentence = ライセンスの表示がリポジトリ内で食い違っているか、元になったモデルの規約と矛盾しています。
    .remedy = モデルカード、LICENSE、元になったモデルの規約を確認し、公開元に知らせるか、項目に注記してください
    .remedy-on-pages = モデルカード、LICENSE、元になったモデルの規約を確認し、公開元に知らせるか、行の脚注に書いてください
    .base = Hub の表示は { $says } ですが、元になったモデルの { $terms } は派生モデルにも及びます。
    .file = モデルカードは { $says }、{ $file } ファイルの冒頭は「{ $title }」です。
    .name = モデルカードに license: { $says } と license_name: { $name } が併記されています。

license-drift =
    .sentence = Hub が表示するライセンスが、カタログの記載と異なります。
    .remedy = モデルカードと LICENSE を確認し、カタログを直すか、licenses の accepts に Hub の表記を加えてください
    .remedy-on-pages = モデルカードと LICENSE を確認し、行のライセンスを直すか、行が正しければ指摘を承認（waive）してください（`jllm-sync apply --waive`）
    .found = カタログでは { $claimed }、Hub の表示は { $says } です。
    .found-unknown = カタログでは { $claimed }、Hub の表示は { $says } です。カタログの licenses にはありません。

license-found =
    .sentence = カタログで不明としているライセンスが、Hub に表示されています。
    .remedy = 元になったモデルの規約や LICENSE と食い違わないか確認し、id を項目に書いてください（新しいライセンスなら licenses にも追加）
    .remedy-on-pages = 元になったモデルの規約や LICENSE と食い違わないか確認し、ライセンスの正式名称を行に書いてください
    .found = カタログではライセンス不明ですが、Hub には { $says } と表示されています。

license-restricted =
    .sentence = モデルカードの本文が、ライセンスより利用を制限しています。
    .remedy = モデルカードの該当箇所を読み、制限を項目に注記してください
    .remedy-on-pages = モデルカードの該当箇所を読み、制限を行の脚注に書いてください
    .found = Hub の表示は { $says } ですが、モデルカードに利用制限が書かれています: { $limits }（「{ $sentence }」）。

license-unstated =
    .sentence = カタログにはライセンスの記載がありますが、Hub にはライセンス名がありません。
    .remedy = 対応は必須ではありません（根拠は Hub のタグではなく LICENSE や発表資料になります）。公開元に送る文面:「README.md の front matter にライセンス名を記載していただけますか。Hub の識別子があれば `license:` に、なければ `license: other` とし、`license_name:` に名称、`license_link:` に LICENSE または規約のページをお書きください。」
    .nameless = カタログでは { $claimed } ですが、Hub の表示は「{ $says }」だけで、ライセンス名がありません。
    .none = カタログでは { $claimed } ですが、モデルカードにライセンスの記載がありません。

license-wording =
    .sentence = ライセンス欄の名前が既知のライセンスのどれでもないため、照合できません。
    .remedy = LICENSE ファイルにある正式名称で書くか、catalog.yaml の `licenses:` に加えてください
    .found = 「{ $wording }」は既知のライセンスではありません。これを名乗る { $repos } リポジトリは照合していません。
    .nearest = 最も近い既知の名前は「{ $license }」です。
    .stated = 「{ $license }」（{ $repos } リポジトリ）
    .states = Hub での記載は{ $stated }です。
    .unstated = 「記載なし」（{ $repos } リポジトリ）

link-mismatch =
    .sentence = 行の名前に付いたリンクが、別の行のリポジトリを指しています。
    .remedy = 名前のリンク先を、その行自身のページかリポジトリにしてください
    .found = 名前のリンク先は { $repo } で、これは { $place } の行のリポジトリです。

not-loadable =
    .sentence = ◯ とありますが、AutoModel での読み込みに必要なファイルがありません。
    .remedy = カタログの値を直してください
    .found = カタログでは ◯（AutoModel ですぐ使える）ですが、リポジトリの直下に { $missing ->
        [config] config.json
        [weights] model.safetensors
       *[both] config.json と model.safetensors
    } がありません。

pages-differ =
    .sentence = ある言語の行・リンク・数値・ライセンス・脚注が、別の言語にないか食い違っています。または、行の順序が違います。
    .remedy = 言語間で揃えてください（同じ行を同じ順に。リンク・数値・ライセンスも同じに）
    .cell = { $here } では「{ $found }」、{ $place } では「{ $expected }」となっています。
    .elsewhere = Hub へのリンクがなく、{ $links } にリンク
    .footnotes = この行の脚注は { $found } ですが、{ $place } では { $expected } です。
    .glued = 「{ $word }」は訳しかけのままです。
    .links = この行のリンク先が異なります。{ $here } では { $found }、{ $place } では { $expected }。
    .label = 「{ $word }」という学習段階は知られていません。「{ $nearest }」と 1 文字違いです。
    .order = この行の順序が { $place } と違います。
    .row = { $place } の行がない言語があります: { $languages }。

parameters-drift =
    .sentence = 記載のパラメータ数が、重みの大きさと異なります。
    .remedy = カタログの値を直してください
    .found = カタログでは { $claimed } パラメータ、Hub の重みは { $says } です。

pickle-only =
    .sentence = 重みが pickle 形式だけで公開されています。
    .remedy = 対応は不要です（読者向けの情報です）
    .found = { $repo } の重みは pickle 形式（{ $file }）だけで、safetensors がありません。

repo-case =
    .sentence = ID の大文字・小文字が Hub と異なります。
    .remedy = Hub の表記に合わせてください
    .found = Hub での表記は { $repo } ではなく { $spelled } です。

repo-disabled =
    .sentence = Hub がリポジトリを停止しています。
    .remedy = リンク先で理由を確認し、項目から外すか、理由を添えて waiver を付けてください
    .remedy-on-pages = リンク先で理由を確認し、行からリンクを外すか、指摘を承認（waive）してください（`jllm-sync apply --waive`）
    .found = { $repo } は Hub によって停止されています。

repo-gated =
    .sentence = リポジトリの利用には申請が必要です。
    .remedy = notes に書くか、waiver を付けてください
    .remedy-on-pages = 行の脚注に書くか、指摘を承認（waive）してください（`jllm-sync apply --waive`）
    .found = { $repo } の利用には申請が必要です。
    .found-by-hand = { $repo } の利用には申請が必要です（承認は手動）。

repo-gone =
    .sentence = リポジトリが Hub で公開されていません（削除または非公開）。
    .remedy = ログインせずにリンクを開いて確認し、項目から外すか、理由を添えて waiver を付けてください
    .remedy-on-pages = ログインせずにリンクを開いて確認し、行からリンクを外すか、指摘を承認（waive）してください（`jllm-sync apply --waive`）
    .found = { $repo } は Hub で公開されていません（削除されたか、非公開になっています）。

repo-renamed =
    .sentence = リポジトリの公開元または名前が変わっています。
    .remedy = 新しい ID に書き換えてください
    .found = { $repo } は { $new } に変わりました。
    .found-listed = { $repo } は { $new } に変わりました（カタログには新しい ID もあります）。

repo-twice =
    .sentence = 同じリポジトリが二つの行に載っています。
    .remedy = 属するべき行だけに残してください
    .found = { $repo } はすでに { $place } に載っています。

row-order =
    .sentence = サイズ順の表で、より小さいモデルの下に行があります。
    .remedy = 大きい順に並べてください（catalog.yaml の `house.order: none` で無効にできます）
    .found = { $size } が { $smaller }（{ $place }）の下にあります。

row-sizes =
    .sentence = 一つの行に複数のサイズが入っています。
    .remedy = サイズごとに行を分けてください
    .found = この行には { $sizes } が入っています。

size-name =
    .sentence = 記載のパラメータ数がリポジトリ名の規模と矛盾します。
    .remedy = 重みかモデルカードを確認し、カタログの値かリポジトリ ID を直してください
    .found = カタログでは { $claimed } パラメータですが、リポジトリ名 { $repo } では { $named } です。

superseded =
    .sentence = モデルカードの new_version が指す後継モデルがカタログにありません。
    .remedy = 新しい版を追加してください
    .found = { $repo } のモデルカードは新しい版 { $new } を案内していますが、カタログにありません。

variant-new =
    .sentence = 掲載モデルと同じ系列のモデルが Hub にあり、カタログにありません。
    .remedy = `jllm-sync add` で下書きできます。載せないものは理由を添えて settings.discovery.ignore に書いてください
    .remedy-on-pages = `jllm-sync add --catalog PAGE` で行を下書きできます。載せないものは理由を添えて catalog.yaml の `settings.discovery.ignore` に書いてください

waiver-stale =
    .sentence = waiver が期限切れか、失効しているか、対象の指摘がありません。
    .remedy = waiver を外すか、現在の Hub の値で更新してください
    .remedy-on-pages = catalog.yaml の waiver を外すか、現在の Hub の値で更新してください
    .expired = { $rule } の waiver は { $until } に期限切れになりました。
    .idle = { $rule } の waiver の対象となる指摘は、もうありません。
    .lapsed = { $rule } の waiver は失効しました。承認時は { $seen }、現在の Hub は { $now } です。

year-bold =
    .sentence = 最新の年が太字でないか、それ以外の年が太字になっています。
    .remedy = 最新の年だけを太字にしてください（catalog.yaml の `house.bold_years: none` で無効にできます）
    .bold = { $year } が太字ですが、最新の年は { $newest } です。
    .plain = { $year } は最新の年ですが、太字ではありません。

year-drift =
    .sentence = 項目のリポジトリはどれも、記載の公開年より 1 年を超えて前に作成されています。
    .remedy = 発表資料を確認し、公開年を直してください
    .found = カタログでは { $claimed } 年ですが、リポジトリはどれも { $created } 年以前に作成されています。

## audit: what a finding says beside its rule's words

evidence-class-default = そのクラスの既定値
evidence-known-length = この型で知られている値（意味する長さは読み取り結果のとおり）
evidence-proposed = { $branch }: 提案された内容で、公開中のものではない
finding-of-all = { $found }確認できた { $count } 件すべてで同じです。

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
no-reading-created-not-kept = 当時の Hub は作成日を保存していない
no-reading-created-unseen = 作成日は未確認
no-reading-file-list-unseen = ファイル一覧の全体は未確認
no-reading-gate-unseen = 利用に申請が必要かどうかは未確認
no-reading-gguf-stand-in = アーキテクチャが { $architecture } の GGUF では、context_length は変換ツールの仮の値
no-reading-license-unseen = ライセンスの記載は未確認
no-reading-not-observed = 未確認
no-reading-not-tokens = model_type が { $type } のため、入力をトークン数で数えない
no-reading-projector = アーキテクチャが { $architecture } の GGUF で、プロジェクターの大きさはモデルのものではない
no-reading-quantised = 量子化済みのため、重みの合計はパラメータ数ではない
no-reading-relation-unstated = Hub に作り方の記載がない
no-reading-restrictions-none = モデルカードの本文に既知の利用制限がない
no-reading-size-against-siblings = これほど少ない重みが { $found } 個のファイルに分かれるはずがない
no-reading-size-against-sizes = 重みの合計が、ファイルの大きさ（{ $found } バイト）に合わない
no-reading-size-contradicts = 重みの合計と、数値型ごとの個数（{ $found }）が食い違っている
no-reading-size-unseen = 重みの大きさは未確認
no-reading-size-unstated = Hub に重みの大きさの表示がない
no-reading-stand-in = { $name } の値 { $found } は「上限なし」を表す仮の値
no-reading-successor-itself = モデルカードが新しい版として自身を挙げている
no-reading-successor-none = モデルカードに新しい版の案内がない
no-reading-unlimited = model_type が { $type } のため、設計上の上限がない
no-reading-unreadable = { $name } の値 { $found } は読み取れない

## hub: what a run has to say of itself

hub-denied =
    .no-listing = 個別の応答では存在しないが、このエンドポイントには裏付けとなる一覧がない
    .shown = 個別の応答では存在しないが、公開元の一覧には載っている
    .unconfirmed = 個別の応答では存在しないが、公開元の一覧で裏付けられない
hub-doubt =
    .contradicted = { $count } リポジトリが存在しないように見えますが、{ $endpoint } は別のリポジトリについても裏付けのない「存在しない」を返しているため、今回の実行ではどれも採用しません。
    .doubted-before = { $count } リポジトリが、採用されなかった以前の実行と同じく、消えたか改名されたように見えます。
    .later = 後の実行でも同じであれば採用します。改名は次の実行で、消えたことは { $hours } 時間後から採用します。事実だと分かっている場合は --trust-gone で今すぐ採用できます。
    .many = { $of } リポジトリのうち { $count } が新たに消えたか改名されており、多すぎて信じられません。この実行か { $endpoint } に異常があります。
    .many-at-first = { $of } リポジトリのうち { $count } が消えたか改名されたように見え、初回の実行としては多すぎて信じられません。この実行か { $endpoint } に異常があります。
    .nothing-there = { $endpoint } は何も存在しないかのように応答しています。確認できた { $count } リポジトリはすべて存在せず、存在すると答えたものが一つもありません。
    .repo = 消えた、または改名されたという応答を、Hub のほかの内容を確認できなかった今回の実行では採用しない。綴りは正しいですか
hub-down = { $endpoint } が応答しません: { $why }
    .any-more = { $endpoint } が応答しなくなりました: { $why }
    .hint = （Hub は HF_ENDPOINT で指定します。--hub recorded なら Hub に接続せずに動きます）
    .no-hub = { $endpoint } は Hub としての応答をしません: { $why }
hub-endpoint = HF_ENDPOINT: Hub の URL（例: https://huggingface.co）を指定してください。現在の値: { $found }
hub-file =
    .gated = 利用申請が必要
    .no-json = JSON ではない
    .no-mapping = マッピングではない
    .no-revision = 読み取り中に変更された
    .not-seen = 未確認
    .too-large = 読み取る上限より大きい
    .unreadable = 対応していない形で配信されている
hub-fruitless = { $endpoint } は { $minutes } 分にわたりリクエストを減らすよう求め続け、実行が進みませんでした: { $why }。次の実行は続きから始まります。
hub-interrupted = 中断しました
hub-item =
    .no-commit = { $repo }: 情報にコミットがない
    .no-files = { $repo }: 情報にファイル一覧がない
    .no-id = 正しい id のない要素
    .no-such-id = Hub で使えない ID
    .not-public = 情報が公開されていない
hub-jobs = --jobs: 1 以上を指定してください。現在の値: { $found }
hub-killed = 強制終了されました
hub-list-unread = { $name } を読めませんでした: { $why }
hub-listing =
    .elsewhere = { $owner } の一覧の続きが別のホストにあり、たどりませんでした
    .endless = { $owner } の一覧が終わりません
    .failing = { $endpoint } の一覧を読み込めず（{ $why }）、リポジトリを一つずつ確認しました
    .lacking = { $owners }: 個別には応答するリポジトリが一覧にないため、新しいモデルの有無が分かりません
    .none = { $endpoint } には公開元ごとの一覧がないため、リポジトリを一つずつ確認しました
    .odd-item = { $owner } の一覧に正しい id のない要素があります
    .of-others = ほかの公開元のリポジトリを含む { $owner } の一覧
    .unread = { $owner } の一覧を読み込めなかったため、リポジトリを一つずつ確認しました
hub-mute = 応答なし
hub-no-derivatives = { $endpoint } はベースモデルによる一覧に対応していない
hub-odd =
    .circle = リダイレクトが循環している
    .damaged = 圧縮された応答が壊れている
    .elsewhere = 別のホストにリダイレクトされた（{ $place }）
    .encoding = 求めていない符号化（{ $encoding }）の応答
    .etag = ETag と一致しないファイル
    .held-back = 別のホストへ認証情報を送るリクエストを止めた
    .large = { $most } バイトを超えている
    .no-info = リポジトリの情報ではない
    .no-json = JSON ではないか、途中で切れている
    .no-list = リポジトリの一覧ではない
    .no-url = URL でない行き先への応答
    .redirects = リダイレクトが { $most } 回を超えた
    .slow = 応答が遅すぎる
    .unsendable = 送信できないリクエスト: { $why }
hub-offline = HF_HUB_OFFLINE が設定されているため Hub に問い合わせません。設定を外すか、内蔵の記録（--hub recorded）を使ってください。
hub-recording =
    .empty = { $place }: 空のファイルです。記録はヘッダー行で始まります
    .large = { $path }: 展開すると { $most } バイトを超えます。カタログの記録ではありません
    .no-header = { $place }: 記録のヘッダー {"{"}"schema": "{ $schema }", …{"}"} がありません。実際の schema: { $found }。記録は `jllm-sync record -o FILE` で作れます。
    .no-json = { $place }: JSON ではありません: { $why }
    .no-object = { $place }: JSON のオブジェクトがあるべきところに { $found } があります
    .no-repo = { $place }: { $schema } のリポジトリではありません: { $why }。schemas/recording.schema.json を参照してください。
    .no-such = { $path }: 記録がありません。--hub には `live`、`recorded`（内蔵の記録）、または `jllm-sync record` が書いたファイルのパスを指定します。
    .unreadable = { $path }: 記録として読み込めません: { $why }
hub-refused = HTTP { $status }: { $text }
    .silently = HTTP { $status }: 理由の記載なし
hub-remembered = Hub に問い合わせず、{ $oldest } から { $newest } までに { $endpoint } が返した内容を状態ファイルから読みました。新しいモデルの有無は分かりません
    .no-state = --hub state は状態ファイルから答えます。--no-state を外してください
    .none-yet = { $path }: 答えるための状態がまだありません。稼働中の Hub で `jllm-sync check` を実行すると作られます。内蔵の記録は --hub recorded です
hub-resumed = 再開しました: { $of } リポジトリのうち { $held } は、前回の実行が終わるまでに Hub の応答を得ています
hub-source =
    .no-derivatives = --derivatives は稼働中の Hub に問い合わせます。記録には派生モデルが含まれません。--hub か --derivatives を外してください。
    .no-lists = --owner と --collection は稼働中の Hub に問い合わせます。--hub を外すか、リポジトリを直接指定してください。
hub-spent =
    .requests = --max-requests の { $most } リクエストを使い切りました
    .wait = Hub の利用枠（{ $bucket }）はあと { $more } 秒回復しません。--max-wait の上限は合計 { $allowed } 秒で、{ $waited } 秒を使っています
hub-state =
    .damaged = { $path }: 状態ファイルが壊れているか、状態ファイルではありません（{ $problem }）。ファイルはそのまま残してあります。移動すると最初からやり直し（次の実行ですべてを Hub に問い合わせます）、--state で別のファイルも指定できます。
    .in-use = { $path }: 別の実行がこの状態ファイルを使っており、{ $seconds } 秒以内に終わりませんでした。後でやり直すか、--state で別のファイルを指定してください。
    .mended = { $path }: 状態ファイルの一部が壊れています。読み込めない { $count } 件を取り除き、改めて問い合わせます。繰り返す場合はファイルを移動して最初からやり直してください。
    .newer = { $path }: 状態のバージョン { $version } は新しい jllm-sync のものです（この版が扱えるのは { $known }）。jllm-sync を更新するか、--state で別のファイルを指定してください。
    .of-another = { $path }: 別のプログラムのデータベースです。--state で別のファイルを指定してください。
    .unusable = { $path }: 状態ファイルを使えません: { $why }。--state で別のファイルを指定するか、--no-state で実行してください。
    .waited-for = 別の実行が { $path } を使っています。終わるまで最大 { $seconds } 秒待ちます
hub-status = HTTP { $status }
hub-survey =
    .astray = 一覧の次のページが堂々巡りか、別のホストを指しています
    .failed = 未掲載の公開元の新しいモデルをすべては読めませんでした。{ $why }
    .later = 未掲載の公開元の新しいモデルは { $requests } 回のリクエストで読めたところまでです。次の実行で続きを読みます。
    .unfiltered = { $endpoint } は一覧を指定どおりに絞り込みません。どのモデルにも { $language } がありません
hub-token =
    .odd = HF_TOKEN にトークンでは使えない文字があります。コピーし直すか、設定を外して匿名で問い合わせてください
    .refused = { $endpoint } が HF_TOKEN のトークンを拒否しました（{ $why }）。{ $endpoint }/settings/tokens で更新するか、HF_TOKEN を外して匿名で問い合わせてください。
    .refused-now = { $endpoint } がトークン（HF_TOKEN）を拒否しました: { $text }。更新するか、設定を外してください。
    .turned-bad = { $endpoint } がトークン（HF_TOKEN）を拒否するようになったため、リポジトリが消えたという応答は採用しません。更新するか、設定を外してください。
hub-tried = { $why }（{ $tries } 回試行）
hub-unmarked = { $file } への応答に Hub の印がなく、プロキシやログイン画面の応答の可能性がある
note-answered = リストの管理者が { $day } に確認したとき { $status } を返した
note-copy = ページの写し
note-excerpt = 抜粋のため、キーが欠けている可能性がある
note-label = ページの写しを取った時点のライセンス表示
note-mirror = Hub のミラーにある写し
    .excerpt = Hub のミラーにある写し。抜粋のため、キーが欠けている可能性がある
    .taken = { $day } に取られた、Hub のミラーにある写し
    .taken-excerpt = { $day } に取られた、Hub のミラーにある写し。抜粋のため、キーが欠けている可能性がある
note-parent = { $revision } の親
note-remembered = { $day } に確認（状態ファイルより）
note-seen = { $month } に確認
note-top-level = 最上位のみ
    .partial = 最上位のみ、一部

## catalog: what is wrong with a catalog, as YAML

catalog-control = 文字列に制御文字 { $character } が含まれています。取り除いてください
catalog-expected = 必要な値: { $expected }、実際の値: { $found }
    .at = { $name }: 必要な値: { $expected }、実際の値: { $found }
catalog-file =
    .endless = { $file }: ファイルではなくデバイスかパイプで、終わらない可能性があります。ファイルを指定してください
    .none = { $file }: ファイルがありません。カタログのパスを指定する（`jllm-sync check PATH`）か、catalog.yaml のある場所で実行してください。新しく作るには `jllm-sync init REPO…`、Markdown の表から作るには `jllm-sync import` を使います。
    .unreadable = { $file }: 読み込めません: { $reason }
catalog-item-twice = 同じ要素がリストに 2 回あります
catalog-key =
    .missing = キー { $name } がありません
    .near = 知らないキー { $name } です。{ $near } の間違いではありませんか
    .unknown = 知らないキー { $name } です。ここで使えるキーは { $known } です
catalog-no-entry = parents: { $id } という id の項目がありません
catalog-no-foundation = { $field }: { $id } は `foundations` にありません。そこに追加してください
catalog-no-license = license: { $id } は `licenses` にありません。Hub での書かれ方とともに、そこに追加してください
catalog-not-built-in = { $field } がありません。{ $id } は組み込みの id ではないため、ここに書いてください
catalog-problem = { $place }: { $what }
catalog-range = context: min { $minimum } が max { $maximum } より大きくなっています
catalog-repo =
    .form = repo: { $repo } は Hub で使えない ID です。'--' と '..' は使えず、'.'、'-'、'.git' で終わることもできません
    .link = repo: { $repo } は種類 { $kind } のリポジトリを指していません。ID かそのページの URL を書いてください
    .long = repo: { $repo } は Hub で使えない ID です。1 つの部分が 96 文字を超えています
    .one-part = repo: 必要な値: owner/name、実際の値: { $repo }（名前だけの ID は Hub 最古のモデルとデータセットに限ります）
catalog-twice =
    .entry = 項目の id { $id } がカタログに 2 回あります。最初は { $line } 行目です
    .repo = repo: { $kind } の { $repo } がカタログに 2 回あります。最初は { $line } 行目です
    .section = セクションの id { $id } がカタログに 2 回あります。最初は { $line } 行目です
catalog-type =
    .array = リスト
    .boolean = true または false
    .empty-array = 空のリスト
    .empty-object = 空のマッピング
    .integer = 整数
    .nothing = 値なし
    .object = マッピング
    .other = { $keyword }: { $value } を満たす値
    .string = 文字列
catalog-unknown-license = license: `unknown` をほかのライセンスと並べることはできません
catalog-until = until: { $day } は暦にない日付です（例: 2026-12-31）
claim-loadable-format = △（形式は合うが Hub にない）
claim-loadable-no = ✕
claim-loadable-yes = ◯（AutoModel で読み込める）
claim-size = { $total }（アクティブ { $active }）
claim-unknown = 不明
edit-layout =
    .colon = キーとコロンが離れている
    .first-key = マッピングの最初のキーで、後にコメントがある
    .list = 1 行 1 項目のリストではない
    .only-key = マッピングの唯一のキーである
edit-refused = { $place }: 必要なもの: { $expected }、実際: { $found }
    .alone = 単独で変更できる値
    .by-hand = 手で編集すべき書き方（{ $why }）
    .entry = id が { $id } の項目
    .list = 1 行に 1 項目ずつ、それぞれダッシュで始まるリストとしての `{ $list }`
    .no-key = そのようなキーはない
    .none = 該当なし
    .none-in-entry = 項目内に該当なし
    .other = 別の値
    .other-layout = 安全に追加できない別の書き方。書き方を揃えるか、下書きを手で追加してください。
    .other-meaning = 変更すると別の意味になる
    .path = (項目, フィールド) または (項目, リポジトリ, フィールド) のパス
    .repo = リポジトリ { $repo }
    .twice = 同じ箇所への 2 つ目の変更
    .writable = YAML で表せる新しい値
schema-any_repo = Hub のリポジトリ ID（owner/name。最古のモデルとデータセットは名前のみ。英数字と '-'、'_'、'.'）、またはそのページの URL
schema-catalog = カタログ（キー title と sections を持つマッピング）。セクションの中に項目（モデルの系列、表の 1 行）、その中にバリアント（それぞれ Hub のリポジトリ 1 つ）。書かれていない値は照合しない
schema-catalog-columns = ページの列見出しに使う語（組み込みの語に加えるもの。フィールドごと）
schema-catalog-columns-name = 表のフィールド
schema-catalog-foundations = このカタログでベースとして挙げるモデル
schema-catalog-foundations-item-from = それ自体の元になった基盤モデル（`foundations` の id）
schema-catalog-foundations-item-license = 派生モデルにも条件が及ぶライセンス（`licenses` の id）
schema-catalog-house = ページの一覧で行が従う書き方
schema-catalog-house-bold_years = newest（最新の年だけを太字にする）または none
schema-catalog-house-developers = 開発元の表記（リポジトリの公開元ごと。文字列、または言語ごとの文字列）
schema-catalog-house-order = 表の中で規模を降順に並べるか: auto（ほぼ降順の表のみ）、size（常に）、none
schema-catalog-house-unknown = 不明のセルに書く語（フィールドごと。文字列、または言語ごとの文字列）
schema-catalog-licenses = このカタログで使うライセンスと、Hub での書かれ方のすべて
schema-catalog-pages = セクションを収める Markdown のページ（言語ごと。{"{"}ja: README.md, en: en/README.md{"}"}）。最初のページを正とし、そこから記載を読み取る
schema-catalog-pages-item = パス（このファイルのフォルダーから）
schema-catalog-pages-name = ja のような言語コード
schema-catalog-waivers = 承認済みの指摘 {"{"}repo, rule, reason, seen, by, until{"}"}。Markdown に書く場所がないページの一覧用
schema-catalog-waivers-item-seen = 承認したときの読み取り値
schema-catalog-waivers-item-until = 2026-12-31 のような日付
schema-claim_architecture = 文字列、言語ごとの文字列、または null（記載なし）
schema-claim_context = 8192、8k（8,000〜8,192）のようなトークン数、{"{"}min, max{"}"}、{"{"}at_most{"}"}、unknown、または null（記載なし）
schema-claim_doubt = ライセンスについての疑義（文字列）、または null（記載なし）
schema-claim_foundation = `foundations` の id、{"{"}id, size{"}"}、unknown、または null（記載なし）
schema-claim_license = `licenses` の id（組み込みか宣言したもの）かライセンス名、そのリスト（すべて適用）、unknown、または null（記載なし）
schema-claim_loadable = "yes"（◯: AutoModel で読み込める）、"format"（△: 形式は合うが Hub にない）、"no"（✕）、または null
schema-claim_parameters = 7b のようなパラメータ数、MoE なら {"{"}total, active{"}"}、unknown、または null（記載なし）
schema-claim_parents = 学習やマージの元になったモデル（{"{"}name, repo, entry{"}"} のリスト）、または null（記載なし）
schema-claim_year = 公開年、または null（記載なし）
schema-data = データセット（名前、または {"{"}name, link, amount{"}"}）
schema-discovery = 掲載済みの公開元の新しいリポジトリのうち何を提案するか: languages、min_parameters、copies、task_specific、checkpoints、tests、max_age_days、ignore
schema-discovery-beyond = 未掲載の公開元のモデルに対する基準 {"{"}min_parameters, likes, downloads, pipelines, days, requests, words{"}"}、または off（Hub に問い合わせない）
schema-discovery-beyond-days = 前回見た最新のモデルから何日さかのぼって読み直すか（既定は 60）
schema-discovery-beyond-downloads = 30 日間のダウンロード数。いいねの代わりになる（既定は 500）
schema-discovery-beyond-likes = いいねの数。個人にはその 2 倍を求める（既定は 10）
schema-discovery-beyond-pipelines = 対象とする pipeline tag
schema-discovery-beyond-requests = 監査とは別に 1 回の実行で使うリクエスト数の上限（既定は 20）。0 は off と同じ
schema-discovery-beyond-words = カードに言語の記載がないモデルを探すための ID の一部。1 つごとに一覧を 1 つ読む（既定は対象言語のもの、例: japanese, -ja, -jp）。空のリストなら探さない
schema-discovery-checkpoints = true: 途中のチェックポイントや試行も含める
schema-discovery-copies = 量子化・変換版の扱い: listed（既定。その種類を載せている項目だけ）、always、never
schema-discovery-ignore = 提案しないリポジトリと、その理由
schema-discovery-languages = いずれかが明らかでなければならない言語のコード（既定は、掲載リポジトリの 5 件中 4 件以上が示す言語）。空のリストなら言語を問わない
schema-discovery-max_age_days = この日数より前に公開されたものを除く。指定しなければ無制限
schema-discovery-min_parameters = 対象とする最小の規模（既定は 110m。15 % 小さいものまで含む）
schema-discovery-task_specific = true: 特定タスク向けのモデルも含める
schema-discovery-tests = true: 試験的なアップロードも含める
schema-entry-paper = 論文 {"{"}title, date, venue{"}"}
schema-id = id（小文字の英字、数字、ドット、ハイフン）
schema-history = 状態ファイルに残すもの: keep_days
schema-history-keep_days = リポジトリの観測をすべて残す日数（既定は 30）。それより前のものは、読み取った値が変わった観測だけを残す
schema-ignore = 提案しないリポジトリ {"{"}owner, pattern, reason{"}"}。reason と、残りのいずれか
schema-ignore-owner = Hub 上の公開元
schema-ignore-pattern = 名前に対するグロブ。スラッシュを含めば ID 全体に対するもの。例: '*-test'、'owner/*-draft-*'
schema-issues = GitHub の監査用 issue の設定: language、authors、label、manners、max_new、artifact_url
schema-issues-artifact_url = issue に収まりきらないときのための、レポート全体の置き場所を示すリンク
schema-issues-authors = 自分たちの issue とみなすログイン名のリスト（既定は github-actions[bot]）
schema-issues-authors-item = github-actions[bot] のようなログイン名
schema-issues-label = issue に付けるラベル。カンマを含まない 50 文字以内（既定は jllm-sync）。1 つのリポジトリに 2 つのカタログがあるなら別々にします
schema-issues-language = issue の言語（既定は settings.language）
schema-issues-manners = 一覧自体の書き方についての指摘にも issue を作成するかどうか（既定は false）
schema-issues-max_new = 1 回の実行で新しく作成してよい項目の issue の数、0 以上（既定は 10）
schema-kind = model、dataset、space のいずれか
schema-license = 名前と Hub での書かれ方。組み込みの id は、ここに書かないものをそのまま保つ
schema-license-accepts = Hub での書かれ方。空のリストは、どのリポジトリにも書けないライセンスで、照合しないという意味
schema-license-accepts-item = {"{"}license: 識別子, name: license_name, title: LICENSE ファイルの 1 行目{"}"} のうち 1 つ以上
schema-link = リンク、リンクのリスト、または言語ごとのリンク {"{"}ja, en, fr{"}"}
schema-reference = 行で触れているが提供はしていない Hub のリポジトリ {"{"}repo, kind, role{"}"}
schema-reference-role = training、origin、mentioned のいずれか
schema-repo = Hub のリポジトリ ID（owner/name。英数字と '-'、'_'、'.'）、またはそのページの URL
schema-rule = ルールの id（docs/rules.md）
schema-section-columns = セクションの表の列 {"{"}field, title{"}"} を順に並べたもの
schema-section_id = セクションの id（generative/scratch/general のように id をスラッシュでつないだもの）
schema-settings = このカタログの監査の設定。コマンドラインの指定が優先
schema-settings-fail_on = error、warning、info、never のいずれか
schema-settings-language = メッセージの言語
schema-settings-rules = このカタログでのルールの重大度を id ごとに書いたもの（off、error、warning、info）
schema-settings-rules-item = off、error、warning、info のいずれか
schema-size = 7b、46.7B、110m のようなパラメータ数
schema-text = 文字列、または言語ごとの文字列 {"{"}ja, en, fr{"}"}
schema-tokens = 1 以上のトークン数（8192、"8,192"、8k（8,000〜8,192）、1M）
schema-training = 学習内容の段階ごとのリスト {"{"}stage, models, method, tokens, amount, data, note{"}"}
schema-training-item-models = どのバリアントのことか（一覧の言葉で）
schema-url = http:// または https:// で始まるリンク
schema-urls = リンク、またはリンクのリスト
schema-variant-representative = true: 多数のうち意図して載せた 1 つ
schema-variant-unofficial = true: 第三者による変換版
schema-waiver = 指摘を承認したという記録 {"{"}rule, reason, seen, by, until{"}"}
schema-waiver-seen = 承認したときの読み取り値
schema-waiver-until = 2026-12-31 のような日付
schema-words = 文字列（空でもよい）、または言語ごとの文字列
yaml-alias = エイリアス { $alias } は使えません。値をそのまま書いてください
yaml-character = 文字 { $character } は YAML で使えません
yaml-depth = 入れ子が { $levels } 段を超えています
yaml-empty = ファイルが空です
yaml-key = キーは単なる文字列でなければなりません
yaml-key-twice = キー { $name } が同じマッピングに 2 回あります。最初は { $line } 行目です
yaml-no-mapping = カタログはマッピングでなければなりません
yaml-none = YAML ではありません
yaml-not-utf8 = UTF-8 ではありません（バイト { $byte }）
yaml-second-document = ここから 2 つ目の YAML 文書が始まっています。カタログは 1 つの文書でなければなりません
yaml-tab = 字下げにタブがあります。YAML の字下げは空白で行ってください
yaml-tag = タグ { $tag } は使えません
yaml-too-long = ファイルが { $bytes } バイトあります。カタログは { $most } バイトまでです

## catalog/pages: what is wrong with a catalog, as Markdown; the list's manners

page-cell-beyond = 表の最後の列より右にあるセル: { $cell }
page-column-twice = { $field } の列が 2 つあります。2 つ目の内容は読みません
page-column-unknown = 知らない列なので、その内容は読みません（catalog.yaml の `columns:` で指定できます）
page-columns-differ = 列が { $found } です（{ $expected } のはず）
page-comment-open = コメントが閉じていません。ページはここで終わったものとして読みます
page-context-choice = どのモデルがどの値か分かりません: { $cell }
page-descriptions = 説明文の列（{ $count } 行）。他者の文章なので写しません
page-edit-cell = それだけを書き換えられるセル（複数のモデルについて述べているか独自の書き方なので、人が書き換えてください）
page-edit-entry = この ID の行
page-edit-insertion = YAML の新しい項目
page-edit-model = この行のモデル
page-edit-possible = セルの書き換え
page-footnote = 脚注 [^{ $name }]
page-heading-count = 見出しが { $count } 個ありますが、{ $file } には { $expected } 個あります。同じアンカーのないものは、この言語の見出しなしになります
page-heading-depth = 見出し「{ $heading }」の深さは { $depth } ですが、{ $place } では { $expected } です
page-heading-without-table = 見出し「{ $heading }」の下には表がありません
page-html-table = HTML の表は読み取れません。Markdown の表に書き直してください
page-include = 別ファイルの読み込みはたどりません: { $target }
page-license-own = 「{ $license }」は独自のライセンスです。Hub での表記を `licenses: { $id }` に書いてください
page-line-too-long = 表の 1 行が { $found } 文字あります（上限 { $longest } 文字）。表を分けてください
page-link = 「{ $text }」に付いたリンク: { $url }
page-links-unread = Hub へのリンクが { $count } 件ありますが、どれもカタログに入りません。列の分かる表が必要です。列の見出しは catalog.yaml の `columns:` で指定できます。表でない文章のリンクからは `jllm-sync init --from FILE` でカタログを作れます
page-no-variant = 「{ $who }」に当たるモデルがありません: { $value }
page-not-utf8 = UTF-8 ではありません（バイト { $byte }）。UTF-8 で保存してください
page-nothing = なし
page-notice-cell = 「{ $cell }」欄:
page-notices = お知らせ { $count } 件: { $kinds }
page-notices-by-hand = 人が決めること（{ $count } 件）:
    .counted = 人が決めること { $count } 件
page-notices-footnote = 内容を人が書き写す脚注（{ $count } 件）:
    .counted = 脚注 { $count } 件
page-notices-left-out = 読み取らなかったもの（{ $count } 件）:
    .counted = 読み取らなかったもの { $count } 件
page-notices-leftover = どの項目にもならなかった記述（{ $count } 件）:
    .counted = 残った記述 { $count } 件
page-notices-mismatch = 言語間の食い違い（{ $count } 件）:
    .counted = 食い違い { $count } 件
page-notices-none = お知らせはありません
page-nul = NUL 文字があります。Markdown はテキストです。UTF-8 で保存してください
page-other-repos = { $place } と異なるリポジトリ: { $repos }
page-other-values = { $found }。{ $place } は { $expected } です
page-outside = 表の外にある Hub へのリンク { $count } 件は読み取りません
page-own-license = 独自のライセンス
page-repo-listed = { $repo } はすでに { $line } 行目にあるため、この行では除きました
page-row-count = { $count } 行の表ですが、{ $place } の表は { $expected } 行です
page-row-in-comment = コメントの中の行: { $row }
page-row-missing = { $place } に当たる行がありません
page-row-more = { $file } にない行です
page-same-language = { $file } と同じ言語「{ $language }」のページです。言語を 言語=ファイル の形で指定してください
page-second-table = 「{ $heading }」の下の 2 つ目の表です。その行は 1 つ目の表に続けます
page-table-count = 表が { $count } 個ありますが、{ $file } には { $expected } 個あります。同じリンクを持つものどうしを対応させます
page-table-unmatched = { $file } にない表です

## discovery

evident =
    .among-many = モデルカードの言語 { $count } 件の中に { $languages } がある
    .any = 言語は問わない
    .base = ベースモデル { $repo } が掲載済み
    .card = モデルカードの言語が { $languages }
    .name = 名前に言語名が含まれる
    .owner-keeps-to = 公開元の掲載済み { $count } 件はすべて対象の言語
    .owner-name = 公開元の名前に言語名が含まれる
    .owner-only = 言語の手がかりは公開元だけ（{ $count } 件が掲載済み）
    .tags = タグに言語が示されている
excluded =
    .age = 公開から { $days } 日
    .bar = 未掲載の公開元で、規模・用途・いいね・ダウンロード数の基準に届かない
    .checkpoint = 途中のチェックポイントや試行の一つ
    .copy = 変換・量子化版（{ $word }）で、同じ項目にその種類がない
    .derivative = 他者が掲載モデルから作ったもの（--derivatives で一覧できる）
    .drafter = ほかのモデルを高速化するためのもの（投機的デコーディング）
    .foundation = カタログがベースとして挙げるモデルの系列
    .language = 対象の言語と分からない
    .no-language = カタログの対象言語が明らかでない。新しい系列の提案には settings.discovery.languages を設定する
    .no-weights = 応答するモデルではない（重みがないか、モデルの部品）
    .older = 掲載済みの { $repo } より古い
    .others-copy = 他者の重みの変換版やアダプター
    .repackaged = 掲載済みの { $repo } と同じ重み
    .represented = { $repo } が代表として掲載済み
    .state = 状態は { $state }
    .task = 特定タスク向け（{ $task }）
    .test = 試験的なアップロード
    .too-small = 最小規模未満（{ $size }）
kin =
    .base = ベースモデルが { $repo }
    .brand = { $repo } と同じ名称の系列
    .copy-of = 公開元自身による { $repo } の変換・量子化版
    .earlier = 掲載済みの { $repo } より前の版
    .model-type = model_type が同じ（{ $type }）
    .name-extends = { $repo } の名前（{ $stem }）に語が加わったもの
    .named-alike = { $repo } と名前の語幹が同じ（{ $stem }）
    .new-version = { $repo } のモデルカードが新しい版として案内
    .other-size = 別の規模（{ $size }）
    .same-size = 規模が同じ（{ $size }）
    .successor = 掲載済みの { $repo } の後継
left-out =
    .bar = 未掲載の公開元で基準未満
    .checkpoint = チェックポイント・試行
    .copy = 量子化・変換版
    .derivative = 他者が掲載モデルから作ったもの
    .drafter = 投機的デコーディング用
    .foundation = カタログの基盤モデルの系列
    .ignored = カタログの設定で対象外
    .language = 対象の言語と分からない
    .no-model = モデルではない
    .not-served = Hub で公開されていない
    .older = 載っているものより古い
    .repackaged = 同じ重みの別パッケージ
    .representative = 代表が載っている
    .task = 特定タスク向け
    .test = 試験的なアップロード
    .too-old = 公開が古すぎる
    .too-small = 最小規模未満
proposal-found =
    .family = { $repo }（{ $kind }）に当たる項目がありません。おそらく「{ $section }」（{ $id }）です。{ $why }
    .variant = Hub に { $repo }（{ $kind }）がありますが、{ $entry } にありません。{ $why }
proposal-kind =
    .adapter = アダプター
    .base = ベースモデル
    .checkpoint = チェックポイント・改訂
    .copy = 量子化・変換版
    .merge = マージモデル
    .model = モデル
    .reasoning = 推論モデル版
    .size = 別の規模
    .tuned = 指示・対話チューニング版
    .version = 新しい版
proposal-reasons = { $reasons }。

## drafting

add-listed = { $repo }: すでに { $entry } のバリアントとしてカタログにあります（{ $place }）
    .renamed = { $repo }: すでに { $entry } のバリアント { $old } としてカタログにあります（{ $place }）
add-no-id = { $repo }: Hub のモデルの ID（owner/name）を指定してください
draft-confidence =
    .low = 確度低
    .medium = 確度中
draft-contested = { $repo }: { $field } は書いていません。{ $why }
draft-no-links = { $file }:{ $line }: この行にはモデルへのリンクを並べたセルがありません。リンクは人が加えてください
draft-no-row = { $file }: セクション { $section } には、新しい行の書き方の手本になる行がありません。最初の行は人が書いてください
draft-note =
    .as-read = { $claim } は Hub の値
    .datasets = モデルカードの記載から
    .developer = 同じ公開元のほかの項目から
    .foundation = foundation の規模は名前から
    .label = label はほかの項目に倣った
    .label-of-new = label は名前から
    .left-out = discover では対象外: { $reason }
    .loadable = loadable: AutoModel で読み込めるかは未確認
    .name = リポジトリ名から
    .no-license = license: Hub では { $license }（`licenses` にない）
    .owner = 公開元の名前（この公開元の項目がほかにないため）
    .parameters = parameters は名前から
    .release = foundation: { $repo } と同じと推定
    .section = セクションは似た項目からの推定
    .seen-of = { $of } 件中 { $seen } 件で確認
    .size = 規模は名前から
    .unseen = 継承した値で未確認: { $claims }
    .year = リポジトリの作成年
draft-place =
    .entry = # セクション { $section } の新しい項目:
    .variant = # 項目 { $entry }（セクション { $section }）の variants へ:
draft-section = モデル
draft-unread = セクション { $section } に { $repos } の行を作っても、これらのモデルの行としては読み取れません。人が書いてください
draft-written = { $file } の { $line } 行目に { $repo } を書き込みました
init-head = `jllm-sync init` が Hub の情報から作成しました。コメントは推測の印です。確認したら消してください。
    `jllm-sync check` が Hub と比べます。新しいモデルの知らせも受けるには、`rules` から variant-new と family-new を外してください。
init-title = モデル一覧

## fixes
fixes-invalid = レポートの修正を適用すると { $file } が不正になるため、何も書き込みませんでした。
fixes-refused = { $file } はレポートの対象のカタログではないか、その後に変更されています。何も書き込みませんでした。監査をやり直すか、まだ適用できる修正を --entry、--repo、--rule で指定してください。
waive-no-entry = { $catalog } に項目 { $entry } はもうありません
waive-no-reading = 承認の対象となる読み取り値がありません。カタログを直してください
waive-unwritable = Hub の値が { $most } 文字を超えるか、カタログに書けない文字を含んでいます

## report/describe: a finding in words

confidence-high = 高
confidence-low = 低
confidence-medium = 中
evidence-by-a-person = 人による報告
evidence-card = カード（README.md）
evidence-noted = { $evidence }（{ $note }）
evidence-model-info = モデル情報
evidence-page-header = ページ上部の表示
evidence-repo-page = リポジトリのページ
field-architecture = アーキテクチャ
field-context = コンテキスト長
field-custom-code = リポジトリ独自のコード
field-developer = 開発元
field-foundation = 基盤モデル
field-license = ライセンス
field-loadable = 読み込み用ファイル
field-name = 名前
field-notes = 注記
field-parameters = パラメータ数
field-parents = ベースモデル
field-repo = リポジトリ
field-year = 公開年
field-restrictions = 利用制限
field-successor = 新しい版
field-training = 学習内容
finding-variants = { $count } リポジトリ: { $repos }
more-than-shown = ほか { $count } 件
new-on-hub = カタログにない、掲載済みの公開元のモデル: { $count } 件（{ $owners }）。一覧は `jllm-sync discover`
new-other-owners = ほか { $count } 公開元
run-catalog-alone = { $catalog } 自体の点検（Hub には問い合わせていません）
run-claim-compared = { $field } { $claims } 件中 { $compared } 件
run-claims = Hub と照合できた記載: { $fields }
run-coverage = { $repos } リポジトリ中 { $observed } 件を確認
run-incomplete = 不完全な結果です。ここにないものが正しいとは限りません
    .nothing = 不完全な結果です。確認できたリポジトリが一つもありません
run-last = 前回の実行
run-left-out = { $known } にある既知の指摘 { $count } 件を除外
run-live = { $catalog } を { $endpoint } と照合
run-new = 前回の実行以降の新しい指摘: { $count } 件
run-no-last = { $catalog } 全体を最後まで確認した実行がまだ状態ファイルにないため、すべてを新しい指摘とみなします。
run-nothing = 指摘はありません。
run-nothing-new = 新しい指摘はありません。
run-recorded = { $catalog } を Hub の記録（{ $date } まで。現在の Hub ではありません）と照合
run-summary = エラー { $error } 件、警告 { $warning } 件、情報 { $info } 件、承認済み { $waived } 件
run-unaudited = リポジトリのない { $count } 項目は対象外
run-unobserved = { $count } 件は未確認（{ $reason }）
severity-error = エラー
severity-info = 情報
severity-warning = 警告
state-disabled = 停止中
state-gone = 削除または非公開
state-ok = 公開中
state-renamed = 名称変更
todo-add-entry = 項目に { $yaml } を加えてください
todo-add-variant = このモデルに { $yaml } を加えてください
todo-after-a-look = 根拠を確認のうえで、{ $todo }
todo-at-line = { $todo }（{ $line } 行目）
todo-by-hand-of = 根拠を確認のうえで、{ $repo } の{ $field }を { $value } に手で直してください（{ $place }）。ほかのモデルについても述べているか、独自の書き方のセルです
todo-by-hand-row = 根拠を確認のうえで、{ $field }を { $value } に手で直してください（{ $place }）。ほかのモデルについても述べているか、独自の書き方のセルです
todo-cell = { $new } に書き換えてください（{ $place }）
todo-move = 行（{ $place }）を { $line } 行目の前に移してください
todo-move-in = { $file } の行を正しい位置に移してください
todo-piece = { $old } を { $new } に書き換えてください（{ $place }）
todo-remove-entry = 項目の { $yaml } を削除してください
todo-remove-variant = このモデルの { $yaml } を削除してください
todo-repo = { $yaml } に書き換えてください
todo-set-entry = 項目を { $yaml } に書き換えてください
todo-set-variant = このモデルを { $yaml } に書き換えてください
unobserved-gated = アクセス申請が必要です
unobserved-interrupted = 実行が中断されました
unobserved-malformed = Hub の応答を読み取れませんでした
unobserved-not-in-recording = 記録にありません
unobserved-out-of-budget = リクエストの上限に達しました
unobserved-unreachable = Hub に接続できませんでした

## report: the formats

fix-already = 修正済み
fix-incomplete = 不完全: 確認できないリポジトリがありました。ほかにも修正がありえます
fix-inherited = { $value }（継承）
fix-left = { $count } 件は根拠の確認が必要なため残しました（--unsafe で適用）
fix-made = 修正
fix-moved = 行 → { $line } 行目の前
fix-none = 修正するものはありません。
fix-refused = 修正できません
fix-would = 修正予定
fix-would-count = { $count } 件の修正があります。書き込みはしていません
fix-written = { $count } 件の修正を { $file } に書き込みました
found-before = --since { $date } により提案 { $count } 件を省きました{ $undated ->
        [0] 。
       *[other] （うち { $undated } 件は作成日不明）。
    }
found-children = Hub 上の派生モデル { $count } 件
found-column-confidence = 確度
found-column-kind = 種類
found-column-reason = 理由
found-column-repo = リポジトリ
found-compared-live = { $catalog } と { $endpoint } を照合
found-compared-recorded = { $catalog } と Hub の記録を照合（{ $date } まで。現在の Hub ではありません）
found-family = 新しい系列: { $stem }
found-incomplete = 不完全な結果です。Hub をすべて確認できませんでした: { $why }
found-into = { $entry } に追加
found-known = 提案 { $count } 件は前回の実行ですでに出ています。
found-left-out = 対象外 { $count } 件: { $reasons }
found-left-out-reason = { $reason } { $count }
found-left-out-title = 対象外
found-more = `jllm-sync add REPO...` で下書き
found-new = 新しい系列、おそらく { $id }
found-none = 提案はありません。
found-probably = おそらく { $section }
found-summary = 提案 { $total } 件: 既存項目へ { $variants } 件、新しい系列 { $families } 件に { $members } 件
found-title = Hub の新着
found-unsure = 確度が低いため表示していない提案が { $count } 件あります。--min-confidence low で表示できます。
found-verbose = -v で対象外とその理由の一覧、{ $more }
found-why = 理由
github-title-more = { $title } ほか { $count } 件
history-revision = リビジョン
history-revision-none = なし
history-runs = （実行 { $count } 回）
history-same = 読み取り値に変化なし
history-state = 状態
label-catalog = カタログ
label-evidence = 根拠
label-finding = 指摘
label-hub = Hub
label-rule = ルール
label-todo = 対応
label-waived = 承認済み
made-asked = 掲載モデル { $wanted } 件中 { $known } 件が確認済み（今回の確認 { $asked } 件、リクエスト { $requests } 回）
made-asked-oldest = { $asked }（最も古い確認は { $date }）
made-at-least = { $count } 件以上
made-column-base = 元のモデル
made-column-how = 作り方
made-column-languages = 言語
made-column-month = 月間ダウンロード
made-counts = { $total }: { $parts }
made-downloads = 月間 { $count } ダウンロード
made-failed = 確認できませんでした: { $repo }: { $why }
made-interrupted = 不完全な結果です。すべては確認できませんでした: { $why }
made-listed = 掲載済み: { $entry }
made-more = ほか { $count } 件（-v ですべて表示）
made-none = 他者が作ったモデルは見つかっていません。
made-relation-adapter = アダプター
made-relation-count = { $relation } { $count }
made-relation-finetune = ファインチューニング
made-relation-merge = マージ
made-relation-quantized = 量子化版
made-relation-unknown = 派生モデル
made-title = 掲載モデルから他者が作ったモデル（一覧のみ。提案はしません）
made-unasked = 未確認 { $count } 件: 状態ファイルがあれば次回以降に確認します。--derivatives で回数を増やせます
markdown-columns = 項目 | 指摘 | カタログの記載 | Hub の表示 | 根拠 | 対応
markdown-cut = ほか { $count } 件の指摘は、長くなるため省きました。ほかの形式のレポートには全件あります。
markdown-graver = エラーと警告
markdown-graver-known = 既知のエラーと警告
markdown-line = { $rule }、{ $line } 行目
markdown-new = 前回の実行以降の新しい指摘
markdown-notes = 情報（{ $count } 件）
markdown-place = { $rule }、{ $place }
markdown-unaudited = リポジトリのない項目（{ $count } 件）
markdown-unobserved = 未確認（{ $count } 件）
markdown-waived = 承認済み（{ $count } 件）
markdown-waiver = 承認済み: { $reason }
markdown-waiver-until = 承認済み: { $reason }（{ $until } まで）
report-again = `jllm-sync check { $catalog } --format json -o { $file }` で作り直してください。
report-again-somewhere = `jllm-sync check --format json -o FILE` で作り直してください。
report-catalog-other = { $file }: 現在の { $catalog }（sha256 { $now }…）のレポートが必要ですが、{ $path }（sha256 { $found }…）のものです。行番号や waiver がこのカタログと一致しません。{ $again }
report-edit = { $place }: { $expected } が必要ですが、{ $op } { $path } でした。このような修正を作るルールはありません。何も書き込みませんでした。
report-edit-entry = 指摘の項目 { $entry } 内のパス
report-edit-field = { $fields } のいずれかの変更
report-edit-repo = 指摘のリポジトリ { $repo } へのパス
report-missing = { $file }: ファイルがありません。`jllm-sync check --format json -o FILE` で書き出したレポートを指定してください。
report-no-json = { $file }: JSON のレポートが必要ですが、読み取れません: { $found }
report-no-selection = { $file }: 絞り込みの内容（`selection`）のあるレポートが必要ですが、ありません。古い jllm-sync が書いたものです。{ $again }
report-other-schema = { $file }: schema が { $expected } の jllm-sync のレポートが必要ですが、{ $found } でした。別のコマンドか別の版が書いたものです。{ $again }
report-summary-other = { $file }: summary の件数（{ $expected }）と同じ数の指摘が必要ですが、{ $found } でした。手で取り除かれた指摘が解消したものに見えてしまいます。{ $again }
report-time = { $file }: generated_at: 2026-08-01T12:00:00Z の形の時刻が必要ですが、{ $found } でした
report-too-long = { $file }: { $most } バイトを超えています。jllm-sync のレポートではありません
report-top = 先頭
report-unlike = { $place }: { $expected } が必要ですが、{ $found } でした。監査が書いたものではありません。ファイルが変更されたか、別の版の jllm-sync が作ったものです。`jllm-sync check --format json` をもう一度実行してください。
report-unlike-day = 2026-08-01 の形の日付
report-unlike-entry = カタログの項目
report-unlike-hash = 指摘の内容から決まる { $hash }
report-unlike-rule = この版にあるルール
report-unlike-waiver = カタログの { $entry } にある waiver
report-unreadable = { $file }: 読み取れません: { $why }
report-unschemed = { $file }: jllm-sync のレポートが必要ですが、{ $place } が違います: { $problem }。{ $again }
runs-complete = 完了
runs-cost = API { $api } 回、ファイル { $files } 件、{ $seconds } 秒
runs-incomplete = 不完全
runs-none = まだ実行がありません
runs-repos = { $observed }/{ $repos } リポジトリ
runs-running = 実行中
sarif-narrowed = これは { $by } で絞り込んだ監査の一部です。ここにないものが解消したわけではありません。code scanning は、このファイルにないアラートを閉じてしまいます。
show-because = { $what }（{ $why }）
show-catalog = カタログ: { $says }
show-claim-inherited = { $value }（{ $place }、項目から継承）
show-claim-own = { $value }（{ $place }）
show-evidence = 根拠: { $evidence }
show-gated = アクセス制限あり: 規約に同意するとファイルを取得できます
show-gated-by-hand = アクセス制限あり: 公開元の承認を得るとファイルを取得できます
show-hub = Hub: { $says }
show-none = なし
show-nothing-there = { $entry }: この項目にはリポジトリがなく、Hub に照合できる情報がありません
show-unknown = 不明
show-unlike = { $what }: リポジトリの ID（owner/name）、Hub の URL、または { $catalog } の項目の id を指定してください
show-window = { $tokens }（スライディングウィンドウ { $window }）
text-evidence-more = ほか { $count } 件（--format json で全件）
text-folded = { $count } リポジトリ（-v で一覧）
text-more = --format json で全根拠、`jllm-sync explain RULE` でルールの説明
text-no-repo = リポジトリのない項目:
text-not-checked = 未確認:
text-verbose = -v で未確認の一覧、{ $more }
waive-already = { $count } 件は承認済みです
waive-left = { $count } 件は承認できません
waive-made = 承認
waive-none = 承認するものはありません。
waive-refused = 承認できません
waive-would = 承認予定
waive-would-count = { $count } 件の承認を記録します。書き込みはしていません
waive-written = { $count } 件の承認を { $file } に書き込みました

## issues

dashboard-cost = リクエスト { $requests } 回、{ $megabytes } MB、{ $seconds } 秒
dashboard-entries = 指摘のある項目
dashboard-entries-head = 項目 | エラー | 警告 | 指摘 | issue
dashboard-expiring = まもなく期限の切れる waiver
dashboard-expiring-row = { $what } の { $rule }: { $until }（{ $reason }）
dashboard-guide = エラーか警告のある項目には、それぞれ issue があります。指摘がなくなると自動で閉じます。
dashboard-hand-closed = #{ $number }（手動で閉じられています）
dashboard-incomplete = 今回の実行は不完全です。ここにないものが正しいとは限りません。
dashboard-none = 指摘のある項目はありません。
dashboard-more = ほか { $count } 件
dashboard-proposals = 追加の候補
dashboard-pull = チェックされた内容は #{ $number } でマージ待ちです。
dashboard-pull-next = チェック { $count } 件。次回の実行で pull request を作成します。
dashboard-pull-none = チェック { $count } 件は保留中です。この実行では pull request を作成しません。
dashboard-pull-refused = チェック { $count } 件は保留中です。このワークフローには pull request の作成が許可されていません。
dashboard-ran = 最終実行: { $date }、{ $compared }。
dashboard-repos = { $count } リポジトリ
dashboard-sentence = { $words }。
dashboard-title = 監査ダッシュボード: { $name }
dashboard-waiting = 次回以降に作成
github-archived = { $repository } はアーカイブされているため、issue を変更できません
github-endless = { $request }: { $count } ページを読んでもリストが終わりません
github-label = jllm-sync が管理します。外すと issue は管理対象から外れます
github-limit = { $request }: GitHub の制限で { $wait } 秒待つ必要がありますが、残りは { $left } 秒です
github-limited = { $request }: GitHub の制限により { $count } 回拒否されました
github-misread = { $request }: 応答を読み取れませんでした
github-misread-issue = { $repository } の issue を読み取れませんでした: { $why }
github-misread-key = 「{ $name }」のない応答で、読み取れませんでした
github-misread-list = { $request }: リストが返るはずですが、{ $found } でした
github-moved = { $request }: { $status }（リダイレクト）が返りました。トークンをほかのホストに送ることも、別の場所に書き込むこともしません
github-no-issues = { $repository } では issue が無効です。設定で有効にしてください
github-not-set = { $count ->
   *[other] { $names }
    } が設定されていません。ワークフローでは env で渡してください。`issues plan --existing FILE` は GitHub に問い合わせません
github-repository = GITHUB_REPOSITORY: owner/name の形が必要ですが、«{ $found }» でした
github-token = GITHUB_TOKEN に、改行などトークンにはない文字が含まれています。コピーし直してください
github-unanswered = { $request }: { $host } が応答しませんでした: { $why }
github-unsent = { $request }: { $why }: 送信していません
github-url = GITHUB_API_URL: http(s) の URL が必要ですが、«{ $found }» でした
issue-box-add = **リストに追加**: 次回の実行で、下書きを含む pull request を作成
issue-box-fix = **修正の pull request を作成**: { $what }
issue-box-ignore = **無視する**: { $repo }
issue-box-ignore-family = **無視する**: この { $count } 件を今後提案しない
issue-box-unwritable = { $rule }、{ $repo } はチェックでは承認（waive）できません。Hub の値が { $most } 文字を超えるか、カタログに書けない文字を含むため、カタログを直接編集してください
issue-box-waive = **{ $days } 日間承認（waive）する**: { $what }
issue-changed = 内容が変わった指摘:
issue-closed-duplicate = #{ $number } と同じ内容です。そちらを使います。
issue-closed-gone = この項目への指摘はなくなりました。
issue-closed-unlisted = この項目はカタログからなくなりました。
issue-closed-waived = この項目への指摘は、カタログで承認（waive）されました。
issue-cut = …ほか { $count } 行は入りきりません。{ $where }
issue-cut-here = `jllm-sync check` ですべて表示できます
issue-cut-link = [レポート全文]({ $url })を参照してください
issue-decide = 対応
issue-decide-how = { $file } を直接編集するか、チェックを入れてください。次回の実行で、すべてのチェックが 1 つの pull request にまとまります。指摘がなくなると、この issue は自動で閉じます。
issue-decide-yourself = { $file } を直接編集してください。指摘がなくなると、この issue は自動で閉じます。
issue-footer = <sub>この線より上は jllm-sync が書き換えます。下に書いた文章は残ります。</sub>
issue-head = 指摘 | モデル | カタログの記載 | Hub の表示 | 根拠 | 対応
issue-intro = **{ $name }**（項目 { $entry }）について、カタログの記載と Hugging Face Hub の表示が一致していません。
issue-intro-row = **{ $name }**（{ $file } の「{ $table }」の表）について、一覧の記載と Hugging Face Hub の表示が一致していません。
issue-new = 新しい指摘:
issue-others = ほか { $count } 件: { $repos }
issue-resolved = 解消した指摘:
issue-returned = 再び指摘があります。
issue-strays = jllm-sync が書き換える部分に書かれていた文章:
issue-tick-asked = { $date } に受付、次回の実行で pull request を作成
issue-tick-none = { $date } に受付。この実行では pull request を作成しないため、保留中
issue-tick-refused = { $date } に受付。このワークフローには pull request の作成が許可されていないため、保留中（`contents: write`、`pull-requests: write`、リポジトリ設定の「Allow GitHub Actions to create pull requests」が必要）
issue-tick-waits = { $date } に受付、#{ $pull } でマージ待ち
issue-title = 監査: { $name }: { $rules }
issue-title-quiet = 監査: { $name }
issue-unchecked = 今回は確認できませんでした。確認できるまで指摘を残します
issue-waived = 承認された指摘:
issue-worse = 重大度が上がった指摘:
plan-add = pull request: { $family } をリストに追加（{ $count } リポジトリ、#{ $issue }）
plan-close = 閉じる  #{ $number }（{ $issue }、{ $reason }）
plan-close-duplicate = 重複
plan-close-gone = 指摘がなくなったため
plan-close-unlisted = カタログにないため
plan-close-waived = 承認されたため
plan-comment = コメント #{ $number }（{ $issue }）
plan-create = 作成  { $title }（{ $issue }）
plan-deferred = 次回以降に作成: issue { $count } 件
plan-full = #{ $number }: 人の書いた文章で本文がいっぱいのため、そのままにします
plan-note = 注意: { $note }
plan-nothing = 変更はありません
plan-pull = pull request: { $what }: { $repo } の { $rule }（#{ $issue }）
plan-reopen = 再開  #{ $number }（{ $issue }）
plan-unlabelled = #{ $number }: ラベルが外されています。開いている間は代わりの issue を作成しません
plan-unmarked = #{ $number }: マーカーがなく、本文も jllm-sync のものではないため触れません。開いている間は新しい issue を作成しません。閉じるか、ラベルを外してください
plan-update = 更新  #{ $number }（{ $issue }）
pull-add-behind = デフォルトブランチの { $file } は今回の実行で読み込んだ内容と異なります。次回の実行で再試行します
pull-add-body = **{ $family }** は #{ $issue } でリストへの追加がチェックされました（誰がチェックしたかは記録されません）。Hub の情報から `jllm-sync add` と同じ方法で作成した下書きです（{ $files } ファイル）:
pull-add-ignored = すでに無視の設定がされたか、免除されています。
pull-add-look = 人の目で確認すること
pull-add-section = セクション { $section }: 似た項目からの推定
pull-add-taken = すでにリストに掲載されています。
pull-add-title = { $family } を追加
pull-add-unwritten = { $family } はまだ追加できません（チェックはそのまま残ります）: { $why }
pull-add-waits = レポートには下書きの元になる情報がありません。--state か --hub を付けた同期を待ちます
pull-add-why = 候補とした理由
pull-body = 各行は issue のチェックによる依頼です。誰がチェックしたかは記録されません。
pull-fix = 修正の pull request を作成
pull-fixes-behind = { $branch } の { $file } は今回の実行で読み込んだ内容と異なります。修正は次回の実行で提案します
pull-fixes-body = いずれの変更も直近の監査で得た根拠に基づき、カタログの値を現在の Hub の記載に合わせるものです。マージする前に 1 件ずつ確認し、同意できないものはカタログで承認（waive）してください。
    { "" }
    修正の内容が変わると、このブランチは作り直されます。誰かが push したブランチには手を加えません。ワークフローの GITHUB_TOKEN で作成した pull request ではワークフローが起動しないため、チェックを実行するには一度閉じて開き直してください。
pull-fixes-closed = 修正すべきものがなくなったため、pull request #{ $number } を閉じました
pull-fixes-made = 修正を pull request #{ $number } にまとめました
pull-fixes-none = 提案する修正はありません
pull-fixes-settled = 修正すべきものがなくなりました。対象の記載は修正または承認（waive）されたか、Hub の情報が変わりました。
pull-fixes-title = Hub の記載と異なる点を修正
pull-forbidden = { $why }。ワークフローに `contents: write` と `pull-requests: write` を与え、Settings → Actions → General で GitHub Actions による pull request の作成を許可してください
pull-foreign = #{ $number }: { $branch } に誰かが push しているため、そのままにします
pull-foreign-closed = { $branch } に誰かが push しています。ブランチを削除すると、次回の実行で pull request を作成します
pull-ignore = この候補を無視
pull-line = #{ $issue }: { $what }（{ $rule }、{ $repo }）
pull-note = マージすると反映されます。マージせずに閉じると却下になります。
pull-nothing = チェックはすべて取り消されたか、ほかの方法で解決しました。
pull-refused = チェックの pull request を作成できませんでした: { $why }。ワークフローに `contents: write` と `pull-requests: write` を与え、リポジトリ設定で Actions による pull request の作成を許可してください。不要なら --no-pull-request（Action では `answer-checkboxes: "false"`）で実行できます。いずれの場合も issue は正しく更新されています。
pull-title = 監査 issue のチェックを反映
pull-unfit = チェックされた変更を、デフォルトブランチの { $file } に反映できません: { $why }
pull-unwritten = pull request を書き込めませんでした: { $why }
pull-waive = { $days } 日間承認（waive）する
report-narrowed = { $file }: カタログ全体のレポートが必要ですが、{ $by } で絞り込まれています。残りの項目の issue が閉じられてしまいます。絞り込みなしで `jllm-sync check { $catalog } --format json -o { $file }` を実行してください。
report-other-confidence = { $file }: --min-confidence { $expected } の指摘が必要ですが、--min-confidence { $found } のレポートです。それだけで issue が開閉されてしまうため、`check` と `issues` に同じ --min-confidence を指定してください。
sync-addition = リストに追加する pull request: #{ $number }
sync-after-comment = 先に書くコメントを書き込めませんでした
sync-as = { $action } #{ $number }
sync-because = { $outcome }: { $why }
sync-done = { $action } – 完了
sync-found = { $action } – 作成済み
sync-missing = { $action } – issue がありません
sync-no-author = issue を作成する { $login } が settings.issues.authors（{ $authors }）にないため、次回の実行で自分の issue と認識できません。そこに追加するか、ワークフロー自身のトークンを使ってください。
sync-no-label = #{ $number } にラベル { $label } が付きませんでした。トークンにラベルを付ける権限がありません
sync-number-gone = #{ $number } はもうありません
sync-pull = pull request #{ $number }: チェック { $count } 件
sync-rejected = { $action } – 拒否
sync-relabelled = ラベル { $label } がなくなっていたため、issue { $count } 件に付け直しました
sync-skipped = { $action } – 省略
sync-stopped = 中断しました。残り { $count } 件は次回の実行で行います: { $why }
sync-unclear = { $action } – 結果不明

## schedule

cron-at-the-start = --cron { $cron }: 時刻を指定してください。起動時に 1 回実行するには --run-now を使います
cron-fields = --cron { $cron }: 5 つの欄（分、時、日、月、曜日）が必要ですが、{ $count } 個です。毎日 18:17 は "17 18 * * *" と書きます
cron-item = --cron { $cron }: { $field ->
    [minute] 分
    [hour] 時
    [month] 月
    [weekday] 曜日
   *[other] 日
 } { $item }: 使えるのは { $field ->
    [minute] 0～59
    [hour] 0～23
    [month] 1～12 または jan～dec
    [weekday] 0～7（0 と 7 は日曜日）または sun～sat
   *[other] 1～31
 } です（例: *、5、1-5、1,3,5、*/2。範囲は小さいほうから書きます）
cron-no-such-day = --cron { $cron }: そのような日はありません（{ $month } 月に { $day } 日はありません）
cron-shorthand = --cron { $cron }: { $known } のいずれか、または 5 つの欄で指定してください
cron-step = --cron { $cron }: { $field ->
    [minute] 分
    [hour] 時
    [month] 月
    [weekday] 曜日
   *[other] 日
 } { $item }: 間隔は 1～{ $steps } で指定してください。cron では欄の範囲ごとに数え直します
cron-step-of-one = --cron { $cron }: { $field ->
    [minute] 分
    [hour] 時
    [month] 月
    [weekday] 曜日
   *[other] 日
 } { $item }: ここでは 1-6/2 のように範囲を付けてください
health-port = --health-port { $port }: 使えません（{ $reason }）。空いているポートを指定してください
log-counts = エラー: { $error }、警告: { $warning }、情報: { $info }、リポジトリ: { $repos } 件中 { $observed } 件
log-done = 実行済み: { $steps }
log-ended-after = { $seconds } 秒で打ち切り
log-ended-by = { $signal } により終了
log-error = { $due } の実行で内部エラー: { $problem }
log-missed = 見送り: { $due } の実行は { $seconds } 秒を超えて遅れました
log-next = 次回: { $time }
log-not-started = 停止中のため開始しませんでした
log-problem = { $step }: { $problem }
log-run = 第 { $number } 回: { $status ->
    [clean] 問題なし
    [findings] 指摘あり
    [incomplete] 不完全
    [invalid] 設定の誤り
    [failed] 失敗
    [timeout] 時間切れ
   *[stopped] 中断
 }
log-seconds = { $seconds } 秒
log-skipped = 見送り: 前回の実行がまだ続いています
log-started = { $timezone } で { $cron } に実行します。次回以降: { $times }
log-stopped = 停止しました
log-stopping = { $signal }: 停止します
option-file-unwritable = { $option } { $file }: 書き込めません（{ $reason }）。書き込めるフォルダーにあるファイルを指定してください
schedule-narrowed = --issues: 一部だけを監査すると、残りの issue が閉じてしまいます。絞り込みを外してください
schedule-stdin = スケジュール実行では毎回カタログを読み直します。標準入力ではなくファイルを指定してください
schedule-stdout = --also: 標準出力はログに使います。ファイルを指定してください
timezone-near = --timezone { $timezone }: Asia/Tokyo や UTC など、タイムゾーンデータベースの名前を指定してください。{ $near } ではありませんか
timezone-no-data = --timezone { $timezone }: このマシンにはタイムゾーンのデータがありません。tzdata パッケージ（OS または PyPI）をインストールしてください
timezone-not-known = --timezone: このマシンのタイムゾーンが分かりません。--timezone Asia/Tokyo のように指定してください
timezone-unknown = --timezone { $timezone }: Asia/Tokyo や UTC など、タイムゾーンデータベースの名前を指定してください

## cli

cli-add-both = --entry と --section はどちらか一方を指定してください。項目はすでにセクションに属しています
cli-add-cell = --cell { $option } は、COLUMN=TEXT または COLUMN:LANG=TEXT の形で書いてください。列は { $columns }、言語は { $languages } のいずれかです
cli-add-cell-breaks = --cell { $option } には 1 つのセルの中身を書いてください。改行や、そのままの | は書けません。| は \| と書きます
cli-add-cell-pages = --cell { $option } は Markdown のページにだけ使えます（指定されたのは { $file }）。YAML では、書き込まれた項目を編集してください
cli-add-not-drafted = { $repo }: 下書きを作れませんでした: { $why }
cli-add-section = --section { $section }: { $catalog } にはこの ID の下位セクションはありますが、この ID のセクションはありません
cli-add-state = { $repo }: 下書きを作れませんでした: { $state ->
    [gone] Hub にありません
    [gated] アクセスの申請が必要です
   *[disabled] Hub が無効にしています
 }
cli-also = --also { $option }: 「形式=ファイル」で指定してください。形式は { $formats } のいずれかです
cli-apply-stdin = apply -: 書き込むカタログはファイルかページで指定してください。標準入力から読むには `jllm-sync check -` を使います
cli-bug = 内部エラー: { $kind }: { $error }
    これは jllm-sync の不具合です。実行したコマンドラインを添えて報告してください（JLLM_SYNC_DEBUG=1 を付けると発生箇所が表示されます）。
cli-catalog-settings = --settings は Markdown のページに添えるものです。{ $file } の設定はそのファイルの中にあります
cli-carried = ここに catalog.yaml がないため、jllm-sync に付属する日本語 LLM のリストを、付属の記録で監査しました。ご自身のカタログは `jllm-sync init OWNER/NAME…` で作れます。
cli-catalog-link = { $file }: リンク先のファイルはカタログではありません。内容は表示しません
cli-catalog-several = YAML ファイル 1 つか、ページ（FILE.md、言語=FILE.md）を指定してください: { $found }。カタログごとに 1 回ずつ実行してください（pre-commit での書き方は docs/for-registers.md にあります）。
cli-changed-meanwhile = { $file }: 実行中に変更されたため、何も書き込みませんでした。もう一度実行してください。
cli-errors = { $file } にエラーが { $count } 件あります
cli-explain = { $rule }（{ $severity }）: { $sentence }
    対応: { $remedy }
cli-explain-on-pages = Markdown のページでは: { $remedy }
cli-explain-waive = 指摘を承認（waive）するには、`jllm-sync apply --waive REPORT --reason TEXT` を使うか、モデルまたは項目に次を書きます（`seen` は現在の Hub の値。ページの一覧では、catalog.yaml の `waivers:` に `repo:` を添えて書きます）:
    waivers: [{"{"}rule: { $rule }, reason: …, by: …, until: …, seen: …{"}"}]
cli-file-exists = { $file }: すでに存在するため上書きしません。別の名前を指定するか、ファイルを移動してください
cli-file-no-folder = { $file }: フォルダー { $folder } がありません。作ってから実行するか、別の場所のファイルを指定してください
cli-file-unusable = { $file }: 使えません（{ $reason }）。パスと権限を確かめてください
cli-file-unwritable = { $file }: 書き込めません: { $reason }
cli-github-refused = GitHub: { $failure }。トークンと権限については docs/issues.md を見てください。
cli-github-stopped = GitHub: { $failure }。{ $outcome }
cli-history-never = { $repo }: この状態ファイルの実行では、この{ $kind ->
    [dataset] データセット
    [space] スペース
   *[model] モデル
 }を確認していません。先に `jllm-sync check` を実行してください
cli-import-counted = セクション { $sections }、項目 { $entries }、リポジトリ { $repos }
cli-init-nothing = リポジトリを指定してください: `jllm-sync init OWNER/NAME …`、--owner OWNER、--collection SLUG、または --from FILE
cli-init-no-file = { $file }: ファイルがありません。Hub の ID やアドレス、またはそれらを含むソースのファイルを指定してください。
cli-init-nothing-in = { $file }: ID（owner/name）か Hub のアドレスを 1 行に 1 つ、またはリンクか from_pretrained を含むソースが必要ですが、1 つも見つかりません
cli-init-nothing-of = { $name }: Hub にはリポジトリが 1 つも見当たりません
cli-init-written = { $file }: セクション { $sections }、項目 { $entries }、リポジトリ { $variants }。監査するには `{ $command }` を実行します
cli-interrupted = 中断しました: { $repos } 件中 { $seen } 件のリポジトリを確認済みですが、状態ファイルがないため何も残りません
cli-interrupted-kept = 中断しました: { $repos } 件中 { $seen } 件のリポジトリを確認済みです。結果は状態ファイルに残り、次回はそこから続けます
cli-issues-no-json = { $file }: GitHub の API が返す issue の一覧が必要ですが、JSON ではありません: { $error }
cli-issues-no-list = { $file }: GitHub の API が返す issue の一覧（number、title、body、state、user、labels）が必要です: { $error }
cli-issues-no-plan = 既存の issue が分からないため、計画を立てられません
cli-issues-no-such = --body { $wanted }: この計画にその issue はありません。
cli-issues-nothing-changed = 何も変更していません。次回の sync がすべて行います
cli-issues-two-sources = { $option } と --from: レポートがあれば Hub は不要です。どちらか一方だけを指定してください
cli-issues-writes = 書き込むのは { $keys } です。
cli-issues-writes-none = 書き込む issue はありません。
cli-leaves-no-entry = { $options }: { $catalog } に該当する項目がありません
cli-leaves-no-repo = { $options }: { $catalog } に該当するリポジトリがありません
cli-new-no-state = --new は状態ファイルの前回の実行と比べるため、稼働中の Hub と状態ファイルが必要です。--hub と --no-state を外すか、--baseline でレポートを指定してください。
cli-no-catalog =
    { $file }: { $folder } にこのファイルがなく、ほかのカタログも指定されていません。
      jllm-sync check FILE            別の場所のカタログ、または Markdown のリスト（README.md）を監査します
      jllm-sync init OWNER/NAME…      Hub のリポジトリからカタログを作ります（--owner、--collection、--from FILE も可）
      jllm-sync show OWNER/NAME       カタログなしで、Hub にあるモデル 1 つの情報を表示します
      jllm-sync check --hub recorded  付属のリストで、レポートの例を表示します
cli-no-owner = { $where }: リポジトリが 1 つもないため、調べる公開元がありません
cli-no-repo-matches = --repo { $glob }: { $catalog } に一致するリポジトリがありません。
cli-no-shell = { $option }: シェルを判別できません。{ $option } bash のように、bash、zsh、fish のいずれかを指定してください。
cli-no-such-command = { $wanted }: そのようなコマンドはありません。
cli-no-such-entry = --entry { $wanted }: { $catalog } にこの項目はありません。
cli-no-such-rule = { $option } { $wanted }: そのようなルールはありません。
cli-no-such-section = --section { $wanted }: { $catalog } にこのセクションはありません。
cli-owner-unlisted = --repo { $glob }: { $catalog } に { $owner } のリポジトリはありません。
cli-owner-unlisted-there = --repo { $glob }: { $catalog } を { $options } で絞り込むと、{ $owner } のリポジトリはありません。
cli-progress = Hub に問い合わせています…
    .left = 残り約 { $seconds } 秒
    .owners = 公開元 { $done }/{ $of }
    .quota = 残りの利用枠 { $quota }
    .repos = リポジトリ { $done }/{ $of }
    .requests = リクエスト { $count } 回
    .waiting = 利用枠の回復を { $seconds } 秒待っています
cli-rules = ルールは { $rules } です。
cli-settings-there = { $file }: Markdown に書く場所がないものはこのファイルに書きますが、`pages:` で { $page } を指定していない別のファイルがすでにあります。設定のファイルを --settings FILE で指定してください
cli-since-future = --since { $found }: 未来の日付です（今日は { $today }）。過去の日付を指定してください
cli-since-no-day = --since { $found }: 2026-08-31 のような日付を、時刻なしで指定してください
cli-site-extra = サイトの作成に必要なパッケージがありません（{ $module }）。pip install 'jllm-sync[site]' を実行してください
cli-site-foreign = { $folder }: このフォルダーには jllm-sync のサイト以外のファイルがあり、置き換えると失われます。-o で別のフォルダーを指定するか、空にしてください
cli-site-no-folder = { $folder }: サイトの書き込み先にはフォルダーが必要ですが、ファイルです。-o で別のフォルダーを指定してください
cli-site-unwritable = { $folder }: サイトを書き込めません: { $error }
cli-site-written = { $folder }: { $files } ファイル、{ $kilobytes } kB
cli-source-catalog = カタログ
cli-source-file = { $option } で指定されたファイル
cli-source-recording = --hub で指定された記録
cli-source-settings = カタログの設定
cli-source-state = 状態ファイル
cli-state-no-file = { $file }: 状態ファイルではありません。--state で別のファイルを指定してください
cli-state-none = { $file }: 状態ファイルはまだありません。Hub に対して `jllm-sync check` を実行すると作られます
cli-stdout = 標準出力
cli-stdout-closed = 標準出力が閉じているため表示できません。-o FILE でファイルに書き込めます
cli-stdout-unwritable = 標準出力に書き込めません: { $reason }
cli-target-is-read = { $option } { $target }: これは{ $what }なので上書きしません。別のファイルを指定してください
cli-target-twice = { $option } { $target }: { $first } も同じところに書き込みます。別のファイルを指定してください
cli-unreadable = { $file }: 読めません: { $reason }。パスを確かめてください
cli-usage = 使い方は `{ $command } --help` で分かります。
    .choice = { $name }: { $found } は指定できません。{ $choices } のいずれかを指定してください。
    .extra = 引数が多すぎます。
    .least = { $name }: { $found } は小さすぎます。{ $least } 以上を指定してください。
    .missing = { $name } が指定されていません。
    .most = { $name }: { $found } は大きすぎます。{ $most } 以下を指定してください。
    .no-such-option = { $option } というオプションはありません。
    .number = { $name }: { $found } は数値として読めないか、使えない数値です。
    .takes-none = { $option } に値は付けられません。
    .takes-one = { $option } には値が必要です。
    .value = { $name }: { $why }。
cli-valid = { $file }: 正しいカタログです（セクション { $sections }、項目 { $entries }、モデル { $variants }）
cli-waive = apply --waive REPORT --reason TEXT: 両方を指定し、理由は 1 行で書いてください。--from や --unsafe とは併用できません
did-you-mean = もしかして: { $near }
proxy = { $name }: http://proxy.example:8080 のようなプロキシのアドレスが必要ですが、{ $found } です
proxy-needs = { $name }: http://proxy.example:8080 のようなプロキシのアドレスが必要ですが、{ $found } です。SOCKS プロキシには Python のモジュール { $module } が必要ですが、インストールされていません
web-by-proxy = { $why }（プロキシ { $proxy } 経由）
web-certificate = { $why }。社内プロキシなど独自の証明書は、{ $variable } で指定すると信頼されます
record-count = { $of } リポジトリ中 { $seen }
record-incomplete = 不完全な結果です: { $why }
    .none = 確認できたリポジトリがありません
    .some = 確認できなかったリポジトリがあります
record-nothing = { $file }: 確認できたリポジトリがないため書き込みませんでした（{ $why }）。それでも書くには --force を付けます

## site

site-all = すべて
site-all-changes = 変更の一覧
site-all-pictures = すべてのグラフ
site-as-table = 数値を表で見る
site-audited = { $day } に { $endpoint } と照合。
site-audited-recorded = Hub の記録（{ $recorded } まで。現在の Hub ではありません）と照合。
site-base-size = { $name } ({ $size })
site-changes = 変更履歴
site-changes-lately = 最近の変更
site-claimed = 記載
site-claims = Hub と照合できた記載
site-clear = 条件を消す
site-column-base = ベース
site-column-context = コンテキスト長
site-column-developer = 開発元
site-column-findings = 指摘
site-column-license = ライセンス
site-column-name = モデル
site-column-section = 分類
site-column-size = サイズ
site-column-state = Hub での状態
site-column-year = 公開年
site-compared = 照合済み
site-context-least = コンテキスト長（以上）
site-count = { $all } リポジトリ中 { $shown } 件
site-coverage = 確認範囲
site-coverage-repos = { $repos } リポジトリ中 { $observed } 件を確認できました。
site-evidence = 根拠
site-feed = Atom フィード
site-field = 項目
site-field-architecture = アーキテクチャ
site-field-context = コンテキスト長
site-field-custom-code = リポジトリ独自のコード
site-field-doubt = 疑義
site-field-foundation = 基盤モデル
site-field-license = ライセンス
site-field-loadable = 読み込み用ファイル
site-field-parameters = パラメータ数
site-field-parents = ベースモデル
site-field-restrictions = 利用制限
site-field-state = 状態
site-field-successor = 新しい版
site-field-year = 公開年
site-filters = 絞り込み
site-find = 検索
site-findings = 指摘
site-for-machines = 機械可読データ:
site-gated = 要申請
site-history = 履歴
site-hub-says = Hub の表示
site-incomplete = 不完全な結果です。ここにないものが正しいとは限りません。
site-italics = 斜体は、一覧に記載がなく Hub にのみ表示がある値です。
site-language = 日本語
site-least = 最小
site-links = リンク
site-list-says = 一覧の記載
site-made-by = 作成: jllm-sync。
site-median = 中央値
site-models = モデル
site-more = ほか { $count } 件
site-most = 最大
site-needs-a-look = 確認が必要なもの
site-new-on-hub = Hub の新着
site-no-changes = まだ履歴がありません。状態を保存して監査を実行すると、ここに変更が表示されます。
site-no-data = 公開年の記載がないため、グラフはありません。
site-not-gated = 申請不要
site-nothing = ありません。一覧と Hub は一致しています。
site-numbers = 数字で見る
site-other-kinds = その他
site-pages = ページ
site-picture-contexts =
    .title = 年ごとのコンテキスト長
    .summary = { $first } 年から { $last } 年までのコンテキスト長（点 1 つが 1 リポジトリ、対数目盛）。{ $last } 年の中央値は { $median } トークン。
site-picture-licenses =
    .title = 年ごとの商用利用の可否
    .summary = { $first } 年から { $last } 年までに公開されたリポジトリ数を、ライセンスの商用利用の可否で分けたもの。
site-picture-releases =
    .title = 年ごとの公開数（種類別）
    .summary = { $first } 年から { $last } 年までに公開されたモデル数（種類別）。最も多いのは { $most } 年。
site-picture-sizes =
    .title = 年ごとのモデルサイズ
    .summary = { $first } 年から { $last } 年までのパラメータ数（点 1 つが 1 リポジトリ、対数目盛）。{ $last } 年の中央値は { $median }。
site-pictures = グラフ
site-proposals = 掲載済みの公開元のモデルのうち { $count } 件がカタログにありません。
site-repos = リポジトリ数
site-rule-open = { $count ->
    [0] 未対応の指摘はありません。
   *[other] 未対応の指摘は { $count } 件です。
}
site-rules = ルール
site-search = 検索
site-search-hint = モデル名、開発元、ライセンスなど
site-section = 分類
site-severity-error = エラー
site-severity-info = 情報
site-severity-warning = 警告
site-since = { $day } から
site-size-least = サイズ（以上）
site-size-most = サイズ（以下）
site-skip = 本文へ
site-sort = 並び順
site-sort-down = { $what }（降順）
site-sort-list = 一覧の順
site-sort-up = { $what }（昇順）
site-state = 状態
site-state-disabled = 停止中
site-state-gone = 削除または非公開
site-state-ok = 公開中
site-state-renamed = 名称変更
site-state-unchecked = 未確認
site-tile-errors = { $count ->
   *[other] エラー
}
site-tile-repos = リポジトリ（{ $entries } モデル）
site-tile-served = Hub で公開中
site-tile-unchecked = 確認できず
site-tile-warnings = { $count ->
   *[other] 警告
}
site-to-do = 対応:
site-total = 合計
site-unaudited = Hub にリポジトリがないモデル
site-unknown = 不明
site-use = ライセンス
site-use-commercial = 商用利用可
site-use-conditions = 条件付きで商用利用可
site-use-noncommercial = 商用利用不可
site-use-open = 商用利用可（自由）
site-use-unknown = 不明
site-with-findings = 指摘あり
site-year = 公開年
