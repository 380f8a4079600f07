"""
Write the example's data: ``python -m livingwell_example.generate DIR``.

Everything is invented. The figures that the data reproduce are those that the Living Well programme published
of ReQoL-10, ReQoL-UI, Questions About Your Life and personal goals; see the README for those left out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from livingwell_example.making.assessments import draw_assessments
from livingwell_example.making.edinburgh import edinburgh_files
from livingwell_example.making.goals import draw_goals
from livingwell_example.making.people import draw_people
from livingwell_example.making.questions import draw_questions
from livingwell_example.making.salford import salford_files
from livingwell_example.making.sites import FIRST_DAY, LAST_DAY, SITES
from livingwell_example.making.tables import Records
from livingwell_example.making.tameside import tameside_files

__all__ = ["generate", "main"]

_WRITERS: Final = {"edinburgh": edinburgh_files, "salford": salford_files, "tameside-glossop": tameside_files}

_README: Final = """\
INVENTED DATA

Nobody in these files exists. People, dates and answers were made up by a program
(livingwell_example.generate) so that their evaluation gives the figures that the Living Well programme
published in November 2022 of ReQoL-10, ReQoL-UI and Questions About Your Life, and those that its interim
evaluation gave of personal goals. They are no record of any service and say nothing beyond those figures.

What was not published is made up, the numbers of people among it. With a first and a last form of Questions
About Your Life: {questions}. With a personal goal rated twice:
{goals}. Salford has no personal goals here, as no figure of them was published.

The utilities rest on a value set that is made up too: ILLUSTRATIVE, NOT THE LICENSED VALUE SET. Its numbers
were fitted to these invented people, so that they average .60 first and .73 last. The licensed numbers of the
ReQoL-UI would give others.

The layouts of the files are invented too; how the services export their data is not public. The files hold
mistakes on purpose: rows twice, dates that are none, answers that are none, people that nobody knows, and in
Edinburgh three totals by the system itself that its answers do not add up to.
"""


def generate() -> dict[str, bytes]:
    """
    Make the example's files.

    Returns
    -------
    dict of path to bytes
        Paths relative to the example's folder, with forward slashes; always the same.
    """
    people = draw_people()
    drawn = draw_assessments(people)
    questions, goals = draw_questions(drawn), draw_goals(drawn)
    files = {"README.txt": _readme().encode(), "livingwell.toml": _settings().encode()}
    for site in SITES:
        records = Records(
            people=people[site.id],
            assessments=drawn[site.id].everything,
            questions=questions[site.id],
            goals=goals[site.id],
        )
        written = _WRITERS[site.id](site, records)
        files |= {f"{site.id}/{name}": data for name, data in written.items()}
    return files


def main(arguments: list[str] | None = None) -> int:
    """
    Write the example's files into a folder.

    Parameters
    ----------
    arguments : list of str, optional
        The folder; what the command line says if left out.

    Returns
    -------
    int
        0, or 2 if the folder is not named.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m livingwell_example.generate DIR\n")
        return 2
    folder = Path(arguments[0])
    for name, data in generate().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return 0


def _readme() -> str:
    questions = ", ".join(f"{site.title} {site.questions.pairs}" for site in SITES)
    goals = ", ".join(f"{site.title} {site.goals.people}" for site in SITES if site.goals)
    return _README.format(questions=questions, goals=goals)


def _settings() -> str:
    sites = "".join(f'\n[[sites]]\nprofile = "{site.id}"\nfolder = "{site.id}"\n' for site in SITES)
    return f"""\
# INVENTED DATA: see README.txt beside this file.
title = "Living Well: the bundled example"
invented = true

[period]
first_day = {FIRST_DAY.isoformat()}
last_day = {LAST_DAY.isoformat()}

# ILLUSTRATIVE, NOT THE LICENSED VALUE SET: with your own licence, name the file of yours here.
[scores."reqol10.utility"]
value_set = "reqol-ui-illustrative"

# Value for money. £800 to £1,160 a person is what the programme's evaluation report gives, section 2.3.4:
# about, and without the year of its prices. So no price year is named here.
[analyses.cost-effectiveness]
cost_per_person = [800, 1160]
source = "the Living Well programme's evaluation report, section 2.3.4: annual cost of a person, about"
{sites}"""


if __name__ == "__main__":
    sys.exit(main())
