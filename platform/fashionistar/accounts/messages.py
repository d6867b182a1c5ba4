"""What accounts say to people."""

from fashionistar.notifications.services.notification_queue import Message

_WARNING = "If this was not you, do nothing. Never give a code to anybody."


def code_message(code: str, *, minutes: int) -> Message:
    """A one-time code."""
    text = f"{code} is your Fashionistar code. It is good for {minutes} minutes. {_WARNING}"
    return Message("otp", f"{code} is your Fashionistar code", text)


def account_exists_message() -> Message:
    """To somebody who registers an address that has an account."""
    return Message(
        "account-exists",
        "You already have a Fashionistar account",
        "Somebody, perhaps you, tried to register this address at Fashionistar. You already have an account: sign in, "
        "or reset the password. If this was not you, do nothing.",
    )


def security_message(what: str) -> Message:
    """To the owner of an account, after something sensitive was done; `what` is a whole sentence."""
    return Message(
        "security",
        "Your Fashionistar account was changed",
        f"{what} If this was not you, reset your password and sign out all devices now.",
    )


def farewell_message() -> Message:
    """To the old address of an account that is gone."""
    return Message(
        "farewell",
        "Your Fashionistar account is deleted",
        "Your Fashionistar account is deleted, as was asked for. Orders stay in the books of the shops that sold them; "
        "they are not linked to you any longer. You can register again at any time. If this was not you, somebody knew "
        "your password: change it wherever else you use it.",
    )
