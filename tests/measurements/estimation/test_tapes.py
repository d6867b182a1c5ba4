"""What tailors' tapes teach: a way of measuring that shops have in common is learnt, and one shop's habit is not."""

from dataclasses import replace

import numpy as np
import pytest

from fashionistar.measurements.estimation.corrections import Correction, Corrections, CorrectionsError, loads
from fashionistar.measurements.estimation.estimator import SurveyEstimator
from fashionistar.measurements.estimation.fitting.tapes import (
    Learnt,
    Pairs,
    Taped,
    corrections_of,
    gather,
    learn,
    shrunken_mean,
)
from fashionistar.measurements.estimation.protocols import EstimatedValue, Mode, PersonFacts, PhotoFeatures, Sex
from fashionistar.measurements.estimation.terms import Term

WAIST = Term.WAIST_GIRTH
PLAIN = SurveyEstimator()


def pairs(
    seed: int, *, shops: int = 6, each: int = 25, bias: float = 2.0, habit: float = 0.4, sd: float = 2.0
) -> Pairs:
    """People whose intervals are right, by tapes of shops with habits around a bias, all in centimetres."""
    chance = np.random.default_rng(seed)
    of = np.repeat(np.arange(shops), each)
    off = bias + chance.normal(0, habit, shops)[of] + chance.normal(0, sd, len(of))
    return Pairs(off, np.full(len(of), 1.645 * sd), of, 0)


def waists(found: Learnt) -> Correction:
    assert found.correction is not None
    return found.correction


def test_tailors_who_measure_two_centimetres_more_are_learnt_from() -> None:
    held, errors, were = [], [], []
    for trial in range(60):
        found = learn(pairs(trial))
        assert found.after[0] < 0.9 * found.before[0]
        assert waists(found).shift == pytest.approx(2, abs=0.8)
        others = pairs(1000 + trial, shops=40, each=5)
        off = others.off - waists(found).shift
        held.append(float((np.abs(off) <= others.halves * waists(found).widening).mean()))
        errors.append(float(np.abs(off).mean()))
        were.append(float((np.abs(others.off) <= others.halves).mean()))
    assert np.mean(were) < 0.75
    assert np.mean(held) == pytest.approx(0.9, abs=0.02), "of people of shops that nobody had heard of"
    assert np.mean(errors) < 1.75, "2.4 without; the people alone leave 1.6"


def test_what_is_said_of_shops_left_out_holds_for_others() -> None:
    told = [learn(pairs(trial)).after for trial in range(60)]
    assert np.mean([part for _, part in told]) == pytest.approx(0.9, abs=0.02)


def test_estimates_that_are_right_are_left_alone() -> None:
    done = [learn(pairs(trial, bias=0, habit=0)) for trial in range(60)]
    assert sum(each.correction is not None for each in done) <= 2
    assert {each.why_not for each in done if each.correction is None} == {"would not help"}
    assert all(each.after == each.before for each in done if each.correction is None)


def test_intervals_that_are_too_narrow_are_widened_where_nothing_is_moved() -> None:
    narrow = replace(pairs(1, bias=0, habit=0), halves=np.full(150, 1.645))
    found = learn(narrow)
    assert waists(found).shift == 0
    assert waists(found).widening == pytest.approx(2, abs=0.35)
    assert (found.before[1] < 0.7, found.after[1] > 0.85) == (True, True)


def test_a_habit_of_one_shop_is_not_learnt() -> None:
    habits = np.array([4.0, 0, 0])
    one = pairs(3, shops=3, each=40, bias=0, habit=0)
    found = learn(replace(one, off=one.off + habits[one.shops]))
    assert found.correction is None or found.correction.shift == 0
    assert shrunken_mean(one.off + habits[one.shops], one.shops) < 0.1


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (pairs(1, shops=5, each=5), "fewer than 30 people"),
        (pairs(1, shops=2, each=40), "fewer than 3 shops"),
        (replace(pairs(1, shops=4, each=10), shops=np.repeat([0, 0, 0, 1, 2], 8)), "most are one shop's"),
        (Pairs(np.array([]), np.array([]), np.array([], dtype=int), 3), "fewer than 30 people"),
    ],
)
def test_of_too_few_nothing_is_learnt(found: Pairs, why: str) -> None:
    assert (learn(found).correction, learn(found).why_not) == (None, why)


def taped(person: str, tape: float, **changes: object) -> Taped:
    facts = PersonFacts(Sex.FEMALE, 165, 65, 30)
    return replace(Taped(person, "shop", facts, None, WAIST, tape), **changes)  # type: ignore[arg-type]


def test_each_person_counts_once_by_her_last_tape_and_slips_do_not() -> None:
    value = next(each.value for each in PLAIN.estimate(taped("", 0).facts).values if each.term is WAIST)
    inches = taped("Tolu", value / 2.54)
    stranger = PhotoFeatures({"crotch": 0.46}, "another")
    given = [taped("Dami", value), taped("Dami", value + 3), inches, taped("Cleo", value, features=stranger)]
    found, lost = gather(given, PLAIN)
    assert list(found) == [(Mode.FACTS, WAIST)]
    assert (found[Mode.FACTS, WAIST].off.tolist(), found[Mode.FACTS, WAIST].slips) == ([pytest.approx(3)], 1)
    assert lost == 1


def test_a_corrected_estimator_says_so_and_corrects_nothing_else() -> None:
    learnt = {(Mode.FACTS, WAIST): learn(pairs(1))}
    corrections = corrections_of(learnt, PLAIN.model_id)
    better, facts = PLAIN.corrected(corrections.dumps()), taped("", 0).facts
    assert better.model_id == corrections.model_id == f"{PLAIN.model_id}+tapes-{corrections.model_id[-12:]}"
    was, now = ({each.term: each for each in one.estimate(facts).values} for one in (PLAIN, better))
    assert {term for term in Term if was[term] != now[term]} == {WAIST}
    assert now[WAIST].value == pytest.approx(was[WAIST].value + waists(learnt[Mode.FACTS, WAIST]).shift, abs=0.001)
    assert better.estimate(facts).model_id == better.model_id


def test_corrections_are_read_as_they_were_written_and_of_their_model_alone() -> None:
    one = Corrections("m", {(Mode.FACTS, WAIST): Correction(1.5, 1.1), (Mode.PHOTOS, Term.HIP_GIRTH): Correction(0, 2)})
    assert loads(one.dumps(), "m") == one
    assert replace(one, of={}).model_id != one.model_id
    with pytest.raises(CorrectionsError, match="correct m, not other"):
        loads(one.dumps(), "other")
    for text in ("", "[]", "{}", '{"of": {"FACTS/NOSE": [1, 1]}}', '{"of": {"FACTS/WAIST_GIRTH": [1]}}', '{"of": {}}'):
        with pytest.raises(CorrectionsError):
            loads(text, "m")


def test_no_correction_makes_a_body_smaller_than_nothing() -> None:
    thin = Correction(-2.0, 3.0)(EstimatedValue(Term.WRIST_GIRTH, 3.0, 2.0, 4.0))
    assert (thin.low, thin.value, thin.high) == (0.1, 1.0, 4.0)
