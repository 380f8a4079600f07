"""From an evaluation file to findings."""

from livingwell_core.evaluations.evaluation import INVENTED, Evaluation, conclude, evaluate
from livingwell_core.evaluations.fold import Key, Tallies, partition, score_rows, tally_cohort
from livingwell_core.evaluations.plan import Plan, TablePart, make_plan
from livingwell_core.evaluations.settings import EvaluationFile

__all__ = [
    "INVENTED",
    "Evaluation",
    "EvaluationFile",
    "Key",
    "Plan",
    "TablePart",
    "Tallies",
    "conclude",
    "evaluate",
    "make_plan",
    "partition",
    "score_rows",
    "tally_cohort",
]
