"""Measurements: what a person's body measures, and how it was learnt.

`estimation` is the numeric core: it knows no database and no wire.

Tables: none yet.
"""
