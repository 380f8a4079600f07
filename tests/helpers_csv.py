"""
Rows of a text file, and the message about one that is refused.
"""

from __future__ import annotations

import pytest
from helpers_files import (
    read_text,
)

from livingwell_core.errors import InputError

HEADER = "Id,Date,Q1,Q2,Q3\n"


NOTED = "Id,Date,Note,Q1,Q2,Q3\n"


GOOD = "p1,01/02/2021,1,2,3\n"


BAD = "p2,01/02/2021,1,2,9\n"


def refused(folder, content, table=None) -> str:
    with pytest.raises(InputError) as caught:
        read_text(folder, content, table)
    return str(caught.value)
