"""Who may have webhooks: they carry what a shop's customers bought and where they live."""

from fashionistar.vendors.models import VendorRole

#: The members of a shop who may have, see and change its webhooks.
MANAGING_ROLES = (VendorRole.OWNER, VendorRole.MANAGER)

#: More would only multiply what one change costs.
MAX_ENDPOINTS = 20
