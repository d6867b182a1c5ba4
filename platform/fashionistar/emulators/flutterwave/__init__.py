"""A Flutterwave (v3) on this machine: API, hosted page, signed webhooks, chargebacks and transfers on command.

`python -m fashionistar.emulators.flutterwave --port 8901 --secret-key FLWSECK_TEST-x --webhook-secret hash
--data-file flutterwave.sqlite3`

It does what makes Flutterwave hard as well: a reference may have several transactions, lists have ten rows a page and
ids as texts, amounts are decimals of major units, and a page that nobody tried to pay on is no transaction.
"""
