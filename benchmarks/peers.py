"""The reference work for the peers: each does its own best known form of the same 24 happenings.

A contender makes ``count`` journeys, steps all of them through one happening, then all through
the next, and returns the CPU seconds of the stepping alone; it has checked that every journey
reached the end with all its work. None of them is imported before it is asked to run.
"""

from __future__ import annotations

import functools
import logging
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from .reference import FIELDS, HAPPENINGS, STATES, Happening

DUE = 86_400
EVENTS = tuple((each.word or "fell_silent", {each.field: each.value}) for each in HAPPENINGS)


class Data:
    """What a peer keeps for one journey."""

    def __init__(self) -> None:
        self.data: dict[str, int] = dict.fromkeys(FIELDS, 0)
        self.work: list[tuple[str, int]] = []
        self.state = STATES[0]


def _work(each: Happening) -> tuple[str, int]:
    return (f"work_{each.target}", DUE)


def _timed(journeys: list[Any], step: Callable[[Any, str, dict[str, int]], Any]) -> float:
    begin = time.process_time()
    for name, values in EVENTS:
        for journey in journeys:
            step(journey, name, values)
    return time.process_time() - begin


def _finished(journeys: list[Any]) -> None:
    for each in journeys:
        assert each.state == STATES[-1], each.state
        assert len(each.work) == len(EVENTS)


def _machine(**options: Any) -> Any:
    return import_module("transitions").Machine(
        states=list(STATES), initial=STATES[0], auto_transitions=False, **options
    )


def transitions_models(count: int) -> float:
    """One model a journey, added to one machine: the library's usual form."""
    machine = transitions_machine()
    journeys = [Data() for _ in range(count)]
    machine.add_model(journeys, initial=STATES[0])

    def step(journey: Any, name: str, values: dict[str, int]) -> None:
        journey.data.update(values)
        journey.trigger(name)

    seconds = _timed(journeys, step)
    _finished(journeys)
    return seconds


def transitions_machine() -> Any:
    """Return the machine of the reference work, without a model yet."""
    machine = _machine(model=None, send_event=True)
    for each in HAPPENINGS:

        def holds(event: Any, field: str = each.field) -> bool:
            return bool(event.model.data[field] >= 1)

        def after(event: Any, work: tuple[str, int] = _work(each)) -> None:
            event.model.work.append(work)

        name = each.word or "fell_silent"
        machine.add_transition(name, each.source, each.target, conditions=holds, after=after)
    return machine


def transitions_cursor(count: int) -> float:
    """The quickest form known: one cursor model, no event objects, the trigger called directly."""
    cursor = Data()
    machine = _machine(model=cursor, send_event=False)
    for each in HAPPENINGS:

        def holds(field: str = each.field) -> bool:
            return cursor.data[field] >= 1

        def after(work: tuple[str, int] = _work(each)) -> None:
            cursor.work.append(work)

        name = each.word or "fell_silent"
        machine.add_transition(name, each.source, each.target, conditions=holds, after=after)
    journeys = [Data() for _ in range(count)]
    triggers = {name: getattr(cursor, name) for name, _ in EVENTS}
    begin = time.process_time()
    for name, values in EVENTS:
        trigger = triggers[name]
        for journey in journeys:
            cursor.data, cursor.work, cursor.state = journey.data, journey.work, journey.state
            journey.data.update(values)
            trigger()
            journey.state = cursor.state
    seconds = time.process_time() - begin
    _finished(journeys)
    return seconds


def statemachine_class() -> Any:
    """Return the class whose objects are one journey each."""
    library = import_module("statemachine")
    body: dict[str, Any] = {
        name: library.State(initial=name == STATES[0], final=name == STATES[-1]) for name in STATES
    }
    events: dict[str, Any] = {}
    for each in HAPPENINGS:

        def holds(machine: Any, field: str = each.field) -> bool:
            return bool(machine.data[field] >= 1)

        def on(machine: Any, work: tuple[str, int] = _work(each)) -> None:
            machine.work.append(work)

        to = body[each.source].to
        to = to.itself if each.source == each.target else to
        name = each.word or "fell_silent"
        args = () if each.source == each.target else (body[each.target],)
        way = to(*args, cond=holds, on=on)
        events[name] = events[name] | way if name in events else way

    def start(self: Any) -> None:
        self.data, self.work = dict.fromkeys(FIELDS, 0), []
        library.StateMachine.__init__(self)

    return type("Reference", (library.StateMachine,), {**body, **events, "__init__": start})


def python_statemachine(count: int) -> float:
    """One machine object a journey, as the library is meant to be used."""
    kind = statemachine_class()
    journeys = [kind() for _ in range(count)]

    def step(journey: Any, name: str, values: dict[str, int]) -> None:
        journey.data.update(values)
        journey.send(name)

    seconds = _timed(journeys, step)
    for each in journeys:
        assert next(iter(each.configuration)).id == STATES[-1]
        assert len(each.work) == len(EVENTS)
    return seconds


@functools.cache
def _chart() -> Any:
    return import_module("sismic.io").import_from_yaml(_chart_text())


def _chart_text() -> str:
    lines = ["statechart:", "  name: reference", "  root state:", "    name: root"]
    lines += [f"    initial: {STATES[0]}", "    states:"]
    for name in STATES:
        lines.append(f"      - name: {name}")
        ways = [each for each in HAPPENINGS if each.source == name]
        lines += ["        transitions:"] if ways else []
        for each in ways:
            work = _work(each)
            lines.append(f"          - event: {each.word or 'fell_silent'}")
            lines.append(f"            guard: data['{each.field}'] >= 1")
            lines.append(f"            action: work.append({work!r})")
            lines += [f"            target: {each.target}"] if each.target != name else []
    return "\n".join(lines)


