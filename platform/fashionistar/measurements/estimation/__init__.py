"""Estimation: a person's body measurements from height, weight, age and sex, and better with two photos.

It knows no database, no wire and no Django: facts and pictures come in, values with 90 % intervals go out.

Light, any process may import them: `terms` (what can be measured), `protocols` (what is asked and answered).
Heavy, only the worker that estimates imports them, for they bring numpy or the model runtime: the rest.
"""
