"""Measurements: what a person's body measures, and how it was learnt.

Somebody keeps profiles of herself, her children and others; a tailor keeps those of clients, which are the shop's. A
value is typed, taken by tape, or estimated; it has a 90 % interval, a date and, if estimated, its model. Values are
only ever added: the newest that a person took counts, else the newest estimate. An owner lends a profile to shops whose
tailors confirm or correct values; what a profile may be used for is consented to, and can be withdrawn.

An estimate is a job: facts, and perhaps two photos, which are kept encrypted and go when the job ends, however it ends.
`estimation` is the numeric core: it knows no database and no wire, and only the worker that measures loads it.

Tables: `MeasurementProfile`, `MeasurementShare`, `MeasurementConsent`, `MeasurementEstimate`, `EstimatePhoto`,
`MeasurementValue`, `CurrentMeasurement`. Use-cases: a file each in `services/`.
"""
