"""Fitting: the same data give the same numbers, whoever was held out was not fitted on, and bad data are named."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from fashionistar.measurements.estimation.coefficients import loads
from fashionistar.measurements.estimation.features import extract
from fashionistar.measurements.estimation.fitting.conformal import conformal_quantile
from fashionistar.measurements.estimation.fitting.evaluation import hold_out, split_bodies
from fashionistar.measurements.estimation.fitting.fit import fit
from fashionistar.measurements.estimation.fitting.rendered import TRUTHS, Body
from fashionistar.measurements.estimation.fitting.report import Run, goals, goals_table, tables, write_tables
from fashionistar.measurements.estimation.fitting.ridge import fit_ridge, left_out_errors
from fashionistar.measurements.estimation.fitting.surveyed import COLUMNS, DataError, Surveyed, read_survey
from fashionistar.measurements.estimation.protocols import PersonFacts, Sex
from fashionistar.measurements.estimation.survey_model import INDEX, Shape
from fashionistar.measurements.estimation.terms import Term
from tests.measurements.estimation.drawn import Drawn, front, side


def write_survey(folder: Path, each: int = 150) -> None:
    """Two files of made-up people, whose measures are their radius and chance."""
    chance = random.Random(7)
    for name, tall in (("male", 1760), ("female", 1630)):
        with (folder / f"ANSUR_II_{name.upper()}_Public.csv").open("w", newline="", encoding="latin-1") as file:
            columns = ["SubjectId", "stature", "Weightkg", "Age", "DODRace", *COLUMNS.values()]
            rows = csv.DictWriter(file, columns)
            rows.writeheader()
            for number in range(each):
                stature, weight = chance.gauss(tall, 60), chance.gauss(750, 120)
                radius = (weight / stature) ** 0.5
                measures = {column: round(1000 * radius + chance.gauss(0, 20)) for column in COLUMNS.values()}
                rows.writerow(
                    {"SubjectId": number, "stature": round(stature), "Weightkg": round(weight), "Age": 30 + number % 9}
                    | {"DODRace": 1 + number % 3}
                    | measures
                )


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Surveyed:
    folder = tmp_path_factory.mktemp("survey")
    write_survey(folder)
    return read_survey(folder)


@pytest.fixture(scope="module")
def bodies() -> list[Body]:
    """Drawn bodies of several waists and depths, with truths that follow from them."""
    found = []
    for number in range(10):
        body = Drawn(waist=0.15 + 0.004 * number, depth=0.145 + 0.003 * (number * 7 % 10), pixels=700 + 10 * number)
        facts = PersonFacts(Sex.UNSTATED, 165 + number, 58 + 2 * number, 30)
        waist = 180 * (body.waist + body.depth) * 1.6
        truths = {Term.WAIST_GIRTH: waist, Term.INSIDE_LEG_HEIGHT: 0.46 * facts.height_cm}
        features = extract(front(body), side(body), "drawn")
        found.append(Body(facts, features, tuple(truths.get(term, waist + 10) for term in TRUTHS)))
    return found


def test_the_survey_is_read_in_centimetres_and_kilograms(people: Surveyed) -> None:
    assert len(people) == 300
    assert people.male.sum() == 150
    assert people.height_cm[people.male == 1].mean() == pytest.approx(176, abs=2)
    assert people.weight_kg.mean() == pytest.approx(75, abs=3)
    assert 50 < people.outputs.mean() < 80
    assert set(people.groups) == {"White", "Black", "Hispanic"}


def test_each_part_holds_other_people_whatever_else_is_in_the_file(people: Surveyed, tmp_path: Path) -> None:
    write_survey(tmp_path, each=80)
    fewer = read_survey(tmp_path)
    assert fewer.parts[:80] == pytest.approx(people.parts[:80])
    held = [people.turned(number / 5).between(0.8, 1) for number in range(5)]
    assert sum(map(len, held)) == len(people)
    assert len(np.unique(np.concatenate([part.outputs[:, 0] + part.height_cm * 1e4 for part in held]))) > 290


def test_the_same_data_give_the_same_coefficients(people: Surveyed, bodies: list[Body]) -> None:
    one, again = fit(people, bodies), fit(people, bodies)
    assert one.dumps() == again.dumps()
    assert loads(one.dumps()).model_id == one.model_id
    assert one.photos.segmenter_id == "drawn"


def test_a_report_is_written_between_its_markers(people: Surveyed, bodies: list[Body], tmp_path: Path) -> None:
    coefficients = fit(people, bodies)
    held, splits = hold_out(people, bodies), split_bodies(bodies, coefficients)
    assert len(held.people) == len(held.facts.off) == len(people)
    covered = [held.facts.coverage(term) for term in Term]
    assert 0.85 < float(np.mean(covered)) < 0.95
    found = goals(held, splits, Run(9, 10, 0.2))
    assert [goal.what for goal in found if goal.figure == 1] == ["rendered bodies not measured"]
    assert "**no**" in goals_table(found)
    written = tables(held, splits, found, coefficients)
    page = tmp_path / "page.md"
    page.write_text("".join(f"# {name}\n<!-- {name} -->\nold\n<!-- /{name} -->\n" for name in written))
    write_tables(page, written)
    assert "old" not in page.read_text()
    assert all(table in page.read_text() for table in written.values())
    page.write_text("nothing")
    with pytest.raises(DataError, match="no place"):
        write_tables(page, written)


def test_a_folder_without_the_survey_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="_male"):
        read_survey(tmp_path)
    (tmp_path / "x_male.csv").write_text("stature\n170\n")
    (tmp_path / "x_female.csv").write_text("stature\n170\n")
    with pytest.raises(DataError, match="something else"):
        read_survey(tmp_path)


def test_the_conformal_quantile_is_the_rank_that_promises_nine_in_ten() -> None:
    assert conformal_quantile(np.arange(1.0, 10.0)) == 9.0
    assert conformal_quantile(np.arange(99.0)) == 89.0
    with pytest.raises(ValueError, match="too few"):
        conformal_quantile(np.arange(8.0))


def test_a_conformal_interval_holds_nine_in_ten_of_new_people() -> None:
    chance = np.random.default_rng(4)
    scores = np.abs(chance.standard_t(4, size=(400, 300)))
    held = [(scores[200:, trial] <= conformal_quantile(scores[:200, trial])).mean() for trial in range(300)]
    assert float(np.mean(held)) == pytest.approx(0.9, abs=0.01)


def test_ridge_finds_a_line_and_shrinks_with_its_penalty() -> None:
    columns = np.random.default_rng(1).normal(size=(60, 2))
    targets = 3 * columns[:, 0] - columns[:, 1] + 5
    assert fit_ridge(columns, targets, 1e-9).weights == pytest.approx([3, -1])
    assert float(fit_ridge(columns, targets, 1e-9).intercept) == pytest.approx(5)
    assert abs(fit_ridge(columns, targets, 100).weights[0]) < 3
    assert left_out_errors(columns, targets, 1e-9) == pytest.approx(np.zeros(60), abs=1e-6)


def test_the_outputs_are_all_columns_of_the_survey() -> None:
    assert set(COLUMNS) == set(INDEX) == {*Term, *Shape}
    assert len(set(COLUMNS.values())) == len(COLUMNS)
