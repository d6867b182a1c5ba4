"""Orders: what was bought, in one part per vendor.

An order is born unpaid with a hold on its stock. Payment makes it PAID and commits the hold; time makes it EXPIRED and
gives the units back; a payment that arrives after that holds the units again or, if they are gone, is refunded.
Each vendor ships and delivers its own part, or cancels it, which gives its units back; when every part is delivered or
cancelled the order is COMPLETED.

Tables: `Order`, `VendorOrder`, `OrderLine`. Use-cases: `order_place`, `order_pay`, `order_expire`, `order_refund`,
`vendor_order_ship`, `vendor_order_deliver`, `vendor_order_cancel`.
"""
