"""The house keeps its layout."""

import platform
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import DOMAINS, FASHIONISTAR, ROOT, functions, relative, source_files

TOP_LEVEL = {
    ".ci", ".env.example", ".gitignore", ".python-version", "LICENSE", "README.md", "config", "deploy", "docs",
    "manage.py", "platform", "pyproject.toml", "schema", "schema.graphql", "tests", "uv.lock",
}  # fmt: skip
ROOMS = {
    "__init__.py", "apps.py", "models.py", "policies.py", "selectors.py", "services", "events.py", "handlers.py",
    "tasks.py", "gateway.py", "gateways", "admin.py", "migrations",
}  # fmt: skip
#: Rooms of one domain only, each with its reason in its docstring.
OWN_ROOMS = {
    "accounts": {
        "addresses.py",
        "audit.py",
        "backends.py",
        "hashers.py",
        "identifiers.py",
        "challenges.py",
        "contacts.py",
        "factors.py",
        "google.py",
        "managers.py",
        "messages.py",
        "models",
        "passkeys.py",
        "recovery_codes.py",
        "locked_user.py",
        "saved_addresses.py",
        "sessions.py",
        "step_up.py",
        "tokens.py",
        "totp.py",
    },
    "ledger": {
        "account_refs.py",
        "chart.py",
        "checks.py",
        "locked_accounts.py",
        "postings.py",
        "transfer_kinds.py",
        "transfers.py",
    },
    "notifications": {"metrics.py", "retries.py"},
    "measurements": {
        "estimate_ends.py",
        "estimation",
        "held_profiles.py",
        "history.py",
        "photos.py",
        "units.py",
    },
    "products": {"thumbnails.py"},
    "tailoring": {"offering_input.py", "specifying.py", "styles.py"},
    "alterations": {"messages.py", "steps.py", "transitions.py"},
    "fitting": {"advice.py", "chart_input.py", "conversions.py"},
    "inventory": {"stock_moves.py"},
    "orders": {"checks.py", "completion.py", "transitions.py"},
    "settlement": {"books.py", "checks.py", "dispute_books.py", "disputes.py", "part_refunds.py", "releases.py"},
    "statements": {"csv_file.py", "links.py", "pdf_file.py", "words.py"},
    "payments": {"gateway_errors.py", "gateway_words.py"},
    "webhooks": {"addresses.py", "endpoint_input.py", "event_types.py", "retries.py", "signing.py", "transport.py"},
    "checkout": {"locked_cart.py", "problems.py", "specified_lines.py"},
    "wallets": {"checks.py", "gift_codes.py", "messages.py", "spending.py", "tender_lines.py"},
    "chat": {
        "attaching.py",
        "attachment_ends.py",
        "attachment_files.py",
        "attachment_links.py",
        "contact_filter.py",
        "held_conversation.py",
        "models",
        "posting.py",
        "presence.py",
    },
    "reminders": {"messages.py"},
    "offers": {"held_offer.py", "proposing.py"},
    "vendors": {"keys.py", "messages.py", "places.py"},
    "reconciliation": {
        "captures.py",
        "charges.py",
        "checks.py",
        "comparison.py",
        "filing.py",
        "metrics.py",
        "posted.py",
        "refunds.py",
        "runs.py",
        "things.py",
        "transfers.py",
    },
    "payouts": {
        "availability.py",
        "banks.py",
        "books.py",
        "checks.py",
        "messages.py",
        "notices.py",
        "outcomes.py",
        "reservations.py",
        "shop_access.py",
        "transitions.py",
    },
}


def test_the_top_level_is_what_the_house_names() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} == TOP_LEVEL


def test_platform_is_a_source_root_and_never_a_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert Path(platform.__file__).parent != ROOT / "platform"
    assert platform.python_version()


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_only_rooms_that_the_house_knows(domain: str) -> None:
    rooms = {path.name for path in (FASHIONISTAR / domain).iterdir() if path.name != "__pycache__"}
    assert rooms <= ROOMS | OWN_ROOMS.get(domain, set())
    assert "__init__.py" in rooms


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_tells_its_story_and_imports_nothing(domain: str) -> None:
    text = (FASHIONISTAR / domain / "__init__.py").read_text()
    assert text.startswith('"""')
    assert "Tables:" in text
    assert "import " not in text.split('"""')[2]


def test_no_file_has_more_than_300_lines() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in source_files()}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_no_function_has_more_than_40_lines() -> None:
    long = {
        f"{relative(path)}:{name}": lines for path in source_files() for name, lines in functions(path) if lines > 40
    }
    assert long == {}


def test_nothing_hides_an_import_from_the_contracts() -> None:
    hiding = [relative(path) for path in source_files() if "TYPE_CHECKING" in path.read_text()]
    assert hiding == []


def test_django_signals_are_not_used() -> None:
    using = [relative(path) for path in source_files() if "django.dispatch" in path.read_text()]
    assert using == []
