# What jllm-sync says, in English. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-and = { " & " }
join-comma = { ", " }
join-clause = { "; " }
join-line = {"\u000A"}
join-sentence = { " " }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

architecture-drift =
    .sentence = The config’s model_type contradicts the claimed architecture.
    .remedy = correct the claim
    .remedy-on-pages = correct the architecture in the row
    .found = The catalog says { $claimed }, config.json on the Hub has model_type { $type } ({ $word }).

base-model-drift =
    .sentence = The Hub’s base_model leads to neither the claimed foundation nor a claimed parent.
    .remedy = compare the card's base_model with the announcement; correct the claim or name the parent
    .remedy-on-pages = compare the card's base_model with the announcement; correct the base that the row names
    .found = The catalog says { $claimed }, the Hub states base_model { $says }, which does not lead there.
    .sized = { $name } ({ $size })
    .type = The catalog says { $claimed }, but model_type { $type } is of other base models.

context-drift =
    .sentence = The usable context length differs.
    .remedy = correct the claim
    .found = The catalog says { $claimed } tokens, { $file } on the Hub gives { $says }.
    .found-in-windows = The catalog says { $claimed } tokens, { $file } on the Hub gives { $says } (attention in windows of { $window }).

custom-code =
    .sentence = Loading the model runs code from a repo.
    .remedy = nothing need be done; readers may want to know
    .found = Loading { $repo } runs code from its repo (trust_remote_code).
    .found-elsewhere = Loading { $repo } runs code from { $others } ({ $files }; trust_remote_code).
    .found-files = Loading { $repo } runs code from its repo ({ $files }; trust_remote_code).

developer-label =
    .sentence = A developer bears several labels in one language, or a label is left untranslated.
    .remedy = use one label for each developer in each language; which one, `house.developers` of catalog.yaml can say
    .elsewhere = Other rows say «{ $usual }».
    .found = { $labels }: the developer's other rows say { $usual }.
    .label = «{ $label }»
    .untranslated = «{ $label }» is left untranslated.

family-new =
    .sentence = A listed owner published a model that belongs to no entry.
    .remedy = `jllm-sync add` drafts it; what does not belong goes into settings.discovery.ignore, with the reason
    .remedy-on-pages = `jllm-sync add --catalog PAGE` drafts its row; what does not belong goes into `settings.discovery.ignore` of catalog.yaml, with the reason

license-conflict =
    .sentence = The repo contradicts itself about its licence, or its base model’s terms.
    .remedy = read the card, LICENSE and the base's terms; tell the publisher, or note it at the entry
    .remedy-on-pages = read the card, LICENSE and the base's terms; tell the publisher, or note it in a footnote of the row
    .base = The Hub states { $says }, but its base is under { $terms }, whose terms travel.
    .file = The card states { $says }, the { $file } file begins with “{ $title }”.
    .name = The card states license { $says } and license_name { $name } side by side.

license-drift =
    .sentence = The Hub states a licence that the claimed one does not accept.
    .remedy = read the card and LICENSE; correct the claim, or add what the Hub states to the licence's `accepts`
    .remedy-on-pages = read the card and LICENSE; correct the licence in the row, or waive the finding where the row is right (`jllm-sync apply --waive`)
    .found = The catalog says { $claimed }, the Hub states { $says }.
    .found-unknown = The catalog says { $claimed }, the Hub states { $says }; the catalog's licence table does not know it.

license-found =
    .sentence = The catalog says `unknown`, and the Hub states a licence.
    .remedy = look whether the base’s terms or the LICENSE file say otherwise; write the licence’s id at the entry, and add it to `licenses` where it is new
    .remedy-on-pages = look whether the base’s terms or the LICENSE file say otherwise; write the licence’s official name in the row
    .found = The catalog does not know the licence; the Hub states { $says }.

license-restricted =
    .sentence = The card’s text limits use below what its licence grants.
    .remedy = read the sentence in the card; add a note on the limit to the entry
    .remedy-on-pages = read the sentence in the card; say the limit in a footnote of the row
    .found = The Hub states { $says }, but the card limits use: { $limits } (“{ $sentence }”).

license-unstated =
    .sentence = The catalog claims a licence, and the Hub names none.
    .remedy = nothing need be done; the claim rests on the LICENSE file or the announcement, not on the Hub’s tag. What to send the publisher: “Please name the licence in the front matter of README.md: `license:` with the Hub’s identifier, or `license: other` with `license_name:` (what it is called) and `license_link:` (LICENSE, or the page of its terms).”
    .nameless = The catalog says { $claimed }; the Hub states only `{ $says }`, which names no licence.
    .none = The catalog says { $claimed }; the model card states no licence.

license-wording =
    .sentence = A licence cell names no licence that is known, so that it is compared with nothing.
    .remedy = write the licence's official name as in its LICENSE file, or declare it in `licenses:` of catalog.yaml
    .found = «{ $wording }» is no known licence; { $repos ->
        [one] one repo bears it
       *[other] { $repos } repos bear it
    } and none is compared.
    .nearest = The nearest known one is «{ $license }».
    .stated = { $repos ->
        [one] one repo states «{ $license }»
       *[other] { $repos } repos state «{ $license }»
    }
    .states = On the Hub { $stated }.
    .unstated = { $repos ->
        [one] one repo states no licence
       *[other] { $repos } repos state no licence
    }

link-mismatch =
    .sentence = The link on a row's name leads to a repo that another row offers.
    .remedy = let the name lead to the row's own page or repo
    .found = The name leads to { $repo }, which is the row in { $place }.

not-loadable =
    .sentence = The catalog says ◯, and the repo lacks what loading it with AutoModel needs.
    .remedy = correct the claim
    .found = The catalog says that AutoModel loads it; the repo has no { $missing ->
        [config] config.json
        [weights] model.safetensors
       *[both] config.json and no model.safetensors
    } in its top folder.

pages-differ =
    .sentence = One language has a row, link, number, licence or footnote that another lacks or states otherwise, or rows in another order.
    .remedy = bring the languages in step: the same rows in the same order, the same links, numbers and licences
    .cell = { $here } says «{ $found }», { $place } «{ $expected }».
    .elsewhere = nothing on the Hub, but { $links }
    .footnotes = The row has the footnotes { $found }; { $place } has { $expected }.
    .glued = «{ $word }» is half translated.
    .links = { $here } links { $found } in this row, { $place } links { $expected }.
    .label = «{ $word }» names no stage of training that is known; «{ $nearest }» is one character away.
    .order = The row stands at another place than in { $place }.
    .row = The row of { $place } is missing in: { $languages }.

parameters-drift =
    .sentence = An explicit size differs from the size of the weights.
    .remedy = correct the claim
    .found = The catalog says { $claimed } parameters, the weights on the Hub hold { $says }.

pickle-only =
    .sentence = The weights exist only as pickle files.
    .remedy = nothing need be done; readers may want to know
    .found = The weights of { $repo } are pickle files only ({ $file }); there are no safetensors.

repo-case =
    .sentence = The ID's capitals differ from the Hub's.
    .remedy = spell it as the Hub does
    .found = The Hub spells { $repo } as { $spelled }.

repo-disabled =
    .sentence = The Hub has disabled the repo.
    .remedy = open the link and read why; take the line out, or waive the finding with a reason
    .remedy-on-pages = open the link and read why; take the link out of the row, or waive the finding (`jllm-sync apply --waive`)
    .found = The Hub has disabled { $repo }.

repo-gated =
    .sentence = Access to the repo must be asked for.
    .remedy = say so in the entry's notes, or waive it
    .remedy-on-pages = say so in a footnote of the row, or waive it (`jllm-sync apply --waive`)
    .found = Access to { $repo } must be asked for.
    .found-by-hand = Access to { $repo } must be asked for and is granted by hand.

repo-gone =
    .sentence = The Hub does not serve the repo: it was deleted or made private.
    .remedy = open the link without logging in; take the line out, or waive the finding with a reason
    .remedy-on-pages = open the link without logging in; take the link out of the row, or waive the finding (`jllm-sync apply --waive`)
    .found = The Hub does not serve { $repo }: it was deleted or made private.

repo-renamed =
    .sentence = The repo answers under another owner or name.
    .remedy = write the new ID
    .found = { $repo } is now { $new }.
    .found-listed = { $repo } is now { $new }, which the catalog lists too.

repo-twice =
    .sentence = One repo is a variant in two rows.
    .remedy = keep it in the row where it belongs
    .found = { $repo } stands in { $place } already.

row-order =
    .sentence = A row stands below a smaller one in a table that is ordered by size.
    .remedy = sort the table by size, largest first; `house.order: none` of catalog.yaml turns this off
    .found = { $size } stands below { $smaller } ({ $place }).

row-sizes =
    .sentence = One row holds several sizes of one release.
    .remedy = give each size a row of its own
    .found = The row holds { $sizes }.

size-name =
    .sentence = A claimed size contradicts the size in the repo’s name.
    .remedy = look at the weights or the card; correct the claim, or the repo’s ID
    .found = The catalog says { $claimed } parameters, the name { $repo } says { $named }.

superseded =
    .sentence = The card’s new_version points to a successor that the catalog lacks.
    .remedy = add the newer version
    .found = The card of { $repo } points to a newer version, { $new }, which the catalog lacks.

variant-new =
    .sentence = The Hub has a sibling of a listed variant that the catalog lacks.
    .remedy = `jllm-sync add` drafts it; what does not belong goes into settings.discovery.ignore, with the reason
    .remedy-on-pages = `jllm-sync add --catalog PAGE` drafts its row; what does not belong goes into `settings.discovery.ignore` of catalog.yaml, with the reason

waiver-stale =
    .sentence = A waiver has expired, has lapsed, or waives nothing.
    .remedy = take the waiver out, or renew it with what the Hub says now
    .remedy-on-pages = take the waiver out of catalog.yaml, or renew it with what the Hub says now
    .expired = The waiver of { $rule } ran out on { $until }.
    .idle = The waiver of { $rule } waives nothing: there is no such finding any more.
    .lapsed = The waiver of { $rule } has lapsed: it accepted { $seen }, the Hub now says { $now }.

