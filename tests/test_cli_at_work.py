"""Commands on a database, one thing at a time: what is meant, typed, refused, and never shown."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.filling import values_of
from engine.commands.outcome import CONFLICT, ENVIRONMENT, FINDINGS, USAGE
from engine.commands.outcome import StoppedError as Stopped
from engine.commands.places import without_secret
from engine.core.clock import parse_local
from engine.language.program import Fact
from engine.present.dated import soon

from .kit import CONTRACT

URL = "sqlite:///desk.db"
JOURNEY = "acme/steel/contract/1"
MORNING = "2025-09-26T09:00+08:00"
AROUND = {"TOUCHLINE_DB": URL, "TOUCHLINE_BY": "account_manager", "TOUCHLINE_NOW": MORNING}
NO_AROUND: dict[str, str | None] = dict.fromkeys(AROUND)


def _run(*words: str, given: str | None = None, **around: str | None) -> Result:
    env = {**AROUND, **around}
    result = CliRunner(env=env).invoke(cli, list(words), input=given, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def _json(*words: str, **around: str | None) -> Any:
    return json.loads(_run(*words, "--format", "json", **around).stdout)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database that one stage is deployed in, and acme has one journey in its first state."""
    folder = tmp_path_factory.mktemp("begun")
    with chdir(folder):
        assert _run("deploy", str(CONTRACT)).exit_code == 0
        assert _begin("acme", "steel").exit_code == 0
        # A copy is one file, whatever stands beside the database.
        assert _run("backup", "copy.db").exit_code == 0
    return (folder / "copy.db").read_bytes()


