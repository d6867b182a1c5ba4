"""What looks into uploaded files and makes them anew, as the settings name it; loaded when somebody asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from fashionistar.chat.models import AttachmentKind, AttachmentRejection

_SCANNERS = {
    "none": "fashionistar.chat.gateways.no_scanner.NoScanner",
    "clamav": "fashionistar.chat.gateways.clamav.ClamAV",
}


class ScannerUnavailableError(Exception):
    """Nobody can say now whether a file is harmless."""


class FileRefusedError(Exception):
    """Nothing can be made of a file."""

    def __init__(self, reason: AttachmentRejection) -> None:
        """Say why."""
        super().__init__(str(reason))
        self.reason = reason


class VirusScanner(Protocol):
    """Looks for what is harmful in files."""

    def scan(self, content: bytes) -> str | None:
        """The name of what was found; None: nothing.

        Raises:
            ScannerUnavailableError: It could not look; the file is to be kept until it can.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reencoded:
    """What was made of a file: nothing of the file itself is in it.

    Attributes:
        content: A JPEG, or Opus in Ogg.
        preview: A small JPEG, of a picture.
        facts: What is known of it, by the names of `MessageAttachment`'s columns.
    """

    content: bytes
    preview: bytes | None = None
    facts: Mapping[str, int | list[int]] = field(default_factory=dict)


class Reencoder(Protocol):
    """Makes a file anew."""

    def __call__(self, content: bytes) -> Reencoded:
        """Decode it within limits, and encode what was seen or heard.

        Raises:
            FileRefusedError: It is broken, something else, or too much.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What files are processed with."""

    scanner: VirusScanner

    def reencoder(self, kind: AttachmentKind) -> Reencoder:
        """What makes files of a kind anew; loaded now, if it is the first."""
        return cast("Reencoder", import_string(settings.ATTACHMENT_ENCODERS[kind]))


def get_tools() -> Tools:
    """The tools of this process."""
    return Tools(_scanner(settings.VIRUS_SCANNER))


@cache
def _scanner(name: str) -> VirusScanner:
    return cast("VirusScanner", import_string(_SCANNERS[name])())
