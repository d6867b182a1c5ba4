"""Where a picture's thumbnails lie: beside it, named by their width."""

#: Widths in pixels: a list's card, a cart's line.
THUMBNAIL_WIDTHS = (320, 96)


def thumbnail_path(file: str, width: int) -> str:
    """The path of a thumbnail: `a/b.webp` at 320 is `a/b@320.webp`."""
    stem, _, suffix = file.rpartition(".")
    return f"{stem}@{width}.{suffix}"