year-bold =
    .sentence = The newest year is not bold, or another one is.
    .remedy = set the newest year in bold and no other; `house.bold_years: none` of catalog.yaml turns this off
    .bold = { $year } is bold; the newest year is { $newest }.
    .plain = { $year } is the newest year and not bold.

year-drift =
    .sentence = Every repo of the entry is older than the claimed year by more than one.
    .remedy = look at the announcement; correct the year
    .found = The catalog says { $claimed }, but all its repos were created in { $created } or earlier.

## audit: what a finding says beside its rule's words

evidence-class-default = the default of its class
evidence-known-length = a number that is known of this type; what is meant is in the reading
evidence-proposed = { $branch }: proposed, not what the repo serves
finding-of-all = { $found } So do all { $count } observed variants of the entry.

## readings: why there is none, and what limits an evidence

no-reading-adapter-context = an adapter: its context is its base model's
no-reading-adapter-names-no-base = the adapter names its base by a local path, or not at all
no-reading-adapter-weights = an adapter: its weights are not the model's
no-reading-base-unseen = no base model was seen
no-reading-base-unstated = the card names no base model
no-reading-card-absent = the repo has no card
no-reading-card-text-unseen = the text of the card was not seen
no-reading-card-unseen = the card was not seen
no-reading-code-native = transformers has its type, and takes its own class even beside an auto_map
no-reading-code-none = no code of its own was seen
no-reading-code-unseen = neither the configs nor the tags were seen
no-reading-config-absent = the repo has no config.json
no-reading-config-names-none = config.json names no architecture
no-reading-config-unseen = config.json was not seen
no-reading-context-key-none = config.json has no key that gives a context length
no-reading-created-not-kept = the Hub kept no day of creation then
no-reading-created-unseen = when it was created was not seen
no-reading-file-list-unseen = the whole file list was not seen
no-reading-gate-unseen = whether access must be asked for was not seen
no-reading-gguf-stand-in = a GGUF of architecture { $architecture }: its context_length is what a converter fills in
no-reading-license-unseen = nothing was seen of its licence
no-reading-not-observed = not observed
no-reading-not-tokens = model_type { $type }: its input is not counted in tokens
no-reading-projector = a GGUF of architecture { $architecture }: a projector's size is not the model's
no-reading-quantised = quantised: the stored total is not the number of parameters
no-reading-relation-unstated = the Hub does not say how it was made
no-reading-restrictions-none = the card's text states no limit that is known here
no-reading-size-against-siblings = so few numbers are not split into { $found } files
no-reading-size-against-sizes = the total of the weights does not fit their files ({ $found } bytes)
no-reading-size-contradicts = the total of the weights contradicts the numbers of each type ({ $found })
no-reading-size-unseen = the size of the weights was not seen
no-reading-size-unstated = the Hub does not state the size of the weights
no-reading-stand-in = { $name } is { $found }, which stands for no limit
no-reading-successor-itself = the card names itself as the newer version
no-reading-successor-none = the card names no newer version
no-reading-unlimited = model_type { $type }: no limit by design
no-reading-unreadable = { $name } holds { $found }, which cannot be read

## hub: what a run has to say of itself

hub-denied =
    .no-listing = its own answer says that it is gone, and this endpoint has no listing to confirm it
    .shown = its own answer says that it is gone, and its owner's listing shows it
    .unconfirmed = its own answer says that it is gone, and its owner's listing could not confirm it
hub-doubt =
    .contradicted = { $count ->
        [one] One repo seems
       *[other] { $count } repos seem
    } to be gone, but { $endpoint } denied another one of which it could not show that, so none of it is believed in this run.
    .doubted-before = { $count ->
        [one] One repo looks
       *[other] { $count } repos look
    } gone or renamed as in an earlier run that was not believed.
    .later = A later run that sees the same is believed: new names at once, and after { $hours } hours that repos are gone. Who knows that it is so believes it now with --trust-gone.
    .many = { $count } of { $of } repos are newly gone or renamed, too many to be true: something is wrong with this run, or with { $endpoint }.
    .many-at-first = { $count } of { $of } repos seem to be gone or renamed, too many for a first run to believe: something is wrong with this run, or with { $endpoint }.
    .nothing-there = { $endpoint } answers as if nothing were there: { $count ->
        [one] the one repo is gone
       *[other] all { $count } repos are gone
    } that could be asked about, and no other answered as present.
    .repo = that it is gone or renamed is not believed in this run, in which nothing else of the Hub was seen; is it spelt right?
hub-down = { $endpoint } does not answer: { $why }
    .any-more = { $endpoint } no longer answers: { $why }
    .hint = (HF_ENDPOINT names the Hub; --hub recorded works without one)
    .no-hub = { $endpoint } does not answer as a Hub does: { $why }
hub-endpoint = HF_ENDPOINT: expected the URL of a Hub, such as https://huggingface.co, found { $found }
hub-file =
    .gated = gated
    .no-json = not JSON
    .no-mapping = not a mapping
    .no-revision = changed while it was read
    .not-seen = not seen
    .too-large = larger than is read
    .unreadable = not served in a way that is followed
hub-fruitless = { $endpoint } has wanted fewer requests for { $minutes } minutes, and the run got nowhere: { $why }. A later run goes on from here.
hub-interrupted = interrupted
hub-item =
    .no-commit = { $repo }: no commit in its info
    .no-files = { $repo }: no file list in its info
    .no-id = an item without a sound id
    .no-such-id = not an ID that the Hub can have
    .not-public = its info is not public
hub-jobs = --jobs: expected at least 1, found { $found }
hub-killed = killed
hub-list-unread = { $name } could not be read: { $why }
hub-listing =
    .elsewhere = the listing of { $owner } goes on at another host, where it was not followed
    .endless = the listing of { $owner } does not end
    .failing = the listings of { $endpoint } could not be read ({ $why }): the repos were asked about one by one
    .lacking = { $owners }: the listing lacks repos that answer by themselves, so what is new there is not known
    .none = { $endpoint } has no listings of owners: the repos were asked about one by one
    .odd-item = the listing of { $owner } has items without a sound id
    .of-others = a listing of { $owner } that shows repos of others
    .unread = the listing of { $owner } could not be read: its repos were asked about one by one
hub-mute = no answer
hub-no-derivatives = { $endpoint } does not list models by their base model
hub-odd =
    .circle = redirected in a circle
    .damaged = a damaged compressed answer
    .elsewhere = redirected to another host ({ $place })
    .encoding = an answer encoded as { $encoding }, which was not asked for
    .etag = a file that does not match its ETag
    .held-back = a request with credentials to another host was held back
    .large = more than { $most } bytes
    .no-info = not the info of a repo
    .no-json = not JSON, or not all of it
    .no-list = not a list of repos
    .no-url = an answer that leads to what is no URL
    .redirects = redirected more than { $most } times
    .slow = the answer came too slowly
    .unsendable = not a request that can be sent: { $why }
hub-offline = HF_HUB_OFFLINE is set, so the Hub is not asked. Unset it, or use the embedded recording: --hub recorded
hub-recording =
    .empty = { $place }: the file is empty; a recording begins with a header line
    .large = { $path }: more than { $most } bytes unpacked; that is no recording of a catalog
    .no-header = { $place }: expected the header of a recording, {"{"}"schema": "{ $schema }", …{"}"}, found schema { $found }. Make a recording with `jllm-sync record -o FILE`.
    .no-json = { $place }: not JSON: { $why }
    .no-object = { $place }: expected a JSON object, found { $found }
    .no-repo = { $place }: not a repo of { $schema }: { $why }. See schemas/recording.schema.json.
    .no-such = { $path }: no such recording. --hub takes `live`, `recorded` (the embedded recording) or the path of a file that `jllm-sync record` wrote.
    .unreadable = { $path }: cannot be read as a recording: { $why }
hub-refused = HTTP { $status }: { $text }
    .silently = HTTP { $status }: no reason given
hub-remembered = from the state, nobody was asked: what { $endpoint } said between { $oldest } and { $newest }; what is new there is not known
    .no-state = --hub state answers from the state: leave out --no-state
    .none-yet = { $path }: there is no state yet to answer from; `jllm-sync check` on the live Hub begins one, and --hub recorded is the embedded recording
hub-resumed = resumed: of { $held } of { $of } repos the Hub had answered before the run ended
hub-source =
    .no-derivatives = --derivatives asks the live Hub: a recording does not hold what others made. Leave out --hub, or leave out --derivatives.
    .no-lists = --owner and --collection ask the live Hub: leave out --hub, or name the repos themselves.
hub-spent =
    .requests = the { $most } requests of --max-requests are spent
    .wait = the Hub's quota for { $bucket } is spent for { $more } more seconds; --max-wait allows { $allowed } in all, of which { $waited } are gone
hub-state =
    .damaged = { $path }: this state file is damaged or no state file ({ $problem }). It was left as it is: move it away to start anew (the next run asks the Hub for everything again), or name another file with --state.
    .in-use = { $path }: another run uses this state and did not end within { $seconds } seconds. Try again later, or name another file with --state.
    .mended = { $path }: this state file is damaged in part: { $count ->
        [one] one entry that could not be read was taken out and is
       *[other] { $count } entries that could not be read were taken out and are
    } asked for anew. If that happens again, move the file away to start anew.
    .newer = { $path }: state of version { $version }, from a newer jllm-sync; this one knows version { $known }. Update jllm-sync, or name another file with --state.
    .of-another = { $path }: a database of another program. Name another file with --state.
    .unusable = { $path }: the state cannot be used: { $why }. Name another file with --state, or run with --no-state.
    .waited-for = another run uses { $path }; waiting up to { $seconds } seconds for it to end
hub-status = HTTP { $status }
hub-survey =
    .astray = the listing leads in circles, or to another host
    .failed = The newest models of other owners could not all be read: { $why }
    .later = The newest models of other owners were read as far as { $requests ->
        [one] one request goes
       *[other] { $requests } requests go
    }; the next run goes on there.
    .unfiltered = { $endpoint } does not filter its listing as it was asked: { $language } is in none of its models
hub-token =
    .odd = HF_TOKEN holds characters that no token has; copy it again, or unset it to ask anonymously
    .refused = { $endpoint } refuses the token in HF_TOKEN ({ $why }). Renew it at { $endpoint }/settings/tokens, or unset HF_TOKEN to ask anonymously.
    .refused-now = { $endpoint } refuses the token (HF_TOKEN): { $text }. Renew it, or unset it.
    .turned-bad = { $endpoint } refuses the token (HF_TOKEN) now, so that repos are gone is not believed. Renew it, or unset it.