@pytest.fixture
def desk(begun: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with that database in it."""
    monkeypatch.chdir(tmp_path)
    Path("desk.db").write_bytes(begun)
    return tmp_path


def _begin(account: str, line: str) -> Result:
    return _run("start", account, "--playbook", "contract", "--line", line)


# --- which one is meant


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("text", [JOURNEY, "acme", "acme/st"])
def test_a_journey_is_found_by_its_id_the_beginning_of_it_or_its_account(text: str) -> None:
    """Which was taken is said on stderr, unless it is the id itself."""
    answer = _run("timeline", text)
    assert answer.stdout.startswith(JOURNEY)
    assert (JOURNEY in answer.stderr.partition("→")[0]) == (text != JOURNEY)


@pytest.mark.usefixtures("desk")
def test_where_several_are_meant_they_are_listed_and_nothing_happens() -> None:
    """Exit 2: an account with two, and a beginning that two share."""
    _begin("acme", "tools")
    for text in ("acme", "ac"):
        answer = _run("pause", text)
        assert (answer.exit_code, answer.stdout) == (USAGE, "")
        assert f"{JOURNEY}\n" in answer.stderr
        assert "acme/tools/contract/1" in answer.stderr
    assert _json("journeys")[0]["is_paused"] is False


@pytest.mark.usefixtures("desk")
def test_an_account_is_meant_before_a_beginning_and_the_living_before_the_ended() -> None:
    """``acme`` is not ``acme2``; what has ended is meant only where nothing else is left."""
    _begin("acme2", "steel")
    assert _run("timeline", "acme").exit_code == 0
    _begin("acme", "tools")
    _run("end", "acme/tools/contract/1")
    assert _run("timeline", "acme").stdout.startswith(JOURNEY)
    _run("end", JOURNEY)
    assert _run("timeline", "acme").exit_code == USAGE


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["timeline", "amce"], '"acme"'),
        (["done", "acme", "confirm_neds"], '"confirm_needs"'),
        (["skip", "acme", "confirm_neds"], '"confirm_needs"'),
        (["signal", "acme", "quote.acepted"], '"quote.accepted"'),
        (["signal", "acme", "quote.accepted", "--brings", "quotatoin"], '"quotation"'),
        (["start", "b", "--playbook", "contrct"], '"contract"'),
        (["journeys", "--playbook", "contrct"], '"contract"'),
        (
            ["start", "b", "--playbook", "contract", "--fact", "contract.amont=1"],
            '"contract.amount"',
        ),
        (["facts", "acme", "--fact", "account.teir=A"], '"account.tier"'),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else "",
)
def test_a_slip_of_the_keyboard_is_answered_and_recorded_nowhere(
    words: list[str], near: str
) -> None:
    """Exit 2, with what may be meant; no journey has one record more."""
    before = _json("journeys")
    answer = _run(*words)
    assert (answer.exit_code, answer.stdout) == (USAGE, "")
    assert near in answer.stderr
    assert _json("journeys") == before


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("task", ["确认客户需求", "Confirm what the customer needs"])
def test_a_task_is_found_by_its_title_too(task: str) -> None:
    """As it stands in the table, in either language."""
    assert _run("done", "acme", task, "--data", "wanted_on=2025-11-20").exit_code == 0


# --- values


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("number", "42", "many"),
        ("number", "4.25", "1e"),
        ("yes_no", "yes", "perhaps"),
        ("yes_no", "否", ""),
        ("money", "90000 CNY", "90000"),
        ("percent", "5%", "5"),
        ("date", "2025-11-20", "20.11.2025"),
        ("duration", "3 business days", "soon"),
        ("choice", "A", "D"),
        ("tags", "rush, night shift", None),
        ("text", "a = b", ""),
    ],
)
def test_a_value_is_typed_by_the_vocabulary(kind: Any, text: str, wrong: str | None) -> None:
    """And what is not of its type is named with a form that is."""
    fact = Fact("x.y", kind, "journey", choices=("A", "B") if kind == "choice" else ())
    (value,) = values_of([f"x.y={text}"], {"x.y": fact}, "--data", "en").values()
    assert value is not None
    if wrong is not None:
        with pytest.raises(Stopped) as stopped:
            values_of([f"x.y={wrong}"], {"x.y": fact}, "--data", "zh")
        assert stopped.value.code == USAGE
        assert "x.y" in stopped.value.sentence


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (["wanted_on"], "name=value"),
        (["=5"], "name=value"),
        (["wanted_on=tomorrow"], "2025-11-20"),
        (["wanted_on=2025-11-20", "wanted_on=2025-11-21"], "twice"),
    ],
    ids=str,
)
def test_a_pair_that_is_none_is_said(pairs: list[str], told: str) -> None:
    """Exit 2 and what to write."""
    words = [word for pair in pairs for word in ("--data", pair)]
    answer = _run("done", "acme", "confirm_needs", *words)
    assert answer.exit_code == USAGE
    assert told in answer.stderr


@pytest.mark.usefixtures("desk")
def test_a_form_is_read_from_a_file_and_the_command_line_goes_over_it() -> None:
    """``--file``: data, brings, rows, outcome; numbers exact; an unknown field is named."""
    form = {"data": {"order.wanted_on": "2025-11-20"}, "brings": ["quotation"]}
    Path("form.json").write_text(json.dumps(form), encoding="utf-8")
    words = ("done", "acme", "confirm_needs", "--file", "form.json", "--format", "json")
    (answer,) = json.loads(_run(*words, "--data", "wanted_on=2025-12-01").stdout)
    assert answer["outcome"] == "taken"
    assert "2025-12-01" in json.dumps(answer["records"])
    assert "2025-11-20" not in json.dumps(answer["records"])
    Path("form.json").write_text('{"dat": {}}', encoding="utf-8")
    wrong = _run(*words)
    assert (wrong.exit_code, "dat" in wrong.stderr) == (USAGE, True)
    Path("form.json").unlink()
    assert _run(*words).exit_code == ENVIRONMENT


@pytest.mark.usefixtures("desk")
def test_a_fact_of_a_journey_is_not_one_of_the_account() -> None:
    """The sentence says where it is set instead."""
    answer = _run("facts", "acme", "--fact", "contract.amount=1 CNY")
    assert answer.exit_code == USAGE
    assert "facts.set" in answer.stderr
    words = ("signal", "acme", "facts.set", "--data", "contract.amount=1 CNY")
    assert "1 CNY" in _run(*words).stdout


# --- repeats, refusals, conflicts


@pytest.mark.usefixtures("desk")
def test_the_same_id_twice_is_once_and_another_body_is_a_conflict() -> None:
    """A repeat says so and shows the first answer; exit 4 where it says something else (S7.2)."""
    first = _run("note", "acme", "called", "--id", "7")
    again = _run("note", "acme", "called", "--id", "7")
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert "before" in again.stderr
    assert _run("note", "acme", "wrote", "--id", "7").exit_code == CONFLICT
    assert _json("journeys")[0]["version"] == _json("timeline", "acme")[-1]["number"]


@pytest.mark.usefixtures("desk")
def test_a_refusal_lists_what_can_be_filled_in() -> None:
    """Exit 1; every field as it is typed."""
    answer = _run("done", "acme", "confirm_needs")
    assert answer.exit_code == FINDINGS
    assert "--data order.wanted_on=2025-11-20" in answer.stderr


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("by", [None, "", " "])
def test_nobody_acts_for_the_system_by_leaving_out_who(by: str | None) -> None:
    """Authority would be passed by; whoever completes, skips or pauses says who."""
    for words in (["skip", "acme", "confirm_needs"], ["pause", "acme"], ["note", "acme", "x"]):
        answer = _run(*words, **({"TOUCHLINE_BY": None} if by is None else {"TOUCHLINE_BY": by}))
        assert answer.exit_code == USAGE
    assert _json("journeys")[0]["is_paused"] is False


# --- signals written as JSON


@pytest.mark.usefixtures("desk")
def test_a_signal_is_read_from_the_standard_input() -> None:
    """To a journey, to an account; what is wrong is named."""
    body = {"type": "account.withdrew", "id": "1", "address": {"journey": JOURNEY}}
    answer = _run("signal", "-", given=json.dumps(body))
    assert (answer.exit_code, "lost" in answer.stdout) == (0, True)
    _begin("acme", "steel")
    body = {"type": "account.withdrew", "id": "2", "address": {"account": "acme"}}
    assert _run("signal", "-", given=json.dumps(body), TOUCHLINE_LANG="zh").exit_code == 0
    for wrong in ("{", "[]", '{"type": "x"}', '{"type": "x", "id": "1", "at": "now"}', "\udc00"):
        assert (
            _run("signal", "-", given=wrong.encode("utf-8", "replace").decode()).exit_code == USAGE
        )


@pytest.mark.usefixtures("desk")
def test_an_account_is_addressed_as_the_vocabulary_says() -> None:
    """``--account``: every journey that waits for it takes it."""
    answer = _run("signal", "acme", "account.withdrew", "--account")
    assert (answer.exit_code, JOURNEY in answer.stdout) == (0, True)
    nobody = _run("signal", "nobody", "account.withdrew", "--account")
    assert (nobody.exit_code, "nobody-serves" in nobody.stderr) == (FINDINGS, True)


# --- what is shown


@pytest.mark.usefixtures("desk")
def test_json_is_all_there_is_on_stdout_and_has_the_same_keys_always() -> None:
    """Documented in each command's help."""
    (task,) = _json("tasks")
    assert list(task) == [
        "journey", "task", "name", "item", "account", "stage", "owner", "role", "status",
        "opened_at", "due_at", "is_overdue",
    ]  # fmt: skip
    assert task["due_at"] == "2025-09-28T09:00:00+08:00"
    (journey,) = _json("journeys")
    assert list(journey) == [
        "journey", "account", "line", "key", "stage", "status", "outcome", "states", "is_paused",
        "stalls", "overdue", "next_due", "began_at", "version", "program",
    ]  # fmt: skip
    assert journey["states"] == {"main": "quoting"}
    assert _json("incidents") == []
    assert [each["number"] for each in _json("timeline", "acme")] == list(
        range(1, journey["version"] + 1)
    )
    assert _json("tick") == {"decided": 0, "next_due": "2025-09-26T16:00:00+08:00"}
    for name in ("tasks", "journeys"):
        text = _run(name, "--help").stdout
        listed = text[text.index("{") : text.index("}")]
        assert listed.strip("{").replace("\n", " ").split() == [
            f"{each}," for each in list(task if name == "tasks" else journey)[:-1]
        ] + [list(task if name == "tasks" else journey)[-1]]


@pytest.mark.usefixtures("desk")
def test_overdue_comes_first_and_is_said_in_words() -> None:
    """Not by colour alone."""
    _begin("zeta", "steel")
    late = "2025-09-28T12:00+08:00"
    _run("done", "zeta", "confirm_needs", "--data", "wanted_on=2025-11-20", TOUCHLINE_NOW=late)
    _run("tick", TOUCHLINE_NOW=late)
    answer = _run("tasks", TOUCHLINE_NOW=late)
    lines = answer.stdout.splitlines()
    assert "overdue since today 09:00" in lines[2]
    assert JOURNEY in lines[2]
    assert "zeta" in lines[3]
    chinese = _run("tasks", "--overdue", TOUCHLINE_NOW=late, TOUCHLINE_LANG="zh").stdout
    assert "今天 09:00 起逾期" in chinese
    assert "zeta" not in chinese


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        ("2025-09-26 17:00", "today 17:00", "今天 17:00"),
        ("2025-09-27 00:00", "tomorrow 00:00", "明天 00:00"),
        ("2025-09-25 23:59", "yesterday 23:59", "昨天 23:59"),
        ("2025-09-28 09:00", "2025-09-28 Sun 09:00", "2025-09-28 周日 09:00"),
    ],
)
def test_a_near_day_is_said_as_people_say_it(at: str, english: str, chinese: str) -> None:
    """By the calendar's own midnight."""
    zone = "Asia/Shanghai"
    now = parse_local("2025-09-26 23:30", zone)
    found = [soon(parse_local(at, zone), now, zone, lang) for lang in ("en", "zh")]
    assert found == [english, chinese]


