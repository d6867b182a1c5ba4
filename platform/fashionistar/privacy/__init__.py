"""Privacy: what a person may ask of us about herself: a copy of all that we know of her, and to be forgotten.

Both reach through every domain, so this one stands above them. Deleting an account makes its row nobody at once, in one
transaction; what other domains keep for her goes by their own reactions to `AccountDeleted`. What stays, for how long
and why is told in `docs/privacy.md`.

Tables: none of its own. Use-cases: `account_delete`, `account_export`.
"""
