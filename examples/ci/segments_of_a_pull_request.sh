#!/bin/sh
# Tells a pull request who would enter or leave each segment by it: one comment, which every push brings up to date.
#
# Needs the history of git (fetch-depth: 0), segflux with a target whose user may read, and GitHub's gh with GH_TOKEN.
# GITHUB_BASE_REF names the branch it goes to, PULL_REQUEST its number, FAIL_OVER the movement that fails the check.
set -eu

base=$(git merge-base "origin/${GITHUB_BASE_REF:-main}" HEAD)
code=0
segflux diff --against "$base" --format markdown --fail-over "${FAIL_OVER:-20%}" > segments.md || code=$?
if [ "$code" -gt 1 ]; then
    exit "$code" # a fault in a spec, or no warehouse: its message stands above
fi
gh pr comment "$PULL_REQUEST" --body-file segments.md --edit-last --create-if-none
exit "$code"
