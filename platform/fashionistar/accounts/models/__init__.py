"""Tables of accounts: the user, her sessions, factors and addresses, what she is to prove, and the audit log."""

from fashionistar.accounts.models.audit import AuditAction, AuditEntry
from fashionistar.accounts.models.challenges import Challenge, ChallengePurpose
from fashionistar.accounts.models.factors import MfaMethod, Passkey, RecoveryCode, TotpFactor
from fashionistar.accounts.models.sessions import Session, SessionEnd
from fashionistar.accounts.models.users import Address, GoogleIdentity, User

__all__ = [
    "Address",
    "AuditAction",
    "AuditEntry",
    "Challenge",
    "ChallengePurpose",
    "GoogleIdentity",
    "MfaMethod",
    "Passkey",
    "RecoveryCode",
    "Session",
    "SessionEnd",
    "TotpFactor",
    "User",
]
