"""What a deployment sets, and what its commands say when they start."""

import os
import subprocess
import sys

from tests.live import ROOT

DEPLOYMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "api.example.com",
    "PUBLIC_URL": "https://api.example.com",
    "PAYSTACK_SECRET_KEY": "sk_test_suite",
    "ENCRYPTION_KEYS": "dGVzdC1vbmx5LXdlYmhvb2stZW5jcnlwdGlvbi1rZXk=",
    "EMAIL_URL": "smtp+tls://shop:word@mail.example.com",
    "DEFAULT_FROM_EMAIL": "Fashionistar <no-reply@example.com>",
    "SMS_PROVIDERS": "termii,africastalking",
    "TERMII_API_KEY": "TL-suite",
    "TERMII_SENDER_ID": "Fashion",
    "AFRICASTALKING_USERNAME": "fashionistar",
    "AFRICASTALKING_API_KEY": "atsk_suite",
}


def started(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command of a deployment that has run to its end: `manage.py check`, unless said."""
    return subprocess.run(
        [sys.executable, "manage.py", *(words or ("check",))],
        cwd=ROOT,
        env=os.environ | DEPLOYMENT | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
