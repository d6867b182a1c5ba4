"""Tailoring: garments that are made for one body.

A shop says of a product how it makes it to measure: which measurements it needs, how long it takes, in which styles and
fabrics, and what these cost. A shopper chooses, and a specification is frozen: her measurements as they are now, the
choice, the surcharges, the lead time. The database lets nobody change one; only a person's body can be taken out of it,
for good. Carts and orders refer to it (`docs/tailoring.md`).

Tables: `Offering`, `Specification`. Use-cases: `product_made_to_measure_set`; other domains make specifications with
`specifying` in their own transactions.
"""
