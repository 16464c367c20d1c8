"""Durable peers on the reference work, each in a process of its own: they hold global state.

``python -m benchmarks.durable_peers NAME URL COUNT`` runs one and prints what it took as JSON.

- *DBOS, transaction*: a workflow a journey; each happening is a transaction of its data source that
  writes event, journey, task and timer, with DBOS's checkpoint. Nothing comes from outside.
- *DBOS, message*: the same, and each happening is sent to the workflow as a message that it waits
  for: what an engine is asked when a signal arrives.
- *SpiffWorkflow, stored*: BPMN; the workflow is read from JSON in SQLite, stepped, and written back
  as one row, committed once a happening; *kept*: it stays in memory, and is written back.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import sys
import tempfile
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from .durable_work import Watch
from .reference import FIELDS, HAPPENINGS, STATES

_AT = 1_772_000_000
_DUE = 86_400

metadata = sa.MetaData()
_key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
journey = sa.Table(
    "journey", metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("state", sa.Text),
    sa.Column("data", sa.Text), sa.Column("version", sa.Integer), sa.Column("updated_at", _key),
)  # fmt: skip
event = sa.Table(
    "event", metadata,
    sa.Column("journey", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True), sa.Column("name", sa.Text),
    sa.Column("data", sa.Text), sa.Column("source", sa.Text), sa.Column("target", sa.Text),
    sa.Column("at", sa.BigInteger),
)  # fmt: skip
task = sa.Table(
    "task", metadata,
    sa.Column("id", _key, primary_key=True), sa.Column("journey", sa.Integer),
    sa.Column("kind", sa.Text), sa.Column("due_at", sa.BigInteger), sa.Column("status", sa.Text),
)  # fmt: skip
timer = sa.Table(
    "timer", metadata,
    sa.Column("journey", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True), sa.Column("due_at", sa.BigInteger, index=True),
)  # fmt: skip


def _statements(dialect: str) -> dict[str, Any]:
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    put = insert(timer)
    return {
        "read": sa.select(journey.c.state, journey.c.data, journey.c.version).where(
            journey.c.id == sa.bindparam("j")
        ),
        "event": sa.insert(event),
        "move": sa.update(journey)
        .where(journey.c.id == sa.bindparam("j"), journey.c.version == sa.bindparam("v"))
        .values(state=sa.bindparam("s"), data=sa.bindparam("d"), version=sa.bindparam("n")),
        "task": sa.insert(task),
        "timer": put.on_conflict_do_update(
            index_elements=["journey", "name"], set_={"due_at": put.excluded.due_at}
        ),
    }


def _step(session: Any, told: dict[str, Any], number: int, index: int) -> None:
    each = HAPPENINGS[index]
    state, text, version = session.execute(told["read"], {"j": number}).one()
    data = json.loads(text)
    data[each.field] = each.value
    assert state == each.source
    said = json.dumps({each.field: each.value})
    session.execute(told["event"], {
        "journey": number, "number": index, "name": each.word, "data": said,
        "source": state, "target": each.target, "at": _AT,
    })  # fmt: skip
    moved = {"j": number, "v": version, "s": each.target, "d": json.dumps(data), "n": version + 1}
    session.execute(told["move"], moved)
    made = {"journey": number, "kind": f"work_{each.target}", "due_at": _AT, "status": "open"}
    session.execute(told["task"], made)
    session.execute(told["timer"], {"journey": number, "name": "stall", "due_at": _AT + _DUE})


def _urls(base: str, folder: Path) -> tuple[str, str]:
    if base != "sqlite":
        url = sa.make_url(base)
        names = (f"{url.database}_system", f"{url.database}_own")
        system, own = (
            url.set(database=name).render_as_string(hide_password=False) for name in names
        )
        return system, own
    for name in ("system", "own"):
        # Kinder than its default, the rollback journal.
        connection = sqlite3.connect(folder / name)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    return f"sqlite:///{folder / 'system'}", f"sqlite:///{folder / 'own'}"


def dbos(base: str, folder: Path, count: int, *, messages: bool) -> Watch:
    """Run DBOS; ``base`` is ``sqlite``, or the address of a PostgreSQL database to add names to."""
    package = import_module("dbos")
    system, own = _urls(base, folder)
    dialect = "sqlite" if base == "sqlite" else "postgresql"
    told = _statements(dialect)
    package.DBOS(config={
        "name": "reference", "system_database_url": system, "log_level": "CRITICAL",
        "enable_otlp": False, "notification_listener_polling_interval_sec": 0.01,
    })  # fmt: skip
    engine = sa.create_engine(own)
    metadata.create_all(engine)
    zero = json.dumps(dict.fromkeys(FIELDS, 0))
    rows = [{"id": number, "state": STATES[0], "data": zero, "version": 0, "updated_at": _AT}
            for number in range(count)]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.insert(journey), rows)
    source = package.SQLAlchemyDatasource.create(own)
    level = "SERIALIZABLE" if dialect == "sqlite" else "READ COMMITTED"

    @source.transaction(isolation_level=level)  # type: ignore[untyped-decorator]  # loaded by name
    def happen(number: int, index: int) -> None:
        _step(source.sql_session(), told, number, index)

    @package.DBOS.workflow()  # type: ignore[untyped-decorator]  # loaded by name
    def run(number: int) -> None:
        for index in range(len(HAPPENINGS)):
            if messages:
                assert package.DBOS.recv("happening", timeout_seconds=60) == index
            happen(number, index)

    package.DBOS.launch()
    with Watch() as watch:
        for number in range(count):
            if not messages:
                run(number)
                continue
            name = str(uuid.uuid4())
            with package.SetWorkflowID(name):
                handle = package.DBOS.start_workflow(run, number)
            for index in range(len(HAPPENINGS)):
                package.DBOS.send(name, index, "happening")
            handle.get_result()
    with engine.connect() as connection:
        ended = sa.select(sa.func.count()).select_from(journey).where(journey.c.state == STATES[-1])
        assert connection.execute(ended).scalar_one() == count
    package.DBOS.destroy()
    return watch


def _diagram() -> str:
    """Return the 24 happenings as BPMN: a manual task and a gateway each."""
    model = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    schema = "http://www.w3.org/2001/XMLSchema-instance"
    lines = [
        f'<definitions xmlns="{model}" xmlns:xsi="{schema}" targetNamespace="reference">',
        '<process id="reference" isExecutable="true">',
        '<startEvent id="begin"/><endEvent id="end"/><endEvent id="refused"/>',
        '<sequenceFlow id="first" sourceRef="begin" targetRef="work_0"/>',
    ]
    for number, each in enumerate(HAPPENINGS):
        onward = f"work_{number + 1}" if number + 1 < len(HAPPENINGS) else "end"
        lines += [
            f'<userTask id="work_{number}"/>',
            f'<sequenceFlow id="ask_{number}" sourceRef="work_{number}" targetRef="if_{number}"/>',
            f'<exclusiveGateway id="if_{number}" default="no_{number}"/>',
            f'<sequenceFlow id="yes_{number}" sourceRef="if_{number}" targetRef="{onward}">',
            f'<conditionExpression xsi:type="tFormalExpression">{each.field} &gt;= 1'
            "</conditionExpression></sequenceFlow>",
            f'<sequenceFlow id="no_{number}" sourceRef="if_{number}" targetRef="refused"/>',
        ]
    return "".join([*lines, "</process></definitions>"])


def _spec() -> Any:
    parser = import_module("SpiffWorkflow.bpmn.parser").BpmnParser()
    parser.add_bpmn_xml(import_module("lxml.etree").fromstring(_diagram().encode()))
    return parser.get_spec("reference")


def spiff(folder: Path, count: int, *, kept: bool) -> Watch:
    """Run SpiffWorkflow with its JSON in SQLite, WAL and FULL; ``kept`` in memory, too."""
    workflow_class = import_module("SpiffWorkflow.bpmn").BpmnWorkflow
    serializer = import_module("SpiffWorkflow.bpmn.serializer").BpmnWorkflowSerializer
    ready = import_module("SpiffWorkflow.util.task").TaskState.READY
    writer = serializer(registry=serializer.configure())
    spec = _spec()
    store = sqlite3.connect(folder / "spiff", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, data TEXT)")
    alive: dict[int, Any] = {}
    for number in range(count):
        workflow = workflow_class(spec)
        workflow.do_engine_steps()
        alive[number] = workflow
        text = writer.serialize_json(workflow)
        store.execute("INSERT INTO workflow VALUES (?, ?)", (number, text))
    with Watch() as watch:
        for each in HAPPENINGS:
            for number in range(count):
                workflow = alive[number]
                if not kept:
                    read = "SELECT data FROM workflow WHERE id=?"
                    (text,) = store.execute(read, (number,)).fetchone()
                    workflow = writer.deserialize_json(text)
                waiting = workflow.get_next_task(state=ready, manual=True)
                waiting.data[each.field] = each.value
                waiting.run()
                workflow.do_engine_steps()
                text = writer.serialize_json(workflow)
                store.execute("UPDATE workflow SET data=? WHERE id=?", (text, number))
    read = "SELECT data FROM workflow WHERE id=?"
    for number in range(count):
        (text,) = store.execute(read, (number,)).fetchone()
        assert writer.deserialize_json(text).completed
    return watch


RUNS: dict[str, Callable[[str, Path, int], Watch]] = {
    "dbos transaction": lambda url, at, count: dbos(url, at, count, messages=False),
    "dbos message": lambda url, at, count: dbos(url, at, count, messages=True),
    "spiff stored": lambda _, at, count: spiff(at, count, kept=False),
    "spiff kept": lambda _, at, count: spiff(at, count, kept=True),
}


def main() -> None:
    """Run one peer and print what it took."""
    logging.disable(logging.CRITICAL)
    name, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="touchline-", dir=Path.cwd()) as folder:
        watch = RUNS[name](url, Path(folder), count)
        took = [count * len(HAPPENINGS), watch.wall, watch.cpu]
        sys.stdout.write(f"TOOK {json.dumps(took)}\n")
        sys.stdout.flush()
    # What a peer left running must not hold us.
    os._exit(0)


if __name__ == "__main__":
    main()
