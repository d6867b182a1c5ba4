"""Enums of measurements as the wire knows them; import them from here, so that their descriptions come along."""

import strawberry

from fashionistar.measurements import models
from fashionistar.measurements.estimation.protocols import Flag, Rejection, Sex, View
from fashionistar.measurements.estimation.terms import Garment, Kind, Term

__all__ = ["Flag", "Garment", "Kind", "Rejection", "Sex", "Term", "View"]

strawberry.enum(Term, name="MeasurementTerm", description="What is measured; `measurementTerms` says how.")
strawberry.enum(Kind, name="MeasurementKind", description="How a measurement is taken.")
strawberry.enum(Garment, name="Garment", description="Garments with a measurement list of their own.")
strawberry.enum(Sex, name="Sex", description="The body proportions that are assumed; UNSTATED takes those of both.")
strawberry.enum(View, name="PhotoView", description="Which way the person in a photo faces.")
strawberry.enum(Rejection, name="PhotoRejectionReason", description="Why a photo cannot be measured.")
strawberry.enum(Flag, name="EstimateFlag", description="What lowers the trust in an estimate that was made.")
strawberry.enum(models.ProfileRelation, name="MeasurementRelation", description="Whose body it is.")
strawberry.enum(models.ConsentPurpose, name="MeasurementPurpose", description="What a profile may be used for.")
strawberry.enum(models.EstimateStatus, name="EstimateStatus", description="Where an estimate stands.")
strawberry.enum(models.EstimateStage, name="EstimateStage", description="What a running estimate does.")
strawberry.enum(models.ValueSource, name="MeasurementSource", description="How a value was learnt.")
