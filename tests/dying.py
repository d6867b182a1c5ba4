"""Processes that do one thing each, and are killed on the way: `python -m tests.dying WHAT WHERE [WHAT WHERE …]`.

WHERE is a function, as `package.module:name.attribute`, at whose call the process gets its SIGKILL; "-" is nowhere.
Each is forked from one that has neither threads nor connections, for starting Python is slow. It prints what is stored
before it begins, as those before it have left it, and at the end how it ended.
"""

import hashlib
import hmac
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import httpx
import orjson
from django.conf import settings
from django.db.models import Model
from django.test import override_settings
from django.utils import timezone

django.setup()

from config.settings.chat import attachment_storage  # noqa: E402
from fashionistar.chat.gateway import get_tools  # noqa: E402
from fashionistar.chat.models import MessageAttachment  # noqa: E402
from fashionistar.chat.services.message_attachment_process import message_attachment_process  # noqa: E402
from fashionistar.chat.services.message_attachments_prune import attachment_files_remove  # noqa: E402
from fashionistar.kernel.idempotency import Once  # noqa: E402
from fashionistar.kernel.models import OutboxEvent  # noqa: E402
from fashionistar.kernel.money import CurrencyCode  # noqa: E402
from fashionistar.ledger.models import LedgerTransfer  # noqa: E402
from fashionistar.orders.models import Order, VendorOrder  # noqa: E402
from fashionistar.payments.gateways import configured_gateways, gateway_named, payout_gateway_named  # noqa: E402
from fashionistar.payments.models import Payment, Refund, WebhookEvent  # noqa: E402
from fashionistar.payments.services.refund_send import refund_send  # noqa: E402
from fashionistar.payments.services.webhook_process import webhook_process  # noqa: E402
from fashionistar.payments.services.webhook_receive import webhook_receive  # noqa: E402
from fashionistar.payouts.models import Payout, PayoutAccount  # noqa: E402
from fashionistar.payouts.services.payout_request import payout_request  # noqa: E402
from fashionistar.payouts.services.payout_send import payout_send  # noqa: E402
from fashionistar.relay import deliver_due  # noqa: E402
from fashionistar.reminders.models import Reminder  # noqa: E402
from fashionistar.reminders.services.reminders_queue import reminders_queue  # noqa: E402
from fashionistar.settlement.models import PartRefund  # noqa: E402
from fashionistar.settlement.services.vendor_order_refund import vendor_order_refund  # noqa: E402
from fashionistar.vendors.models import VendorMember  # noqa: E402
from tests.people import acting  # noqa: E402

#: All that may be asked for twice has one key.
_ONCE = Once.over(scope="ada", operation="dying", key="1", given=None)


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


def seen() -> str:
    """Where everything stands that there is, and how many transfers the ledger has."""
    found: list[object] = []
    columns: Mapping[type[Model], str] = {
        WebhookEvent: "outcome",
        Payment: "status",
        Order: "status",
        Refund: "status",
        PartRefund: "status",
        Payout: "status",
        MessageAttachment: "status",
        Reminder: "read_sequence",
    }
    for model, column in columns.items():
        found += model._default_manager.order_by("pk").values_list(column, flat=True)
    return " ".join(map(str, [*found, LedgerTransfer.objects.count()]))


def free() -> None:
    """The leases of those who died are over, and everything is due."""
    now = timezone.now()
    OutboxEvent.objects.update(leased_until=None, due_at=now)
    for model in (Refund, Payout):
        model._default_manager.filter(due_at__isnull=False).update(due_at=now)


def receive() -> None:
    """The gateway sends a webhook."""
    told = {"event": "charge.success", "data": {"reference": Payment.objects.get().reference, "status": "success"}}
    body, secret = orjson.dumps(told), os.environ["PAYSTACK_SECRET_KEY"].encode()
    headers = {"x-paystack-signature": hmac.new(secret, body, hashlib.sha512).hexdigest()}
    webhook_receive(gateway=gateway_named("paystack"), body=body, headers=headers, now=timezone.now())


