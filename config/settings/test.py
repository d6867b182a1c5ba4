"""Settings of the test suite: real PostgreSQL and Valkey, small hashes, no pool."""

import os
import tempfile

# The suite starts both servers and sets their URLs; tools that only import settings need none.
os.environ.setdefault("DATABASE_URL", "postgresql:///fashionistar")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ["SECRET_KEY"] = "test-only-secret-key-of-sufficient-length-for-hs256"  # noqa: S105
os.environ["PUBLIC_URL"] = "http://testserver"
os.environ["MEDIA_ROOT"] = tempfile.gettempdir() + "/fashionistar-test-media"
os.environ["PAYSTACK_SECRET_KEY"] = "sk_test_suite"  # noqa: S105
os.environ["ENCRYPTION_KEYS"] = "dGVzdC1vbmx5LXdlYmhvb2stZW5jcnlwdGlvbi1rZXk="

from config.settings.base import *
from config.settings.base import DATABASES, STORAGES
from config.settings.throttles import THROTTLES

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Each worker thread opens its own connection, so that a test's transaction is the one it sees.
DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CELERY_TASK_ALWAYS_EAGER = False
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = True

# Files that are kept encrypted leave nothing behind; one test looks at a disk.
STORAGES = STORAGES | {"attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

# Tests sign in often from one address; those about limits set their own.
THROTTLES = dict.fromkeys(THROTTLES, "100000/minute")
READ_POOL_MAX = 0  # reads must see what a test's transaction has written
