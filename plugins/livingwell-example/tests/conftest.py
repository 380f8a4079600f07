"""
The example's files read a second time, with nothing but csv and loops: no code of the core's takes part.
"""

import csv
import datetime
from collections import Counter, defaultdict
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import attrs
import fastexcel
import pytest

FIRST, LAST = datetime.date(2019, 5, 1), datetime.date(2022, 3, 31)
LABELS = {"Not at all": 0, "Rarely": 1, "Now and then": 2, "Often": 3, "Nearly always": 4}
PHYSICAL = {
    "Not a problem": 4,
    "A small problem": 3,
    "A middling problem": 2,
    "A big problem": 1,
    "A very big problem": 0,
}
NEGATIVE = {0, 2, 5, 8}
VALUED = (0, 2, 4, 5, 8, 9)


def utility(scored, physical):
    """By hand from the illustrative value set, in thousandths; None if an answer is missing."""
    answers = [scored[place] for place in VALUED]
    if None in answers or physical is None:
        return None
    m, p = sum(4 - answer for answer in answers), 4 - physical
    lost = (200 * m + 135 * m * m + 1500 * p + 250 * p * p) * 1000 + 280625 * m * p
    return round(1000 - Fraction(lost, 100_000))


def first_and_last(records):
    """The first and the last record of a person on days that have one only; None without two such days."""
    days = Counter(record[0] for record in records)
    alone = sorted(record for record in records if days[record[0]] == 1)
    return (alone[0], alone[-1]) if len(alone) > 1 else None


@attrs.define
class Plain:
    """
    What one site's files hold: people, usable assessments by person, and what is wrong with the others.

    Questions and goals are (day, answer) by item and person.
    """

    people: set = attrs.field(factory=set)
    usable: dict = attrs.field(factory=lambda: defaultdict(list))
    utilities: dict = attrs.field(factory=lambda: defaultdict(list))
    questions: dict = attrs.field(factory=lambda: defaultdict(lambda: defaultdict(list)))
    goals: dict = attrs.field(factory=lambda: defaultdict(lambda: defaultdict(list)))
    totals: Counter = attrs.field(factory=Counter)
    questions_aside: Counter = attrs.field(factory=Counter)
    aside: Counter = attrs.field(factory=Counter)
    people_aside: Counter = attrs.field(factory=Counter)
    rows_aside: Counter = attrs.field(factory=Counter)

    def pairs(self):
        """First and last (day, total, physical) of everyone with two days."""
        return [pair for pair in map(first_and_last, self.usable.values()) if pair]

    def utility_pairs(self):
        """First and last (day, utility) of everyone with two days."""
        return [pair for pair in map(first_and_last, self.utilities.values()) if pair]

    def answer_pairs(self, item):
        """First and last answer to one of the questions."""
        pairs = map(first_and_last, self.questions[item].values())
        return [(first[1], last[1]) for first, last in filter(None, pairs)]

    def progress(self):
        """For each person with a goal rated twice: on how many goals the last rating is higher."""
        found = defaultdict(int)
        for people in self.goals.values():
            for person, records in people.items():
                pair = first_and_last(records)
                if pair:
                    found[person] += pair[1][1] > pair[0][1]
        return found

    def take(self, person, day, scored, physical):
        """File one assessment, or count why not; the caller has dealt with wrong cells."""
        if not person:
            self.aside["no_person"] += 1
        elif isinstance(day, str):
            self.aside[day] += 1
        elif "wrong" in scored:
            self.aside["not_an_answer"] += 1
        elif not FIRST <= day <= LAST:
            self.aside["outside_period"] += 1
        elif person not in self.people:
            self.aside["unknown_person"] += 1
        else:
            if utility(scored, physical) is not None:
                self.utilities[person].append((day, utility(scored, physical)))
            if None in scored:
                self.aside["incomplete"] += 1
            else:
                self.usable[person].append((day, sum(scored), physical))

    def take_form(self, store, person, day, answers, highest):
        """File the answers of a form by item, or count why not; `answers` are texts by item."""
        codes = {item: int(text) if text.isdigit() else text for item, text in answers.items() if text}
        if day == "no_date":
            self.questions_aside["no_date"] += 1
        elif any(isinstance(code, str) or not 1 <= code <= highest for code in codes.values()):
            self.questions_aside["not_an_answer"] += 1
        else:
            assert person in self.people
            assert FIRST <= day <= LAST
            for item, code in codes.items():
                store[item][person].append((day, code))

    def take_people(self, ids):
        for person in ids:
            if not person:
                self.people_aside["without_id"] += 1
            elif person in self.people:
                self.people_aside["twice"] += 1
            else:
                self.people.add(person)


def day_of(text, *formats):
    if not text:
        return "no_date"
    for form in formats:
        try:
            day = datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if 1980 <= day.year <= 2025 else "impossible_date"
    return "unreadable_date"


def code_of(text, absent):
    if text in absent:
        return None
    return int(text) if text in {"0", "1", "2", "3", "4"} else "wrong"


def scored(codes):
    return [
        4 - code if place in NEGATIVE and isinstance(code, int) else code for place, code in enumerate(codes)
    ]


def once(rows, site):
    """Count rows that stand there twice in every cell, and drop them."""
    kept = list(dict.fromkeys(rows))
    site.rows_aside["duplicate"] += len(rows) - len(kept)
    return kept


