"""Settlement: what a paid order means in the books.

What a payment brings is held in escrow for each part of the order, beside what stored value has paid of it. A part that
was delivered, or whose delivery nobody reported within the escrow window, is released: the vendor has earned it, less
our commission and the tax on it. A part can be refunded, wholly or bit by bit, from escrow or, after the release, from
what the vendor has earned; what her balance cannot cover she owes us. It goes back as it was paid, to gateway and
stored value in proportion. A disputed payment's parts stay where they are until the bank has decided.

Rates are frozen at capture. docs/settlement.md says who gets what, and when.

Tables: `Settlement`, `PartRefund`, `DisputeBooking`, `CommissionRate`. Use-cases: `escrow_capture`,
`late_payment_capture`, `unapplied_capture`, `release_schedule`, `escrow_release`, `vendor_order_refund`,
`part_refund_settle`, `part_refund_fail`, `dispute_book_open`, `dispute_book_win`, `dispute_book_lose`,
`commission_rate_update`.
"""