@pytest.mark.usefixtures("desk")
def test_a_deadline_nobody_decided_is_said() -> None:
    """What is shown is older than now: without a worker, ``tick``."""
    late = "2025-09-28T12:00+08:00"
    assert "touchline tick" in _run("tasks", TOUCHLINE_NOW=late).stderr
    _run("tick", TOUCHLINE_NOW=late)
    assert "touchline tick" not in _run("tasks", TOUCHLINE_NOW=late).stderr


@pytest.mark.usefixtures("desk")
def test_a_limit_says_that_there_is_more_and_hides_no_stall() -> None:
    """The stalled come before all others, whatever their id."""
    for account in ("a1", "a2", "a3"):
        _begin(account, "steel")
    _run("done", "acme", "confirm_needs", "--data", "wanted_on=2025-11-20")
    _run("done", "acme", "send_quote", "--data", "quote.discount=5%")
    later = "2025-10-08T12:00+08:00"
    _run("tick", TOUCHLINE_NOW=later)
    answer = _run("journeys", "--limit", "1", TOUCHLINE_NOW=later)
    assert "stalled: " in answer.stdout
    assert JOURNEY in answer.stdout
    assert "--limit" in answer.stderr


@pytest.mark.usefixtures("desk")
def test_what_people_typed_steers_no_terminal() -> None:
    """Signs that clear a screen or turn text around are shown as a dot; a line end as a space."""
    _run("note", "acme", "\x1b[2Jgone\u202e\nsecond line\x9b31m")
    shown = _run("timeline", "acme").stdout
    assert "·[2Jgone· second line·31m" in shown
    assert not set(shown) & {"\x1b", "\u202e", "\x9b"}


