"""
Run the checks: one by one, all of an instrument, or from pytest with a test for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.testing.cases import read_expected_failures
from livingwell_core.testing.checks import CHECKS
from livingwell_core.testing.checks.proofs import without_cases
from livingwell_core.testing.failing import subject_id
from livingwell_core.testing.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from livingwell_core.instruments import Instrument, ValueSet
    from livingwell_core.testing.checks import Demand

__all__ = ["Check", "Result", "check_instrument", "every_check", "iter_checks", "parametrize_with_checks"]


@attrs.frozen(kw_only=True)
class Check:
    """
    One check of one instrument; call it to run it.

    Attributes
    ----------
    name : str
        ``"check_range_kept"``.
    subject : str
        The instrument's id; with a value set, ``"instrument+value-set"``.
    instrument : Instrument
    function : callable
        Takes the instrument; raises AssertionError.
    not_applicable : str
        Why the instrument, by what it declares, need not meet it; else "".
    provisional : bool
        True where a failure is only a warning as yet.
    """

    name: str
    subject: str
    instrument: Instrument = attrs.field(repr=False)
    function: Callable[[Instrument], None] = attrs.field(repr=False)
    not_applicable: str = ""
    provisional: bool = False

    def __call__(self) -> None:
        """Run it; AssertionError if it fails."""
        self.function(self.instrument)


@attrs.frozen(kw_only=True)
class Result:
    """
    What became of one check.

    Attributes
    ----------
    check, subject : str
    outcome : str
    reason : str
        What is wrong, why it was expected to fail, or why it does not apply; "" if it passed.
    """

    check: str
    subject: str
    outcome: Literal["passed", "failed", "warning", "expected failure", "not applicable"]
    reason: str = ""


def every_check(instrument: Instrument, value_sets: Iterable[ValueSet] | None = None) -> Iterator[Check]:
    """Give every check of an instrument, those that do not apply to it too; see `iter_checks`."""
    for subject in subjects_of(instrument, value_sets):
        for demand in CHECKS:
            yield _bound(demand, subject)


def _bound(demand: Demand, subject: Instrument) -> Check:
    return Check(
        name=demand.name,
        subject=subject_id(subject),
        instrument=subject,
        function=demand.function,
        not_applicable=demand.unless(subject),
        provisional=demand.provisional,
    )


def iter_checks(instrument: Instrument, value_sets: Iterable[ValueSet] | None = None) -> Iterator[Check]:
    """
    Give the checks that an instrument has to pass, by what it declares.

    Parameters
    ----------
    instrument : Instrument
        One with a utility is checked as it is and with each value set.
    value_sets : iterable of ValueSet, optional
        Those that are installed, if left out.

    Examples
    --------
    ::

        for check in iter_checks(instrument):
            check()
    """
    return (check for check in every_check(instrument, value_sets) if not check.not_applicable)


def check_instrument(
    instrument: Instrument,
    expected_failures: Mapping[str, str] | None = None,
    value_sets: Iterable[ValueSet] | None = None,
) -> list[Result]:
    """
    Run every check of an instrument; needs no pytest.

    Parameters
    ----------
    instrument : Instrument
    expected_failures : mapping of check name to reason, optional
        Checks that the instrument as it is need not pass, besides those that its cases file names. One that
        passes is a failure: it is to be taken off.
    value_sets : iterable of ValueSet, optional

    Returns
    -------
    list of Result
        In the order of the suite; one with the outcome "failed" means that something is wrong.

    Raises
    ------
    ValueError
        If `expected_failures` names no check, or gives no reason; for the cases file with its place.
    """
    expected = {**_own_excuses(instrument), **(expected_failures or {})}
    _check_reasons(instrument.id, expected)
    return [
        _result(check, expected.get(check.name) if check.subject == instrument.id else None)
        for check in every_check(instrument, value_sets)
    ]


def _own_excuses(instrument: Instrument) -> dict[str, str]:
    """Give the expected failures of the cases file, without those of checks that its own faults take away."""
    idle = [d.name for d in CHECKS if d.unless is without_cases and d.unless(instrument)]
    excuses = read_expected_failures(instrument)
    if instrument.cases is not None:
        _check_file(instrument.cases.name, excuses)
    return {name: reason for name, reason in excuses.items() if name not in idle}


def _result(check: Check, excuse: str | None) -> Result:
    outcome, reason = "passed", ""
    if check.not_applicable:
        outcome, reason = "not applicable", check.not_applicable
    else:
        try:
            check()
        except AssertionError as error:
            outcome, reason = "failed", str(error)
        except Exception as error:  # noqa: BLE001 - somebody else's rule may raise anything; it is a failure
            outcome, reason = "failed", f"{check.subject}: {type(error).__name__}: {error}"
    if excuse is not None and outcome == "failed":
        outcome, reason = "expected failure", excuse
    elif excuse is not None:
        word = "does not apply" if outcome == "not applicable" else "passes"
        outcome, reason = "failed", f"{check.subject}: was expected to fail ({excuse}), and {word}"
    elif outcome == "failed" and check.provisional:
        outcome = "warning"
    kind: Any = outcome
    return Result(check=check.name, subject=check.subject, outcome=kind, reason=reason)


def parametrize_with_checks(
    instruments: Iterable[Instrument],
    expected_failures: Mapping[str, Mapping[str, str]] | None = None,
    value_sets: Iterable[ValueSet] | None = None,
) -> Any:  # noqa: ANN401 - pytest's decorator
    """
    Make one test of each check of each instrument.

    Parameters
    ----------
    instruments : iterable of Instrument
        From `instruments_of`, so that none is forgotten.
    expected_failures : mapping of subject to mapping of check name to reason, optional
        Besides those that the cases files name.
        A subject is an instrument's id or, with a value set, ``"instrument+value-set"``. The test then has to
        fail.
    value_sets : iterable of ValueSet, optional
        Those that are installed, if left out.

    Returns
    -------
    decorator
        For a function of one argument, ``check``, that calls it.

    Raises
    ------
    ValueError
        If `expected_failures` names no subject or no check of it, or gives no reason; or if there is no
        instrument.

    Examples
    --------
    ::

        @parametrize_with_checks(instruments_of("livingwell-harbour"))
        def test_conformance(check):
            check()
    """
    import pytest

    given, instruments = None if value_sets is None else list(value_sets), list(instruments)
    if not instruments:
        msg = "'instruments' must hold at least one"
        raise ValueError(msg)
    checks = [check for instrument in instruments for check in iter_checks(instrument, given)]
    own = {instrument.id: _own_excuses(instrument) for instrument in instruments}
    expected = {subject: dict(reasons) for subject, reasons in own.items() if reasons}
    for subject, reasons in (expected_failures or {}).items():
        expected[subject] = {**expected.get(subject, {}), **reasons}
    subjects = list(dict.fromkeys(check.subject for check in checks))
    for subject, reasons in expected.items():
        if subject not in subjects:
            hint = did_you_mean(subject, subjects)
            msg = f"'expected_failures' names {subject!r}, which is not checked; {hint}"
            raise ValueError(msg)
        _check_reasons(subject, reasons, [check.name for check in checks if check.subject == subject])

    def marks(check: Check) -> list[Any]:
        reason = expected.get(check.subject, {}).get(check.name)
        if reason is not None:
            return [pytest.mark.xfail(reason=reason, strict=True)]
        if check.provisional:
            return [pytest.mark.xfail(reason="new: it will count from the next minor release", strict=False)]
        return []

    return pytest.mark.parametrize(
        "check",
        [pytest.param(check, id=f"{check.subject}-{check.name}", marks=marks(check)) for check in checks],
    )


def _check_file(file: str, excuses: Mapping[str, str]) -> None:
    """Demand the same of a cases file, with the place: whoever wrote it need not be a programmer."""
    names = [demand.name for demand in CHECKS]
    problems = [
        Problem(file=file, column=f"expected_failures.{name}", reason=reason)
        for name, excuse in excuses.items()
        for reason in (
            f"no check {name!r}; {did_you_mean(name, names)}" if name not in names else "",
            "" if excuse.strip() else "needs a reason",
        )
        if reason
    ]
    if problems:
        raise InputError(problems)


def _check_reasons(subject: str, reasons: Mapping[str, str], known: Iterable[str] | None = None) -> None:
    """Demand that each expected failure names a check and says why."""
    names = [demand.name for demand in CHECKS]
    for name, reason in reasons.items():
        if name not in names:
            msg = f"'expected_failures' of {subject!r}: no check {name!r}; {did_you_mean(name, names)}"
            raise ValueError(msg)
        if known is not None and name not in known:
            msg = f"'expected_failures' of {subject!r}: {name!r} does not apply to it"
            raise ValueError(msg)
        if not reason.strip():
            msg = f"'expected_failures' of {subject!r}: {name!r} needs a reason"
            raise ValueError(msg)
