"""
The example's files read a second time, with nothing but csv and loops: no code of the core's takes part.
"""

import csv
import datetime
from collections import Counter, defaultdict
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


@attrs.define
class Plain:
    """What one site's files hold: people, usable assessments by person, and what is wrong with the others."""

    people: set = attrs.field(factory=set)
    usable: dict = attrs.field(factory=lambda: defaultdict(list))
    aside: Counter = attrs.field(factory=Counter)
    people_aside: Counter = attrs.field(factory=Counter)
    rows_aside: Counter = attrs.field(factory=Counter)

    def pairs(self):
        """First and last (day, total, physical) of everyone with two days."""
        found = []
        for records in self.usable.values():
            days = Counter(day for day, _, _ in records)
            alone = sorted((record for record in records if days[record[0]] == 1), key=lambda r: r[0])
            if len(alone) > 1:
                found.append((alone[0], alone[-1]))
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
        elif None in scored:
            self.aside["incomplete"] += 1
        else:
            self.usable[person].append((day, sum(scored), physical))

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


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [tuple(row) for row in rows[1:]]


def edinburgh(folder):
    site = Plain()
    site.take_people(row[0] for row in read_csv(folder / "edinburgh" / "people.csv"))
    for row in once(read_csv(folder / "edinburgh" / "reqol10.csv"), site):
        person, date, *cells, physical, note = row
        assert note == "invented"
        codes = [code_of(cell, {"", "99"}) for cell in cells]
        site.take(person, day_of(date, "%Y-%m-%d"), scored(codes), code_of(physical, {"", "99"}))
    return site


def salford(folder):
    site = Plain()
    site.take_people(row[0] for row in read_csv(folder / "salford" / "people.csv"))
    rows = read_csv(folder / "salford" / "answers.csv")
    assert all("INVENTED" in row[4] for row in rows)
    reqol = [row for row in rows if row[5].startswith("ReQoL")]
    site.rows_aside["other_form"] = len(rows) - len(reqol)
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
    for name in ("People", "Assessments"):
        rows = book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        assert "INVENTED DATA" in rows[0]
        sheets[name] = [tuple(cell or "" for cell in row) for row in rows[2:]]
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
    return site


@pytest.fixture(scope="session")
def data() -> Path:
    folder = files("livingwell_example") / "data"
    assert isinstance(folder, Path)
    return folder


@pytest.fixture(scope="session")
def plain(data) -> dict:
    return {"edinburgh": edinburgh(data), "salford": salford(data), "tameside-glossop": tameside(data)}
