"""The catalogue's pictures in the media storage: drawn where they are missing, left alone where they are whole.

All at once (`draw`), or each when somebody first asks for it (`draw_if_missing`).
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fashionistar.demo.plans import pictures
from fashionistar.demo.textiles.pictures import WIDTH, Picture, encoded
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path

_drawing = Lock()


def missing_pictures() -> list[Picture]:
    """The pictures that the storage lacks, or has in part."""
    return [picture for picture in pictures() if not _is_there(picture)]


def draw(wanted: list[Picture], advanced: Callable[[int], None]) -> None:
    """Draw pictures and store them with their thumbnails.

    Threads, not processes: most of the work is done outside the interpreter's lock, and a run that is killed leaves
    no process behind.

    Args:
        wanted: What to draw.
        advanced: Told each time how many pictures have been stored.
    """
    with ThreadPoolExecutor((os.process_cpu_count() or 1) + 1) as pool:
        for picture, contents in zip(wanted, pool.map(_encoded, wanted), strict=True):
            _store(picture, contents)
            advanced(1)


def draw_if_missing(file: str) -> None:
    """Draw the picture whose file, or thumbnail's file, this is, unless it is there or the catalogue has none such."""
    picture = _by_file().get(file)
    if picture is None or _is_whole(file):
        return
    with _drawing:  # whoever waited here finds it drawn
        if not _is_there(picture):
            _store(picture, _encoded(picture))


@cache
def _by_file() -> dict[str, Picture]:
    return {file: picture for picture in pictures() for file in _files(picture.file).values()}


def _store(picture: Picture, contents: dict[int, bytes]) -> None:
    for width, file in _files(picture.file).items():
        default_storage.delete(file)
        default_storage.save(file, ContentFile(contents[width]))


def _encoded(picture: Picture) -> dict[int, bytes]:
    return encoded(picture, THUMBNAIL_WIDTHS)


def _files(file: str) -> dict[int, str]:
    return {WIDTH: file} | {width: thumbnail_path(file, width) for width in THUMBNAIL_WIDTHS}


def _is_there(picture: Picture) -> bool:
    return all(map(_is_whole, _files(picture.file).values()))


def _is_whole(file: str) -> bool:
    """Whether a WebP file has the length that its header states; one that was being written does not."""
    if not default_storage.exists(file):
        return False
    with default_storage.open(file) as stored:
        header = stored.read(8)
    return header[:4] == b"RIFF" and default_storage.size(file) == int.from_bytes(header[4:8], "little") + 8
