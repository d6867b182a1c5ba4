"""Settings of chat: how often, for how long, how large, and what becomes of addresses and numbers in messages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import global_settings
from django.utils.module_loading import import_string

from config import env

#: MASK hides how somebody is reached elsewhere, WARN says that it is there, ALLOW does not look.
CHAT_CONTACT_POLICY = env.choice("CHAT_CONTACT_POLICY", "WARN", allowed=("WARN", "MASK", "ALLOW"))
#: How long its sender may edit or delete a message.
CHAT_EDIT_WINDOW = timedelta(seconds=env.seconds("CHAT_EDIT_SECONDS", "900"))
#: A conversation in which nothing was said for so long is removed.
CHAT_RETENTION = timedelta(days=env.whole("CHAT_RETENTION_DAYS", 1_095, least=30, most=3_650))
#: Who has not read a message for so long, and is not there, is told by e-mail that it waits.
CHAT_AWAY = timedelta(minutes=env.whole("CHAT_AWAY_MINUTES", 10, least=1, most=1_440))
#: How long an offer stands unless it says so itself.
OFFER_LIFETIME = timedelta(days=env.whole("OFFER_DAYS", 7, least=1, most=60))

# --- attachments --------------------------------------------------------------------------------------
#: What may be uploaded; a request may have 17 MB in all.
ATTACHMENT_IMAGE_MAX_BYTES = env.whole("ATTACHMENT_IMAGE_MAX_MB", 10, least=1, most=15) * 1024 * 1024
ATTACHMENT_IMAGE_MAX_PIXELS = env.whole("ATTACHMENT_IMAGE_MAX_MEGAPIXELS", 50, least=1, most=150) * 1_000_000
ATTACHMENT_VOICE_MAX_BYTES = env.whole("ATTACHMENT_VOICE_MAX_MB", 5, least=1, most=15) * 1024 * 1024
ATTACHMENT_VOICE_MAX = timedelta(seconds=env.seconds("ATTACHMENT_VOICE_MAX_SECONDS", "300"))
#: How many somebody may have uploaded and not sent, and how long they wait to be sent.
ATTACHMENT_UNSENT_MOST = env.whole("ATTACHMENT_UNSENT_MOST", 24, least=1, most=1_000)
ATTACHMENT_UNSENT_LIFETIME = timedelta(seconds=env.seconds("ATTACHMENT_UNSENT_SECONDS", "86400"))
#: An address of an attachment is good for at least so long and at most twice as long, so that browsers can keep it.
ATTACHMENT_LINK_LIFETIME = timedelta(seconds=env.seconds("ATTACHMENT_LINK_SECONDS", "300"))
# Named, not imported: only the worker of the queue `attachments` loads what makes files anew.
ATTACHMENT_ENCODERS = {
    "IMAGE": "fashionistar.chat.gateways.pictures.reencoded",
    "VOICE": "fashionistar.chat.gateways.voices.reencoded",
}
VIRUS_SCANNER = env.choice("VIRUS_SCANNER", "none", allowed=("none", "clamav"))
CLAMAV_URL = env.url("CLAMAV_URL", "tcp://127.0.0.1:3310", schemes=("tcp", "unix"))


def storages(root: Path) -> dict[str, dict[str, Any]]:
    """Where files are kept: Django's own, and one for attachments."""
    return global_settings.STORAGES | {"attachments": attachment_storage(root)}


def attachment_storage(root: Path) -> dict[str, Any]:
    """Where attachments are kept, encrypted: a folder of all servers and workers, or what speaks S3.

    Raises:
        ImproperlyConfigured: A variable that S3 needs is not set.
    """
    if env.choice("ATTACHMENT_STORAGE", "files", allowed=("files", "s3")) == "files":
        place = env.text("ATTACHMENTS_ROOT", str(root / ".data" / "attachments"))
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place, **modes}}
    options = {
        "bucket_name": env.text("ATTACHMENT_S3_BUCKET"),
        "endpoint_url": env.url("ATTACHMENT_S3_ENDPOINT", "https://s3.amazonaws.com", schemes=("https", "http")),
        "region_name": env.text("ATTACHMENT_S3_REGION", "us-east-1"),
        "access_key": env.text("ATTACHMENT_S3_ACCESS_KEY"),
        "secret_key": env.text("ATTACHMENT_S3_SECRET_KEY"),
        "default_acl": None,
        "file_overwrite": True,
        # Others than Amazon's often know neither bucket names in host names nor its newer checksums.
        "client_config": import_string("botocore.config.Config")(
            s3={"addressing_style": "path"}, signature_version="s3v4", request_checksum_calculation="when_required"
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


CHAT_THROTTLES = {
    "chat-attachment": "120/hour",
    "chat-message": "120/minute",
    "chat-open": "60/hour",
    "chat-report": "30/day",
    "chat-typing": "120/minute",
}
