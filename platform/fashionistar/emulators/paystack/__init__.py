"""A Paystack on this machine: API, hosted checkout page, signed webhooks with retries, an operator's view.

`python -m fashionistar.emulators.paystack --port 8900 --secret-key sk_test_x --data-file paystack.sqlite3`

It takes Paystack's documented test cards, listens on 127.0.0.1 only, refuses live keys, and keeps its state in
one SQLite file, so that a killed emulator resumes with its transactions and the webhooks it still owes. All
requests run on one event loop and never wait between reading and writing the state, so none can come between.
"""
