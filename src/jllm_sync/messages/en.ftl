# What jllm-sync says, in English. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-comma = { ", " }
join-clause = { "; " }
join-sentence = { " " }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

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
