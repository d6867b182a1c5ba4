"""Deleting accounts in tests, and all that can hang on one."""

from datetime import timedelta

from django.utils import timezone

from fashionistar.accounts.challenges import send_code
from fashionistar.accounts.models import (
    ChallengePurpose,
    GoogleIdentity,
    Passkey,
    RecoveryCode,
    TotpFactor,
    User,
)
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.sealing import keyed_hash, sealed
from fashionistar.measurements.models import EstimatePhoto, MeasurementEstimate
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient
from fashionistar.orders.models import Order, OrderStatus, VendorOrderStatus
from fashionistar.vendors.models import ApiKey, VendorInvitation
from tests.accounts.keeping import kept
from tests.checkout.shopping import cart_of, order_of
from tests.factories.catalogue import garment
from tests.measurements.measuring import consented, lent, measured, profile_of
from tests.people import People, session_of
from tests.wire.client import Answer, Wire

DELETE = "mutation { accountDelete(input: {}) { deletedId userErrors { code message field } } }"
SECRET = "JBSWY3DPEHPK3PXP"


def leave(user: User | None) -> Answer:
    """Send `accountDelete` from a fresh session, in which she has proved whatever she can."""
    wire = Wire(user)
    if user is not None:
        user.sessions.update(mfa_at=timezone.now())
    return wire(DELETE)


def on_a_device(user: User, *, proved: timedelta = timedelta()) -> Actor:
    """A user on a device on which she proved who she is, so long ago."""
    return Actor(user_id=user.pk, session_id=session_of(user, age=proved).pk)


def with_everything(people: People) -> User:
    """Dami, with something in every table that is about her; nothing stands in the way of leaving."""
    dami = people.dami
    User.objects.filter(pk=dami.pk).update(phone="+254712345678", locale="sw-KE", currency="KES")
    dami.refresh_from_db()
    agbada = garment(people.atelier)
    for status, part in (
        (OrderStatus.PENDING_PAYMENT, VendorOrderStatus.PENDING_PAYMENT),
        (OrderStatus.EXPIRED, VendorOrderStatus.CANCELLED),
        (OrderStatus.REFUNDED, VendorOrderStatus.CANCELLED),
        (OrderStatus.COMPLETED, VendorOrderStatus.DELIVERED),
    ):
        stands(order_of(dami, (agbada, 1)), status, part)
    cart_of(dami, (agbada, 2))
    kept(dami)
    kept(dami, "1 Broad Street", city="Lagos", country="NG")
    TotpFactor.objects.create(user=dami, secret=sealed(SECRET), confirmed_at=timezone.now())
    for code in ("aaaa-bbbb", "cccc-dddd"):
        RecoveryCode.objects.create(user=dami, code_hash=keyed_hash("recovery", code))
    Passkey.objects.create(user=dami, name="Tecno", credential_id=b"credential", public_key=b"public")
    GoogleIdentity.objects.create(user=dami, subject="subject-1", email="dami@gmail.com")
    people.bisi.memberships.create(vendor=people.boutique, role="STAFF")
    dami.memberships.create(vendor=people.atelier, role="STAFF")
    invited_and_inviting(people, dami)
    measured_and_lent(people, dami)
    to = Recipient(Channel.SMS, "+254712345678", dami.pk)
    send_code(ChallengePurpose.SIGN_IN, to, now=timezone.now(), user=dami)
    send_code(ChallengePurpose.REGISTRATION, Recipient(Channel.EMAIL, "dami@example.com"), now=timezone.now())
    return dami


def invited_and_inviting(people: People, dami: User) -> None:
    """A shop asks her, another asks somebody in her name, and she made a key there."""
    now = timezone.now()
    for number, (shop, inviter, address) in enumerate(
        ((people.boutique, people.ada, "dami@example.com"), (people.atelier, dami, "new@example.com"))
    ):
        VendorInvitation.objects.create(
            vendor=shop, inviter=inviter, channel=Channel.EMAIL, address=address, role="MANAGER",
            token_hash=f"{number:064}", sent_at=now, expires_at=now + timedelta(days=7),
        )  # fmt: skip
    ApiKey.objects.create(
        vendor=people.atelier, creator=dami, name="Courier", prefix="0" * 16, secret_hash="9" * 64,
        scopes=["ORDERS_READ"],
    )  # fmt: skip


def measured_and_lent(people: People, dami: User) -> None:
    """She keeps her own body and her child's, lent to a shop, with consents, and an estimate with photos on its way."""
    child = profile_of(dami, "Tolu", "CHILD")
    profile = consented(lent(measured(dami, profile_of(dami), waist_girth=80), people.atelier))
    job = MeasurementEstimate.objects.create(
        profile=child, sex="FEMALE", height_mm=1500, weight_g=50_000, age_years=16, with_photos=True
    )
    EstimatePhoto.objects.create(estimate=job, view="FRONT", content=b"sealed")
    consented(profile, "CALIBRATION")
    profile.consents.filter(purpose="CALIBRATION").update(withdrawn_at=timezone.now())


def stands(order: Order, status: str, part: str = VendorOrderStatus.PAID) -> Order:
    """Have an order and its parts stand there, whatever led to it."""
    paid_at = timezone.now() if status in {OrderStatus.PAID, OrderStatus.COMPLETED} else None
    Order.objects.filter(pk=order.pk).update(status=status, paid_at=paid_at)
    order.vendor_orders.update(status=part)
    return order