def sismic_interpreter() -> Any:
    """Return the interpreter of one journey, begun."""
    own, chart = Data(), _chart()
    begun = import_module("sismic.interpreter").Interpreter(
        chart, initial_context={"data": own.data, "work": own.work}
    )
    begun.execute()
    return begun


def sismic(count: int) -> float:
    """One interpreter a journey, guards and actions as its own evaluated text."""
    journeys = [sismic_interpreter() for _ in range(count)]

    def step(journey: Any, name: str, values: dict[str, int]) -> None:
        journey.context["data"].update(values)
        journey.queue(name)
        journey.execute_once()

    seconds = _timed(journeys, step)
    for each in journeys:
        assert each.configuration[-1] == STATES[-1]
        assert len(each.context["work"]) == len(EVENTS)
    return seconds


def _bpmn() -> Any:
    specs = import_module("SpiffWorkflow.specs")
    operators = import_module("SpiffWorkflow.operators")
    spec = specs.WorkflowSpec(name="reference")
    if spec.start is None:
        spec.start = import_module("SpiffWorkflow.specs.StartTask").StartTask(spec)
    tasks = [specs.Simple(spec, f"work_{k}", manual=True) for k in range(len(HAPPENINGS))]
    end = specs.Simple(spec, "end")
    spec.start.connect(tasks[0])
    for number, each in enumerate(HAPPENINGS):
        choice = specs.ExclusiveChoice(spec, f"guard_{number}")
        tasks[number].connect(choice)
        choice.connect(specs.Simple(spec, f"refused_{number}"))
        onward = tasks[number + 1] if number + 1 < len(tasks) else end
        choice.connect_if(operators.GreaterThan(operators.Attrib(each.field), 0), onward)
    return spec


def spiffworkflow(count: int) -> float:
    """One workflow a journey of manual tasks and exclusive choices (the core specification)."""
    spec = _bpmn()
    workflow = import_module("SpiffWorkflow.workflow").Workflow
    ready = import_module("SpiffWorkflow.util.task").TaskState.READY
    done = import_module("SpiffWorkflow.util.task").TaskState.COMPLETED
    journeys = [workflow(spec) for _ in range(count)]
    for each in journeys:
        each.run_all(halt_on_manual=True)
    worked: list[tuple[str, int]] = []
    begin = time.process_time()
    for number, (_, values) in enumerate(EVENTS):
        for each in journeys:
            task = each.get_next_task(state=ready, spec_name=f"work_{number}")
            task.data.update(values)
            task.run()
            each.run_all(halt_on_manual=True)
            worked.append(_work(HAPPENINGS[number]))
    seconds = time.process_time() - begin
    assert all(each.get_next_task(spec_name="end", state=done) for each in journeys)
    assert len(worked) == count * len(EVENTS)
    return seconds


def automat_builder() -> Any:
    """Return what makes the machine of one journey."""
    library = import_module("automat")
    names = sorted({name for name, _ in EVENTS})

    def declared(name: str) -> Any:
        def method(self: Any, values: dict[str, int]) -> bool:
            raise NotImplementedError

        method.__name__, method.__qualname__ = name, f"Wanted.{name}"
        return method

    wanted = type("Wanted", (import_module("typing").Protocol,), {n: declared(n) for n in names})
    builder = library.TypeMachineBuilder(wanted, Data)
    states = {name: builder.state(name) for name in STATES}
    for each in HAPPENINGS:

        def output(
            inputs: Any, own: Any, values: dict[str, int], field: str = each.field,
            work: tuple[str, int] = _work(each), state: str = each.target,
        ) -> bool:  # fmt: skip
            del inputs
            own.data.update(values)
            # It has no guards that read data: the check comes after the fact.
            if own.data[field] < 1:
                return False
            own.work.append(work)
            own.state = state
            return True

        output.__name__ = f"{each.word or 'fell_silent'}_{each.source}"
        method = getattr(wanted, each.word or "fell_silent")
        states[each.source].upon(method).to(states[each.target])(output)
    return builder.build()


def automat(count: int) -> float:
    """One typed machine a journey; it has no guards that read data."""
    build = automat_builder()
    own = [Data() for _ in range(count)]
    journeys = [build(each) for each in own]
    seconds = _timed(journeys, lambda each, name, values: getattr(each, name)(values))
    _finished(own)
    return seconds


def table(count: int) -> float:
    """No library: a dictionary of (state, signal), the floor of the interpreter itself."""
    ways = {
        (each.source, each.word or "fell_silent"): (each.field, each.target, _work(each))
        for each in HAPPENINGS
    }
    journeys = [Data() for _ in range(count)]
    begin = time.process_time()
    for name, values in EVENTS:
        for journey in journeys:
            journey.data.update(values)
            field, target, work = ways[journey.state, name]
            if journey.data[field] >= 1:
                journey.state = target
                journey.work.append(work)
    seconds = time.process_time() - begin
    _finished(journeys)
    return seconds


PEERS: dict[str, tuple[str, Callable[[int], float], int]] = {
    "transitions, cursor": ("transitions", transitions_cursor, 400),
    "transitions, models": ("transitions", transitions_models, 400),
    "automat (no guards)": ("automat", automat, 1_000),
    "sismic": ("sismic", sismic, 30),
    "python-statemachine": ("statemachine", python_statemachine, 20),
    "SpiffWorkflow": ("SpiffWorkflow", spiffworkflow, 15),
    "dictionary, no library": ("", table, 4_000),
}
"""Name → the module it needs, the contender, and how many journeys it steps in a round."""


def quiet() -> None:
    """Silence what the peers log and warn."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
