"""One more look at the raw data of a plan: what is mapped to nothing, what looks odd, what is missing."""

from livingwell_core.surveys.completeness import Completeness, CompletenessRow
from livingwell_core.surveys.patterns import Pattern
from livingwell_core.surveys.survey import Survey, survey
from livingwell_core.surveys.unmapped import Unmapped, Value

__all__ = ["Completeness", "CompletenessRow", "Pattern", "Survey", "Unmapped", "Value", "survey"]
