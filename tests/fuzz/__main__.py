"""Compares engine and oracle on new random cases: `python -m tests.fuzz [CASES] [FIRST_SEED]`."""

import sys
from random import SystemRandom

from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.project.project import Project
from tests.fuzz.compare import case_file, difference, draw_case, reduced
from tests.fuzz.expressions import expression_case

SEGMENTS, EXPRESSIONS = 40, 5
_SAID_EVERY = 10


def main(cases: int, first: int) -> int:
    """Every disagreement is printed as a case file; the exit code says whether there was one."""
    found = 0
    with CaseRunner(Project(allows_sql=True)) as runner:
        for seed in range(first, first + cases):
            for case in (draw_case(seed, SEGMENTS), expression_case(seed, EXPRESSIONS)):
                if what := difference(case, runner.members):
                    found += 1
                    print(f"# {what}\n{case_file(reduced(case, runner.members))}\n", flush=True)
            if (seed - first) % _SAID_EVERY == 0 and not found:
                print(f"seed {seed}: engine and oracle agree on {SEGMENTS} segments", flush=True)
    print(
        f"{cases} data sets with {SEGMENTS} segments and {EXPRESSIONS} expressions each, {found} disagreements"
    )
    return 1 if found else 0


if __name__ == "__main__":
    _numbers = [int(argument) for argument in sys.argv[1:]] + [0, 0]
    sys.exit(main(_numbers[0] or 100, _numbers[1] or SystemRandom().randrange(2**40)))
