"""The permission matrix of measurements: of Dami's profile, which is lent to Ada's shop, and of none else's.

Bisi works there and measures nobody: that is given by name.
"""

from typing import Any

from fashionistar.measurements.models import MeasurementProfile, MeasurementValue
from tests.measurements.measuring import FACTS, lent, measured, profile_of
from tests.wire.client import gid
from tests.wire.world import NOT_FOUND_BUT_DAMI_SIGNED_IN, SIGNED_IN, Rows, World

_TAILORS = ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "OK")
_KEEPER_AND_TAILORS = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "NOT_FOUND", "OK")
_LENGTH = {"value": "84", "unit": "CM"}


def _hers(world: World) -> MeasurementProfile:
    profile = measured(world.people.dami, profile_of(world.people.dami), waist_girth=80)
    return lent(profile, world.people.atelier)


def _value(world: World) -> str:
    return gid(MeasurementValue.objects.get(profile=_hers(world)))


def _consent(world: World) -> dict[str, Any]:
    return {"profileId": gid(_hers(world)), "purpose": "CALIBRATION"}


def _standing_consent(world: World) -> dict[str, Any]:
    profile = _hers(world)
    profile.consents.create(purpose="CALIBRATION", granted_by=world.people.dami)
    return {"profileId": gid(profile), "purpose": "CALIBRATION"}


MEASUREMENTS: Rows = {
    "measurementProfileCreate": (lambda _: {"name": "Me", "relation": "SELF"}, SIGNED_IN),
    "measurementProfileUpdate": (lambda w: {"id": gid(_hers(w)), "name": "D"}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "measurementProfileDelete": (lambda w: {"id": gid(_hers(w))}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "measurementProfileShare": (
        lambda w: {"profileId": gid(_hers(w)), "vendorId": gid(w.people.boutique)},
        NOT_FOUND_BUT_DAMI_SIGNED_IN,
    ),
    "measurementProfileUnshare": (
        lambda w: {"profileId": gid(_hers(w)), "vendorId": gid(w.people.atelier)},
        NOT_FOUND_BUT_DAMI_SIGNED_IN,
    ),
    "measurementConsentGrant": (_consent, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "measurementConsentWithdraw": (_standing_consent, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "measurementValuesRecord": (
        lambda w: {"profileId": gid(_hers(w)), "values": [{"term": "HIP_GIRTH", "length": _LENGTH}]},
        _KEEPER_AND_TAILORS,
    ),
    "measurementValueConfirm": (lambda w: {"id": _value(w)}, _TAILORS),
    "measurementValueCorrect": (lambda w: {"id": _value(w), "length": _LENGTH}, _TAILORS),
    "measurementEstimate": (lambda w: {"profileId": gid(_hers(w))} | FACTS, NOT_FOUND_BUT_DAMI_SIGNED_IN),
}
