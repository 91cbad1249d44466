"""The checkpoint of a batch: one insert says what came of every row of it."""

import json
from collections.abc import Iterable, Sequence

from segflux_cli.destinations.protocol import Outcome
from segflux_cli.literals import spell_text
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LEDGER_COLUMNS, OURS, constants, version_of
from segflux_cli.sync.state.plan import Plan
from segflux_cli.sync.state.tables import LARGE_QUERY


async def record(handle: Handle, plan: Plan, condition: str, outcome: Outcome) -> None:
    """Writes the outcome of the run's rows that satisfy a condition; reasons must be free of personal data."""
    await handle.run(_record_sql(plan, condition, outcome))


def _record_sql(plan: Plan, condition: str, outcome: Outcome) -> str:
    accepted = "accepted" if outcome.job else "ok"
    job = spell_text(outcome.job)
    return f"""
        insert into {plan.tables["sync_ledger"]} ({LEDGER_COLUMNS})
        select
            {constants(plan.sync)}, key, profile_id, operation, payload_hash,
            if(is_rejected, 'rejected', '{accepted}') as status,
            multiIf(is_rejected, was_there, operation = 'remove', {_stays(outcome)}, true) as is_there,
            was_there, sequence, batch,
            if(is_rejected, '', {job}) as job,
            if(answer.remote_id != '', answer.remote_id, rows.remote_id) as remote_id,
            answer.reason as reason,
            there_since, now64(3, 'UTC'),
            if(is_rejected, {version_of("sequence", "rejected")}, {version_of("sequence", accepted)})
        from (
            select * from {plan.tables["sync_outbox"]} where {plan.rows} and {condition}
        ) as rows
        any left join (
            select key, reason, remote_id, reason != '' as is_rejected
            from ({_answers(outcome)})
        ) as answer using (key)
        {LARGE_QUERY}
    """


def _stays(outcome: Outcome) -> str:
    """Whom a job is to remove is there until it has."""
    return OURS if outcome.job else "false"


def _answers(outcome: Outcome) -> str:
    rows = list(_answer_rows(outcome))
    if not rows:
        return "select '' as key, '' as reason, '' as remote_id where false"
    # one literal of JSON, because the parser takes long over thousands of literals
    text = spell_text(json.dumps(rows, ensure_ascii=False))
    return f"""
        select answer.1 as key, answer.2 as reason, answer.3 as remote_id
        from (select arrayJoin(JSONExtract({text}, 'Array(Tuple(String, String, String))')) as answer)
    """


def _answer_rows(outcome: Outcome) -> Iterable[tuple[str, str, str]]:
    for key in {*outcome.rejected, *outcome.remote_ids}:
        reason = (outcome.rejected[key] or "rejected") if key in outcome.rejected else ""
        yield key, reason, outcome.remote_ids.get(key, "")


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of several batches as one; they have at most one job among them."""
    rejected: dict[str, str] = {}
    remote_ids: dict[str, str] = {}
    for outcome in outcomes:
        rejected |= outcome.rejected
        remote_ids |= outcome.remote_ids
    return Outcome(rejected, remote_ids, next((each.job for each in outcomes if each.job), ""))
