"""Settings of a deployment: every secret comes from the environment, TLS is required."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *
from config.settings.base import ALLOWED_HOSTS, MAILERS, PAYSTACK_SECRET_KEY, SECRET_KEY, SMS_PROVIDERS, STORAGES

DEBUG = False
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters in production.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is required in production: a comma-separated list of host names.")
if not PAYSTACK_SECRET_KEY:
    raise ImproperlyConfigured("PAYSTACK_SECRET_KEY is required in production.")
# Accounts are opened by a code that must arrive, and either address opens one.
if not MAILERS:
    raise ImproperlyConfigured("EMAIL_URL is required in production: codes are sent by e-mail.")
if not SMS_PROVIDERS:
    raise ImproperlyConfigured("SMS_PROVIDERS is required in production: codes are sent by text message.")

DEFAULT_FROM_EMAIL = env.mail_sender("DEFAULT_FROM_EMAIL")

GRAPHQL_TRUSTED_ONLY = env.flag("GRAPHQL_TRUSTED_ONLY", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"}}
