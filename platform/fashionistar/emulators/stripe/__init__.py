"""A Stripe on this machine: Checkout Sessions with their page, payment intents, refunds, disputes, signed events.

`python -m fashionistar.emulators.stripe --port 8902 --secret-key sk_test_x --webhook-secret whsec_x
--data-file stripe.sqlite3`

It keeps idempotency keys as Stripe does (the same parameters get the first answer again, others an error), expands
objects, counts amounts as Stripe counts them, and pages its lists by `starting_after`.
"""
