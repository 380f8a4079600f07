"""From an evaluation file to findings."""

from livingwell_core.evaluations.evaluation import INVENTED, Evaluation, conclude, evaluate
from livingwell_core.evaluations.fold import Key, Tallies, partition, tally_cohort
from livingwell_core.evaluations.plan import Plan, make_plan
from livingwell_core.evaluations.read_part import score_rows
from livingwell_core.evaluations.settings import EvaluationFile
from livingwell_core.evaluations.site_files import TablePart

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