hub-tried = { $why } ({ $tries } tries)
hub-unmarked = an answer to { $file } without the Hub's own marks: a proxy or a login page may have given it
note-answered = answered { $status } when the list's maintainers checked, { $day }
note-copy = copy of the page
note-excerpt = excerpt, keys may be missing
note-label = licence label of the page when the copy was taken
note-mirror = copy on a mirror of the Hub
    .excerpt = copy on a mirror of the Hub; excerpt, keys may be missing
    .taken = copy on a mirror of the Hub, taken { $day }
    .taken-excerpt = copy on a mirror of the Hub, taken { $day }; excerpt, keys may be missing
note-parent = parent of { $revision }
note-remembered = seen on { $day }, from the state
note-seen = seen in { $month }
note-top-level = top level
    .partial = top level, partial

## catalog: what is wrong with a catalog, as YAML

catalog-control = the text holds the control character { $character }; take it out
catalog-expected = expected { $expected }; found { $found }
    .at = { $name }: expected { $expected }; found { $found }
catalog-file =
    .endless = { $file }: expected a file, found a device or a pipe, which may never end; name the file itself
    .none = { $file }: no such file. Give the path of a catalog (`jllm-sync check PATH`), or run this where catalog.yaml stands; `jllm-sync init REPO…` makes a first one, `jllm-sync import` one from Markdown tables.
    .unreadable = { $file }: cannot be read: { $reason }
catalog-item-twice = the same item stands twice in this list
catalog-key =
    .missing = the key { $name } is missing
    .near = unknown key { $name }; did you mean { $near }?
    .unknown = unknown key { $name }; known here are { $known }
