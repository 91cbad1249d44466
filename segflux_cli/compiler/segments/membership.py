"""How membership goes on from the evaluation before: who enters, who stays, who leaves (D22)."""

from segflux_cli.compiler.leaves.algebra import Members, combine
from segflux_cli.compiler.leaves.set_leaves import OwnLeaf
from segflux_cli.compiler.values.moments import ago
from segflux_cli.spec.declared.segments import MembershipRules, Segment


def own_leaves(segment: Segment) -> dict[str, OwnLeaf]:
    """What the rules need to know of earlier evaluations, by word; nothing where there are no rules."""
    rules = segment.rules
    if rules == MembershipRules():
        return {}
    leaves = {"before": OwnLeaf(segment.name, "before")}
    if rules.stay_at_least:
        leaves["stayed"] = OwnLeaf(segment.name, "stayed", ago(rules.stay_at_least))
    if rules.reenter_after:
        leaves["left"] = OwnLeaf(segment.name, "left", ago(rules.reenter_after))
    return leaves


def members_by_rules(who: Members, leaving: Members | None, own: dict[str, Members]) -> Members:
    """Those who stay and those who enter; `leaving` None is when `who` no longer holds."""
    if "before" not in own:
        return who
    leave = [leaving or who.complement]
    leave += [own["stayed"]] if "stayed" in own else []
    staying = combine("all", (own["before"], combine("all", leave).complement))
    enter = [own["before"].complement, who]
    enter += [own["left"].complement] if "left" in own else []
    return combine("any", (staying, combine("all", enter)))
