"""E-mail through Django's mail framework: SMTP in a deployment, the mailbox page in development."""

import re
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from fashionistar.notifications.gateway import Outgoing, SendError
from fashionistar.notifications.gateways.reading import said

#: 5xx is for good, but for a full mailbox (5.2.2) and for what is held against us (5.7.x, RFC 3463).
_OURS_OR_FULL = re.compile(r"\b5\.(2\.2|7\.\d+)\b")


class Email:
    """A `Sender` that opens a connection for each message, as Django does."""

    name = "email"

    def send(self, message: Outgoing) -> None:
        """Hand an e-mail to the mail server.

        Raises:
            SendError: It was not taken.
        """
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        # Readers keep one of two e-mails with the same id; no machine should answer ours.
        headers = {"Message-ID": f"<{message.message_id}@{domain}>", "Auto-Submitted": "auto-generated"}
        letter = EmailMessage(message.subject, message.text, to=[message.to], headers=headers)
        try:
            letter.send(using="default")
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refused("this address", code, words, message) from None
        except smtplib.SMTPDataError as error:
            raise _refused("this message", error.smtp_code, error.smtp_error, message) from None
        except smtplib.SMTPResponseException as error:
            raise SendError(f"The mail server refuses us ({error.smtp_code}, {type(error).__name__}).") from None
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(f"The mail server does not answer ({type(error).__name__}).") from None
        except ValueError:
            raise SendError("No e-mail can be written to this address.", is_permanent=True) from None


def _refused(what: str, code: int, words: bytes | str, message: Outgoing) -> SendError:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    is_permanent = 500 <= code < 600 and code != 552 and _OURS_OR_FULL.search(text) is None
    told = said(text, message.text, message.subject, message.to)
    return SendError(f"The mail server refuses {what} ({code}): {told}", is_permanent=is_permanent)
