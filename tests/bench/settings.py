"""Settings of the measured server: a deployment's, but for plain HTTP on loopback and the addresses of the floors."""

import os
import tempfile
from datetime import timedelta

os.environ["SECRET_KEY"] = "benchmark-only-secret-key-of-sufficient-length-for-production"
os.environ["ALLOWED_HOSTS"] = "127.0.0.1"
os.environ["PUBLIC_URL"] = "http://127.0.0.1"
os.environ["PAYSTACK_SECRET_KEY"] = "sk_test_bench"
os.environ["EMAIL_URL"] = "smtp://127.0.0.1:9"
os.environ["DEFAULT_FROM_EMAIL"] = "bench@example.com"
os.environ |= {"SMS_PROVIDERS": "termii", "TERMII_API_KEY": "none", "TERMII_SENDER_ID": "Bench"}
os.environ["ENCRYPTION_KEYS"] = "YmVuY2htYXJrLW9ubHktZW5jcnlwdGlvbi1rZXkhISE="
os.environ["SECURE_SSL_REDIRECT"] = "0"
os.environ["GRAPHQL_TRUSTED_ONLY"] = "0"
# The suite's own, so that pictures are drawn once on a machine; no read looks at them.
os.environ["MEDIA_ROOT"] = tempfile.gettempdir() + "/fashionistar-test-media"

from config.settings.production import *
from config.settings.production import THROTTLES

ROOT_URLCONF = "tests.bench.urls"
ACCESS_TOKEN_LIFETIME = timedelta(hours=24)  # a long run signs in once
if os.environ.get("BENCH_UNLIMITED"):
    THROTTLES = dict.fromkeys(THROTTLES, "1000000/minute")
