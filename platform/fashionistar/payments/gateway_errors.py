"""What may go wrong with a gateway, told apart by what it says about the money."""

from typing import ClassVar


class GatewayError(Exception):
    """The gateway did not do what it was asked; `retriable` tells whether the same call may help later."""

    retriable: ClassVar[bool] = False


class GatewayUnavailable(GatewayError):  # noqa: N818  (says what is the case)
    """No answer, or one that says "not now" (timeouts, broken connections, 408, 429, 5xx)."""

    retriable: ClassVar[bool] = True


class GatewayUnauthorized(GatewayError):  # noqa: N818  (says what is the case)
    """The gateway refuses our key: an operator's mistake, which says nothing about the payment."""

    retriable: ClassVar[bool] = True


class GatewayRejected(GatewayError):  # noqa: N818  (says what is the case)
    """The gateway understood and said no."""


class DuplicateReference(GatewayRejected):
    """The gateway knows the reference already, so an earlier `initialize` reached it."""


class TransactionNotFound(GatewayRejected):
    """The gateway knows no transaction by this reference."""


class TransferNotFound(GatewayRejected):
    """The gateway knows no transfer by this reference."""


class DisputeNotFound(GatewayRejected):
    """The gateway knows no dispute by this id."""


class AccountNotFound(GatewayRejected):
    """The bank knows no such account."""


class GatewayAnswerInvalid(GatewayError):  # noqa: N818  (says what is the case)
    """The answer cannot be read; what the gateway did is unknown."""


class WebhookMalformed(GatewayError):  # noqa: N818  (says what is the case)
    """A webhook's body is not an event."""