catalog-no-entry = parents: { $id } is no id of an entry
catalog-no-foundation = { $field }: { $id } is no id of `foundations`; add it there
catalog-no-license = license: { $id } is no id of `licenses`; add it there with the ways the Hub states it
catalog-not-built-in = { $field }: missing; { $id } is not built in, so it must be said here
catalog-problem = { $place }: { $what }
catalog-range = context: min { $minimum } is more than max { $maximum }
catalog-repo =
    .form = repo: { $repo } is no ID that the Hub allows: '--' and '..' are out, '.', '-', '.git' at the end too
    .link = repo: { $repo } leads to no { $kind }: expected its ID or the address of its page
    .long = repo: { $repo } is no ID that the Hub allows: a part has more than 96 characters
    .one-part = repo: expected owner/name; found { $repo } (only the Hub's oldest models and data sets have IDs of one part)
catalog-twice =
    .entry = the entry id { $id } stands twice in the catalog; first in line { $line }
    .repo = repo: the { $kind } { $repo } is a variant twice in the catalog; first in line { $line }
    .section = the section id { $id } stands twice in the catalog; first in line { $line }
catalog-type =
    .array = a list
    .boolean = true or false
    .empty-array = an empty list
    .empty-object = an empty mapping
    .integer = a whole number
    .nothing = nothing
    .object = a mapping
    .other = a value that meets { $keyword }: { $value }
    .string = a text
catalog-unknown-license = license: `unknown` cannot be one of several licences
catalog-until = until: { $day } is no day of the calendar, as 2026-12-31 is
claim-loadable-format = △ (the format fits, and it is not on the Hub)
claim-loadable-no = ✕
claim-loadable-yes = ◯ (loads with AutoModel)
claim-size = { $total } ({ $active } active)
claim-unknown = unknown
edit-layout =
    .colon = its key and its colon stand apart
    .first-key = it is the mapping's first key, and a comment follows
    .list = the list does not have one item a line
    .only-key = it is the mapping's only key
edit-refused = { $place }: expected { $expected }; found { $found }
    .alone = a value that can be changed by itself
    .by-hand = a layout that is to be edited by hand: { $why }
    .entry = an entry with the id { $id }
    .list = `{ $list }` as a list with one item a line, each behind its own dash
    .no-key = no such key
    .none = none
    .none-in-entry = none in the entry
    .other = another
    .other-layout = another layout, to which nothing can be added safely. Lay it out so, or add what was drafted by hand.
    .other-meaning = the change would say something else
    .path = a path (entry, field) or (entry, repo, field)
    .repo = the repo { $repo }
    .twice = a second change of it
    .writable = a new value that YAML can hold
schema-any_repo = a Hub repo ID: owner/name (the oldest models and data sets: a name alone), of letters, digits, '-', '_' and '.', or the address of its page
schema-catalog = a catalog, a mapping with the keys title and sections: sections, in them entries (a model family: one row of a table), in them variants (one Hub repo each). A claim that is absent is never compared.
schema-catalog-columns = words at the heads of a page's columns, beside the built-in ones, by field
schema-catalog-columns-name = a field of the tables
schema-catalog-foundations = the models that this catalog names as bases
schema-catalog-foundations-item-from = the foundation that it was itself made from: an id of `foundations`
schema-catalog-foundations-item-license = the licence whose terms travel to what is made from it: an id of `licenses`
schema-catalog-house = the manners that a list in pages holds its rows to
schema-catalog-house-bold_years = newest (the newest year is bold, no other) or none
schema-catalog-house-developers = the label of a developer, by the owner of its repos: a text, or one per language
schema-catalog-house-order = whether sizes descend in a table: auto (where they nearly do), size (always), none
schema-catalog-house-unknown = what an unknown cell says, by field: a text, or one per language
schema-catalog-licenses = the licences that this catalog names, and every way the Hub states each of them
schema-catalog-pages = the Markdown pages in which the sections stand, by language: {"{"}ja: README.md, en: en/README.md{"}"}; the first is the master, from which claims are read
schema-catalog-pages-item = a path, from the folder of this file
schema-catalog-pages-name = a language's code, such as ja
schema-catalog-waivers = accepted findings of a list in pages, where Markdown has no place for them: {"{"}repo, rule, reason, seen, by, until{"}"}
schema-catalog-waivers-item-seen = the reading that was accepted
schema-catalog-waivers-item-until = a day, as 2026-12-31
schema-claim_architecture = a text, one per language, or null (no claim)
schema-claim_context = a number of tokens such as 8192 or 8k (8,000 to 8,192), {"{"}min, max{"}"}, {"{"}at_most{"}"}, unknown, or null (no claim)
schema-claim_doubt = what is doubtful about the licence, a text, or null (no claim)
schema-claim_foundation = an id of `foundations`, {"{"}id, size{"}"}, unknown, or null (no claim)
schema-claim_license = an id of `licenses`, built in or declared, or a licence's name; a list of them (all apply), unknown, or null (no claim)
schema-claim_loadable = "yes" (◯: loads with AutoModel), "format" (△: in the format, not on the Hub), "no" (✕), or null
schema-claim_parameters = a number of parameters such as 7b, {"{"}total, active{"}"} for a mixture, unknown, or null (no claim)
schema-claim_parents = what it was trained or merged from: a list of {"{"}name, repo, entry{"}"}, or null (no claim)
schema-claim_year = the year of the release, or null (no claim)
schema-data = a data set: its name, or {"{"}name, link, amount{"}"}
schema-discovery = which new repos of listed owners are proposed: languages, min_parameters, copies, task_specific, checkpoints, tests, max_age_days, ignore
schema-discovery-beyond = the bar for models of owners that the catalog does not list, {"{"}min_parameters, likes, downloads, pipelines, days, requests, words{"}"}, or off: then the Hub is not asked for them
schema-discovery-beyond-days = how many days before the newest of the last run are read again (default 60)
schema-discovery-beyond-downloads = a number of downloads of 30 days, which do as well (default 500)
schema-discovery-beyond-likes = a number of likes, twice as many for persons (default 10)
schema-discovery-beyond-pipelines = the pipeline tags of interest
schema-discovery-beyond-requests = how many requests a run may spend on it, apart from those of the audit (default 20); 0 is off
schema-discovery-beyond-words = parts of IDs by which the Hub is asked for models whose cards name no language, each a listing of its own; by default those of the wanted languages, such as japanese, -ja, -jp; an empty list asks for none
schema-discovery-checkpoints = true: intermediate checkpoints and trial runs too
schema-discovery-copies = quantised and converted copies: listed (default: where the entry lists copies of that kind), always or never
schema-discovery-ignore = repos that are not proposed, each with the reason
schema-discovery-languages = codes of the languages of which one must be evident (default: the one that four of five listed repos state or name); an empty list takes any
schema-discovery-max_age_days = leave out what was published more days ago; without it there is no limit
schema-discovery-min_parameters = the smallest model of interest (default 110m; 15 % less still counts)
schema-discovery-task_specific = true: models tuned for one task too
schema-discovery-tests = true: test uploads too
schema-entry-paper = a paper: {"{"}title, date, venue{"}"}
schema-id = an id: lower-case letters, digits, dots, hyphens
schema-history = what the state file keeps: keep_days
schema-history-keep_days = for so many days every look at a repo is kept (default 30); of older looks those stay that read differently
schema-ignore = repos that are not proposed: {"{"}owner, pattern, reason{"}"}; the reason and one of the others
schema-ignore-owner = an owner on the Hub
schema-ignore-pattern = a glob of names, or with a slash of whole IDs, such as '*-test' or 'owner/*-draft-*'
schema-issues = the audit issues on GitHub: language, authors, label, manners, max_new, artifact_url
schema-issues-artifact_url = where the whole report is, for issues that had to be cut: a link
schema-issues-authors = a list of logins whose issues count as ours (default: github-actions[bot])
schema-issues-authors-item = a login, such as github-actions[bot]
schema-issues-label = the label of our issues, up to 50 characters without a comma (default: jllm-sync); two catalogs in one repository need two
schema-issues-language = the language of the issues (default: settings.language)
schema-issues-manners = whether issues are opened for the list's own manners, too (default: false)
schema-issues-max_new = how many issues about entries one run may open, 0 or more (default 10)
schema-kind = model, dataset or space
schema-license = its name and how the Hub states it; what a built-in id does not give here it keeps
schema-license-accepts = how the Hub states it; an empty list: no repo can state it, so it is never compared
schema-license-accepts-item = {"{"}license: identifier, name: license_name, title: first line of the LICENSE file{"}"}, one or more of them
schema-link = a link, a list of links, or one per language: {"{"}ja, en, fr{"}"}
schema-reference = a Hub repo that the row mentions and does not offer: {"{"}repo, kind, role{"}"}
schema-reference-role = training, origin or mentioned
schema-repo = a Hub repo ID: owner/name, of letters, digits, '-', '_' and '.', or the address of its page
schema-rule = the id of a rule (docs/rules.md)
schema-section-columns = the columns of the section's table, in order: {"{"}field, title{"}"}
schema-section_id = a section's id: ids joined by slashes, such as generative/scratch/general
schema-settings = how this catalog is audited; the command line wins
schema-settings-fail_on = error, warning, info or never
schema-settings-language = the language of messages
schema-settings-rules = how severe a rule is for this catalog, by its id: off, error, warning or info
schema-settings-rules-item = off, error, warning or info
schema-size = a number of parameters, such as 7b, 46.7B or 110m
schema-text = a text, or one per language: {"{"}ja, en, fr{"}"}
schema-tokens = a number of tokens, 1 or more: 8192, "8,192", 8k (8,000 to 8,192), 1M
schema-training = what it was trained on, stage by stage: a list of {"{"}stage, models, method, tokens, amount, data, note{"}"}
schema-training-item-models = which of the variants, in the list's words
schema-url = a link that begins with http:// or https://
schema-urls = a link or a list of links
schema-variant-representative = true: one of many on purpose
schema-variant-unofficial = true: somebody else's conversion
schema-waiver = a person's acceptance of a finding: {"{"}rule, reason, seen, by, until{"}"}
schema-waiver-seen = the reading that was accepted
schema-waiver-until = a day, as 2026-12-31
schema-words = a text, which may be empty, or one per language
yaml-alias = the alias { $alias } is not accepted: write the value out
yaml-character = YAML does not allow the character { $character }
yaml-depth = nested more than { $levels } levels deep
yaml-empty = the file is empty
yaml-key = a key must be plain text
yaml-key-twice = the key { $name } stands twice in one mapping; first in line { $line }
yaml-no-mapping = expected a mapping, as a catalog is
yaml-none = not YAML
yaml-not-utf8 = not UTF-8: byte { $byte }
yaml-second-document = a second YAML document begins here; a catalog is one document
yaml-tab = a tab in the indentation; YAML indents with spaces
yaml-tag = the tag { $tag } is not accepted
yaml-too-long = the file has { $bytes } bytes; a catalog may have { $most }

## catalog/pages: what is wrong with a catalog, as Markdown; the list's manners

page-cell-beyond = a cell beyond the table's last column: { $cell }
page-column-twice = a second column for { $field }; its cells are left out
page-column-unknown = a column that is not known; its cells are left out (name it in `columns:` of catalog.yaml)
page-columns-differ = a table with the columns { $found }; expected { $expected }
page-comment-open = a comment that is never closed: the page ends here
page-context-choice = which of the models have which: { $cell }
page-descriptions = the column of descriptions (rows: { $count }), which are other people's prose
page-edit-cell = a cell that can be changed by itself: this one is to be edited by hand, as it speaks for several models or in words of its own
page-edit-entry = a row with this id
page-edit-insertion = a new entry as YAML
page-edit-model = a model of this row
page-edit-possible = a change of cells
page-footnote = footnote [^{ $name }]
page-heading-count = { $count } headings; { $file } has { $expected }: those without the same anchor stay without this language
page-heading-depth = the heading «{ $heading }» is { $depth } deep; in { $place } it is { $expected }
page-heading-without-table = the heading «{ $heading }», below which no table stands
page-html-table = a table in HTML is not read; write it as a Markdown table
page-include = an include, which is not followed: { $target }
page-license-own = «{ $license }» is a licence of its own: say in `licenses: { $id }` how the Hub states it
page-line-too-long = a table line of { $found } characters; expected at most { $longest }: break the table up
page-link = the link on «{ $text }»: { $url }
page-links-unread = { $count ->
    [one] 1 link
   *[other] { $count } links
    } to the Hub, and none of them reaches the catalog: expected tables whose columns are known; name their titles in `columns:` of catalog.yaml. `jllm-sync init --from FILE` begins a catalog with the links of any text
page-no-variant = no variant for «{ $who }»: { $value }
page-not-utf8 = not UTF-8 (byte { $byte }); save the file as UTF-8
page-nothing = nothing
page-notice-cell = cell «{ $cell }»:
page-notices = { $count ->
    [one] 1 notice
   *[other] { $count } notices
    }: { $kinds }
page-notices-by-hand = to be settled by hand ({ $count }):
    .counted = { $count } by hand
page-notices-footnote = footnotes whose facts are to be entered by hand ({ $count }):
    .counted = { $count } footnote
page-notices-left-out = left out ({ $count }):
    .counted = { $count } left out
page-notices-leftover = parts of cells that reached no field ({ $count }):
    .counted = { $count } leftover
page-notices-mismatch = the languages differ ({ $count }):
    .counted = { $count } mismatch
page-notices-none = no notices
page-nul = a NUL character; a Markdown page is text: save it as UTF-8
page-other-repos = other repos than { $place }: { $repos }
page-other-values = { $found }; { $place } has { $expected }
page-outside = { $count ->
    [one] a link to the Hub stands outside of a table, and is not read
   *[other] { $count } links to the Hub stand outside of a table, and are not read
    }
page-own-license = a licence of its own
page-repo-listed = { $repo } is offered in line { $line } already; it is left out of this row
page-row-count = a table of { $count } rows; { $place } has { $expected }
page-row-in-comment = a row inside a comment: { $row }
page-row-missing = no row for { $place }
page-row-more = a row that { $file } lacks
page-same-language = a second page in the language «{ $language }», beside { $file }; name its language as LANGUAGE=FILE
page-second-table = a second table below «{ $heading }»: its rows follow those of the first
page-table-count = { $count } tables; { $file } has { $expected }: those with the same links are matched
page-table-unmatched = a table that { $file } lacks

## discovery

evident =
    .among-many = the card says { $languages } among { $count } languages
    .any = any language is wanted
    .base = its base model { $repo } is listed
    .card = the card says { $languages }
    .name = its name says the language
    .owner-keeps-to = { $count ->
        [one] the one listed repo of its owner is for the language
       *[other] all { $count } listed repos of its owner are for the language
    }
    .owner-name = its owner's name says the language
    .owner-only = nothing but its owner speaks for the language: { $count ->
        [one] one of its repos is listed
       *[other] { $count } of its repos are listed
    }
    .tags = its tags name the language
excluded =
    .age = published { $days ->
        [one] one day
       *[other] { $days } days
    } ago
    .bar = an unknown owner: below the bar of size, pipeline tag, likes and downloads
    .checkpoint = a checkpoint or one of many runs
    .copy = a copy ({ $word }), and the entry lists none of that kind
    .derivative = made by others from a listed model (--derivatives names those)
    .drafter = it speeds another model up (speculative decoding)
    .foundation = of a family that the catalog names as a base
    .language = no wanted language is evident
    .no-language = the catalog is evidently about no language: set settings.discovery.languages to have new families proposed
    .no-weights = it holds no model that answers: no weights, or what belongs to one
    .older = older than the listed { $repo }
    .others-copy = a copy or an adapter of somebody else's weights
    .repackaged = the weights of the listed { $repo }
    .represented = { $repo } stands for its kind
    .state = its state is { $state }
    .task = tuned for one task ({ $task })
    .test = a test upload
    .too-small = below the minimum size ({ $size })
kin =
    .base = its base model is { $repo }
    .brand = of one brand with { $repo }
    .copy-of = its publisher's own copy of { $repo }
    .earlier = earlier than the listed { $repo }
    .model-type = same model_type ({ $type })
    .name-extends = its name extends that of { $repo } ({ $stem })
    .named-alike = named as { $repo } is ({ $stem })
    .new-version = the card of { $repo } points to it as its new version
    .other-size = another size ({ $size })
    .same-size = same size ({ $size })
    .successor = successor of the listed { $repo }
left-out =
    .bar = of unknown owners, below their bar
    .checkpoint = checkpoints and trial runs
    .copy = quantised or converted copies
    .derivative = made by others from listed models
    .drafter = drafts for speculative decoding
    .foundation = of the catalog's own foundations
    .ignored = ignored by the catalog's settings
    .language = no wanted language is evident
    .no-model = no model
    .not-served = not served by the Hub
    .older = older than what is listed
    .repackaged = the same weights in another packing
    .representative = another of their kind is listed for all
    .task = tuned for one task
    .test = test uploads
    .too-old = published too long ago
    .too-small = below the minimum size
proposal-found =
    .family = { $repo } ({ $kind }) belongs to no entry; its section is probably { $section } ({ $id }): { $why }
    .variant = The Hub has { $repo } ({ $kind }), which { $entry } lacks: { $why }
proposal-kind =
    .adapter = adapter
    .base = base model
    .checkpoint = checkpoint or revision
    .copy = quantised or converted copy
    .merge = merge
    .model = model
    .reasoning = reasoning version
    .size = another size
    .tuned = instruct or chat version
    .version = newer version
proposal-reasons = { $reasons }.

## drafting

add-listed = { $repo }: in the catalog already, as a variant of { $entry } ({ $place })
    .renamed = { $repo }: in the catalog already, as the variant { $old } of { $entry } ({ $place })
add-no-id = { $repo }: expected the ID of a model on the Hub, owner/name
draft-confidence =
    .low = low confidence
    .medium = medium confidence
draft-contested = { $repo }: no { $field } was written: { $why }
draft-no-links = { $file }:{ $line }: no cell of the row links its models; add the link by hand
draft-no-row = { $file }: section { $section } has no row whose manner a new one could take; write the first row by hand
draft-note =
    .as-read = { $claim } as the Hub says
    .datasets = as the card names them
    .developer = as of the owner's other entries
    .foundation = foundation: the size by its name
    .label = label in the style of its siblings
    .label-of-new = label after its name
    .left-out = discover leaves it out: { $reason }
    .loadable = loadable: not seen that it loads with AutoModel
    .name = after the names of the repos
    .no-license = license: the Hub states { $license }, which `licenses` lacks
    .owner = the owner's name: the catalog has no other entry of theirs
    .parameters = parameters by its name
    .release = foundation: as of { $repo }
    .section = the section is a guess: it holds what is most like it
    .seen-of = seen of { $seen } of { $of } repos
    .size = size by its name
    .unseen = inherited, not seen of this repo: { $claims }
    .year = the year in which the repo was created
draft-place =
    .entry = # a new entry of the section { $section }:
    .variant = # into the entry { $entry } (section { $section }), under variants:
draft-section = Models
draft-unread = a row of { $repos } in section { $section } would not be read as one that offers them; write it by hand
draft-written = written: { $repo } in { $file }, line { $line }
init-head = Begun by `jllm-sync init` with what the Hub said. A comment marks a guess: look at it, then take it away.
    `jllm-sync check` compares this with the Hub. Take variant-new and family-new out of `rules` to hear of new models.
init-title = Our models

## fixes
fixes-invalid = The report's fixes would make { $file } invalid; nothing was written.
fixes-refused = { $file } is not the catalog that the report is about, or has changed since; nothing was written. Run the audit again, or name the fixes that still fit with --entry, --repo or --rule.
waive-no-entry = { $catalog } has no entry { $entry } any more
waive-no-reading = there is no reading that could be accepted; only a change of the catalog settles it
waive-unwritable = what the Hub says is longer than { $most } characters, or holds some that a catalog cannot

## report/describe: a finding in words

confidence-high = high
confidence-low = low
confidence-medium = medium
evidence-by-a-person = as reported by a person
evidence-card = card (README.md)
evidence-noted = { $evidence } ({ $note })
evidence-model-info = model info
evidence-page-header = page header
evidence-repo-page = repo page
field-architecture = architecture
field-context = context
field-custom-code = custom_code
field-developer = developer
field-foundation = foundation
field-license = license
field-loadable = loadable
field-name = name
field-notes = notes
field-parameters = parameters
field-parents = parents
field-repo = repo
field-year = year
field-restrictions = restrictions
field-successor = successor
field-training = training
finding-variants = { $count } repos: { $repos }
more-than-shown = and { $count } more
new-on-hub = not in the catalog: { $count ->
    [one] 1 model
   *[other] { $count } models
    } of listed owners ({ $owners }); `jllm-sync discover` lists them
new-other-owners = { $count ->
    [one] 1 other owner
   *[other] { $count } other owners
    }
run-catalog-alone = { $catalog } by itself, without the Hub
run-claim-compared = { $field } { $compared } of { $claims }
run-claims = claims that the Hub said something about: { $fields }
run-coverage = repos checked: { $observed } of { $repos }
run-incomplete = INCOMPLETE: what is not listed here is not known to be right
    .nothing = INCOMPLETE: nothing could be checked, no repo was observed
run-last = the last run
run-left-out = left out, as known from { $known }: { $count ->
    [one] 1 finding
   *[other] { $count } findings
    }
run-live = { $catalog } against { $endpoint }
run-new = new since the last run: { $count }
run-no-last = The state holds no complete run over the whole of { $catalog } yet: everything counts as new.
run-nothing = Nothing to report.
run-nothing-new = Nothing new to report.
run-recorded = { $catalog } against a recording of the Hub, facts up to { $date } (not the Hub of today)
run-summary = errors: { $error }, warnings: { $warning }, info: { $info }; waived: { $waived }
run-unaudited = entries that name no repo: { $count }
run-unobserved = not checked: { $count } ({ $reason })
severity-error = error
severity-info = info
severity-warning = warning
state-disabled = disabled
state-gone = gone
state-ok = ok
state-renamed = renamed
todo-add-entry = add { $yaml } to the entry
todo-add-variant = add { $yaml } to this variant
todo-after-a-look = { $todo } (after a look at the evidence)
todo-at-line = { $todo }, line { $line }
todo-by-hand-of = after a look at the evidence, write { $value } as the { $field } of { $repo } by hand ({ $place }): its cell speaks of other models too, or in words of its own
todo-by-hand-row = after a look at the evidence, write { $value } as the { $field } by hand ({ $place }): its cell speaks of other models too, or in words of its own
todo-cell = write { $new } ({ $place })
todo-move = move the row ({ $place }) before line { $line }
todo-move-in = move the row to its place in { $file }
todo-piece = write { $new } for { $old } ({ $place })
todo-remove-entry = take { $yaml } out of the entry
todo-remove-variant = take { $yaml } out of this variant
todo-repo = write { $yaml }
todo-set-entry = write { $yaml } at the entry
todo-set-variant = write { $yaml } at this variant
unobserved-gated = access must be asked for
unobserved-interrupted = the run was interrupted
unobserved-malformed = the Hub's answer could not be read
unobserved-not-in-recording = not in the recording
unobserved-out-of-budget = the request budget was used up
unobserved-unreachable = the Hub could not be reached

## report: the formats

fix-already = is so already
fix-incomplete = INCOMPLETE: not all repos could be checked; there may be more to fix
fix-inherited = { $value } (inherited)
fix-left = { $count ->
    [one] 1 fix needs a look at the evidence and was left (--unsafe makes it too)
   *[other] { $count } fixes need a look at the evidence and were left (--unsafe makes them too)
    }
fix-made = fixed
fix-moved = row → before line { $line }
fix-none = Nothing to fix.
fix-refused = not fixed
fix-would = would fix
fix-would-count = { $count ->
    [one] 1 fix
   *[other] { $count } fixes
    } to be made; nothing was written
fix-written = { $count ->
    [one] 1 fix
   *[other] { $count } fixes
    } written to { $file }
found-before = { $count ->
        [one] --since { $date } leaves out one proposal
       *[other] --since { $date } leaves out { $count } proposals
    }{ $undated ->
        [0] .
       *[other] : of { $undated } it is not known when they were created.
    }
found-children = { $count ->
    [one] 1 derivative
   *[other] { $count } derivatives
    } on the Hub
found-column-confidence = Confidence
found-column-kind = Kind
found-column-reason = Reason
found-column-repo = Repo
found-compared-live = { $catalog } beside { $endpoint }
found-compared-recorded = { $catalog } beside a recording of the Hub, facts up to { $date } (not the Hub of today)
found-family = new family: { $stem }
found-incomplete = INCOMPLETE: the Hub was not seen whole: { $why }
found-into = adds to { $entry }
found-known = { $count ->
        [one] One proposal was known in the last run already.
       *[other] { $count } proposals were known in the last run already.
    }
found-left-out = { $count } left out: { $reasons }
found-left-out-reason = { $count } { $reason }
found-left-out-title = Left out
found-more = `jllm-sync add REPO...` drafts entries
found-new = new family, probably { $id }
found-none = Nothing to propose.
found-probably = probably { $section }
found-summary = { $total } proposed: { $variants } for entries of the catalog, { $members } in { $families ->
    [one] 1 new family
   *[other] { $families } new families
    }
found-title = New on the Hub
found-unsure = { $count ->
        [one] One proposal is too uncertain to be shown; --min-confidence low shows it.
       *[other] { $count } proposals are too uncertain to be shown; --min-confidence low shows them.
    }
found-verbose = -v lists what was left out and why; { $more }
found-why = why
github-title-more = { $title } and { $count } more
history-revision = revision
history-revision-none = none
history-runs = ({ $count ->
    [one] 1 run
   *[other] { $count } runs
    })
history-same = nothing that is read here changed
history-state = state
label-catalog = catalog
label-evidence = evidence
label-finding = finding
label-hub = Hub
label-rule = rule
label-todo = to do
label-waived = waived
made-asked = { $known } of { $wanted } listed models covered; asked about now: { $asked }, requests: { $requests }
made-asked-oldest = { $asked } (the oldest answer of { $date })
made-at-least = at least { $count }
made-column-base = Made from
made-column-how = How
made-column-languages = Languages
made-column-month = Downloads a month
made-counts = { $total }: { $parts }
made-downloads = { $count ->
    [one] 1 download
   *[other] { $count } downloads
    } a month
made-failed = could not be asked about: { $repo }: { $why }
made-interrupted = INCOMPLETE: not all was asked: { $why }
made-listed = listed: { $entry }
made-more = { $count } more: -v names all
made-none = Nothing by others is known.
made-relation-adapter = adapter
made-relation-count = { $relation } { $count }
made-relation-finetune = fine-tune
made-relation-merge = merge
made-relation-quantized = quantised copy
made-relation-unknown = derivative
made-title = Made by others from listed models (named, never proposed)
made-unasked = { $count } not asked about yet: later runs go on with them (with a state), or raise --derivatives
markdown-columns = Entry | Finding | Catalog says | Hub says | Evidence | To do
markdown-cut = { $count ->
    [one] 1 more finding
   *[other] { $count } more findings
    } would make this page too long; the report in another format has them all.
markdown-graver = Errors and warnings
markdown-graver-known = Errors and warnings, known before
markdown-line = { $rule }, line { $line }
markdown-new = New since the last run
markdown-notes = Notes ({ $count })
markdown-place = { $rule }, { $place }
markdown-unaudited = Entries without a repo ({ $count })
markdown-unobserved = Not checked ({ $count })
markdown-waived = Waived ({ $count })
markdown-waiver = waived: { $reason }
markdown-waiver-until = waived: { $reason } (until { $until })
report-again = Make one with `jllm-sync check { $catalog } --format json -o { $file }`.
report-again-somewhere = Make one with `jllm-sync check --format json -o FILE`.
report-catalog-other = { $file }: expected a report about { $catalog } as it is now (sha256 { $now }…); found one about { $path } with sha256 { $found }…: its lines and waivers are not those of this catalog. { $again }
report-edit = { $place }: expected { $expected }; found { $op } { $path }. No rule makes such an edit; nothing was written.
report-edit-entry = a path within the finding's entry { $entry }
report-edit-field = a change of one of the fields { $fields }
report-edit-repo = a path to the finding's repo { $repo }
report-missing = { $file }: no such file. Expected a report that `jllm-sync check --format json -o FILE` wrote.
report-no-json = { $file }: expected a report as JSON; found { $found }
report-no-selection = { $file }: expected a report that says what it was narrowed to, in `selection`; found none: an older jllm-sync wrote it. { $again }
report-other-schema = { $file }: expected a report of jllm-sync with the schema { $expected }; found { $found }. Another command or another version wrote it. { $again }
report-summary-other = { $file }: expected as many findings as its summary counts, { $expected }; found { $found }: what was taken out by hand would look resolved. { $again }
report-time = { $file }: generated_at: expected a time as in 2026-08-01T12:00:00Z; found { $found }
report-too-long = { $file }: more than { $most } bytes; that is no report of jllm-sync
report-top = the top
report-unlike = { $place }: expected { $expected }; found { $found }. No audit wrote this: the file was changed, or another version of jllm-sync made it. Run `jllm-sync check --format json` again.
report-unlike-day = a day as in 2026-08-01
report-unlike-entry = an entry of the catalog
report-unlike-hash = { $hash }, which follows from what the finding says
report-unlike-rule = a rule of this version
report-unlike-waiver = a waiver that the catalog has at { $entry }
report-unreadable = { $file }: cannot be read: { $why }
report-unschemed = { $file }: expected a report of jllm-sync; found, at { $place }: { $problem }. { $again }
runs-complete = complete  
runs-cost = { $api } api, { $files } files, { $seconds } s
runs-incomplete = incomplete
runs-none = no runs yet
runs-repos = { $observed }/{ $repos } repos
runs-running = running   
sarif-narrowed = This is a part of the audit, narrowed by { $by }. What is not in it is not gone: code scanning would close the alerts that this file lacks.
show-because = { $what } ({ $why })
show-catalog = catalog: { $says }
show-claim-inherited = { $value }  ({ $place }, from the entry)
show-claim-own = { $value }  ({ $place })
show-evidence = evidence: { $evidence }
show-gated = gated: its files are served after agreeing to terms
show-gated-by-hand = gated: its files are served after the owner's approval
show-hub = Hub: { $says }
show-none = none
show-nothing-there = { $entry }: this entry names no repo; nothing on the Hub speaks of it
show-unknown = unknown
show-unlike = { $what }: expected the ID of a repo (owner/name), its address on the Hub, or the id of an entry of { $catalog }
show-window = { $tokens } (sliding window { $window })
text-evidence-more = and { $count } more; --format json shows all
text-folded = { $count ->
    [one] 1 repo
   *[other] { $count } repos
    }; -v lists them
text-more = --format json has all evidence; `jllm-sync explain RULE` says what a rule checks
text-no-repo = Entries without a repo:
text-not-checked = Not checked:
text-verbose = -v lists what was not checked; { $more }
waive-already = { $count ->
    [one] 1 finding is
   *[other] { $count } findings are
    } waived already
waive-left = { $count ->
    [one] 1 finding
   *[other] { $count } findings
    } cannot be waived
waive-made = waived
waive-none = Nothing to waive.
waive-refused = not waived
waive-would = would waive
waive-would-count = { $count ->
    [one] 1 finding
   *[other] { $count } findings
    } to be waived; nothing was written
waive-written = { $count ->
    [one] 1 finding
   *[other] { $count } findings
    } waived in { $file }

## issues

dashboard-cost = { $requests ->
    [one] 1 request
   *[other] { $requests } requests
    }, { $megabytes } MB, { $seconds } s
dashboard-entries = Entries with findings
dashboard-entries-head = Entry | Errors | Warnings | Findings | Issue
dashboard-expiring = Waivers that run out soon
dashboard-expiring-row = { $rule } of { $what }: { $until } ({ $reason })
dashboard-guide = Each entry with errors or warnings has an issue of its own. It closes when its findings are gone.
dashboard-hand-closed = #{ $number }, closed by hand
dashboard-incomplete = This run is incomplete. What is not listed is not known to be right.
dashboard-none = No entry has findings.
dashboard-more = and { $count } more
dashboard-proposals = Proposed for the list
dashboard-pull = Ticked boxes wait in #{ $number }.
dashboard-pull-next = Ticked boxes: { $count }. The next run opens a pull request.
dashboard-pull-none = Ticked boxes: { $count }. They wait: this run makes no pull requests.
dashboard-pull-refused = Ticked boxes: { $count }. They wait: GitHub lets this workflow open no pull request.
dashboard-ran = Last run: { $date }, { $compared }.
dashboard-repos = { $count ->
    [one] 1 repo
   *[other] { $count } repos
    }
dashboard-sentence = { $words }.
dashboard-title = Audit dashboard: { $name }
dashboard-waiting = in a later run
github-archived = { $repository } is archived: its issues cannot be changed
github-endless = { $request }: a list that does not end, after { $count ->
    [one] 1 page
   *[other] { $count } pages
    }
github-label = Kept by jllm-sync; take it off to let go of an issue
github-limit = { $request }: GitHub's limit asks for { $wait } s of waiting, { $left } s are left
github-limited = { $request }: refused { $count ->
    [one] once
   *[other] { $count } times
    } because of GitHub's limits
github-misread = { $request }: the answer could not be read
github-misread-issue = an issue of { $repository } could not be read: { $why }
github-misread-key = an answer without "{ $name }" could not be read
github-misread-list = { $request }: expected a list, found { $found }
github-moved = { $request }: answered { $status }, a redirect; the token goes to no other host, and nothing is written elsewhere
github-no-issues = { $repository } has issues disabled: switch them on in its settings
github-not-set = { $count ->
    [one] { $names } is not set
   *[other] { $names } are not set
    }; in a workflow pass it in env. `issues plan --existing FILE` asks nothing of GitHub
github-repository = GITHUB_REPOSITORY: expected owner/name, found «{ $found }»
github-token = GITHUB_TOKEN holds characters that no token has, such as a line break; copy it again
github-unanswered = { $request }: { $host } did not answer: { $why }
github-unsent = { $request }: { $why }: nothing was sent
github-url = GITHUB_API_URL: expected an http(s) address, found «{ $found }»
issue-box-add = **add to the list**: the next run opens a pull request with the drafted entry
issue-box-fix = **open a fix pull request**: { $what }
issue-box-ignore = **ignore**: { $repo }
issue-box-ignore-family = **ignore**: { $count ->
    [one] this repo is
   *[other] these { $count } repos are
    } not proposed again
issue-box-unwritable = { $rule }, { $repo } cannot be waived by a tick: what the Hub says is longer than { $most } characters, or holds some that a catalog cannot. Edit the catalog yourself
issue-box-waive = **waive for { $days } days**: { $what }
issue-changed = Changed:
issue-closed-duplicate = The same as #{ $number }, which goes on.
issue-closed-gone = Nothing is left to report of this entry.
issue-closed-unlisted = The catalog has no such entry any more.
issue-closed-waived = What was reported of this entry has been waived in the catalog.
issue-cut = … and { $count ->
    [one] 1 more row that found no room here
   *[other] { $count } more rows that found no room here
    }: { $where }
issue-cut-here = `jllm-sync check` shows them all
issue-cut-link = see the [whole report]({ $url })
issue-decide = What to do
issue-decide-how = Edit { $file } yourself, or tick boxes: the next run gathers all ticks in one pull request. This issue closes by itself when nothing is left.
issue-decide-yourself = Edit { $file } yourself. This issue closes by itself when nothing is left.
issue-footer = <sub>Text above the line is rewritten by jllm-sync; what you write below it is kept.</sub>
issue-head = Finding | Model | Catalog says | Hub says | Evidence | To do
issue-intro = What the catalog says of **{ $name }** (entry { $entry }) and what the Hugging Face Hub says do not agree.
issue-intro-row = **{ $name }** ({ $file }, table “{ $table }”): the list and the Hugging Face Hub disagree.
issue-new = New:
issue-others = and { $count } more: { $repos }
issue-resolved = No longer found:
issue-returned = It is back.
issue-strays = Found in the part above, which is rewritten by jllm-sync:
issue-tick-asked = asked for on { $date }, the next run opens a pull request
issue-tick-none = asked for on { $date }; it waits, since this run makes no pull requests
issue-tick-refused = asked for on { $date }; it waits, since GitHub lets this workflow open no pull request (it needs `contents: write`, `pull-requests: write` and «Allow GitHub Actions to create pull requests»)
issue-tick-waits = asked for on { $date }, waits in #{ $pull }
issue-title = Audit: { $name }: { $rules }
issue-title-quiet = Audit: { $name }
issue-unchecked = not checked in this run; the finding stands until it is
issue-waived = Waived:
issue-worse = Graver than before:
plan-add = pull request: adds { $family } to the list, { $count ->
    [one] one repo
   *[other] { $count } repos
    } (#{ $issue })
plan-close = close   #{ $number }  ({ $issue }, { $reason })
plan-close-duplicate = duplicate
plan-close-gone = nothing is left
plan-close-unlisted = not in the catalog any more
plan-close-waived = waived
plan-comment = comment #{ $number }  ({ $issue })
plan-create = create  { $title }  ({ $issue })
plan-deferred = left for later runs: { $count ->
    [one] 1 issue
   *[other] { $count } issues
    }
plan-full = #{ $number }: left as it is, people's text fills the whole body
plan-note = note: { $note }
plan-nothing = nothing to do
plan-pull = pull request: { $what }: { $rule } of { $repo } (#{ $issue })
plan-reopen = reopen  #{ $number }  ({ $issue })
plan-unlabelled = #{ $number }: somebody took the label off; while it is open no other is opened in its place
plan-unmarked = #{ $number }: its marker is gone and its text is not ours; it is not touched, and while it is open no issue is opened. Close it, or take the label off
plan-update = update  #{ $number }  ({ $issue })
pull-add-behind = { $file } on the default branch is not what this run has read; the next run tries again
pull-add-body = **{ $family }** was ticked for the list in #{ $issue }; who ticked is not recorded. This was drafted from what the Hub says, as `jllm-sync add` does it, in { $files ->
    [one] one file
   *[other] { $files } files
    }:
pull-add-ignored = It is ignored or waived by now.
pull-add-look = To be looked at by hand
pull-add-section = section { $section }: probable, since it holds what is most like it
pull-add-taken = It stands in the list by now.
pull-add-title = Add { $family }
pull-add-unwritten = { $family } could not be added yet, its box stays ticked: { $why }
pull-add-waits = a report does not hold what an entry is drafted from; this waits for a sync with --state or --hub
pull-add-why = Why it is proposed
pull-body = Each line was asked for with a tick; who ticked is not recorded.
pull-fix = open a fix pull request
pull-fixes-behind = { $file } on { $branch } is not what this run has read; the next run proposes the fixes
pull-fixes-body = Each of these edits follows from the evidence in the last audit: it changes one claim of the catalog to what the Hub states today. Please look at each before you merge; what you do not agree with, waive in the catalog.
    { "" }
    The branch is made anew when the fixes change; once you push to it, it is yours and left alone. A pull request that was opened with the GITHUB_TOKEN of a workflow starts no workflows: close and reopen it to run the checks.
pull-fixes-closed = Nothing is left to correct: pull request #{ $number } is closed
pull-fixes-made = The fixes are in pull request #{ $number }
pull-fixes-none = No fixes to propose
pull-fixes-settled = Nothing is left to correct: what these edits were about has been mended, waived, or is said otherwise by now.
pull-fixes-title = Correct what the Hub says otherwise
pull-forbidden = { $why }; give the workflow `contents: write` and `pull-requests: write`, and allow GitHub Actions to create pull requests under Settings, Actions, General
pull-foreign = #{ $number }: somebody pushed to { $branch }; it is left as it is
pull-foreign-closed = somebody pushed to { $branch }; delete the branch, and the next run opens a pull request
pull-ignore = ignore this proposal
pull-line = #{ $issue }: { $what } ({ $rule }, { $repo })
pull-note = Merging it settles the ticks; closing it declines them.
pull-nothing = Every tick has been taken back or settled otherwise.
pull-refused = the pull request of the ticked boxes could not be made: { $why }. Give the workflow `contents: write` and `pull-requests: write`, and allow Actions to create pull requests in the repository's settings; or run without: --no-pull-request, in the Action `answer-checkboxes: "false"`. The issues are in order either way.
pull-title = Carry out what was ticked in the audit issues
pull-unfit = the ticked changes do not fit { $file } on the default branch: { $why }
pull-unwritten = the pull request could not be written: { $why }
pull-waive = waive for { $days } days
report-narrowed = { $file }: expected a report about the whole catalog; found one narrowed by { $by }: the issues about all the rest would close. Run `jllm-sync check { $catalog } --format json -o { $file }` without narrowing.
report-other-confidence = { $file }: expected findings of --min-confidence { $expected }, as the issues are to tell of; found those of --min-confidence { $found }: issues would open or close for that alone. Give `check` and `issues` the same --min-confidence.
sync-addition = pull request #{ $number } adds to the list
sync-after-comment = the comment before it could not be written
sync-as = { $action } as #{ $number }
sync-because = { $outcome }: { $why }
sync-done = { $action } – done
sync-found = { $action } – was there already
sync-missing = { $action } – the issue is not there any more
sync-no-author = issues would be opened by { $login }, who is not among settings.issues.authors ({ $authors }): the next run would not know them again. Add the login there, or use the workflow's own token.
sync-no-label = #{ $number } did not get the label { $label }: the token may not set labels
sync-number-gone = #{ $number } is not there any more
sync-pull = pull request #{ $number }: { $count ->
    [one] 1 tick
   *[other] { $count } ticks
    }
sync-rejected = { $action } – rejected
sync-relabelled = the label { $label } was gone; it was put back on { $count ->
    [one] 1 issue
   *[other] { $count } issues
    }
sync-skipped = { $action } – skipped
sync-stopped = stopped, { $count ->
    [one] 1 action left
   *[other] { $count } actions left
    } for the next run: { $why }
sync-unclear = { $action } – unclear

## schedule

cron-at-the-start = --cron { $cron }: expected a time; to run once at the start, give --run-now
cron-fields = --cron { $cron }: expected five fields (minute, hour, day of month, month, weekday), found { $count }; every evening at 18:17 is "17 18 * * *"
cron-item = --cron { $cron }: { $field } { $item }: expected { $field ->
    [minute] 0 to 59
    [hour] 0 to 23
    [month] 1 to 12 or jan to dec
    [weekday] 0 to 7 (both are Sunday) or sun to sat
   *[other] 1 to 31
 } (as *, 5, 1-5, 1,3,5 or */2; a range goes upwards)
cron-no-such-day = --cron { $cron }: no such day: none of the months { $month } has a day { $day }
cron-shorthand = --cron { $cron }: expected one of { $known }, or five fields
cron-step = --cron { $cron }: { $field } { $item }: expected a step from 1 to { $steps }; cron begins anew with each field's range
cron-step-of-one = --cron { $cron }: { $field } { $item }: a step needs a range here, as 1-6/2
health-port = --health-port { $port }: cannot be used: { $reason }; name a free port
log-counts = errors: { $error }, warnings: { $warning }, info: { $info }; repos: { $observed } of { $repos }
log-done = done: { $steps }
log-ended-after = ended after { $seconds } s
log-ended-by = ended by { $signal }
log-error = internal error in the run due at { $due }: { $problem }
log-missed = missed: the run due at { $due } is more than { $seconds } s late
log-next = next: { $time }
log-not-started = not started: the daemon stops
log-problem = { $step }: { $problem }
log-run = run { $number }: { $status }
log-seconds = { $seconds } s
log-skipped = skipped: the previous run is still going on
log-started = schedule { $cron } in { $timezone }; next times: { $times }
log-stopped = stopped
log-stopping = { $signal }: stopping
option-file-unwritable = { $option } { $file }: cannot be written: { $reason }; name a file in a folder that exists and may be written
schedule-narrowed = --issues: an audit of a part would close the issues about the rest; leave out the narrowing
schedule-stdin = a schedule reads its catalog anew for each run: name a file, not standard input
schedule-stdout = --also: standard output is for the log; name a file
timezone-near = --timezone { $timezone }: expected a name of the time zone database, as Asia/Tokyo or UTC; did you mean { $near }?
timezone-no-data = --timezone { $timezone }: this machine has no time zone data; install the package tzdata (of the system, or of PyPI)
timezone-not-known = --timezone: the machine's time zone is not known; give one, as --timezone Asia/Tokyo
timezone-unknown = --timezone { $timezone }: expected a name of the time zone database, as Asia/Tokyo or UTC

## cli

cli-add-both = --entry and --section: give one of them; an entry stands in its section already
cli-add-cell = --cell { $option }: expected COLUMN=TEXT or COLUMN:LANG=TEXT with one of the columns { $columns } and of the languages { $languages }
cli-add-cell-breaks = --cell { $option }: expected the text of one cell, found a line break or a bare | in it; write \|
cli-add-cell-pages = --cell { $option }: expected Markdown pages, found { $file }; in YAML, edit the entry once it is written
cli-add-not-drafted = { $repo }: not drafted: { $why }
cli-add-section = --section { $section }: { $catalog } has sections below this id, and none of the id itself
cli-add-state = { $repo }: not drafted: { $state ->
    [gone] the Hub does not serve it
    [gated] access to it must be asked for
   *[disabled] the Hub has disabled it
 }
cli-also = --also { $option }: expected FORMAT=FILE, where FORMAT is one of { $formats }
cli-apply-stdin = apply -: a catalog to write into must be a file, or pages; `jllm-sync check -` reads one from standard input
cli-bug = internal error: { $kind }: { $error }
    This is a bug of jllm-sync. Please report it with the command line you used (JLLM_SYNC_DEBUG=1 shows where it happened).
cli-catalog-settings = --settings goes with Markdown pages; { $file } holds its own settings
cli-carried = There is no catalog.yaml here: this is the list of Japanese LLMs that jllm-sync carries, on the recording that it carries. `jllm-sync init OWNER/NAME…` begins a catalog of your own.
cli-catalog-link = { $file }: a link to a file that is no catalog; what stands in it is not shown
cli-catalog-several = expected one YAML file, or pages (FILE.md, LANGUAGE=FILE.md); found { $found }. Run it once for each catalog; docs/for-registers.md shows how pre-commit does.
cli-changed-meanwhile = { $file }: changed while this ran; nothing was written. Run it again.
cli-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errors
 } in { $file }
