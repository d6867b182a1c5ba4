"""Rigs: one emulator of each gateway for all tests of a worker."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from tests.payments.contract.rigs import RIGS, Rig, Webhook, receiver


@pytest.fixture(scope="session")
def start_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Rig]]:
    """Starts a gateway's rig once."""
    rigs: dict[str, Rig] = {}
    arrived: list[Webhook] = []
    with ExitStack() as stack:
        hooks = stack.enter_context(receiver(arrived))

        def start(name: str) -> Rig:
            if name not in rigs:
                rigs[name] = stack.enter_context(RIGS[name](tmp_path_factory.mktemp(name), arrived, hooks))
            rigs[name].reset()
            return rigs[name]

        yield start


@pytest.fixture(params=["paystack", "flutterwave", "stripe"])
def rig(request: pytest.FixtureRequest, start_rig: Callable[[str], Rig]) -> Rig:
    """Each payment gateway in turn, its knobs turned back."""
    return start_rig(request.param)


@pytest.fixture(params=["paystack", "flutterwave"])
def payout_rig(request: pytest.FixtureRequest, start_rig: Callable[[str], Rig]) -> Rig:
    """Each payout gateway in turn."""
    return start_rig(request.param)


@pytest.fixture
def reference() -> str:
    """A reference that nobody had before."""
    return f"fs-{uuid4().hex}"
