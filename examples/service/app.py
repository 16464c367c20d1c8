"""A service around the engine: journeys begin, signals come in, people see their work.

Run it with ``uvicorn app:app``; ``TOUCHLINE_DB`` says where journeys are kept. Everything that
can go wrong is an ``EngineError`` with a code, a sentence and a cure: one handler answers for all.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from fastapi import Body, FastAPI, Request, Response

from engine import (
    Engine,
    EngineError,
    OtherBodyError,
    StoreError,
    UnknownAccountError,
    UnknownJourneyError,
    Workspace,
    read_signal,
)

STATUS = {UnknownJourneyError: 404, UnknownAccountError: 404, OtherBodyError: 409, StoreError: 503}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the engine when the service starts, and close it when it ends."""
    workspace = Workspace.load(os.environ.get("TOUCHLINE_WORKSPACE", "playbooks"))
    url = os.environ.get("TOUCHLINE_DB", "sqlite:///journeys.db")
    with Engine.open(url, workspace) as app.state.engine:
        yield


app = FastAPI(title="Touchline", lifespan=lifespan)


def answer(value: Any, status: int = 200) -> Response:
    """Answer with a value of the engine as JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


@app.exception_handler(EngineError)
def refuse(request: Request, error: EngineError) -> Response:
    """Answer what cannot be done with its code, its sentence and its cure."""
    lang = "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"
    said = {"code": error.code, "message": error.message(lang), "cure": error.cure(lang)}
    return answer(said, STATUS.get(type(error), 422))


# Functions without async run in FastAPI's threads, and an engine is safe to use from many.


@app.post("/journeys/{account}/{line}/{playbook}")
def start(request: Request, account: str, line: str, playbook: str, key: str = "") -> Response:
    """Begin a journey, or find the one that runs."""
    engine: Engine = request.app.state.engine
    return answer({"journey": engine.start(account, line=line, playbook=playbook, key=key)}, 201)


@app.post("/signals/{journey:path}")
def signal(
    request: Request, journey: str, body: bytes = Body(media_type="application/json")
) -> Response:
    """Take a signal; sent again with the same id it is answered the same."""
    engine: Engine = request.app.state.engine
    taken = engine.signal(journey, read_signal(body))
    return answer({
        "outcome": taken.outcome, "reason": taken.reason, "is_duplicate": taken.is_duplicate,
        "records": [taken.first, taken.last],
    })  # fmt: skip


@app.get("/tasks")
def tasks(request: Request, owner: str | None = None) -> Response:
    """Tell what there is to do, the most urgent first."""
    engine: Engine = request.app.state.engine
    return answer(engine.tasks(owner=owner))


@app.get("/journeys/{journey:path}")
def journey(request: Request, journey: str) -> Response:
    """Tell where a journey stands."""
    engine: Engine = request.app.state.engine
    return answer(engine.journey(journey))
