# What jllm-sync says, in English. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-comma = { ", " }
join-clause = { "; " }
join-line = {"\u000A"}
join-sentence = { " " }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

architecture-drift =
    .sentence = The config contradicts the claimed architecture.
    .remedy = correct the claim
    .found = The catalog says { $claimed }, config.json on the Hub has model_type { $type } ({ $word }).

base-model-drift =
    .sentence = The Hub's base_model does not lead to the claimed base.
    .remedy = compare the card's base_model with the announcement; correct the claim or name the parent
    .found = The catalog says { $claimed }, the Hub states base_model { $says }, which does not lead there.
    .sized = { $name } ({ $size })

context-drift =
    .sentence = The usable context length differs.
    .remedy = correct the claim
    .found = The catalog says { $claimed } tokens, { $file } on the Hub gives { $says }.
    .found-in-windows = The catalog says { $claimed } tokens, { $file } on the Hub gives { $says } (attention in windows of { $window }).

custom-code =
    .sentence = Loading the model runs code from its repo.
    .remedy = nothing need be done; readers may want to know
    .found = Loading { $repo } runs code from its repo (trust_remote_code).
    .found-elsewhere = Loading { $repo } runs code from { $others } (trust_remote_code).

family-new =
    .sentence = A listed owner published a model that belongs to no entry.
    .remedy = `jllm-sync add` drafts it; what does not belong goes into settings.discovery.ignore, with the reason

license-conflict =
    .sentence = The repo contradicts itself about its licence, or its base model's terms.
    .remedy = read the card, LICENSE and the base's terms; tell the publisher, or note it at the entry
    .base = The Hub states { $says }, but its base is under { $terms }, whose terms travel.
    .file = The card states { $says }, the { $file } file begins with “{ $title }”.
    .name = The card states license { $says } and license_name { $name } side by side.

license-drift =
    .sentence = The Hub states a licence that the claimed one does not accept.
    .remedy = read the card and LICENSE; correct the claim, or add what the Hub states to the licence's `accepts`
    .found = The catalog says { $claimed }, the Hub states { $says }.
    .found-unknown = The catalog says { $claimed }, the Hub states { $says }; the catalog's licence table does not know it.

license-found =
    .sentence = The catalog does not know the licence, and the Hub states one.
    .remedy = add the licence to `licenses`, and its id to the entry
    .found = The catalog does not know the licence; the Hub states { $says }.

license-restricted =
    .sentence = The card limits use below what the licence grants.
    .remedy = read the sentence in the card; add a note on the limit to the entry
    .found = The Hub states { $says }, but the card limits use: { $limits } (“{ $sentence }”).

license-unstated =
    .sentence = The catalog claims a licence, and the Hub states none that has a name.
    .remedy = nothing need be done; the claim rests on the LICENSE file or the announcement, not on the Hub's tag
    .nameless = The catalog says { $claimed }; the Hub states only `{ $says }`, which names no licence.
    .none = The catalog says { $claimed }; the model card states no licence.

not-loadable =
    .sentence = The repo lacks what loading it with AutoModel needs.
    .remedy = correct the claim
    .found = The catalog says that AutoModel loads it; the repo has no { $missing ->
        [config] config.json
        [weights] model.safetensors
       *[both] config.json and no model.safetensors
    } in its top folder.

parameters-drift =
    .sentence = The claimed number of parameters differs from the size of the weights.
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
    .found = The Hub has disabled { $repo }.

repo-gated =
    .sentence = Access to the repo must be asked for.
    .remedy = say so in the entry's notes, or waive it
    .found = Access to { $repo } must be asked for.
    .found-by-hand = Access to { $repo } must be asked for and is granted by hand.

repo-gone =
    .sentence = The Hub does not serve the repo.
    .remedy = open the link without logging in; take the line out, or waive the finding with a reason
    .found = The Hub does not serve { $repo }: it was deleted or made private.

repo-renamed =
    .sentence = The repo answers under another owner or name.
    .remedy = write the new ID
    .found = { $repo } is now { $new }.
    .found-listed = { $repo } is now { $new }, which the catalog lists too.

superseded =
    .sentence = The card points to a newer version.
    .remedy = add the newer version
    .found = The card of { $repo } points to a newer version, { $new }, which the catalog lacks.

