"""The fitted numbers: read from `coefficients.json`, which is committed, and written by `manage.py measurement_fit`."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.photo_model import SOURCES, PhotoModel, Reading
from fashionistar.measurements.estimation.protocols import Mode, Sex
from fashionistar.measurements.estimation.survey_model import OUTPUTS, SurveyModel
from fashionistar.measurements.estimation.terms import Term

COMMITTED = Path(__file__).with_name("coefficients.json")
_DIGITS = 7
#: A list of numbers is written on one line.
_INNERMOST = re.compile(r"\[[^][]*\]")


class CoefficientsError(ValueError):
    """A file of coefficients cannot be used."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Everything an estimator needs.

    Attributes:
        survey: the population's model.
        photos: the photos' model.
        sizes: what each output measures on average, by which errors grow: shape (outputs,), centimetres.
        quantiles: by mode and sex, how many standard deviations hold nine errors in ten.
        provenance: where the numbers come from.
    """

    survey: SurveyModel
    photos: PhotoModel
    sizes: Floats
    quantiles: Mapping[tuple[Mode, Sex], Mapping[Term, float]]
    provenance: Mapping[str, str]

    def dumps(self) -> str:
        """Write them down; equal coefficients give equal text."""
        sexes = {
            sex.value: {
                "weights": _rounded(self.survey.weights[sex]),
                "covariance": _rounded(self.survey.covariances[sex]),
                "quantiles": {mode.value: _rounded(list(self.quantiles[mode, sex].values())) for mode in Mode},
            }
            for sex in Sex
        }
        readings = {
            reading.of.value: _rounded([*reading.weights, reading.intercept, reading.sd])
            for reading in self.photos.readings
        }
        whole = {
            "provenance": dict(self.provenance),
            "outputs": [output.value for output in OUTPUTS],
            "sizes": _rounded(self.sizes),
            "sexes": sexes,
            "photos": {"segmenter_id": self.photos.segmenter_id, "readings": readings},
        }
        return _INNERMOST.sub(lambda found: " ".join(found[0].split()), json.dumps(whole, indent=1)) + "\n"

    @property
    def model_id(self) -> str:
        """Twelve digits of the hash of the numbers, such that others have another id."""
        return "ansur2-" + hashlib.sha256(self.dumps().encode()).hexdigest()[:12]


def loads(text: str) -> Coefficients:
    """Read coefficients.

    Raises:
        CoefficientsError: it is not what `dumps` writes, or of other measures than this code's.
    """
    try:
        whole = json.loads(text)
        if whole["outputs"] != [output.value for output in OUTPUTS]:
            raise CoefficientsError("they are of other measures than this code's")
        return _parsed(whole)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CoefficientsError(f"not a file of coefficients: {error!r}") from error


def _parsed(whole: dict[str, Any]) -> Coefficients:
    sexes = {sex: whole["sexes"][sex.value] for sex in Sex}
    survey = SurveyModel(
        {sex: np.array(fitted["weights"]) for sex, fitted in sexes.items()},
        {sex: np.array(fitted["covariance"]) for sex, fitted in sexes.items()},
    )
    readings = whole["photos"]["readings"]
    numbers = {of: tuple(readings[of.value]) for of in SOURCES}
    photos = PhotoModel(
        whole["photos"]["segmenter_id"], tuple(Reading(of, n[:-2], n[-2], n[-1]) for of, n in numbers.items())
    )
    quantiles = {
        (mode, sex): dict(zip(Term, fitted["quantiles"][mode.value], strict=True))
        for mode in Mode
        for sex, fitted in sexes.items()
    }
    return Coefficients(survey, photos, np.array(whole["sizes"]), quantiles, whole["provenance"])


def committed() -> Coefficients:
    """The coefficients that come with the house."""
    return loads(COMMITTED.read_text())


def _rounded(values: Floats | list[float]) -> Any:
    """The values as lists, with so many digits that no figure changes and none is noise."""
    return json.loads(
        json.dumps(np.asarray(values).tolist()), parse_float=lambda digits: float(f"{float(digits):.{_DIGITS}g}")
    )
