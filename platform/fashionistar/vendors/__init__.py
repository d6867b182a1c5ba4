"""Vendors: the shops, and the people who work in them.

A shop sells in the currencies it chose. Its members see and move its part of orders; a stranger sees its public face.

Tables: `Vendor`, `VendorMember`.
"""
