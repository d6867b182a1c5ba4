"""A process that does one thing and is killed on the way: `python -m tests.settlement.dying WHAT WHERE [id]`.

WHERE is a function, as `package.module:name.attribute`, at whose call the process gets its SIGKILL.
"""

import os
import signal
import sys
from importlib import import_module
from typing import Any
from uuid import UUID

import django
from django.utils import timezone

django.setup()


def die_at(where: str) -> None:
    """Be killed as soon as this function is called."""
    module_name, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module_name)
    for one in owners:
        owner = getattr(owner, one)

    def killed(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killed)


def run(what: str, row: str) -> None:
    """Deliver facts, or send a refund, as a relay and a worker do."""
    if what == "send":
        send = import_module("fashionistar.payments.services.refund_send").refund_send
        gateways = import_module("fashionistar.payments.gateways").configured_gateways()
        send(refund_id=UUID(row), gateways=gateways, now=timezone.now())
    while what == "relay" and import_module("fashionistar.relay").deliver_due(clock=timezone.now):
        pass


if __name__ == "__main__":
    die_at(sys.argv[2])
    run(sys.argv[1], sys.argv[3])
