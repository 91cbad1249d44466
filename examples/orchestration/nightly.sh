#!/bin/sh
# A night with cron: build, look, carry. The line of crontab, every night at two:
#   0 2 * * * SEGFLUX_PROJECT=/srv/segments PATH=/srv/segments/.venv/bin:$PATH /srv/segments/nightly.sh
# Ends with the code of the first step that failed; cron mails what was printed.
set -eu
cd "$SEGFLUX_PROJECT"

segflux build --wait 600 --timeout 7200 --log-json runs.jsonl
segflux doctor --fix
segflux sync
