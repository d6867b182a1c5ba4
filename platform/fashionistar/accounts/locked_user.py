"""How every use-case about one's own account begins: her row, held, and hers still."""

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


def locked_user(actor: Actor) -> User:
    """Hold the acting user's row for the rest of the transaction: of all who do, one goes on at a time.

    Deleting the account waits for it, and who waited for that finds nobody.

    Raises:
        DomainError: UNAUTHENTICATED: a guest, or an account that is gone.
    """
    held = User.objects.select_for_update(of=("self",), no_key=True)
    user: User | None = held.filter(pk=actor.user_id, is_active=True).first()
    if user is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return user