cli-explain = { $rule } ({ $severity }): { $sentence }
    What to do: { $remedy }.
cli-explain-on-pages = On pages: { $remedy }.
cli-explain-waive = To accept a finding, use `jllm-sync apply --waive REPORT --reason TEXT`, or put this on the variant or its entry, with what the Hub says today as `seen` (of a list in pages, into `waivers:` of catalog.yaml, with `repo:` beside it):
    waivers: [{"{"}rule: { $rule }, reason: …, by: …, until: …, seen: …{"}"}]
cli-file-exists = { $file }: exists already and is not overwritten; name another, or move it away
cli-file-no-folder = { $file }: the folder { $folder } does not exist; make it first, or name a file elsewhere
cli-file-unusable = { $file }: cannot be used: { $reason }; look at the path and its permissions
cli-file-unwritable = { $file }: cannot be written: { $reason }
cli-github-refused = GitHub: { $failure }. See docs/issues.md on tokens and permissions.
cli-github-stopped = GitHub: { $failure }; { $outcome }
cli-history-never = { $repo }: no run in this state has observed this { $kind ->
    [dataset] dataset
    [space] space
   *[model] model
 }; run `jllm-sync check` first
cli-import-counted = { $sections ->
    [one] 1 section
   *[other] { $sections } sections
    }, { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
    }, { $repos ->
    [one] 1 repo
   *[other] { $repos } repos
    }
