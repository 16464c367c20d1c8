"""``touchline outbox``: the shelf listed, shown, tried again, given up; in both languages."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli import cli
from engine.commands import shelf
from engine.commands.outbox import STATES
from engine.commands.outcome import CONFLICT, ENVIRONMENT, FINDINGS, OK, USAGE
from engine.core.records import Notify, NotifyReason, SendMessage
from engine.language.deliveries import Target
from engine.present.board import Wording
from engine.present.effects import subject, teller, told
from engine.present.phrases_delivery import say
from engine.present.phrases_why import why
from engine.runtime.clock import ManualClock
from engine.runtime.delivery.message import About, Outcome
from engine.runtime.rows import outbox_rows
from engine.runtime.service import Engine
from engine.runtime.store import DeliveryRow, DeliveryState, Store
from engine.runtime.store.opening import open_store
from schemas.delivery import Reason

from .delivered import NOON, SECOND, Told_, courier, deliveries, states
from .kit import ROOT, compiled_contract

ROLE = "account_manager"
NOTICE = Notify(1, 7, "escalated", ROLE, "老张", "quote_unanswered", do="notify")
GONE, LATER = Outcome("refused", "HTTP 410"), Outcome("retry", "HTTP 503")


class Desk:
    """A database with one journey, and what a person types about it."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path.as_posix()}"
        self.journey = "acme/valves/contract/1"
        self.id = f"{self.journey}/1/7/crm"

    def store(self) -> Store:
        return open_store(self.url)

    def send(self, *outcomes: Outcome, name: str = "crm", **target: object) -> None:
        """Deliver one notice to a target that answers like this."""
        store = self.store()
        with store.writing() as tx:
            tx.add_effects(outbox_rows(self.journey, (NOTICE,)))
        # The journey's beginning has told somebody of something too.
        target["reasons"] = ("escalated",)
        mine = courier(
            store, {name: Told_(*outcomes)}, Target(name, "test", **target),  # type: ignore[arg-type]
            clock=ManualClock(NOON),
        )  # fmt: skip
        mine.route(99)
        mine.deliver(99)
        store.close()

    def states(self) -> dict[str, str]:
        store = self.store()
        found = states(store)
        store.close()
        return found

    def run(self, *words: str, lang: str = "en") -> Result:
        line = ["outbox", *words, "--db", self.url, "--lang", lang]
        return CliRunner().invoke(cli, line, catch_exceptions=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one journey, to be copied."""
    path = tmp_path_factory.mktemp("begun") / "journeys.db"
    workspace = compiled_contract()
    url = f"sqlite:///{path.as_posix()}"
    with Engine.open(url, workspace, clock=ManualClock(NOON)) as engine:
        engine.deploy(workspace)
        engine.start("acme", line="valves", playbook="contract")
    return path


@pytest.fixture
def desk(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TOUCHLINE_NOW", "2027-01-15T16:00+08:00")
    return Desk(Path(shutil.copy(begun, tmp_path / "journeys.db")))


def test_the_shelf_says_what_waits_for_a_person(desk: Desk) -> None:
    """Its id, why it is there, and what it would say; exit 1."""
    desk.send(GONE)
    answer = desk.run("list")
    assert answer.exit_code == FINDINGS
    line = answer.stdout.splitlines()[1]
    assert line.split()[0] == desk.id
    assert "shelved" in line
    assert "HTTP 410" in line
    assert "Escalated: Quote unanswered → 老张 (Account manager)" in line
    assert f"→ touchline outbox show {desk.id}" in answer.stderr


def test_an_empty_shelf_is_no_finding(desk: Desk) -> None:
    """What was delivered is listed when asked for; exit 0."""
    desk.send(Outcome("delivered"))
    assert "nothing waits for a person" in desk.run("list").stdout
    answer = desk.run("list", "--state", "all")
    assert (answer.exit_code, "delivered" in answer.stdout) == (OK, True)


def test_what_nobody_has_routed_yet_is_said_beside(desk: Desk) -> None:
    """It is on no list, and not forgotten."""
    store = desk.store()
    with store.writing() as tx:
        tx.add_effects(outbox_rows(desk.journey, (NOTICE,)))
    store.close()
    assert "not been routed yet" in desk.run("list").stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_delivery_is_shown_with_all_it_says(desk: Desk, lang: str) -> None:
    """By the id it is listed with, or the one its receiver was sent."""
    desk.send(GONE, is_once=True)
    shown = desk.run("show", desk.id, lang=lang)
    assert shown.exit_code == OK
    title = {
        "zh": "升级：报价无回音 → 客户经理老张",
        "en": "Escalated: Quote unanswered → 老张 (Account manager)",
    }
    assert title[lang] in shown.stdout.splitlines()
    assert "HTTP 410" in shown.stdout
    assert say("once", lang) in shown.stdout  # type: ignore[arg-type]  # one of the two
    sent = desk.id.replace("/", "%2F", desk.journey.count("/"))
    assert desk.run("show", sent, lang=lang).stdout == shown.stdout


def test_json_has_ids_and_values(desk: Desk) -> None:
    """The same for a list and for one, which has its effect too."""
    desk.send(LATER)
    (listed,) = json.loads(desk.run("list", "--state", "pending", "--format", "json").stdout)
    one = json.loads(desk.run("show", desk.id, "--format", "json").stdout)
    assert one.pop("effect")["about"] == "quote_unanswered"
    assert one == listed
    assert listed == {
        "id": desk.id, "journey": desk.journey, "record": 1, "index": 7, "target": "crm",
        "state": "pending", "attempts": 1, "due_at": "2027-01-15T16:00:30+08:00",
        "at_most_once": False, "why": "HTTP 503",
        "what": "Escalated: Quote unanswered → 老张 (Account manager)",
    }  # fmt: skip


def test_a_retry_goes_out_again_with_the_same_key(desk: Desk) -> None:
    """From the shelf, with all its attempts before it."""
    desk.send(GONE)
    answer = desk.run("retry", desk.id)
    assert (answer.exit_code, desk.states()) == (OK, {"crm": "pending"})
    store, sink = desk.store(), Told_()
    courier(store, {"crm": sink}).deliver(9)
    (row,) = deliveries(store)
    store.close()
    assert (row.state, row.attempts, sink.got[0].attempt) == ("done", 1, 1)
    assert sink.ids == [desk.id.replace("/", "%2F", desk.journey.count("/"))]


def test_filters_choose_what_is_meant(desk: Desk) -> None:
    """Those of one target, or in one state; nothing else is touched."""
    desk.send(GONE)
    store = desk.store()
    with store.writing() as tx:
        (row,) = tx.deliveries(["dead"], 9)
        tx.route([], [replace(row, target=name, state="dead") for name in ("erp", "mail")])
    store.close()
    assert desk.run("retry", "--target", "erp").exit_code == OK
    assert desk.states() == {"crm": "dead", "erp": "pending", "mail": "dead"}
    assert desk.run("drop", "--state", "dead").exit_code == OK
    assert desk.states() == {"crm": "dropped", "erp": "pending", "mail": "dropped"}
    listed = json.loads(
        desk.run("list", "--state", "all", "--limit", "2", "--format", "json").stdout
    )
    assert len(listed) == 2
    done = json.loads(desk.run("drop", desk.id.replace("crm", "erp"), "--format", "json").stdout)
    assert done == {"dropped": [desk.id.replace("crm", "erp")]}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "nonsense"), USAGE, "no id of a delivery"),
        (("show", "acme/valves/contract/1/9/9/crm"), USAGE, "there is no delivery"),
        (("retry",), USAGE, "name ids, or say which"),
        (("drop",), USAGE, "name ids, or say which"),
        (("retry", "a/1/1/b", "--target", "crm"), USAGE, "not both"),
        (("list", "--state", "sideways"), USAGE, "sideways"),
        (("list", "--journey", "half\ud800"), USAGE, "journey"),
        (("show", "half\ud800/1/1/crm"), USAGE, "id"),
        (("show", "a/99999999999999999999/1/crm"), USAGE, "no id of a delivery"),
    ],
)
def test_what_cannot_be_done_is_said(
    desk: Desk, words: tuple[str, ...], code: int, said: str
) -> None:
    """With an exit code of its own, and nothing changed."""
    answer = desk.run(*words)
    assert (answer.exit_code, said in answer.stderr) == (code, True)


def test_what_is_done_or_under_way_is_left_alone(desk: Desk) -> None:
    """Exit 4: somebody else has it."""
    desk.send(Outcome("delivered"))
    for word in ("retry", "drop"):
        answer = desk.run(word, desk.id)
        assert (answer.exit_code, "delivered" in answer.stderr) == (CONFLICT, True)
    assert desk.states() == {"crm": "done"}


def test_who_comes_too_late_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker took it while a person was deciding: exit 4."""
    desk.send(LATER)
    chosen = shelf._chosen  # noqa: SLF001  # between looking and writing

    def overtaken(*asked: Any) -> list[DeliveryRow]:
        rows = chosen(*asked)
        store = desk.store()
        with store.writing() as tx:
            assert len(tx.lease_deliveries(NOON + 3_600 * SECOND, 9, 3_600)) == 1
        store.close()
        return rows

    monkeypatch.setattr(shelf, "_chosen", overtaken)
    answer = desk.run("drop", desk.id)
    assert (answer.exit_code, "look again" in answer.stderr) == (CONFLICT, True)
    assert desk.states() == {"crm": "sending"}


def test_every_state_can_be_asked_for() -> None:
    """The command does not load a store for its help: it says the same."""
    assert get_args(DeliveryState) == STATES


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Exit 3, and no file."""
    path = tmp_path / "none.db"
    line = ["outbox", "list", "--db", f"sqlite:///{path.as_posix()}"]
    assert CliRunner().invoke(cli, line).exit_code == ENVIRONMENT
    assert not path.exists()


# --- the words

WORDING = Wording("contract", "Asia/Shanghai", compiled_contract().legend)
ABOUT = About("acme/valves/contract/1", "acme", "valves", "contract", "Q-1", NOON)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("quote_unanswered", "报价无回音", "Quote unanswered"),
        ("send_quote#12", "发送报价", "Send the quotation"),
        ("task.due:send_quote#3", "发送报价", "Send the quotation"),
        ("nobody_knows", "nobody_knows", "nobody_knows"),
    ],
)
def test_what_a_notice_is_about_has_its_title(name: str, zh: str, en: str) -> None:
    """A stall, a task by its id, a timer; what has no title stands for itself."""
    assert (subject(name, WORDING, "zh"), subject(name, WORDING, "en")) == (zh, en)


def test_a_later_stage_still_knows_what_it_was_about() -> None:
    """The journey went on before the notice went out."""
    later = WORDING._replace(stage="after_sales")
    assert subject("quote_unanswered", later, "en") == "Quote unanswered"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_notice_says_what_is_asked_of_whom(lang: str) -> None:
    """Line by line: what to do, whom to contact and how, since when, in whose place."""
    notice = replace(
        NOTICE, contact="customer.purchaser", via="phone", contact_at=NOON + 3_600 * SECOND,
        instead_of="老李",
    )  # fmt: skip
    words = told(notice, ABOUT, WORDING, lang)  # type: ignore[arg-type]  # one of the two
    expected = {
        "zh": ["请：知悉并过问", "联系：采购", "渠道：电话", "不早于：2027-01-15 周五 17:00",
               "代替：老李（不在）", "阶段：合同起草与订立", "客商：acme，业务线 valves",
               "编号：Q-1",
               "旅程：acme/valves/contract/1"],
        "en": ["Please: take note, and look into it", "Contact: Purchaser", "By: Phone",
               "Not before: 2027-01-15 Fri 17:00", "Instead of: 老李 (away)",
               "Stage: Contract drafting & conclusion", "Account: acme, line valves", "Key: Q-1",
               "Journey: acme/valves/contract/1"],
    }  # fmt: skip
    assert words.text.splitlines() == expected[lang]


def test_a_letter_to_a_customer_is_his_words_alone() -> None:
    """In the language asked for, else the only one there is."""
    letter = SendMessage(1, 0, "welcome", "customer.buyer", "email", "t#1", {"zh": "您好"})
    assert teller(lambda _stage, _program: WORDING)(letter, ABOUT, "en").text == "您好"


@pytest.mark.parametrize("reason", get_args(NotifyReason))
def test_every_reason_has_its_words(reason: str) -> None:
    """In both languages."""
    for lang in ("zh", "en"):
        assert say(reason, lang)


def test_a_delivery_file_knows_every_reason() -> None:
    """The schema cannot import the core; it says the same."""
    assert get_args(Reason) == get_args(NotifyReason)


# --- why


def _said() -> set[str]:
    """Return every reason that the code of delivery can give, its gaps left blank."""
    said: set[str] = set()
    names = {"why", "told", "ERASED", "DAMAGED", "NEWER", "UNDERWAY"}
    errors = {"SinkError", "ForbiddenError", "UnreachableError", "NotSentError", "LostError"}
    for path in sorted((ROOT / "engine" / "runtime" / "delivery").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                argument = {"Outcome": 1, "Untold": 0, "Broken": 0}.get(node.func.id)
                if node.func.id in errors:
                    argument = 0
                if argument is not None and argument < len(node.args):
                    said |= _texts(node.args[argument])
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in names:
                said |= _texts(node.value)
    return said


def _texts(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else "7" for each in node.values)
        return {"".join(str(part) for part in parts)}
    return set()


def test_every_reason_is_told_in_chinese() -> None:
    """What the code says in English has its Chinese, and nothing is left over."""
    said = _said()
    assert len(said) > 30
    for text in said:
        if re.search("[a-z]", text):
            assert re.search("[\u4e00-\u9fff]", why(text, "zh")), text
        assert why(text, "en") == text


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("sink webhook: the URL holds credentials", "出口 webhook：网址里写了用户名或密码"),
        ("no secret in the variable HOOK_KEY", "环境变量 HOOK_KEY 里没有密码"),
        ("/tmp/x: No space left on device", "/tmp/x：No space left on device"),  # noqa: S108
        ("HTTP 503", "HTTP 503"),
        ("", ""),
        ("what another package says", "what another package says"),
    ],
)
def test_a_reason_within_a_reason_is_told_too(text: str, zh: str) -> None:
    """And what is not ours stands for itself."""
    assert why(text, "zh") == zh
