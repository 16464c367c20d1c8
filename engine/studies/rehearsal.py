"""One call for other services: a workspace rehearsed with one of its populations."""

from __future__ import annotations

from pathlib import PurePath

from ..core.link import link
from ..language.compiler import Compiled
from ..language.loader import File
from ..language.problems import PlaybookErrors
from .figures.counting import Counter
from .figures.results import Results
from .figures.summing import results
from .figures.tally import Tally
from .population.reading import prepare_population
from .simulation.plan import chunks, plan_for
from .simulation.run import run_chunk


def populations_of(compiled: Compiled) -> dict[str, File]:
    """Return the populations of a workspace by name, that of the file without its ending."""
    return {PurePath(file.path).stem: file for file in compiled.populations}


def widest_population(compiled: Compiled) -> str:
    """Return the population that begins in the lifecycle's first stage, else the first by path.

    Empty where the workspace has none.
    """
    files, lifecycle = populations_of(compiled), compiled.program.lifecycle
    first = lifecycle.stages[0].id if lifecycle is not None else ""
    begins = {name: file.here.into("begins").scalar.text for name, file in files.items()}
    return next((name for name, stage in begins.items() if stage == first), next(iter(files), ""))


def simulate(
    workspace: Compiled,
    population: str | None = None,
    *,
    journeys: int | None = None,
    seed: int = 1,
) -> Results:
    """Rehearse a population, in this process, and return everything that was counted.

    Without a name it is :func:`widest_population`; without ``journeys`` as many
    customers come as it says. The same workspace, name, number and seed give the same results
    and hash as ``touchline simulate``, which also spreads the work over processes.

    Raises:
        LookupError: the workspace has no population of that name, or none at all.
        PlaybookErrors: the population does not fit the playbooks; carrying every problem.
        ValueError: ``journeys`` is less than one, or by the population nobody comes.
    """
    files = populations_of(workspace)
    name = population if population is not None else widest_population(workspace)
    if name not in files:
        raise LookupError(f"there is no population {name!r}; there are: {', '.join(files) or '-'}")
    found, problems = prepare_population(workspace, files[name])
    if found is None:
        raise PlaybookErrors(problems)
    if journeys is not None and journeys < 1:
        raise ValueError(f"journeys is {journeys}; at least one customer has to come")
    program, plan = link(workspace.program, workspace.id), plan_for(found, seed, journeys)
    if not plan.customers:
        raise ValueError(f"by {found.path} nobody comes; raise its rate, or name journeys")
    total = Tally()
    for chunk in chunks(plan):
        counter = Counter(program, plan.population)
        run_chunk(program, plan, chunk, counter)
        total.merge(counter.tally)
    return results(total, program, plan)