cli-init-nothing = expected repos: `jllm-sync init OWNER/NAME …`, --owner OWNER, --collection SLUG, or --from FILE
cli-init-no-file = { $file }: no such file. Expected one with IDs or addresses on the Hub, or a source that names them.
cli-init-nothing-in = { $file }: expected IDs (owner/name) or addresses on the Hub, one a line, or a source with links or from_pretrained; found none
cli-init-nothing-of = { $name }: the Hub shows no repos there
cli-init-written = { $file }: { $sections ->
    [one] { $sections } section
   *[other] { $sections } sections
 }, { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
 }, { $variants ->
    [one] { $variants } repo
   *[other] { $variants } repos
 }; `{ $command }` audits them
cli-interrupted = interrupted: { $seen } of { $repos } repos had been observed; without a state nothing is kept
cli-interrupted-kept = interrupted: { $seen } of { $repos } repos had been observed; the state keeps what it has, and the next run goes on from there
cli-issues-no-json = { $file }: expected a list of issues as GitHub's API gives them; it is no JSON: { $error }
cli-issues-no-list = { $file }: expected a list of issues as GitHub's API gives them (number, title, body, state, user, labels): { $error }
cli-issues-no-plan = without the existing issues there is no plan
cli-issues-no-such = --body { $wanted }: the plan writes no such issue.
cli-issues-nothing-changed = nothing was changed, the next sync does it all
cli-issues-two-sources = { $option } and --from: a report needs no Hub; expected one of the two, leave out the other
cli-issues-writes = It writes: { $keys }.
cli-issues-writes-none = It writes none.
cli-leaves-no-entry = { $options }: this leaves no entry of { $catalog }
cli-leaves-no-repo = { $options }: this leaves no repo of { $catalog }
cli-new-no-state = --new compares with the last run of the state: expected the live Hub and a state. Leave out --hub and --no-state, or name a report with --baseline.
cli-no-catalog =
    { $file }: no such file in { $folder }, and no other catalog was named.
      jllm-sync check FILE            audits a catalog that stands elsewhere, or a list in Markdown (README.md)
      jllm-sync init OWNER/NAME…      begins a catalog with repos on the Hub (also --owner, --collection, --from FILE)
      jllm-sync show OWNER/NAME       shows what the Hub says of one model, without any catalog
      jllm-sync check --hub recorded  shows what a report looks like, with the list that jllm-sync carries
