# What jllm-sync says, in English. One sentence, one key; `tests/messages` holds that every language has the same keys
# and variables, and that the code gives each message what its sentence needs. Guide: https://projectfluent.org/fluent/guide/
# Group comments (##) name the room that says it; within a room, keys stand in alphabetical order.

join-comma = { ", " }
join-clause = { "; " }
join-sentence = { " " }

## rules: sentence (when it fires, for SARIF and explain), remedy (what to do), and what a finding says

## readings: why there is none, and what limits an evidence

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
