"""Slips in a definition that its cases have to notice."""

from __future__ import annotations

import attrs
import pytest
from testing.right import HERE, RIGHT

from livingwell_core.instruments import Prorate, Sum, Utility, ValueSet
from livingwell_core.testing.checks.proofs import check_cases_notice_faults, check_cases_pass
from livingwell_core.testing.faulty import faulty

VALUES = ValueSet(
    id="two-levels",
    title="Two levels",
    instrument="right",
    items=("b",),
    levels=(range(1, 6),),
    best=(5,),
    worst_value=0,
    decimals=1,
    values=[0, 2, 4, 8, 10],
    author="Nobody N",
    year=2020,
    version="1",
    licence="none needed",
)
VALUED = attrs.evolve(RIGHT, utility=Utility(title="Utility", source="Invented 2020")).valued(VALUES)


def says(instrument):
    return [what for _, what, _ in faulty(instrument) if "missing rule" not in what]


def test_each_item_is_turned():
    """One at a time; what a profile states is not the definition's to get wrong."""
    turned = ("a", "b", "side")

    assert says(RIGHT) == [f"with item {item!r} turned the other way" for item in turned]


def test_nothing_to_turn():
    """Where no item runs against the score, none is turned by mistake."""
    plain = attrs.evolve(RIGHT, items=tuple(attrs.evolve(item, negative=False) for item in RIGHT.items))

    assert says(plain) == []


def test_another_missing_rule():
    """The one that a score goes by is shown by a case; a rule that a score refuses is no slip."""
    prorated = attrs.evolve(RIGHT.scores[0], rule=Sum(missing=Prorate(max_missing=1)))
    said = [
        [what for _, what, _ in faulty(attrs.evolve(RIGHT, scores=(score,))) if "missing rule" in what]
        for score in (RIGHT.scores[0], prorated, RIGHT.scores[2])
    ]

    start, end = "with the missing rule", "of score 'total'"
    assert said == [[f"{start} prorate(max_missing=1) {end}"], [f"{start} complete-cases {end}"], []]


def test_an_item_of_no_score_is_not_turned():
    """No case can tell how it runs."""
    spare = attrs.evolve(RIGHT.items[1], id="spare")
    instrument = attrs.evolve(RIGHT, items=(*RIGHT.items, spare))

    assert not [what for what in says(instrument) if "'spare' turned" in what]
    assert "with item 'spare' in the place of 'a' in score 'total'" in says(instrument)


class TestWhileCasesFail:
    """A fault of the definition itself is not told as a fault of the cases."""

    def refused(self, instrument):
        with pytest.raises(AssertionError) as caught:
            check_cases_notice_faults(instrument)
        return str(caught.value)

    def turned(self, place):
        items = list(RIGHT.items)
        items[place] = attrs.evolve(items[place], negative=not items[place].negative)
        return attrs.evolve(RIGHT, items=tuple(items))

    @pytest.mark.parametrize("place", [0, 1, 3])
    def test_polarity(self, place):
        """The item is named whose polarity is the fault, also where then nothing runs against the score."""
        item = RIGHT.items[place].id

        assert self.refused(self.turned(place)) == (
            f"right: with item {item!r} turned the other way every case passes: is its polarity wrong?"
        )

    def test_polarity_where_no_case_says_how_its_answers_are(self, tmp_path):
        """Nothing runs against the score, so that cases need not say it; they are then as circled."""
        text = (HERE / "right.cases.toml").read_text(encoding="utf-8").partition('[[cases]]\nname = "worst"')
        path = tmp_path / "right.cases.toml"
        path.write_text(text[0].replace('answers_are = "as-circled"\n', ""), encoding="utf-8")

        assert "with item 'b' turned" in self.refused(attrs.evolve(self.turned(1), cases=path))

    def test_missing_rule(self):
        """Likewise another missing rule than the one that the cases go by."""
        total = attrs.evolve(RIGHT.scores[0], rule=Sum(missing=Prorate(max_missing=1)))

        assert self.refused(attrs.evolve(RIGHT, scores=(total, *RIGHT.scores[1:]))) == (
            "right: with the missing rule complete-cases of score 'total' every case passes: is the "
            "definition wrong there?"
        )

    def test_something_else(self):
        """Where no one change would do, each slip still has to make a difference, and here does."""
        wrong = attrs.evolve(RIGHT, cases=HERE / "wrong_number.cases.toml")

        assert check_cases_notice_faults(wrong) is None


def test_every_failing_case_is_named(tmp_path):
    """The first five, with what each gives, and how many more there are."""
    text = (HERE / "right.cases.toml").read_text(encoding="utf-8")
    for number in range(6):
        text += (
            f'\n[[cases]]\nname = "wrong {number}"\nsource = "nowhere"\nanswers = {{ side = {number % 4} }}\n'
            "expected = { side = 3, total = 4 }\n"
        )
    path = tmp_path / "right.cases.toml"
    path.write_text(text.replace("expected = { side = 3, total = 4 }", 'expected = { side = "missing" }', 1))

    with pytest.raises(AssertionError) as caught:
        check_cases_pass(attrs.evolve(RIGHT, cases=path))
    said = str(caught.value)

    assert said.startswith(
        "right: 6 cases fail: the case 'wrong 0' (nowhere): got 0, expected no score as score 'side'; "
        "the case 'wrong 1' (nowhere): got no score, expected 4 as score 'total' and got 1, expected 3 as"
    )
    assert said.count("the case ") == 5
    assert said.endswith("; and 1 more")


def test_a_case_that_cannot_be_run(tmp_path):
    """It is named with why, beside the others."""
    text = (HERE / "right.cases.toml").read_text(encoding="utf-8").replace("missing=1", "missing=3")
    path = tmp_path / "right.cases.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(AssertionError, match=r"the case 'one missing, prorated by name' raises ValueError: "):
        check_cases_pass(attrs.evolve(RIGHT, cases=path))


def cases(folder, levels, more=""):
    """Write a case for each level of item b, as circled."""
    text = (HERE / "right.cases.toml").read_text(encoding="utf-8")
    for level in levels:
        value = int(VALUES.values[level - 1]) / 10
        text += (
            f'\n[[cases]]\nname = "level {level}"\nsource = "Invented 2020"\n'
            f"answers = {{ b = {6 - level} }}\n"
            f'answers_are = "as-circled"\nexpected = {{ utility = {value} }}\n'
        )
    path = folder / "right.cases.toml"
    path.write_text(more + text, encoding="utf-8")
    return attrs.evolve(VALUED, cases=path)


def test_every_level_in_a_case(tmp_path):
    """Levels are those of oriented answers."""
    assert check_cases_notice_faults(cases(tmp_path, [1, 2, 3, 4, 5])) is None


def test_levels_in_no_case(tmp_path):
    """Those that are in none are named; a case without the item has none of them."""
    more = '\n[[cases]]\nname = "without"\nsource = "wrong"\nanswers = {}\nexpected = { utility = 1 }\n'
    with pytest.raises(AssertionError, match=r"no case has item 'b' at 2, 4: got 4 cases with a utility"):
        check_cases_notice_faults(cases(tmp_path, [1, 3, 5], more))


def test_a_case_that_cannot_be_computed_is_noticed(tmp_path):
    """Another check says what is wrong with it."""
    more = (
        '\n[[cases]]\nname = "refused"\nsource = "wrong"\nanswers = { side = 1 }\n'
        'missing = "prorate(max_missing=1)"\nexpected = { side = 1 }\n'
    )
    assert check_cases_notice_faults(cases(tmp_path, [1, 2, 3, 4, 5], more)) is None
