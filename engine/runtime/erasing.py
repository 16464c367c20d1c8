"""The right to be forgotten: an account's personal values go for good (S7.4, D4.5, Z13)."""

from __future__ import annotations

from ..core.records import PersonalErased
from .accepting import check_text
from .desk import Desk
from .exchange import Neighbours
from .failures import UnknownAccountError


class Eraser(Desk):
    """A store whose personal values can be erased."""

    def erase(self, account: str, *, by: str = "") -> int:
        """Erase every personal value of an account, and the key they were named by.

        Returns how many there were. The facts are unknown from then on, and journeys go on
        without them; messages not yet sent that tell of them are not sent. Journals still add
        up, hashes still fit and repeats are still answered. That values were erased, when and
        by whom is recorded of the account. Copies elsewhere are not reached: backups, what was
        sent, and a database server's own logs.

        Raises:
            UnknownAccountError: nobody ever began a journey of it or told a fact.
            UnacceptableError: a name no store can keep.
            StoreError: the store failed; call again.
        """
        check_text("account", account)
        check_text("by", by)
        moment = self._clock()

        def work(all_: Neighbours) -> int:
            doing = all_.work
            doing.lock(account)
            if doing.tx.account(account) is None:
                raise UnknownAccountError(account)
            count = doing.tx.erase_personal(account)
            if count:
                doing.tell(account, (PersonalErased(moment, count, by),))
            return count

        count = self._transact(work)
        # Deleted rows may still lie in the pages of a file: also when an earlier call came so far.
        self._store.scrub()
        return count
