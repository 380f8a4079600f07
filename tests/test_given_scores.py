"""
Tables that hold scores and no answers.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_runs import aside, found, run
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import AskedScore, reasons
from livingwell_core.errors import InputError

WIDE = """
    [[tables]]
    file = "a.csv"
    instrument = "demo"
    layout = "wide"
    person = "Id"
    date = "Date"
    date_format = "%d/%m/%Y"
    scores = { total = "Total", third = "Third" }
"""
LONG = """
    [[tables]]
    file = "a.csv"
    instrument = "demo"
    layout = "long"
    person = "Id"
    date = "Date"
    date_format = "%d/%m/%Y"
    assessment = ["Date"]
    question = "Code"
    answer = "Value"
    scores = { total = "T", third = "3" }
"""
ROWS = [("p", "01/02/2021", "3", "1"), ("p", "01/05/2021", "9", "4"), ("q", "01/02/2021", "5", "")]
WIDE_ROWS = "Id,Date,Total,Third\n" + "".join(",".join(row) + "\n" for row in ROWS)
LONG_ROWS = "Id,Date,Code,Value\n" + "".join(
    f"{person},{date},T,{total}\n{person},{date},3,{third}\n" for person, date, total, third in ROWS
)


class TestStep:
    """From a text to a step of the score's scale."""

    WHOLE = AskedScore(id="total", lowest=0, highest=40, denominator=1)
    NINTHS = AskedScore(id="total", lowest=0, highest=40, denominator=9)

    @pytest.mark.parametrize(
        ("text", "step"),
        [("24", 24), (" 24 ", 24), ("24.0", 24), ("24,0", 24), ("0", 0), ("40", 40), ("2.4e1", 24)],
    )
    def test_whole(self, text, step):
        """However a computer writes it."""
        assert self.WHOLE.step(text) == step

    @pytest.mark.parametrize(
        "text", ["", "x", "41", "-1", "24.5", "24.04", "nan", "inf", "1e400", "1e-400", "24 1/3", "٢٤x"]
    )
    def test_none(self, text):
        """What no assessment can have scored is not taken for the nearest score."""
        assert self.WHOLE.step(text) is None

    @pytest.mark.parametrize(
        ("text", "step"), [("24.3", 219), ("24.33", 219), ("24.333333333", 219), ("24", 216)]
    )
    def test_rounded(self, text, step):
        """A ninth that was rounded is that ninth."""
        assert self.NINTHS.step(text) == step

    @given(step=st.integers(0, 40 * 9), decimals=st.integers(1, 9))
    def test_any_rounding(self, step, decimals):
        """Whatever its decimals, a written score is the score that was written."""
        text = f"{float(round(Fraction(step, 9), decimals)):.{decimals}f}"

        assert self.NINTHS.step(text) == step


class TestLayouts:
    """A row an assessment, or a row a score."""

    @pytest.mark.parametrize(("profile", "rows"), [(WIDE, WIDE_ROWS), (LONG, LONG_ROWS)])
    def test_findings(self, tmp_path, profile, rows):
        """The same scores, whatever the layout; and each finding says that the answers were not seen."""
        evaluation = run(tmp_path, profile, {"a.csv": rows})

        assert evaluation.ledger.used("demo assessments", "here") == 3
        assert (found(evaluation, "mean first"), found(evaluation, "mean last")) == (3, 9)
        assert found(evaluation, "mean last", score="third") == 4
        notes = [finding.note for finding in evaluation.findings if finding.score == "total"]
        assert all("scores of here as its files give them" in note for note in notes)

    def test_the_same_from_answers(self, tmp_path):
        """Scores of a file and the same scores from answers make the same findings, but for the note."""
        items = WIDE.replace('scores = { total = "Total", third = "Third" }', "").rstrip() + (
            '\n    answers = "scored"\n    directions = { 3 = "higher-is-better" }\n'
            '    items = { 1 = "Q1", 2 = "Q2", 3 = "Q3" }\n'
        )
        rows = "Id,Date,Q1,Q2,Q3\np,01/02/2021,1,1,1\np,01/05/2021,2,3,4\nq,01/02/2021,1,2,2\n"
        totals = "Id,Date,Total,Third\np,01/02/2021,3,1\np,01/05/2021,9,4\nq,01/02/2021,5,2\n"
        ours = run(tmp_path / "1", items, {"a.csv": rows})
        theirs = run(tmp_path / "2", WIDE, {"a.csv": totals})

        def plain(evaluation):
            return [
                (f.analysis, f.score, f.statistic, f.definition, f.site, f.value, f.low, f.high, f.n)
                for f in evaluation.findings
            ]

        assert plain(theirs) == plain(ours)

    def test_one_score_of_two(self, tmp_path):
        """A score that the file does not hold has no findings."""
        profile = WIDE.replace(', third = "Third"', "")
        evaluation = run(tmp_path, profile, {"a.csv": WIDE_ROWS})

        assert {finding.score for finding in evaluation.findings} == {"total"}

    def test_missing(self, tmp_path):
        """What means "no score" is none."""
        profile = WIDE + '    missing = ["99", "n/a"]\n'
        rows = WIDE_ROWS + "q,01/05/2021,99,2\nq,01/06/2021,N/A,\n"
        evaluation = run(tmp_path, profile, {"a.csv": rows})

        assert aside(evaluation, "demo assessments") == {reasons.TOO_FEW_ANSWERS: 2}


