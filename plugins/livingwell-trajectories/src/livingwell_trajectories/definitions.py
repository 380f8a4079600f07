"""
How the figures of trajectories are defined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.analyses import Definition

if TYPE_CHECKING:
    from livingwell_trajectories.settings import Settings

__all__ = ["PEOPLE", "definitions_of", "names_of"]

#: Of who is in the model.
PEOPLE: Final = "trajectory:people"

_LAIRD: Final = "Laird & Ware 1982, Biometrics 38(4):963-974, doi 10.2307/2529876"
_BY: Final = "restricted maximum likelihood (REML), fitted by statsmodels' MixedLM"
_TIMES: Final = {
    "linear": "months since the person's first score; a month is 365.25 / 12 days",
    "log": "log2(1 + months since the person's first score), which grows by 1 whenever 1 + months doubles; "
    "a month is 365.25 / 12 days",
}
_INTERVAL: Final = (
    "Intervals are Student's, with people - 1 degrees of freedom. Every score of a person counts, not only "
    "first and last; who has more of them, or over a longer time, counts for more."
)


def names_of(settings: Settings) -> tuple[str, str, str]:
    """
    Give the ids of definitions.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    lines, parallel, own : str
        Of the model with slopes of people's own, of that with one slope, and of reliable slopes.
    """
    name = f"trajectory:{settings.time}"
    return name, f"{name}:parallel", f"{name}:own-slopes"


def definitions_of(settings: Settings) -> tuple[Definition, ...]:
    """
    Give every definition.

    Parameters
    ----------
    settings : Settings
        The words depend on them.
    """
    lines, parallel, own = names_of(settings)
    over = _TIMES[settings.time]
    return (
        Definition(
            id=PEOPLE,
            text=f"People with usable scores on at least {settings.at_least} days are in the model. People "
            "with fewer are left out, and nothing is said of them. Shares of the people with a usable score, "
            "with Wilson's interval.",
            source="a rule of livingwell-trajectories: two scores are on a line whatever they are",
        ),
        Definition(
            id=lines,
            text="Mixed model. The scores of each person lie about a straight line of their own; starts and "
            "slopes of people are normal about a mean start and a mean slope, with any correlation. Time is "
            f"{over}. By {_BY}. {_INTERVAL}",
            source=_LAIRD,
        ),
        Definition(
            id=parallel,
            text="The simpler mixed model, used where slopes of their own cannot be estimated; the note says "
            f"why. People differ in where they start and have one slope. Time is {over}. By {_BY}. "
            f"{_INTERVAL} Where slopes do differ, the interval of the mean change is too narrow.",
            source=_LAIRD,
        ),
        Definition(
            id=own,
            text="People by their own slope in the mixed model: the mean slope plus the person's difference "
            "from it, drawn towards 0 (the empirical Bayes estimate). Reliable where the slope divided by "
            "its standard deviation is more than 1.96 from 0: the HLM method of reliable change. The "
            "standard deviation counts the error of the mean too. The R package clinicalsignificance "
            "divides the difference from the mean slope alone, and so counts who changed unlike the "
            "average; the original was not read. Where people hardly differ, all of them are near the mean "
            "slope and as reliable as it. Shares with Wilson's interval.",
            source="Raudenbush & Bryk 2002, Hierarchical Linear Models, 2nd ed., chapter 3; for reliable "
            "change: Speer & Greenbaum 1995, Journal of Consulting and Clinical Psychology "
            "63(6):1044-1048, doi 10.1037/0022-006X.63.6.1044",
            verified=False,
        ),
    )
