"""What adds: small sums of people, of sites, of machines."""

from livingwell_core.tallies.counts import Counts
from livingwell_core.tallies.histogram import Histogram
from livingwell_core.tallies.joint_table import JointTable
from livingwell_core.tallies.moments import Moments
from livingwell_core.tallies.tally import Tally

__all__ = ["Counts", "Histogram", "JointTable", "Moments", "Tally"]
