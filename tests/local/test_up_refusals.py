"""What stands in the way of a start is said in one line that tells what to do."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.ports import free_port
from tests.local.running import refusal


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_busy_port(tmp_path: Path, busy_port: int) -> None:
    line = refusal(tmp_path / "data", "--port", str(busy_port))
    assert f"ort {busy_port} is busy" in line
    assert "--port" in line


def test_a_file_in_place_of_the_data_directory(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text("a letter")
    line = refusal(path)
    assert str(path) in line
    assert "--data-dir" in line
    assert path.read_text() == "a letter"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_directory_without_write_permission(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.mkdir(mode=0o500)
    line = refusal(path)
    assert str(path) in line
    assert "--data-dir" in line


@pytest.mark.parametrize("options", [(), ("--fresh", "--yes")], ids=["start", "fresh"])
def test_a_directory_that_holds_something_else(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "thesis.txt").write_text("three years")
    line = refusal(tmp_path, *options)
    assert str(tmp_path) in line
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_fresh_where_nobody_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / ".fashionistar").touch()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "gown.jpg").write_text("a picture")
    line = refusal(tmp_path, "--fresh", "--port", str(free_port()))
    assert "--yes" in line
    assert (tmp_path / "media" / "gown.jpg").read_text() == "a picture"


def test_a_database_of_the_user_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://ada:hidden-word@127.0.0.1:{free_port()}/shop"
    line = refusal(tmp_path / "data", "--port", str(free_port()), DATABASE_URL=url)
    assert "DATABASE_URL" in line
    assert "hidden-word" not in line


def test_a_broker_of_the_user_that_does_not_answer(tmp_path: Path) -> None:
    url = f"redis://:hidden-word@127.0.0.1:{free_port()}/0"
    line = refusal(tmp_path / "data", "--port", str(free_port()), REDIS_URL=url)
    assert "REDIS_URL" in line
    assert "hidden-word" not in line