cli-no-owner = { $where }: no repo is listed there, so there is no owner to ask
cli-no-repo-matches = --repo { $glob }: no repo of { $catalog } matches.
cli-no-shell = { $option }: which shell? Name it: { $option } bash, zsh or fish.
cli-no-such-command = { $wanted }: there is no such command.
cli-no-such-entry = --entry { $wanted }: { $catalog } has no such entry.
cli-no-such-rule = { $option } { $wanted }: there is no such rule.
cli-no-such-section = --section { $wanted }: { $catalog } has no such section.
cli-owner-unlisted = --repo { $glob }: { $catalog } lists no repo of { $owner }.
cli-owner-unlisted-there = --repo { $glob }: what { $options } leaves of { $catalog } lists no repo of { $owner }.
cli-progress = asking the Hub …
    .left = about { $seconds } s to go
    .owners = owners { $done }/{ $of }
    .quota = quota left { $quota }
    .repos = repos { $done }/{ $of }
    .requests = { $count ->
        [one] one request
       *[other] { $count } requests
    }
    .waiting = waiting { $seconds } s for the next window
cli-rules = The rules are { $rules }.
cli-settings-there = { $file }: expected no such file, or one whose `pages:` name { $page }, found another; what has no place in Markdown is written there. Name the settings with --settings FILE
cli-since-future = --since { $found }: expected a day that has been, found one after today ({ $today })
cli-since-no-day = --since { $found }: expected a day such as 2026-08-31, without a time
cli-site-extra = The site needs packages that are not installed ({ $module } is missing): pip install 'jllm-sync[site]'
cli-site-foreign = { $folder }: this folder holds files that are no site of jllm-sync, and would be replaced; name another with -o, or empty it
cli-site-no-folder = { $folder }: expected a folder to write the site into, found a file; name another with -o
cli-site-unwritable = { $folder }: the site cannot be written: { $error }
cli-site-written = { $folder }: { $files } files, { $kilobytes } kB
cli-source-catalog = the catalog
cli-source-file = the file that { $option } names
cli-source-recording = the recording that --hub names
cli-source-settings = the catalog's settings
cli-source-state = the state
cli-state-no-file = { $file }: expected a state file, found something else; --state names another
cli-state-none = { $file }: there is no state yet; `jllm-sync check` on the live Hub begins one
cli-stdout = standard output
cli-stdout-closed = standard output is closed, so nothing can be printed; -o FILE writes to a file
cli-stdout-unwritable = standard output: cannot be written: { $reason }
cli-target-is-read = { $option } { $target }: this is { $what }, and it is not overwritten; name another file
cli-target-twice = { $option } { $target }: { $first } writes there, too; name another file
cli-unreadable = { $file }: cannot be read: { $reason }; check the path
cli-usage = `{ $command } --help` says what it takes.
    .choice = { $name }: { $found } is not one of { $choices }.
    .extra = there are more arguments than it takes.
    .least = { $name }: { $found } is less than { $least }, the least it takes.
    .missing = { $name } is missing.
    .most = { $name }: { $found } is more than { $most }, the most it takes.
    .no-such-option = { $option }: there is no such option.
    .number = { $name }: { $found } is no number, or none that it takes.
    .takes-none = { $option } takes no value.
    .takes-one = { $option } takes a value, and none is there.
    .value = { $name }: { $why }.
