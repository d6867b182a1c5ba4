"""What is no id at all is answered as a row that is not there, in the same words."""

from uuid import uuid4

import pytest

from schema.lib.ids import global_id
from tests.checkout.shopping import everything, payload
from tests.people import People
from tests.wire.client import Wire, key

#: What takes one id, and of which type.
OPERATIONS = {
    "addressDelete": "Address",
    "apiKeyRevoke": "ApiKey",
    "payoutCancel": "Payout",
    "sizeChartDelete": "SizeChart",
    "vendorInvitationRevoke": "VendorInvitation",
    "vendorMemberRemove": "VendorMember",
    "vendorOrderDeliver": "VendorOrder",
    "webhookDeliveryRedeliver": "WebhookDelivery",
    "webhookEndpointDelete": "WebhookEndpoint",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_no_id_is_answered_as_what_is_not_there(people: People, operation: str) -> None:
    assert people.atelier
    document = f"""mutation($input: {operation[0].upper()}{operation[1:]}Input!, $key: String!) {{
      {operation}(input: $input) @idempotent(key: $key) {{ userErrors {{ code message field }} }} }}"""
    ada, before = Wire(people.ada), everything()
    strange = ["", "nonsense", global_id("Nothing", uuid4()), global_id(OPERATIONS[operation], uuid4())]
    told = [payload(ada(document, input={"id": given}, key=key()))["userErrors"] for given in strange]
    assert told == [[{"code": "NOT_FOUND", "message": told[-1][0]["message"], "field": ["id"]}]] * len(strange)
    assert everything() == before
