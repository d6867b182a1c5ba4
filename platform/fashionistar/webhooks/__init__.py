"""Webhooks: a shop's own systems, and integrators, are told of facts by signed HTTP requests.

An endpoint is a URL of a shop, or of the platform for all shops, with the events it wants and a GraphQL selection that
says what it is sent. A fact makes one delivery for each endpoint that wants it. A delivery is leased, rendered as the
member who owns the endpoint may see it, signed and sent, and tried again for three days until the receiver takes it;
each try is kept. A receiver that is gone, or fails for days, is no longer called, and the endpoint says why.

Tables: `WebhookEndpoint`, `WebhookDelivery`, `WebhookAttempt`. Use-cases: `webhook_endpoint_create`,
`webhook_endpoint_update`, `webhook_endpoint_delete`, `webhook_endpoint_enable`, `webhook_endpoint_test`,
`webhook_secret_rotate`, `webhook_delivery_redeliver`, `deliveries_create`, `delivery_send`, `deliveries_prune`.
"""
