"""All coefficients from a survey and rendered bodies."""

from collections.abc import Sequence

from fashionistar.measurements.estimation.coefficients import Coefficients
from fashionistar.measurements.estimation.fitting.conformal import quantiles
from fashionistar.measurements.estimation.fitting.photo_fit import fit_photos
from fashionistar.measurements.estimation.fitting.rendered import Body
from fashionistar.measurements.estimation.fitting.survey_fit import fit_survey
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed

#: The survey's people in three: the model is fitted on the first part, intervals on the second, the third is held out.
FITTED, CALIBRATED = 0.5, 0.8


def fit(people: Surveyed, bodies: Sequence[Body]) -> Coefficients:
    """Fit everything; the same data give the same coefficients."""
    fitted, calibrated = people.between(0, FITTED), people.between(FITTED, CALIBRATED)
    survey = fit_survey(fitted)
    photos = fit_photos(bodies, survey)
    sizes = fitted.outputs.mean(axis=0)
    held_out = people.between(CALIBRATED, 1)
    provenance = {
        "survey": "ANSUR II, US Army 2012, NATICK/TR-15/007, public release, distribution unlimited",
        "people": f"{len(fitted)} fitted on, {len(calibrated)} for intervals, {len(held_out)} held out",
        "bodies": f"{len(bodies)} rendered, meshes by anny (Apache-2.0) measured by clad-body, front and side",
    }
    return Coefficients(survey, photos, sizes, quantiles(calibrated, survey, photos, sizes), provenance)
