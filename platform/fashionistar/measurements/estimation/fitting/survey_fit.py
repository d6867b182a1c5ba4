"""The survey's model from the survey's people."""

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.fitting.ridge import fit_ridge
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed
from fashionistar.measurements.estimation.survey_model import SurveyModel, basis

_PENALTY = 1.0


def columns_of(people: Surveyed, *, stated: bool) -> Floats:
    """What the regression sees of the survey's people, with or without their sex."""
    male = people.male if stated else None
    return basis(male, people.height_cm, people.weight_kg, people.age_years)


def fit_survey(people: Surveyed) -> SurveyModel:
    """Fit both regressions and what they leave open."""
    weights, covariances = {}, {}
    for stated in (True, False):
        columns = columns_of(people, stated=stated)
        # The first column is the constant: ridge's own intercept takes its place.
        fitted = fit_ridge(columns[:, 1:], people.outputs, _PENALTY)
        weights[stated] = np.concatenate([fitted.intercept[None], fitted.weights])
        covariances[stated] = np.cov((people.outputs - columns @ weights[stated]).T)
    return SurveyModel(weights, covariances)
