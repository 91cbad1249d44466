"""The files of a new project that a person goes on to write."""

SEGFLUX_YML = """\
# yaml-language-server: $schema=.segflux/schemas/segflux.schema.json
# What holds for every segment of this project; docs/segment-language.md has every word.
time_zone: UTC
base: known        # shares and negatives count people who have told us who they are
"""

SOURCES_YML = """\
# yaml-language-server: $schema=.segflux/schemas/sources.schema.json
# Where data comes from. One mapping a table; its kind: events, traits, identifiers, records, links or entities.
# Load a file with `segflux load orders.csv --as raw.orders`, or name a table that is already there.
sources: []

# - source: shop
#   kind: events
#   table: raw.orders
#   at: ordered_at                  # when it happened; a format: {column: day, format: "%Y%m%d"}
#   event_id: order_id              # what makes a row one event, if there is such a column
#   event: order_completed          # or {column: status, map: {paid: order_completed}}
#   identifiers: {user_id: customer_id, email: customer_email}
#   properties: {revenue: {column: total, type: number}}
#
# - source: crm
#   kind: traits
#   table: raw.contacts
#   at: updated_at                  # or {constant: 2026-01-01} where the table keeps no time
#   identifiers: {email: email}
#   traits: [country, plan]
"""

SEGMENT_YML = """\
# yaml-language-server: $schema=../.segflux/schemas/segment.schema.json
# One segment a file, named like it. This one is everyone who was seen in the last thirty days.
# `segflux build` shows its size; change it, or write the next one beside it.
segment: active_people
label: Active people
about: Anyone who did anything in the last thirty days.
owner: you@example.com
kinds: [behavioral]
who:                              # a list means: all of these hold
  - did: "*"                      # an event's name, a list of names, or "*" for any event
    within: 30 days               # also: during, between, after, before
# - did_not: order_completed      # nobody who ordered in the last week
#   within: 7 days
# - trait: country
#   is: [DE, AT]
goal: {metric: conversion, event: order_completed, within: 14 days}
size: {at_least: 100, at_most: 50%}
examples:                         # `segflux test` runs them without your data
  - name: seen within thirty days
    as_of: 2026-06-01T09:00:00Z
    given:
      events:
        - {at: 2026-05-31T10:00:00Z, user_id: ada, event: page_viewed}
        - {at: 2026-04-01T10:00:00Z, user_id: ben, event: page_viewed}
    expect: {members: [ada], not_members: [ben]}
"""

GITIGNORE = """\
.segflux/
target/
logs/
dbt_packages/
profiles.yml
.user.yml
exports/
members.json
"""

SELECTORS_YML = """\
selectors:
  - name: segflux
    description: All of Segflux, and nothing else of this project. `dbt build --selector segflux`
    definition:
      union:
        - {method: package, value: segflux}
        - {method: path, value: models/segflux}
"""