# --- the database


@pytest.mark.parametrize("name", ["tasks", "journeys", "incidents", "tick", "check"])
def test_looking_at_a_database_that_is_not_there_makes_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3; an empty list on a slip of the keyboard would be a lie."""
    monkeypatch.chdir(tmp_path)
    answer = _run(name)
    assert (answer.exit_code, answer.stdout) == (ENVIRONMENT, "")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3 and a sentence, for a look and for a start."""
    monkeypatch.chdir(tmp_path)
    Path("desk.db").write_text("dear diary", encoding="utf-8")
    assert _run("tasks").exit_code == ENVIRONMENT
    assert _begin("acme", "steel").exit_code == ENVIRONMENT
    assert Path("desk.db").read_text("utf-8") == "dear diary"


def test_without_a_database_the_option_is_asked_for() -> None:
    """Exit 2, and the variable that stands for it."""
    answer = CliRunner(env=NO_AROUND).invoke(cli, ["tasks"])
    assert (answer.exit_code, "TOUCHLINE_DB" in answer.stderr) == (USAGE, True)


@pytest.mark.usefixtures("desk")
def test_the_next_command_names_the_database_as_it_was_named() -> None:
    """By the option where it was one; what the environment says need not be repeated."""
    named = _run("tasks", "--db", "sqlite:///./desk.db", TOUCHLINE_DB=None)
    assert "--db sqlite:///./desk.db" in named.stderr
    assert "--db" not in _run("tasks").stderr


