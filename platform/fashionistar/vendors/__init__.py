"""Vendors: the shops, the people who work in them, and the keys of their integrations.

A shop sells in the currencies it chose. Its members see and move its part of orders; a stranger sees its public face.
What a member may do comes with her role or, on the staff, by name. Somebody new is invited at an address and joins once
she has proven that it is hers. Nobody gives, or takes, what she may not do herself; only owners make owners and
managers; the last owner who can act stays. A key acts for the shop within its scopes, and ends with its maker's rights,
since she has seen its secret.

Tables: `Vendor`, `VendorMember`, `VendorInvitation`, `ApiKey`.
"""
