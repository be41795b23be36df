"""How many requests of one person are worked on at once: nobody takes the threads of all others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter

AT_ONCE = 6  # a phone has four under way: two photos, its facts, its records


class Turns:
    """The rest waits for its turn without a thread."""

    def __init__(self) -> None:
        self._limiters: dict[tuple[str, str], CapacityLimiter] = {}

    @asynccontextmanager
    async def turn(self, estate: str, account: str) -> AsyncIterator[None]:
        limiter = self._limiters.setdefault((estate, account), CapacityLimiter(AT_ONCE))
        async with _one_of(limiter):
            yield


@asynccontextmanager
async def _one_of(limiter: CapacityLimiter) -> AsyncIterator[None]:
    """One task may have several turns: each request is a borrower of its own."""
    borrower = object()
    await limiter.acquire_on_behalf_of(borrower)
    try:
        yield
    finally:
        limiter.release_on_behalf_of(borrower)
