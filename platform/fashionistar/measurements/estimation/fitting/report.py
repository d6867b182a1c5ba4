"""The tables of `docs/measurement.md`, in Markdown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashionistar.measurements.estimation.coefficients import Coefficients
from fashionistar.measurements.estimation.fitting.evaluation import SPLITS, Errors, Held, joined
from fashionistar.measurements.estimation.fitting.surveyed import DataError, Surveyed
from fashionistar.measurements.estimation.fitting.tapes import Learnt
from fashionistar.measurements.estimation.protocols import Mode
from fashionistar.measurements.estimation.terms import CATALOGUE, Term

_REPORTED = (
    Term.CHEST_GIRTH,
    Term.WAIST_GIRTH,
    Term.HIP_GIRTH,
    Term.INSIDE_LEG_HEIGHT,
    Term.OUTER_ARM_LENGTH,
)
#: Body mass indices.
_BANDS = (
    ("BMI < 20", 0, 20),
    ("BMI 20–25", 20, 25),
    ("BMI 25–30", 25, 30),
    ("BMI 30–35", 30, 35),
    ("BMI 35 +", 35, 99),
)
#: Fewer people than this say nothing of their group.
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Run:
    """How the bodies' photos were taken in: how many of how many, and seconds of one core for each."""

    measured: int
    bodies: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and the most that it may be."""

    what: str
    figure: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.figure <= self.limit


def goals(held: Held, splits: Sequence[Errors], run: Run) -> list[Goal]:
    """What was promised, and what is."""
    found = [
        Goal(f"survey, height and weight: {_name(term)}, cm", held.facts.mean_absolute(term), limit)
        for term, limit in ((Term.WAIST_GIRTH, 3.6), (Term.CHEST_GIRTH, 2.8), (Term.HIP_GIRTH, 2.2))
    ]
    found += [
        Goal(f"survey, breadths and depths under noise: {_name(term)}, cm", held.breadths.mean_absolute(term), limit)
        for term, limit in ((Term.WAIST_GIRTH, 2.0), (Term.CHEST_GIRTH, 2.1))
    ]
    limits = {Term.WAIST_GIRTH: 1.6, Term.HIP_GIRTH: 1.6, Term.CHEST_GIRTH: 2.2, Term.INSIDE_LEG_HEIGHT: 0.9}
    found += [
        Goal(f"rendered bodies from photos: {_name(term)}, cm", _mean(splits, term), limit)
        for term, limit in limits.items()
    ]
    return [
        *found,
        Goal("rendered bodies not measured", run.bodies - run.measured, 0),
        Goal("seconds of one core for each person", run.seconds, 1),
    ]


def tables(held: Held, splits: Sequence[Errors], found: Sequence[Goal], coefficients: Coefficients) -> dict[str, str]:
    """Every table of the page, by the name of its place there."""
    told = "".join(f"- {name}: {what}\n" for name, what in coefficients.provenance.items())
    return {
        "model": f"- model: `{coefficients.model_id}`, photos by `{coefficients.photos.segmenter_id}`\n{told}".rstrip(),
        "goals": goals_table(found),
        "terms": terms_table(held),
        "groups-facts": groups_table(held, lambda every: every.facts),
        "groups-photos": groups_table(held, lambda every: every.photos),
        "bodies": bodies_table(splits),
    }


def write_tables(page: Path, written: Mapping[str, str]) -> None:
    """Put tables between their markers, `<!-- name -->` and `<!-- /name -->`, of a page.

    Raises:
        DataError: the page has no place for one of them.
        OSError: the page cannot be read or written.
    """
    text = page.read_text()
    for name, table in written.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if start not in text or end not in text:
            raise DataError(f"{page} has no place for the table {name}: {start} … {end}")
        before, _, rest = text.partition(start)
        text = f"{before}{start}\n{table}\n{end}{rest.partition(end)[2]}"
    page.write_text(text)


def goals_table(found: Sequence[Goal]) -> str:
    """The goals, one to a line."""
    rows = [[goal.what, f"{goal.figure:.2f}", f"{goal.limit:.1f}", "yes" if goal.met else "**no**"] for goal in found]
    return _table(["mean absolute error and other goals", "is", "at most", "met"], rows)


def terms_table(held: Held) -> str:
    """Every measure, from facts and from simulated photos."""
    heads = ["measure", "facts: MAE", "90 % within", "± interval", "held", "photos: MAE", "± interval", "held"]
    rows = []
    for term in CATALOGUE:
        facts, photos = held.facts, held.photos
        rows.append(
            [
                _name(term),
                f"{facts.mean_absolute(term):.2f}",
                f"{facts.ninth_decile(term):.1f}",
                f"{facts.half_width(term):.1f}",
                f"{facts.coverage(term):.1%}",
                f"{photos.mean_absolute(term):.2f}",
                f"{photos.half_width(term):.1f}",
                f"{photos.coverage(term):.1%}",
            ]
        )
    return _table(heads, rows)


def groups_table(held: Held, kind: Callable[[Held], Errors]) -> str:
    """By sex, body mass index and group: mean absolute error, bias, and how many truths the interval holds."""
    heads = ["who", "people", *(f"{_name(term)}: MAE / bias / held" for term in _REPORTED)]
    rows = []
    for who, chosen in _groups(held.people):
        if chosen.sum() < _FEWEST:
            continue
        errors = kind(held).where(chosen)
        cells = [
            f"{errors.mean_absolute(term):.1f} / {errors.bias(term):+.1f} / {errors.coverage(term):.0%}"
            for term in _REPORTED
        ]
        rows.append([who, str(int(chosen.sum())), *cells])
    return _table(heads, rows)


def bodies_table(splits: Sequence[Errors]) -> str:
    """Rendered bodies, over all splits in halves."""
    everybody = joined(splits)
    rows = []
    for term in everybody.terms:
        errors = [split.mean_absolute(term) for split in splits]
        rows.append(
            [
                _name(term),
                f"{np.mean(errors):.2f}",
                f"{np.min(errors):.2f}–{np.max(errors):.2f}",
                f"{everybody.bias(term):+.2f}",
                f"{everybody.half_width(term):.1f}",
                f"{everybody.coverage(term):.0%}",
            ]
        )
    return _table(["measure", "MAE", f"in {SPLITS} splits", "bias", "± interval", "held"], rows)


def change_table(before: Errors, after: Errors, terms: Sequence[Term]) -> str:
    """Mean absolute errors before and after a fit."""
    rows = [[_name(term), f"{before.mean_absolute(term):.2f}", f"{after.mean_absolute(term):.2f}"] for term in terms]
    return _table(["MAE, cm", "before", "after"], rows)


def tapes_table(learnt: Mapping[tuple[Mode, Term], Learnt]) -> str:
    """What tapes taught: errors without corrections, and with them on shops that they were not fitted on."""
    heads = ["measure, by", "people", "shops", "MAE before", "after", "held before", "after", "correction"]
    rows = []
    for (mode, term), found in learnt.items():
        what, pairs = found.correction, found.pairs
        told = found.why_not if what is None else f"{what.shift:+.1f} cm, interval × {what.widening:.2f}"
        slips = f", {pairs.slips} slips left out" if pairs.slips else ""
        rows.append(
            [
                f"{_name(term)}, {mode.lower()}",
                str(len(pairs)),
                str(len(np.unique(pairs.shops))),
                f"{found.before[0]:.2f}",
                f"{found.after[0]:.2f}",
                f"{found.before[1]:.0%}",
                f"{found.after[1]:.0%}",
                told + slips,
            ]
        )
    return _table(heads, rows)


def _groups(people: Surveyed) -> list[tuple[str, NDArray[np.bool_]]]:
    index, height = people.index, people.height_cm
    found = [("everybody", height > 0), ("women", people.male == 0), ("men", people.male == 1)]
    found += [(name, (index >= low) & (index < high)) for name, low, high in _BANDS]
    return [*found, *((str(group), people.groups == group) for group in np.unique(people.groups))]


def _mean(splits: Sequence[Errors], term: Term) -> float:
    return float(np.mean([split.mean_absolute(term) for split in splits]))


def _name(term: Term) -> str:
    return CATALOGUE[term].name.lower()


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
