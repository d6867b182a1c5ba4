"""The API that sends money: banks, accounts, beneficiaries, transfers, balances."""

from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.flutterwave.api import answer, authorized, content_of, emulator_of, money, page_of
from fashionistar.emulators.flutterwave.engine import Flutterwave, Refusal, json_number, now

#: What each balance begins with.
OPENING_BALANCE = Decimal(1_000_000)
_BANKS = {
    "NG": {"044": "Access Bank", "058": "GTBank Plc", "999992": "OPay"},
    "GH": {"GH010100": "Bank of Ghana", "MTN": "MTN Mobile Money"},
    "KE": {"68": "Equity Bank", "MPS": "M-Pesa"},
    "UG": {"UG010101": "Stanbic Bank", "MTN": "MTN Mobile Money"},
    "ZA": {"250655": "First National Bank"},
}
#: The documented test accounts, and every other number of ten digits that begins so, are somebody's.
_KNOWN_ACCOUNTS = "069"


@authorized
async def banks(request: Request) -> Response:
    """GET /v3/banks/{country}."""
    listed = _BANKS.get(request.path_params["country"])
    if listed is None:
        raise Refusal("No banks found for this country")
    rows = [{"id": place, "code": code, "name": name} for place, (code, name) in enumerate(listed.items(), start=1)]
    return answer("Banks fetched successfully", rows)


@authorized
async def account_resolve(request: Request) -> Response:
    """POST /v3/accounts/resolve."""
    content = await content_of(request)
    number = _account(content)
    return answer("Account details fetched", {"account_number": number, "account_name": f"Pastor Bright {number[-4:]}"})


@authorized
async def beneficiary_create(request: Request) -> Response:
    """POST /v3/beneficiaries."""
    content, emulator = await content_of(request), emulator_of(request)
    number, bank = _account(content), str(content.get("account_bank"))
    rows = emulator.documents.all("beneficiary")
    if any((row["account_number"], row["bank_code"]) == (number, bank) for row in rows):
        raise Refusal("Beneficiary already exists")
    number_of_it = emulator.documents.next_number()
    names = {code: name for listed in _BANKS.values() for code, name in listed.items()}
    with emulator.documents.together:
        made = emulator.documents.put(
            "beneficiary",
            str(number_of_it),
            {
                "id": number_of_it,
                "account_number": number,
                "bank_code": bank,
                "full_name": str(content.get("beneficiary_name") or f"Pastor Bright {number[-4:]}"),
                "created_at": now(),
                "bank_name": names.get(bank, "N/A"),
            },
        )
    return answer("Beneficiary created", made)


@authorized
async def beneficiaries(request: Request) -> Response:
    """GET /v3/beneficiaries."""
    return page_of(request, "Payout beneficiaries fetched", emulator_of(request).documents.all("beneficiary"))


@authorized
async def transfer_create(request: Request) -> Response:
    """POST /v3/transfers to a beneficiary: NEW at first, and then as the knob says."""
    content, emulator = await content_of(request), emulator_of(request)
    currency, reference = str(content.get("currency")), str(content.get("reference") or "")
    amount = money(content, currency)
    who = emulator.documents.get("beneficiary", str(content.get("beneficiary")))
    if who is None:
        raise Refusal("Beneficiary not found")
    if any(row["reference"] == reference for row in emulator.documents.all("transfer")):
        raise Refusal("Transfer with this reference already exists")
    if amount > _balance(emulator, currency):
        raise Refusal("Insufficient balance in your wallet")
    number = emulator.documents.next_number()
    fee = Decimal("26.875") if currency == "NGN" else Decimal(0)
    transfer: Document = {
        "id": number,
        "account_number": who["account_number"],
        "bank_code": who["bank_code"],
        "full_name": who["full_name"],
        "created_at": now(),
        "currency": currency,
        "debit_currency": currency,
        "amount": json_number(amount),
        "fee": json_number(fee),
        "status": "NEW",
        "reference": reference,
        "meta": None,
        "narration": str(content.get("narration") or ""),
        "complete_message": "",
        "requires_approval": 0,
        "is_approved": 1,
        "bank_name": who["bank_name"],
    }
    _end(emulator, transfer)
    return answer("Transfer Queued Successfully", transfer)


@authorized
async def transfers(request: Request) -> Response:
    """GET /v3/transfers, one of them with `?reference=`."""
    reference = request.query_params.get("reference")
    emulator = emulator_of(request)
    rows = [row for row in emulator.documents.all("transfer") if reference in {None, row["reference"]}]
    return page_of(request, "Transfers fetched", rows, odd=emulator.knobs.transfer_overrides)


@authorized
async def balance(request: Request) -> Response:
    """GET /v3/balances/{currency}."""
    currency = request.path_params["currency"]
    left = json_number(_balance(emulator_of(request), currency))
    data = {"currency": currency, "available_balance": left, "ledger_balance": left}
    return answer("Wallet balance fetched", data)


def _account(content: Document) -> str:
    number, bank = str(content.get("account_number")), str(content.get("account_bank"))
    known = any(bank in listed for listed in _BANKS.values())
    if not known or not number.isdecimal() or len(number) != 10 or not number.startswith(_KNOWN_ACCOUNTS):
        raise Refusal("Sorry, recipient account could not be validated. Please try again")
    return number


def _balance(emulator: Flutterwave, currency: str) -> Decimal:
    sent = [row for row in emulator.documents.all("transfer") if row["currency"] == currency]
    gone = (Decimal(str(row["amount"])) + Decimal(str(row["fee"])) for row in sent if row["status"] != "FAILED")
    return OPENING_BALANCE - sum(gone)


def _end(emulator: Flutterwave, transfer: Document) -> None:
    endings = {
        "success": ("SUCCESSFUL", "Transaction was successful"),
        "failed": ("FAILED", "DISBURSE FAILED: Account resolve failed"),
        "pending": ("PENDING", ""),
    }
    status, message = endings[emulator.knobs.transfers]
    ended = {**transfer, "status": status, "complete_message": message}
    with emulator.documents.together:
        emulator.documents.put("transfer", str(transfer["id"]), ended)
        if status != "PENDING":
            event: Document = {"event": "transfer.completed", "event.type": "Transfer", "data": ended}
            emulator.owe(event="transfer.completed", reference=str(transfer["reference"]), content=event)


routes = [
    Route("/v3/banks/{country}", banks, methods=["GET"]),
    Route("/v3/accounts/resolve", account_resolve, methods=["POST"]),
    Route("/v3/beneficiaries", beneficiary_create, methods=["POST"]),
    Route("/v3/beneficiaries", beneficiaries, methods=["GET"]),
    Route("/v3/transfers", transfer_create, methods=["POST"]),
    Route("/v3/transfers", transfers, methods=["GET"]),
    Route("/v3/balances/{currency}", balance, methods=["GET"]),
]