@pytest.mark.fault("Z6")
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://touch:s3cret@db/journeys", "postgresql://touch:***@db/journeys"),
        ("postgresql://touch:p@ss@db/journeys", "postgresql://touch:***@db/journeys"),
        ("postgresql://db/journeys", "postgresql://db/journeys"),
        ("postgresql://t@db/j?Password=s3cret&x=1", "postgresql://t@db/j?Password=***&x=1"),
        ("postgresql:///j?sslpassword=s3cret", "postgresql:///j?sslpassword=***"),
        ("sqlite:///a:b.db", "sqlite:///a:b.db"),
    ],
)
def test_a_password_is_never_repeated(url: str, shown: str) -> None:
    """Z6: the next command stays on the screen, and in the log of a workflow run."""
    assert without_secret(url) == shown


@pytest.mark.parametrize("text", ["tomorrow", "2025-10-09 10:00", "2025-10-09T10:00"])
def test_a_clock_that_is_set_wrongly_is_said(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a zone nobody knows when it is; nothing is guessed."""
    monkeypatch.chdir(tmp_path)
    answer = _run("tasks", TOUCHLINE_NOW=text)
    assert (answer.exit_code, "TOUCHLINE_NOW" in answer.stderr) == (USAGE, True)


@pytest.mark.usefixtures("desk")
def test_a_clock_that_is_set_is_said() -> None:
    """Nobody takes it for today."""
    assert MORNING in _run("tasks").stderr
    assert "TOUCHLINE_NOW" not in _run("tasks", TOUCHLINE_NOW=None).stderr


@pytest.mark.fault("Z2")
@pytest.mark.usefixtures("desk")
def test_what_a_filter_is_given_is_never_a_query() -> None:
    """Z2: quotes, wildcards and commands are names that nobody has."""
    for hostile in ("' or 1=1 --", "%", "_", 'x"; drop table journeys; --', "acme' --"):
        for option in ("--account", "--line"):
            assert _json("journeys", option, hostile) == []
        for option in ("--owner", "--role", "--account"):
            assert _json("tasks", option, hostile) == []
        assert _run("timeline", hostile).exit_code == USAGE
    assert len(_json("journeys")) == 1


@pytest.mark.usefixtures("desk")
def test_a_copy_is_a_database_and_overwrites_nothing() -> None:
    """Its journeys are there; a file that is there stays what it was."""
    assert _run("backup", "copy.db").exit_code == 0
    assert _json("journeys", TOUCHLINE_DB="sqlite:///copy.db") == _json("journeys")
    before = Path("copy.db").read_bytes()
    assert _run("backup", "copy.db").exit_code == CONFLICT
    assert Path("copy.db").read_bytes() == before


@pytest.mark.fault("Z11")
@pytest.mark.usefixtures("desk")
def test_a_journal_that_was_changed_is_named_at_its_first_bad_record() -> None:
    """Exit 1: journey, record, cure; as values with ``--format json`` (Z11)."""
    assert _run("check", "--deep").exit_code == 0
    _spoil(3)
    answer = _run("check", "--deep")
    assert answer.exit_code == FINDINGS
    assert JOURNEY in answer.stdout
    assert "[record-changed]" in answer.stdout
    (flaw,) = _json("check", "--deep")
    assert (flaw["of"], flaw["record"], flaw["code"]) == (JOURNEY, 3, "record-changed")
    assert "校验链" in _run("check", "--deep", TOUCHLINE_LANG="zh").stdout


def _spoil(number: int) -> None:
    raw = sqlite3.connect("desk.db")
    changed = "update journal set record = replace(record, '\"at\":1', '\"at\":2') where number = ?"
    raw.execute(changed, (number,))
    raw.commit()
    raw.close()


# --- playbooks given to a database


@pytest.mark.usefixtures("desk")
def test_a_deployment_says_what_changed_and_who_stays_on_what() -> None:
    """The journey under way keeps its program; the same again changes nothing (S8.1)."""
    assert _json("deploy", str(CONTRACT))["is_new"] is False
    shutil.copytree(CONTRACT, "playbooks")
    path = Path("playbooks/contract.yaml")
    text = path.read_text("utf-8")
    assert "due: 4 business hours" in text
    path.write_text(text.replace("due: 4 business hours", "due: 5 business hours", 1), "utf-8")
    known = _programs()
    tried = _json("deploy", "playbooks", "--dry-run")
    assert _programs() == known
    assert (tried["number"], tried["is_new"]) == (None, True)
    assert tried["changes"] == [
        {"kind": "touchpoint", "name": "contract.send_quote", "how": "changed"}
    ]
    told = _run("deploy", "playbooks", "--by", "chen")
    assert "deployment 2" in told.stdout
    assert "Send the quotation" in told.stdout
    assert "playbooks/contract.yaml:" in told.stdout
    old = _json("journeys")[0]["program"]
    assert f"1 journey kept on program {old}" in told.stdout
    assert _begin("zeta", "steel").exit_code == 0
    programs = {each["account"]: each["program"] for each in _json("journeys")}
    assert programs == {"acme": old, "zeta": tried["program"]}
    # Told in the words of its own deployment still.
    assert "Confirm what the customer needs" in _run("tasks").stdout


def _programs() -> int:
    with closing(sqlite3.connect("desk.db")) as raw:
        (count,) = raw.execute("select count(*) from programs").fetchone()
    return int(count)


@pytest.mark.usefixtures("desk")
def test_a_workspace_with_problems_is_not_deployed() -> None:
    """Exit 1 and the problems; the database is as it was."""
    shutil.copytree(CONTRACT, "playbooks")
    path = Path("playbooks/contract.yaml")
    path.write_text(path.read_text("utf-8").replace("waits_for: us", "waits_for: them", 1), "utf-8")
    answer = _run("deploy", "playbooks")
    assert (answer.exit_code, "contract.yaml:" in answer.stdout) == (FINDINGS, True)
    assert _json("deploy", str(CONTRACT))["number"] == 1


# --- who fills which role


@pytest.mark.usefixtures("desk")
def test_roles_are_filled_one_at_a_time_and_tasks_go_to_who_fills_them() -> None:
    """Those not named stay who they were; a role nobody declares is answered."""
    assert _run("roles", "account_manager=wang").exit_code == 0
    assert _run("roles", "team_lead=chen").exit_code == 0
    filled = {each["role"]: each["person"] for each in _json("roles")}
    assert (filled["account_manager"], filled["team_lead"]) == ("wang", "chen")
    _begin("zeta", "steel")
    assert [each["account"] for each in _json("tasks", "--owner", "wang")] == ["zeta"]
    for wrong in ("acount_manager=li", "account_manager", "account_manager=", "=li"):
        assert _run("roles", wrong).exit_code == USAGE
    assert _run("roles", "team_lead=a", "team_lead=b").exit_code == USAGE
    assert {each["role"]: each["person"] for each in _json("roles")} == filled


@pytest.mark.usefixtures("desk")
def test_an_absence_is_kept_and_shown_until_it_is_over() -> None:
    """Also where nobody has said yet who fills which role; one that ends first is none."""
    words = ("away", "account_manager", "--until", "2025-09-29 09:00", "--deputy", "li")
    assert "today 09:00 until 2025-09-29 Mon 09:00, li stands in" in _run(*words).stdout
    (away,) = next(each["away"] for each in _json("roles") if each["role"] == "account_manager")
    assert (away["until"], away["deputy"]) == ("2025-09-29T09:00:00+08:00", "li")
    later = _json("roles", TOUCHLINE_NOW="2025-09-29T10:00+08:00")
    assert [each["away"] for each in later if each["away"]] == []
    for until in ("2025-09-25 09:00", "soon"):
        assert _run("away", "account_manager", "--until", until).exit_code == USAGE


# --- erasure


@pytest.mark.fault("Z13")
def test_personal_facts_go_when_somebody_said_yes_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No, or nobody to answer, is no yes (exit 1); after a yes no byte of them is left (Z13)."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CONTRACT, "playbooks")
    path = Path("playbooks/shared/vocabulary.yaml")
    text = path.read_text("utf-8")
    named = "name:    {type: text, title: 名称 | Name}"
    assert named in text
    path.write_text(text.replace(named, named.replace("}", ", personal: true}")), "utf-8")
    assert _run("deploy", "playbooks").exit_code == 0
    _begin("acme", "steel")
    assert _run("facts", "acme", "--fact", "account.name=Zhao Lihua").exit_code == 0
    for given in ("n\n", "", None):
        answer = _run("erase", "acme", given=given)
        assert (answer.exit_code, answer.stdout) == (FINDINGS, "")
    assert _run("erase", "nobody", "--yes").exit_code == USAGE
    assert "acme" in _run("erase", "acme", given="y\n").stderr
    assert all(b"Zhao Lihua" not in each.read_bytes() for each in Path().glob("desk.db*"))
    assert _json("erase", "acme", "--yes") == {"account": "acme", "erased": 0}
    assert _json("check", "--deep") == []


@pytest.mark.fault("X9")
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("hostile", ["", " ", "\udcff", "x" * 70_000, "a\nb", "%s{0}", "../../x"])
def test_whatever_is_typed_ends_in_a_sentence(hostile: str) -> None:
    """No traceback, no code beyond the table; a terminal's own bytes come as half characters."""
    commands = (
        ["timeline", hostile],
        ["tasks", "--owner", hostile, "--role", hostile, "--account", hostile],
        ["tasks", "--journey", hostile],
        ["journeys", "--account", hostile, "--line", hostile],
        ["start", hostile, "--playbook", "contract", "--line", hostile, "--key", hostile],
        ["start", "b", "--playbook", hostile, "--state", hostile],
        ["start", "c", "--playbook", "contract", "--state", hostile or "x"],
        ["signal", "acme", hostile or "x"],
        ["signal", hostile, "account.withdrew", "--account"],
        ["done", "acme", hostile, "--outcome", hostile],
        ["done", "acme", "confirm_needs", "--data", f"special_request={hostile}"],
        ["note", "acme", hostile, "--id", hostile],
        ["note", "acme", "x", "--at", hostile],
        ["reassign", "acme", "confirm_needs", hostile],
        ["pause", "acme", "--reason", hostile, "--by", hostile or "x"],
        ["facts", hostile, "--fact", f"account.name={hostile}"],
        ["facts", "acme", "--fact", hostile],
        ["ack", "acme", hostile],
        ["end", "acme", "--outcome", hostile],
        ["incidents", "--close", hostile, "1"],
        ["roles", f"team_lead={hostile}"],
        ["away", hostile, "--until", "2025-10-01 09:00", "--deputy", hostile],
        ["erase", hostile, "--yes"],
        ["explain", "acme", hostile or "x"],
        ["explain", hostile],
    )
    for words in commands:
        for lang in ("en", "zh"):
            answer = _run(*words, TOUCHLINE_LANG=lang)
            assert answer.exit_code in {0, FINDINGS, USAGE}, (words, answer.output)


@pytest.mark.usefixtures("desk")
def test_what_is_missing_is_brought_and_not_reported() -> None:
    """``tasks`` names the command that brings it, ``done`` answers with the same (exit 2)."""
    _run("done", "acme", "confirm_needs", "--data", "wanted_on=2025-11-20")
    _run("done", "acme", "send_quote", "--data", "quote.discount=5%")
    _run("signal", "acme", "facts.set", "--data", "contract.amount=1 CNY")
    _run("signal", "acme", "quote.accepted")
    (task,) = _json("tasks")
    assert task["name"] == "contract.nonstandard"
    way = f"→ touchline signal {JOURNEY} facts.set --data contract.nonstandard=true"
    assert _run("tasks").stderr.splitlines()[-1] == way
    answer = _run("done", "acme", "contract.nonstandard")
    assert (answer.exit_code, answer.stderr.splitlines()[-1]) == (USAGE, way)
    assert _run(*way.split()[2:]).exit_code == 0
    assert "contract.nonstandard" not in {each["name"] for each in _json("tasks")}


# --- incidents


@pytest.mark.usefixtures("desk")
def test_an_incident_is_listed_until_somebody_has_seen_to_it() -> None:
    """Exit 1 while one is open; who closed it stands in the story."""
    _begin("acme", "tools")
    parked = _run("signal", "acme", "quote.accepted", "--account")
    assert parked.exit_code == FINDINGS
    assert "→ touchline incidents" in parked.stderr
    listed = _run("incidents")
    assert (listed.exit_code, "nobody can tell which journey is meant" in listed.stdout) == (
        1,
        True,
    )
    words = shlex.split(listed.stderr.splitlines()[-1])[2:]
    assert words[:2] == ["incidents", "--close"]
    assert _run(*words, TOUCHLINE_BY="").exit_code == USAGE
    assert _run(*words).exit_code == 0
    assert "already" in _run(*words).stdout
    assert (_run("incidents").exit_code, _json("incidents")) == (0, [])
    (closed,) = _json("incidents", "--all")
    assert (closed["code"], closed["state"]) == ("ambiguous-address", "closed")
    assert f"incident seen to #{closed['record']}" in _run("timeline", closed["journey"]).stdout
    assert _json("check", "--deep") == []


@pytest.mark.fault("Z6")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://touch:s3cret@127.0.0.1:1/journeys",
        "postgres:touch:s3cret@host",
        "mysql://touch:s3cret@host/journeys",
        "sqlite://touch:s3cret@host/journeys.db",
        "postgresql://touch:s3cret@[bad/journeys",
    ],
)
def test_an_error_about_a_database_shows_no_password(url: str) -> None:
    """On no stream, for a look and for a start, in either language."""
    for words in (
        ["tasks"],
        ["start", "a", "--playbook", "contract"],
        ["doctor"],
        ["explain", "a"],
    ):
        for lang in ("en", "zh"):
            answer = _run(*words, TOUCHLINE_DB=url, TOUCHLINE_LANG=lang)
            assert answer.exit_code == ENVIRONMENT
            assert "s3cret" not in answer.output


