"""How the platform is put together: settings, URLs, servers, the worker and the local runner."""

import sys
from pathlib import Path

# `platform/` is a source root and never a package: the standard library owns that name.
_SOURCE_ROOT = str(Path(__file__).resolve().parent.parent / "platform")
if _SOURCE_ROOT not in sys.path:
    sys.path.insert(0, _SOURCE_ROOT)

from config.celery import app as celery_app  # noqa: E402  (the path above comes first)

__all__ = ["celery_app"]