def process() -> None:
    """A worker processes it."""
    webhook_process(webhook_id=WebhookEvent.objects.get().pk, gateways=configured_gateways(), now=timezone.now())


def relay() -> None:
    """Facts are delivered."""
    while deliver_due(clock=timezone.now):
        pass


def give_back() -> None:
    """The shop refunds its part."""
    part = VendorOrder.objects.get()
    vendor_order_refund(
        actor=acting(VendorMember.objects.filter(vendor=part.vendor_id, role="OWNER").get().user),
        vendor_order_id=part.pk,
        amount=None,
        reason="Torn seam",
        once=_ONCE,
        now=timezone.now(),
    )


def send_refund() -> None:
    """Workers send it, and ask, until the gateway has said its last word."""
    status = ""
    while status not in {"PROCESSED", "FAILED"}:
        free()
        soon = timezone.now() + timedelta(seconds=1)
        status = refund_send(refund_id=Refund.objects.get().pk, gateways=configured_gateways(), now=soon).status


def ask_for_money() -> None:
    """The shop has all of its money paid out."""
    account = PayoutAccount.objects.get()
    payout_request(
        actor=acting(VendorMember.objects.filter(vendor=account.vendor_id, role="OWNER").get().user),
        vendor_id=account.vendor_id,
        currency=CurrencyCode.NGN,
        minor=None,
        once=_ONCE,
        now=timezone.now(),
    )


def send_payout() -> None:
    """A worker sends it, or asks."""
    later = timezone.now() + timedelta(seconds=1)
    payout_send(payout_id=Payout.objects.get().pk, gateway=payout_gateway_named("paystack"), now=later)


def bank(status: str) -> None:
    """The bank ends the transfer."""
    httpx.post(
        f"{os.environ['PAYSTACK_BASE_URL']}/_control/transfers/{Payout.objects.get().reference}",
        headers={"Authorization": f"Bearer {os.environ['PAYSTACK_SECRET_KEY']}"},
        json={"status": status},
        trust_env=False,
    ).raise_for_status()


def make_anew(*, sooner: timedelta = timedelta()) -> None:
    """A worker makes an attachment anew, once the lease of whoever had it is over, and removes what is nobody's."""
    attachment = MessageAttachment.objects.filter(status="PROCESSING").order_by("pk")[0]
    now = (attachment.leased_until or timezone.now()) - sooner
    message_attachment_process(attachment_id=attachment.pk, tools=get_tools(), clock=lambda: now)
    attachment_files_remove(now=now)


def on_disk(deed: Callable[[], object]) -> None:
    """Do it with attachments where other processes find them; the suite's own die with their process."""
    with override_settings(STORAGES=settings.STORAGES | {"attachments": attachment_storage(Path())}):
        deed()


DEEDS: Mapping[str, Callable[[], object]] = {
    "receive": receive,
    "process": process,
    "relay": relay,
    "give back": give_back,
    "send refund": send_refund,
    "ask for money": ask_for_money,
    "send payout": send_payout,
    "bank: success": lambda: bank("success"),
    "bank: reversed": lambda: bank("reversed"),
    "make anew": lambda: on_disk(make_anew),
    "make anew too soon": lambda: on_disk(lambda: make_anew(sooner=timedelta(seconds=1))),
    "remind": lambda: reminders_queue(now=timezone.now() + settings.CHAT_AWAY),
    "sweep": lambda: on_disk(lambda: attachment_files_remove(now=timezone.now())),
}


def live(what: str, where: str) -> None:
    """Do it, and die there."""
    free()
    sys.stdout.write(f"{seen()} | {what} | ")
    sys.stdout.flush()
    if where != "-":
        die_at(where)
    DEEDS[what]()


if __name__ == "__main__":
    for what, where in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        child = os.fork()
        if child == 0:
            live(what, where)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
