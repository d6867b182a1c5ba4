"""The platform starts, mends itself, and leaves nothing behind."""

import os
import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from config.local.ports import free_port
from tests.emulator import eventually
from tests.live import LivePlatform, belonging_to
from tests.local.running import all_end, refusal

PARTS = {
    "database": r"bin/postgres -D",
    "Valkey": r"valkey-server",
    "server": r"uvicorn config.asgi",
    "worker": r"celery.*worker.*--beat",
    "sending worker": r"celery.*worker.*--queues webhooks,notifications",
    "measuring worker": r"manage\.py measurement_worker",
    "relay": r"manage\.py relay",
    "emulator": r"fashionistar\.emulators\.paystack",
}


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[LivePlatform]:
    """A platform whose runner was killed with no chance to stop anything."""
    platform = LivePlatform(tmp_path / "data", free_port(), ("--no-demo",))
    platform.start()
    assert platform.process is not None
    platform.process.kill()
    platform.process.wait()
    platform.lines.clear()
    yield platform
    if platform.process.poll() is None:
        platform.stop()


def answers(url: str) -> bool:
    """Whether what listens at this address says that it is well."""
    try:
        return httpx.get(f"{url}/healthz", trust_env=False, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def healthy(live: LivePlatform) -> bool:
    """Whether the server answers."""
    return answers(live.url)


def test_the_last_line_names_an_address_that_answers(live_platform: LivePlatform) -> None:
    ready = f"ready: {live_platform.url}/graphql/"
    assert live_platform.lines.count(ready) == 1
    assert live_platform.send("{ __typename }") == {"__typename": "Query"}
    before = live_platform.lines[: live_platform.lines.index(ready)]
    assert any(f"{live_platform.url}/admin/" in line for line in before)


def test_every_part_is_up_once_it_says_ready(live_platform: LivePlatform) -> None:
    eventually(
        lambda: {part for part, pattern in PARTS.items() if live_platform.pids(pattern)} == set(PARTS), seconds=120
    )
    emulator = live_platform.environment()["PAYSTACK_BASE_URL"]
    eventually(lambda: answers(emulator), seconds=120)


def test_secrets_are_for_their_owner_alone(live_platform: LivePlatform) -> None:
    environment = live_platform.environment()
    secrets = {environment[name] for name in ("SECRET_KEY", "PAYSTACK_SECRET_KEY", "ENCRYPTION_KEYS")}
    holding = [path for path in live_platform.data_dir.iterdir() if path.is_file() and _holds(path, secrets)]
    assert holding
    assert {stat.S_IMODE(path.stat().st_mode) for path in holding} == {0o600}
    assert not secrets & {word for line in live_platform.lines for word in re.split(r"[\s=']", line)}


def test_a_second_run_on_the_same_data_is_refused(live_platform: LivePlatform) -> None:
    line = refusal(live_platform.data_dir, "--port", str(free_port()))
    assert str(live_platform.data_dir) in line
    assert f"process {live_platform.process.pid if live_platform.process else 0}" in line
    assert "--data-dir" in line
    assert healthy(live_platform)


@pytest.mark.parametrize("part", ["server", "worker", "relay", "emulator", "Valkey"])
def test_a_part_that_is_killed_starts_again_with_its_last_lines_shown(live_platform: LivePlatform, part: str) -> None:
    eventually(lambda: bool(live_platform.pids(PARTS[part])), seconds=120)
    killed, said = live_platform.pids(PARTS[part])[0], len(live_platform.lines)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: any(pid != killed for pid in live_platform.pids(PARTS[part])), seconds=120)
    eventually(lambda: any("last lines" in line for line in live_platform.lines[said:]), seconds=120)
    eventually(lambda: healthy(live_platform), seconds=120)


def test_a_killed_run_leaves_nothing_in_the_way_of_the_next_and_its_parts_end_even_if_one_hangs(
    killed: LivePlatform,
) -> None:
    killed.start()
    assert killed.send("{ __typename }") == {"__typename": "Query"}
    assert killed.process is not None
    killed.process.send_signal(signal.SIGINT)
    assert killed.process.wait(60) == 0
    assert belonging_to(killed.data_dir) == {}
    assert not healthy(killed)
    killed.start()
    hung = killed.pids(PARTS["worker"])
    assert hung
    for pid in hung:
        os.kill(pid, signal.SIGSTOP)  # it heeds no signal but SIGKILL
    killed.process.kill()
    all_end(killed.data_dir)
    log = (killed.data_dir / "logs" / "reaper.log").read_text()
    assert [pid for pid in hung if f"was killed: {pid} (" not in log] == []


def _holds(path: Path, secrets: set[str]) -> bool:
    text = path.read_text(errors="ignore")
    return any(secret in text for secret in secrets)
