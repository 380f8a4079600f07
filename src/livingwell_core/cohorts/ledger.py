"""
Where every row went: rows read = rows used + rows set aside, by reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import LivingwellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["READ", "USED", "Entry", "Ledger", "LedgerError"]

READ = "rows read"
USED = "used"


class LedgerError(LivingwellError, AssertionError):
    """Rows were lost or counted twice: a fault of the program, never of the data."""


@attrs.frozen(order=True)
class Entry:
    """
    One line of a ledger.

    Attributes
    ----------
    table : str
        ``"people"``, ``"reqol10 answers"``, ``"reqol10 assessments"``.
    site : str
    reason : str
        `READ`, `USED`, or why rows were set aside.
    rows : int
    """

    table: str
    site: str
    reason: str
    rows: int


def _clean(rows: Mapping[tuple[str, str, str], int]) -> dict[tuple[str, str, str], int]:
    return {key: int(rows[key]) for key in sorted(rows) if rows[key]}


@attrs.frozen
class Ledger:
    """
    Counts of rows by (table, site, reason); ledgers add.

    Attributes
    ----------
    rows : mapping of (table, site, reason) to int
    """

    rows: Mapping[tuple[str, str, str], int] = attrs.field(factory=dict, converter=_clean)

    @classmethod
    def of(cls, table: str, site: str, counts: Mapping[str, int]) -> Ledger:
        """Make the ledger of one table of one site from counts by reason."""
        return cls({(table, site, reason): rows for reason, rows in counts.items()})

    def __add__(self, other: Ledger) -> Ledger:
        """Give the ledger of both."""
        if not isinstance(other, Ledger):
            return NotImplemented
        keys = {*self.rows, *other.rows}
        return Ledger({key: self.rows.get(key, 0) + other.rows.get(key, 0) for key in keys})

    def zero(self) -> Ledger:
        """Give the ledger of no rows."""
        return Ledger()

    def tables(self) -> list[tuple[str, str]]:
        """Give each (table, site), sorted."""
        return sorted({(table, site) for table, site, _ in self.rows})

    def read(self, table: str, site: str) -> int:
        """Rows that were read."""
        return self.rows.get((table, site, READ), 0)

    def used(self, table: str, site: str) -> int:
        """Rows that were used."""
        return self.rows.get((table, site, USED), 0)

    def set_aside(self, table: str, site: str) -> dict[str, int]:
        """Rows that were not used, by reason."""
        return {
            reason: rows
            for (row_table, row_site, reason), rows in self.rows.items()
            if (row_table, row_site) == (table, site) and reason not in {READ, USED}
        }

    def __iter__(self) -> Iterator[Entry]:
        """Give each line: for a table and site first what was read, then used, then set aside."""
        for table, site in self.tables():
            yield Entry(table, site, READ, self.read(table, site))
            yield Entry(table, site, USED, self.used(table, site))
            for reason, rows in self.set_aside(table, site).items():
                yield Entry(table, site, reason, rows)

    def check(self) -> None:
        """
        Demand that every row read is used or set aside.

        Raises
        ------
        LedgerError
            Naming each table that does not add up.
        """
        wrong = [
            f"{table} of {site}: {self.read(table, site)} read, {self.used(table, site)} used, "
            f"{sum(self.set_aside(table, site).values())} set aside"
            for table, site in self.tables()
            if self.used(table, site) < 0
            or self.read(table, site) != self.used(table, site) + sum(self.set_aside(table, site).values())
        ]
        if wrong:
            raise LedgerError("rows do not add up: " + "; ".join(wrong))
