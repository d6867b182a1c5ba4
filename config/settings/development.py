"""Settings on a developer's machine: readable logs, GraphiQL, a mailbox, errors in full."""

import os
from pathlib import Path

# `manage.py up` sets all of these; alone, they let every other command run beside a platform that is up.
os.environ.setdefault("SECRET_KEY", "development-only-secret-key-of-sufficient-length")
os.environ.setdefault("PUBLIC_URL", "http://127.0.0.1:8000")
os.environ.setdefault("DATABASE_URL", "postgresql:///fashionistar")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ.setdefault("LOG_FORMAT", "console")
os.environ.setdefault("ENCRYPTION_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE=")
os.environ.setdefault("WEBHOOK_HTTP_ALLOWED", "1")
os.environ.setdefault("WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128")

from config import env
from config.settings.base import *
from config.settings.base import MAILERS, ROOT, SMS_PROVIDERS

DEBUG = env.flag("DEBUG", default=True)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
SERVESTATIC_AUTOREFRESH = True
SERVESTATIC_USE_FINDERS = True

# Messages land in the mailbox page, but for a channel that has a real provider.
MAILBOX_DIR = Path(env.text("MAILBOX_DIR", str(ROOT / ".data" / "mailbox")))
MAILERS = MAILERS or {"default": {"BACKEND": "fashionistar.notifications.gateways.mailbox.MailboxBackend"}}
SMS_PROVIDERS = SMS_PROVIDERS or ["mailbox"]
