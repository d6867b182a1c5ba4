"""Payouts: what a shop has earned goes to its bank account.

A shop names an account in each currency: the bank says who holds it, an owner confirms, all owners are told, and for a
while nothing goes there. A payout first takes what the shop owes us, then reserves in the ledger what is to be sent,
under a reference of ours; a worker counts the try, commits, and only then lets the gateway hear. Until the gateway has
spoken conclusively it is asked, never sent under another reference. The ledger follows each step: `books.py`.

Tables: `PayoutAccount`, `PayoutSchedule`, `PayoutHold`, `Payout`. Use-cases: `payout_account_request`,
`payout_account_resolve`, `payout_account_confirm`, `payout_account_cancel`, `payout_schedule_update`, `payout_request`,
`payout_request_due`, `payout_cancel`, `payout_send`, `payout_recheck`, `payouts_hold`, `payouts_release`.
"""
