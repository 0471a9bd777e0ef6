"""`make bench`: prints every figure with its goal; exit 1 if one is missed.

CASES=... in the environment for another number of cases than 100,000. Everything happens in a
database that ends with the command.
"""

import gc
import os
import sys
from collections.abc import Iterator

import django
from django.core.management import call_command

from bench import report

os.environ["DJANGO_SETTINGS_MODULE"] = "ivcboard.settings"
CASES, SEED = int(os.environ.get("CASES", "100000")), 1


def figures() -> Iterator[report.Figure | str]:
    """In the order in which they are measured."""
    from bench import rescoring, rules
    from bench.cohort import make_cohort

    case_ids = make_cohort(CASES, SEED)
    gc.collect()
    gc.freeze()  # as the command does
    yield f"{CASES:,} invented cases, seed {SEED}"
    yield rescoring.first_scoring(CASES)
    yield from rescoring.variety(CASES)
    yield from rescoring.unchanged(case_ids)
    yield "  where its time goes:"
    yield from rescoring.where_the_time_goes()
    yield rescoring.newer_rule(CASES)
    yield from rules.rules_beside_facts(case_ids)


def enough() -> bool:
    """Each round takes a batch at least."""
    from bench.rescoring import ROUNDS
    from scoring.rescoring import BATCH

    return CASES >= ROUNDS * BATCH


def main() -> int:
    ran = report.commit()
    django.setup()
    if not enough():
        raise SystemExit("CASES: too few to measure in ten rounds of a batch each.")
    call_command("migrate", verbosity=0)
    lines, missed = [], 0
    for figure in figures():
        report.say(figure)
        lines.append(str(figure))
        missed += isinstance(figure, report.Figure) and not figure.is_met
    report.write(lines, ran)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
