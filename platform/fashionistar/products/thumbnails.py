"""Where a picture's thumbnails lie: beside it, named by their width."""

from django.db.models import F, Func, TextField, Value

#: Widths in pixels: a list's card, a cart's line.
THUMBNAIL_WIDTHS = (320, 96)


def thumbnail_path(file: str, width: int) -> str:
    """The path of a thumbnail: `a/b.webp` at 320 is `a/b@320.webp`."""
    stem, _, suffix = file.rpartition(".")
    return f"{stem}@{width}.{suffix}"


def thumbnail_path_of(column: str, width: int) -> Func:
    """The same path, as an expression on a column."""
    replacement = rf"@{width}.\1"
    return Func(
        F(column), Value(r"\.([^.]*)$"), Value(replacement), function="regexp_replace", output_field=TextField()
    )
