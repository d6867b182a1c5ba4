"""What a purchase can be paid with: sources of stored value, locked, with what each has to give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle
from fashionistar.ledger.account_refs import AccountRef, gift_card, wallet
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.wallets.gift_codes import code_hash, read_code
from fashionistar.wallets.models import GiftCard, TenderKind
from fashionistar.wallets.policies import limits_of
from fashionistar.wallets.selectors import usable

#: So many cards pay for one purchase at most.
MAX_CARDS = 5


@dataclass(frozen=True, slots=True)
class PayFrom:
    """What the shopper asks to be used, besides a payment: her wallet, and gift cards by their codes."""

    wallet: bool = False
    gift_cards: tuple[str, ...] = ()


NOTHING = PayFrom()


@dataclass(frozen=True, slots=True)
class Source:
    """A wallet or a card that is to pay, and how much; its account is locked."""

    kind: TenderKind
    account: AccountRef
    minor: int
    user_id: UUID | None = None
    gift_card_id: UUID | None = None


def sources_lock(actor: Actor, pay_from: PayFrom, *, currency: str, total: int, now: datetime) -> list[Source]:
    """Lock what is to pay and say how much each pays of `total`: gift cards first, as given, then the wallet.

    A source that has nothing to give is refused, for the shopper counts on it; one that comes too late to be needed is
    left out.

    Raises:
        DomainError: UNAUTHENTICATED: a guest has no wallet; RATE_LIMITED: too many codes; INVALID: too many cards, or
            one twice; INSUFFICIENT_FUNDS: nothing can be spent from the wallet, or by the code, which may be unknown,
            spent, ended or of another currency alike; STEP_UP_REQUIRED: the wallet is to pay a lot.
    """
    if not pay_from.wallet and not pay_from.gift_cards:
        return []
    cards = [(at, card) for at, card in enumerate(_cards_lock(pay_from.gift_cards, currency=currency, now=now))]
    refs = [gift_card(card.pk, currency) for _, card in cards]
    purse = _wallet_of(actor, currency) if pay_from.wallet else None
    accounts = accounts_lock([*refs, *([purse] if purse else [])])
    found: list[Source] = []
    for (at, card), ref in zip(cards, refs, strict=True):
        if accounts[ref].available <= 0:
            _nothing_on(at)
        minor = min(accounts[ref].available, total - sum(source.minor for source in found))
        found.append(Source(TenderKind.GIFT_CARD, ref, minor, actor.user_id, card.pk))
    if purse:
        if accounts[purse].available <= 0:
            raise refuse(ErrorCode.INSUFFICIENT_FUNDS, "There is nothing in your wallet.", "payFrom", "wallet")
        minor = min(accounts[purse].available, total - sum(source.minor for source in found))
        if minor > limits_of(currency).step_up_above:
            require_step_up(actor, now=now)
        found.append(Source(TenderKind.WALLET, purse, minor, actor.user_id))
    return [source for source in found if source.minor]


def card_lock(given: str, *, now: datetime, field: tuple[str, ...] = ("code",)) -> GiftCard:
    """Lock the card of a code that can be used; guesses are counted.

    Raises:
        DomainError: RATE_LIMITED, or INSUFFICIENT_FUNDS whatever is wrong with it.
    """
    guess_count(field[0])
    code = read_code(given)
    held = GiftCard.objects.select_for_update(of=("self",), no_key=True)
    card = None if code is None else held.filter(usable(now), code_hash=code_hash(code)).first()
    if card is None:
        raise DomainError(_nothing_there(field))
    return card


def guess_count(field: str = "") -> None:
    """Count a code that somebody tries, by the client's address.

    Raises:
        DomainError: RATE_LIMITED.
    """
    throttle("gift-card-address", current_client().ip or "", field=field)


def nothing_left(field: tuple[str, ...] = ("code",)) -> DomainError:
    """The one answer about a code that nothing can be spent by."""
    return DomainError(_nothing_there(field))


def _cards_lock(codes: Sequence[str], *, currency: str, now: datetime) -> list[GiftCard]:
    """The cards in the order they were given, locked in the order of their ids."""
    if len(codes) > MAX_CARDS:
        raise refuse(ErrorCode.INVALID, f"At most {MAX_CARDS} gift cards pay for an order.", "payFrom", "giftCards")
    for _ in codes:
        guess_count("payFrom")
    hashes = [None if (code := read_code(given)) is None else code_hash(code) for given in codes]
    if len(set(hashes)) < len(hashes) and None not in hashes:
        raise refuse(ErrorCode.INVALID, "Give each gift card once.", "payFrom", "giftCards")
    wanted = GiftCard.objects.filter(usable(now), code_hash__in=[each for each in hashes if each], currency=currency)
    locked = wanted.order_by("pk").select_for_update(of=("self",), no_key=True)
    found = {card.code_hash: card for card in locked}
    return [found[each] if each in found else _nothing_on(at) for at, each in enumerate(hashes)]


def _wallet_of(actor: Actor, currency: str) -> AccountRef:
    if actor.user_id is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in to pay from your wallet.", "payFrom", "wallet")
    return wallet(actor.user_id, currency)


def _nothing_on(at: int) -> NoReturn:
    raise DomainError(_nothing_there(("payFrom", "giftCards", str(at))))


def _nothing_there(field: tuple[str, ...]) -> Fault:
    return Fault(ErrorCode.INSUFFICIENT_FUNDS, "Nothing can be spent by this code.", field)
