"""The photos' maps from rendered bodies, whose girths are known but not what callipers would say of them.

What the survey would have measured of a body is what its model expects, given the facts and the known girths of the
trunk. To that the trunk's breadths and depths are calibrated: the photo brings the pose, the survey people's shapes.
For limbs the tape runs elsewhere on the meshes than in the survey (arms hang, thighs are taken lower), so their known
girths are moved by the mean difference first. Arms and shoulders are unknown on the meshes: their landmarks are scaled.
"""

from collections.abc import Sequence

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.fitting.rendered import TRUTHS, Body, truths_of
from fashionistar.measurements.estimation.fitting.ridge import fit_ridge, left_out_errors
from fashionistar.measurements.estimation.photo_model import SOURCES, PhotoModel, Reading
from fashionistar.measurements.estimation.survey_model import INDEX, Observation, Shape, SurveyModel
from fashionistar.measurements.estimation.terms import Term

_PENALTY = 1.0
#: How exactly the meshes' girths are the survey's, centimetres.
_TRUTH_SD = 0.5
_TRUNK = (Term.CHEST_GIRTH, Term.WAIST_GIRTH, Term.HIP_GIRTH)
#: Measures taken on the meshes elsewhere than in the survey.
MOVED = (Term.NECK_GIRTH, Term.UPPER_ARM_GIRTH, Term.THIGH_GIRTH, Term.CALF_GIRTH)
#: What real bodies add to an error measured on meshes. Callipers: centimetres; limbs are not ellipses: part of a girth.
_CALLIPERS_SD, _LIMB_SD = 0.5, 0.02


def fit_photos(bodies: Sequence[Body], survey: SurveyModel) -> PhotoModel:
    """Calibrate every map on some bodies.

    Raises:
        ValueError: there are no bodies, or they are of several segmenters.
    """
    (segmenter,) = {body.features.segmenter_id for body in bodies}
    expected, truths = expectations(bodies, survey), truths_of(bodies)
    moves = offsets(bodies, survey)
    known = list(TRUTHS)
    readings = []
    for of, sources in SOURCES.items():
        seen = _columns(bodies, sources)
        if of in TRUTHS:
            readings.append(_known(of, seen, truths[:, known.index(Term(of))] + moves.get(Term(of), 0.0)))
        elif of in Term:
            readings.append(_scaled(of, seen[:, 0], expected[:, INDEX[of]]))
        else:
            readings.append(_reading(of, seen, expected[:, INDEX[of]], _CALLIPERS_SD))
    return PhotoModel(segmenter, tuple(readings))


def expectations(bodies: Sequence[Body], survey: SurveyModel) -> Floats:
    """What the survey would have measured of bodies whose trunk's girths are known, shape (bodies, outputs)."""
    known = list(TRUTHS)
    return np.stack(
        [
            survey.expect(body.facts)
            .given([Observation(term, body.truths[known.index(term)], _TRUTH_SD) for term in _TRUNK])
            .mean
            for body in bodies
        ]
    )


def offsets(bodies: Sequence[Body], survey: SurveyModel) -> dict[Term, float]:
    """By how many centimetres the survey measures more than the meshes' definition of the same term."""
    expected, truths = expectations(bodies, survey), truths_of(bodies)
    known = list(TRUTHS)
    return {term: float((expected[:, INDEX[term]] - truths[:, known.index(term)]).mean()) for term in MOVED}


def _columns(bodies: Sequence[Body], sources: Sequence[str]) -> Floats:
    """Features in centimetres and the stated height, shape (bodies, sources + 1)."""
    rows = [[*(body.features.values[name] for name in sources), 1.0] for body in bodies]
    heights = [[body.facts.height_cm] for body in bodies]
    centimetres: Floats = np.array(rows) * np.array(heights)
    return centimetres


def _known(of: Term | Shape, seen: Floats, truth: Floats) -> Reading:
    real = 0.5 if of is Term.INSIDE_LEG_HEIGHT else _LIMB_SD * float(truth.mean())
    return _reading(of, seen, truth, real)


def _reading(of: Term | Shape, seen: Floats, target: Floats, real_sd: float) -> Reading:
    fitted = fit_ridge(seen, target, _PENALTY)
    error = left_out_errors(seen, target, _PENALTY).std()
    return Reading(of, tuple(fitted.weights.tolist()), float(fitted.intercept), float(np.hypot(error, real_sd)))


def _scaled(of: Term | Shape, seen: Floats, target: Floats) -> Reading:
    scale = float((target / seen).mean())
    return Reading(of, (scale, 0.0), 0.0, float((target - scale * seen).std()))