variant-new =
    .sentence = The Hub has a sibling of a listed variant that the catalog lacks.
    .remedy = `jllm-sync add` drafts it; what does not belong goes into settings.discovery.ignore, with the reason

waiver-stale =
    .sentence = A waiver has expired, has lapsed, or waives nothing.
    .remedy = take the waiver out, or renew it with what the Hub says now
    .expired = The waiver of { $rule } ran out on { $until }.
    .idle = The waiver of { $rule } waives nothing: there is no such finding any more.
    .lapsed = The waiver of { $rule } has lapsed: it accepted { $seen }, the Hub now says { $now }.

## audit: what a finding says beside its rule's words

evidence-class-default = the default of its class
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
no-reading-file-list-unseen = the whole file list was not seen
no-reading-gate-unseen = whether access must be asked for was not seen
no-reading-license-unseen = nothing was seen of its licence
no-reading-not-observed = not observed
no-reading-not-tokens = model_type { $type }: its input is not counted in tokens
no-reading-quantised = quantised: the stored total is not the number of parameters
no-reading-relation-unstated = the Hub does not say how it was made
no-reading-restrictions-none = the card's text states no limit that is known here
no-reading-size-unseen = the size of the weights was not seen
no-reading-size-unstated = the Hub does not state the size of the weights
no-reading-successor-itself = the card names itself as the newer version
no-reading-successor-none = the card names no newer version
no-reading-unlimited = model_type { $type }: no limit by design

## hub: what a run has to say of itself

## catalog: what is wrong with a catalog, as YAML

catalog-problem = { $place }: { $what }
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
yaml-no-mapping = expected a mapping, as a catalog is

## catalog/pages: what is wrong with a catalog, as Markdown; the list's manners

page-cell-beyond = a cell beyond the table's last column: { $cell }
page-column-twice = a second column for { $field }; its cells are left out
page-column-unknown = a column that is not known; its cells are left out (name it in `columns:` of catalog.yaml)
page-columns-differ = a table with the columns { $found }; expected { $expected }
page-comment-open = a comment that is never closed: the page ends here
page-context-choice = which of the models have which: { $cell }
page-descriptions = the column of descriptions (rows: { $count }), which are other people's prose
page-footnote = footnote [^{ $name }]
page-heading-count = { $count } headings; { $file } has { $expected }: those without the same anchor stay without this language
page-heading-depth = the heading «{ $heading }» is { $depth } deep; in { $place } it is { $expected }
page-heading-without-table = the heading «{ $heading }», below which no table stands
page-html-table = a table in HTML is not read; write it as a Markdown table
page-include = an include, which is not followed: { $target }
page-license-own = «{ $license }» is a licence of its own: say in `licenses: { $id }` how the Hub states it
page-line-too-long = a table line of { $found } characters; expected at most { $longest }: break the table up
page-link = the link on «{ $text }»: { $url }
page-no-variant = no variant for «{ $who }»: { $value }
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
page-own-license = a licence of its own
page-row-count = a table of { $count } rows; { $place } has { $expected }
page-row-in-comment = a row inside a comment: { $row }
page-row-missing = no row for { $place }
page-row-more = a row that { $file } lacks
page-second-table = a second table below «{ $heading }»: its rows follow those of the first
page-table-count = { $count } tables; { $file } has { $expected }: those with the same links are matched
page-table-unmatched = a table that { $file } lacks

## discovery

## drafting

## fixes

## report/describe: a finding in words

## report: the formats

## issues

## schedule

## cli

cli-site-extra = The site needs packages that are not installed ({ $module } is missing): pip install 'jllm-sync[site]'
cli-site-foreign = { $folder }: this folder holds files that are no site of jllm-sync, and would be replaced; name another with -o, or empty it
cli-site-no-folder = { $folder }: expected a folder to write the site into, found a file; name another with -o
cli-site-unwritable = { $folder }: the site cannot be written: { $error }
cli-site-written = { $folder }: { $files } files, { $kilobytes } kB

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
site-gated = access on request
site-history = History
site-hub-says = The Hub says
site-incomplete = This audit is incomplete: what is not listed here is not known to be right.
site-italics = In italics: what only the Hub says, where the list leaves it open.
site-language = English
site-least = least
site-links = Links
site-list-says = The list says
site-made-by = Made by jllm-sync. For machines:
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