class TestSetAside:
    """Rows that cannot be used, each with its reason and place."""

    def test_wide(self, tmp_path):
        """A wrong cell sets its row aside."""
        bad = (
            "q,01/05/2021,13,1\n,01/05/2021,3,1\nq,32/05/2021,3,1\nq,,3,1\nq,01/05/2031,3,1\n"
            "q,01/06/2021,7.5,1\n,,,\nq,,,\n"
        )
        evaluation = run(tmp_path, WIDE, {"a.csv": WIDE_ROWS + bad})

        assert aside(evaluation, "demo assessments") == {
            reasons.NOT_A_SCORE: 2,
            reasons.NO_PERSON: 1,
            reasons.UNREADABLE_DATE: 1,
            reasons.NO_DATE: 1,
            reasons.IMPOSSIBLE_DATE: 1,
            reasons.BLANK_ROW: 1,
            reasons.NOT_FILLED_IN: 1,
        }
        texts = [str(problem) for problem in evaluation.problems]
        assert (
            "here/a.csv, row 5, Total: not a value of the score, got '13', expected a whole number from "
            "0 to 12" in texts
        )
        assert len(texts) == 6

    def test_long(self, tmp_path):
        """A wrong row sets its assessment aside; another question's rows do no harm."""
        bad = (
            "q,01/05/2021,T,13\nq,01/05/2021,3,1\nq,01/06/2021,X,1\nq,01/07/2021,T,4\nq,01/07/2021,T,5\n"
            "q,01/08/2021,T,4\nq,01/08/2021,T,4\n"
        )
        evaluation = run(tmp_path, LONG, {"a.csv": LONG_ROWS + bad})

        assert aside(evaluation, "demo assessments") == {
            reasons.ANSWER_SET_ASIDE: 1,
            reasons.CONFLICTING_SCORES: 1,
        }
        assert aside(evaluation, "demo scores") == {
            reasons.NOT_A_SCORE: 1,
            reasons.OTHER_QUESTION: 1,
            reasons.NOT_FILLED_IN: 1,
            reasons.DUPLICATE: 1,
        }
        assert evaluation.ledger.used("demo assessments", "here") == 4

    @pytest.mark.parametrize(("profile", "head"), [(WIDE, WIDE_ROWS), (LONG, LONG_ROWS)])
    def test_period(self, tmp_path, profile, head):
        """What lies outside the period is set aside as that."""
        config = "[period]\nfirst_day = 2021-03-01\n"
        evaluation = run(tmp_path, profile, {"a.csv": head}, config)

        assert aside(evaluation, "demo assessments") == {reasons.OUTSIDE_PERIOD: 2}


class TestProfile:
    """What a profile can say of scores."""

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ('answers = "scored"', "a file with 'scores' without answers"),
            ("codes = { a = 1 }", "a file with 'scores' without codes"),
            ('items = { 1 = "Q1" }\nanswers = "scored"', "either 'items' or 'scores', not both"),
        ],
    )
    def test_beside(self, tmp_path, change, words):
        """What belongs to answers has no meaning beside scores."""
        with pytest.raises(InputError) as error:
            run(tmp_path, WIDE.replace("    scores", f"    {change}\n    scores"), {"a.csv": WIDE_ROWS})

        assert words in str(error.value)

    def test_unknown(self, tmp_path):
        """A score that the questionnaire does not have is named."""
        with pytest.raises(InputError, match="Demo has no such score; did you mean 'total'"):
            run(tmp_path, WIDE.replace("total =", "totel ="), {"a.csv": WIDE_ROWS})

    def test_without_the_first(self, tmp_path):
        """An assessment counts by one score, which has to be there."""
        profile = WIDE.replace('total = "Total", ', "")
        with pytest.raises(InputError, match="lacks the score by which an assessment counts, expected total"):
            run(tmp_path, profile, {"a.csv": WIDE_ROWS})