def forms_once(rows, site):
    """Likewise for another questionnaire."""
    kept = list(dict.fromkeys(rows))
    site.questions_aside["duplicate"] += len(rows) - len(kept)
    return kept


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [tuple(row) for row in rows[1:]]


def edinburgh(folder):
    site = Plain()
    site.take_people(row[0] for row in read_csv(folder / "edinburgh" / "people.csv"))
    for row in once(read_csv(folder / "edinburgh" / "reqol10.csv"), site):
        person, date, *cells, physical, total, note = row
        assert note == "invented"
        codes = [code_of(cell, {"", "99"}) for cell in cells]
        ours = scored(codes)
        site.take(person, day_of(date, "%Y-%m-%d"), ours, code_of(physical, {"", "99"}))
        if total:
            site.totals["same" if int(total) == sum(ours) else "differ"] += 1
    for name, store, highest in (("questions", site.questions, 7), ("goals", site.goals, 5)):
        with (folder / "edinburgh" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [tuple(row.items()) for row in csv.DictReader(file)]
        for row in forms_once(rows, site):
            (_, person), (_, date), *answers, (_, note) = row
            assert note == "invented"
            site.take_form(store, person, day_of(date, "%Y-%m-%d"), dict(answers), highest)
    return site


def salford(folder):
    site = Plain()
    site.take_people(row[0] for row in read_csv(folder / "salford" / "people.csv"))
    rows = read_csv(folder / "salford" / "answers.csv")
    assert all("INVENTED" in row[4] for row in rows)
    reqol = [row for row in rows if row[5].startswith("ReQoL")]
    life = [row for row in rows if row[5].startswith("Satisfied with ")]
    site.rows_aside["other_form"] = len(rows) - len(reqol) - len(life)
    by_number = defaultdict(list)
    for _, person, date, number, _, question, text in life:
        by_number[number].append((person, date, question.removeprefix("Satisfied with "), text))
    contents = [
        (form[0][0], form[0][1], tuple((item, text.removesuffix(" of 7")) for _, _, item, text in form))
        for form in by_number.values()
    ]
    # Entered again, at another time of the day.
    contents = [(person, date and date[:11], answers) for person, date, answers in contents]
    for person, date, answers in forms_once(contents, site):
        site.take_form(site.questions, person, day_of(date, "%d %b %Y"), dict(answers), 7)
    forms = defaultdict(list)
    for _, person, date, number, _, question, text in once(reqol, site):
        forms[number].append((person, date, question.rpartition(" ")[2], text))
    if "" in forms:
        site.aside["no_assessment"] += 1
        site.rows_aside["no_assessment"] = len(forms.pop(""))
    seen = set()
    for form in forms.values():
        heads = sorted({(person, date[:11]) for person, date, _, _ in form})
        answers = {question: text for _, _, question, text in form}
        if len(heads) > 1:
            site.aside["unclear"] += 1
            continue
        if len(answers) < len(form):
            site.aside["conflicting"] += 1
            continue
        content = (
            heads[0],
            tuple(sorted(item for item in answers.items() if item[1] not in {"", "Left blank"})),
        )
        if content in seen and len(answers) > 9:
            site.aside["same_again"] += 1
            continue
        seen.add(content)
        absent = {"", "Left blank"}
        texts = [answers.get(str(number), "") for number in range(1, 11)]
        codes = [None if text in absent else LABELS.get(text, "wrong") for text in texts]
        physical = answers.get("health", "")
        person, date, _, _ = form[0]
        day = day_of(date, "%d %b %Y %H:%M:%S")
        site.take(person, day, scored(codes), None if physical in absent else PHYSICAL[physical])
    return site


def tameside(folder):
    site = Plain()
    book = fastexcel.read_excel(folder / "tameside-glossop" / "outcomes.xlsx")
    sheets = {}
    for name in ("People", "Assessments", "Life", "Goals"):
        rows = book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        assert "INVENTED DATA" in rows[0]
        sheets[name] = [
            tuple(cell or "" for cell in row) for row in rows[1 if name in {"Life", "Goals"} else 2 :]
        ]
    blank = [row for row in sheets["People"] if not any(row)]
    site.people_aside["blank"] = len(blank)
    site.take_people(row[0] for row in sheets["People"] if any(row))
    filled = [row for row in sheets["Assessments"] if any(row)]
    site.rows_aside["blank"] = len(sheets["Assessments"]) - len(filled)
    for row in once(filled, site):
        person, date, *cells, physical, note = row
        assert note == "invented"
        codes = [code_of(cell, {"", "n/a"}) for cell in cells]
        day = day_of(date, "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
        site.take(person, day, codes, code_of(physical, {"", "n/a"}))
    for name, store, highest in (("Life", site.questions, 7), ("Goals", site.goals, 5)):
        header, *rows = sheets[name]
        for person, date, *answers, note in forms_once(rows, site):
            assert note == "invented"
            day = day_of(date, "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
            items = map(str.lower, header[2:-1])
            site.take_form(store, person, day, dict(zip(items, answers, strict=True)), highest)
    return site


@pytest.fixture(scope="session")
def data() -> Path:
    folder = files("livingwell_example") / "data"
    assert isinstance(folder, Path)
    return folder


@pytest.fixture(scope="session")
def plain(data) -> dict:
    return {"edinburgh": edinburgh(data), "salford": salford(data), "tameside-glossop": tameside(data)}
