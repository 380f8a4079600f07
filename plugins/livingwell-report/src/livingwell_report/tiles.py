"""
The key figures of a score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.sentences import scale_sentence, whole_group
from livingwell_report.views import Tile, Tiles

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding
    from livingwell_report.scores import ScoreFindings

__all__ = ["key_tiles"]


def key_tiles(data: ScoreFindings) -> Tiles | None:
    """Give the key figures of a score, those that there are; None where there are none."""
    tiles = (*_change_tiles(data), *_reliable_tiles(data), *_direction_tiles(data), *_range_tiles(data))
    if not tiles:
        return None
    return Tiles(title=data.title, scale=scale_sentence(data), tiles=tiles, illustrative=data.illustrative)


def _change_tiles(data: ScoreFindings) -> list[Tile]:
    place = whole_group(data.places("paired-change"))
    if place is None:
        return []
    tiles, points = [], data.points
    change = data.find("paired-change", "mean change", place)
    if change is not None and change.value is not None:
        first, last = (data.find("paired-change", f"mean {name}", place) for name in ("first", "last"))
        means = (
            f"{value_of(first, points=points)} to {value_of(last, points=points)}"
            if first and last and _both(first, last)
            else ""
        )
        interval = interval_of(change, signed=True, points=points)
        of = f"of the {whole(change.n)} with both scores" if change.n is not None else ""
        tiles.append(
            Tile(
                label=f"Mean change in {change.unit or 'points'}",
                value=value_of(change, signed=True, points=points),
                detail=_detail(means, of, f"{level_of([change])} interval {interval}" if interval else ""),
            )
        )
    return tiles


def _detail(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _of_share(finding: Finding) -> str:
    """Write the interval of a share: "95% interval 56.3 to 63.4"."""
    interval = interval_of(finding)
    return f"{level_of([finding])} interval {interval}" if interval else ""


def _both(*findings: Finding) -> bool:
    return all(finding.value is not None for finding in findings)


def _reliable_tiles(data: ScoreFindings) -> list[Tile]:
    kinds = (
        ("reliably improved", "Reliably improved"),
        ("reliably deteriorated", "Reliably deteriorated"),
    )
    return [tile for name, label in kinds if (tile := _share_tile(data, "reliable-change", name, label))]


def _direction_tiles(data: ScoreFindings) -> list[Tile]:
    label = "Higher utility at last" if data.utility else "Better score at last"
    tile = _share_tile(data, "direction", "better", label)
    return [tile] if tile else []


def _share_tile(data: ScoreFindings, analysis: str, statistic: str, label: str) -> Tile | None:
    place = whole_group(data.places(analysis))
    if place is None:
        return None
    count = data.find(analysis, statistic, place, unit="people")
    share = data.find(analysis, statistic, place, unit="%")
    if share is None or share.value is None:
        return None
    of = (
        f"{value_of(count)} of the {whole(count.n)} with both scores"
        if count and _both(count) and count.n
        else ""
    )
    return Tile(label=label, value=value_of(share), detail=_detail(of, _of_share(share)))


def _range_tiles(data: ScoreFindings) -> list[Tile]:
    place = whole_group(data.places("clinical-range"))
    if place is None:
        return []
    first, last = (
        data.find("clinical-range", f"in the clinical range at {name}", place, unit="%")
        for name in ("first", "last")
    )
    if first is None or last is None or not _both(first, last):
        return []
    of = f"of the {whole(last.n)} with both scores" if last.n is not None else ""
    detail = _detail(f"{value_of(first)} at first", of, _of_share(last))
    return [Tile(label="In the clinical range at last", value=value_of(last), detail=detail)]
