"""Coefficients are read as they were written, and named by what they are."""

import json
from dataclasses import replace

import pytest

from fashionistar.measurements.estimation.coefficients import COMMITTED, CoefficientsError, committed, loads


def test_what_is_committed_is_written_again_to_the_letter() -> None:
    assert committed().dumps() == COMMITTED.read_text()


def test_other_numbers_have_another_id() -> None:
    one = committed()
    photos = replace(one.photos, readings=(replace(one.photos.readings[0], sd=9.0), *one.photos.readings[1:]))
    other = replace(one, photos=photos)
    assert other.model_id != one.model_id
    assert loads(other.dumps()).model_id == other.model_id


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"outputs": []}', "null"])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(CoefficientsError):
        loads(text)


def test_coefficients_of_other_measures_are_refused() -> None:
    whole = json.loads(COMMITTED.read_text())
    whole["outputs"].reverse()
    with pytest.raises(CoefficientsError, match="other measures"):
        loads(json.dumps(whole))
    del whole["sexes"]["FEMALE"]
    with pytest.raises(CoefficientsError):
        loads(json.dumps(whole))


def test_nothing_of_race_is_in_the_model() -> None:
    told = COMMITTED.read_text().lower()
    assert not any(word in told for word in ("race", "black", "white", "hispanic", "asian"))
