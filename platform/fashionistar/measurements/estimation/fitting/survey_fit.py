"""The survey's model from the survey's people."""

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.fitting.ridge import fit_ridge
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed
from fashionistar.measurements.estimation.protocols import Sex
from fashionistar.measurements.estimation.survey_model import SurveyModel, basis

_PENALTY = 1.0


def columns_of(people: Surveyed) -> Floats:
    """What the regression sees of the survey's people."""
    return basis(people.height_cm, people.weight_kg, people.age_years)


def fit_survey(people: Surveyed) -> SurveyModel:
    """Fit a regression for each sex and one for everybody, and keep what each leaves open."""
    weights, covariances = {}, {}
    for sex in Sex:
        chosen = people.of(sex)
        columns = columns_of(chosen)
        # The first column is the constant: ridge's own intercept takes its place.
        fitted = fit_ridge(columns[:, 1:], chosen.outputs, _PENALTY)
        weights[sex] = np.concatenate([fitted.intercept[None], fitted.weights])
        covariances[sex] = np.cov((chosen.outputs - columns @ weights[sex]).T)
    return SurveyModel(weights, covariances)