cli-valid = { $file }: valid; { $sections ->
    [one] { $sections } section
   *[other] { $sections } sections
 }, { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
 }, { $variants ->
    [one] { $variants } variant
   *[other] { $variants } variants
 }
cli-waive = apply --waive REPORT --reason TEXT: expected both, a reason on one line, and neither --from nor --unsafe
did-you-mean = Did you mean { $near }?
proxy = { $name }: expected the address of a proxy, such as http://proxy.example:8080, found { $found }
proxy-needs = { $name }: expected the address of a proxy, such as http://proxy.example:8080, found { $found }; a SOCKS proxy needs the Python module { $module }, which is not installed
web-by-proxy = { $why } (asked by the proxy { $proxy })
web-certificate = { $why }; a certificate of your own, such as a proxy's, is trusted where { $variable } names it
record-count = { $seen } of { $of } repos
record-incomplete = incomplete: { $why }
    .none = no repo was observed
    .some = some repos could not be observed
record-nothing = { $file }: not written, since no repo was observed ({ $why }); --force writes it all the same

## site

site-all = all
site-all-changes = All changes
site-all-pictures = All pictures
site-as-table = The numbers as a table
site-audited = Checked against { $endpoint } on { $day }.
site-audited-recorded = Checked against a recording of the Hub with facts up to { $recorded }; not the Hub of today.
site-base-size = { $name } ({ $size })
site-changes = What changed
site-changes-lately = Changed lately
site-claimed = Claimed
site-claims = Claims that the Hub said something about
site-clear = Clear
site-column-base = Base
site-column-context = Context
site-column-developer = Developer
site-column-findings = Findings
site-column-license = Licence
site-column-name = Model
site-column-section = Section
site-column-size = Size
site-column-state = On the Hub
site-column-year = Year
site-compared = Compared
site-context-least = Context at least
site-count = { $shown } of { $all } repos
site-coverage = Coverage
site-coverage-repos = { $observed } of { $repos } repos could be looked at.
site-evidence = Evidence
site-feed = As an Atom feed
site-field = Field
site-field-architecture = architecture
site-field-context = context length
site-field-custom-code = own code
site-field-doubt = doubt
site-field-foundation = foundation
site-field-license = licence
site-field-loadable = files for loading
site-field-parameters = parameters
site-field-parents = base model
site-field-restrictions = limits of use
site-field-state = state
site-field-successor = newer version
site-field-year = year
site-filters = Filters
site-find = Find
site-findings = Findings
site-for-machines = For machines:
site-gated = access on request
site-history = History
site-hub-says = The Hub says
site-incomplete = This audit is incomplete: what is not listed here is not known to be right.
site-italics = In italics: what only the Hub says, where the list leaves it open.
site-language = English
site-least = least
site-links = Links
site-list-says = The list says
site-made-by = Made by jllm-sync.
site-median = median
site-models = Models
site-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
site-most = most
site-needs-a-look = Needs a look
site-new-on-hub = New on the Hub
site-no-changes = No nights are remembered here yet: changes appear once the audit has run with a state.
site-no-data = Nothing to draw: the catalog states no years.
site-not-gated = open to all
site-nothing = Nothing: list and Hub agree.
site-numbers = In numbers
site-other-kinds = other kinds
site-pages = Pages
site-picture-contexts =
    .title = Context length by year
    .summary = Context lengths from { $first } to { $last }, a dot a repo, on a logarithmic scale; the median of { $last } is { $median } tokens.
site-picture-licenses =
    .title = What licences allow, by year
    .summary = Repos by the year of their release and by what their licence allows of commercial use, { $first } to { $last }.
site-picture-releases =
    .title = Releases by year and kind
    .summary = Model families from { $first } to { $last } by kind; most came out in { $most }.
site-picture-sizes =
    .title = Size by year
    .summary = Numbers of parameters from { $first } to { $last }, a dot a repo, on a logarithmic scale; the median of { $last } is { $median }.
site-pictures = Pictures
site-proposals = { $count ->
    [one] One model of a listed owner is not in the catalog.
   *[other] { $count } models of listed owners are not in the catalog.
}
site-repos = repos
site-rule-open = { $count ->
    [0] Nothing is open.
    [one] One finding is open.
   *[other] { $count } findings are open.
}
site-rules = Rules
site-search = Search
site-search-hint = name, developer, licence …
site-section = Section
site-severity-error = error
site-severity-info = note
site-severity-warning = warning
site-since = Known since { $day }
site-size-least = Size at least
site-size-most = Size at most
site-skip = To the content
site-sort = Order
site-sort-down = { $what }, descending
site-sort-list = as in the list
site-sort-up = { $what }, ascending
site-state = State
site-state-disabled = disabled
site-state-gone = gone
site-state-ok = on the Hub
site-state-renamed = renamed
site-state-unchecked = not checked
site-tile-errors = { $count ->
    [one] error
   *[other] errors
}
site-tile-repos = repos of { $entries } models
site-tile-served = on the Hub
site-tile-unchecked = could not be checked
site-tile-warnings = { $count ->
    [one] warning
   *[other] warnings
}
site-to-do = What to do:
site-total = all
site-unaudited = Models without a repo on the Hub
site-unknown = unknown
site-use = Licence
site-use-commercial = commercial use allowed
site-use-conditions = commercial, with conditions
site-use-noncommercial = not commercial
site-use-open = free for commercial use
site-use-unknown = not known
site-with-findings = with findings
site-year = Year
