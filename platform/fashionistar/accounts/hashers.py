"""Argon2id with bounds: one hash costs 19 MiB, and a process never makes more than a few at once."""

from threading import BoundedSemaphore
from typing import override

from django.contrib.auth.hashers import Argon2PasswordHasher

#: A pod of 512 MiB must survive a flood of sign-ins: 4 × 19 MiB is what hashing may take.
_AT_ONCE = BoundedSemaphore(4)


class PodArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum: m = 19 MiB, t = 2, p = 1 (Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    @override
    def encode(self, password: str, salt: str) -> str:
        """Hash; waits for its turn."""
        with _AT_ONCE:
            return super().encode(password, salt)

    @override
    def verify(self, password: str, encoded: str) -> bool:
        """Check; waits for its turn."""
        with _AT_ONCE:
            return super().verify(password, encoded)