@pytest.mark.usefixtures("desk")
def test_a_task_of_one_item_is_done_by_its_id() -> None:
    """Where several bear one name, the table shows ids, and an id says which item is meant."""
    assert _run("deploy").exit_code == 0
    words = ("start", "zeta", "--playbook", "fulfillment", "--state", "ordering=planned")
    more = (
        "--state",
        "delivery=preparing",
        "--item",
        "shipment=S1",
        "--fact",
        "order.amount=1 CNY",
    )
    assert _run(*words, *more).exit_code == 0
    planned = ("signal", "zeta", "shipment.planned", "--data", "number=S2")
    assert _run(*planned).exit_code == 0
    standing = _run("journeys").stdout
    assert "Preparing · S1" in standing
    assert "Preparing · S2" in standing
    for item in ("S1", "S2"):
        # What the table names as next brings what is missing, to the item it is missing of.
        facts = ("signal", "zeta", "facts.set", "--data", f"shipment.number={item}")
        assert _run(*facts, "--data", "shipment.source=buy").exit_code == 0
    tasks = [each for each in _json("tasks", "--account", "zeta") if each["item"]]
    ids = {each["item"]: each["task"] for each in tasks if each["name"] == "place_supply_order"}
    assert set(ids) == {"S1", "S2"}
    shown = _run("tasks", "--account", "zeta").stdout
    assert all(each in shown for each in ids.values())
    assert _run("skip", "zeta", ids["S2"], "--by", "logistics_lead").exit_code == 0
    left = [each["item"] for each in _json("tasks", "--account", "zeta")]
    assert left == ["S1"]
    assert _run("done", "zeta", ids["S1"]).exit_code == 0
