"""The store on PostgreSQL: the contract, and what only a server and many writers can show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.register_assert_rewrite("tests.store_contract")

from engine.runtime.store import Store  # noqa: E402
from engine.runtime.store.opening import open_store  # noqa: E402

from .harness import needs_harness  # noqa: E402
from .store_contract import StoreContract  # noqa: E402

pytestmark = needs_harness("postgres")


class TestPostgres(StoreContract):
    @pytest.fixture
    def make(self, postgres_url: str, tested_stores: set[str]) -> Callable[[], Store]:
        tested_stores.add("postgresql")
        return lambda: open_store(postgres_url)
