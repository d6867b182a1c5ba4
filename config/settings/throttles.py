"""How often something may be tried by one address, account or field, as the `limits` library writes it."""

from config.settings.chat import CHAT_THROTTLES

THROTTLES = CHAT_THROTTLES | {
    "sign-in-address": "60/minute",
    "sign-in-login": "10/minute",
    "otp-address": "30/hour",  # by the client's address: each may cost a text message
    "otp-destination-hour": "5/hour",
    "otp-destination-day": "10/day",
    "otp-try-address": "60/minute",
    "mfa-account": "20/hour",
    "step-up-account": "20/hour",
    "passkey-address": "120/minute",  # a page may ask for one each time it is opened
    "google-address": "120/minute",  # a page may ask for a nonce each time it is opened
    "export-account": "5/day",
    "webhook-request": "60/minute",
    "gift-card-address": "30/hour",  # each is a guess at a code
    "statement-account": "60/hour",
    "invitation-account": "60/hour",
    "invitation-destination": "10/day",
    "api-key": "600/minute",
    "measurement-estimate-account": "30/hour",
    "payout-account": "20/hour",  # by the shop: each asks a bank for somebody's name
}
