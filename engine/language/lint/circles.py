"""Circles in a graph: groups of nodes that lead round to each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Graph = Mapping[str, Collection[str]]


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """Return the groups of nodes that lead round to each other, and those that lead to themselves.

    Nodes and groups come in the order of the graph's keys; a target that is no key is passed
    over. Tarjan's walk: each node and each arrow is looked at once.
    """
    walk = _Walk(graph)
    for root in graph:
        if root not in walk.number:
            walk.through(root)
    order = {name: index for index, name in enumerate(graph)}
    sorted_groups = (tuple(sorted(group, key=order.__getitem__)) for group in walk.groups)
    return sorted(sorted_groups, key=lambda group: order[group[0]])


@dataclass(slots=True)
class _Walk:
    graph: Graph
    number: dict[str, int] = field(default_factory=dict)
    low: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    groups: list[list[str]] = field(default_factory=list)

    def through(self, root: str) -> None:
        # A stack of our own: a long chain of states is no deep recursion.
        path: list[tuple[str, Iterator[str]]] = [(root, self.enter(root))]
        while path:
            name, targets = path[-1]
            to = next(targets, None)
            if to is None:
                path.pop()
                self.leave(name, path[-1][0] if path else None)
            elif to not in self.number:
                path.append((to, self.enter(to)))
            elif to not in self.closed:
                self.low[name] = min(self.low[name], self.number[to])

    def enter(self, name: str) -> Iterator[str]:
        self.number[name] = self.low[name] = len(self.number)
        self.open.append(name)
        return iter(_targets(self.graph, name))

    def leave(self, name: str, parent: str | None) -> None:
        if parent is not None:
            self.low[parent] = min(self.low[parent], self.low[name])
        if self.low[name] < self.number[name]:
            return
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(self.open.pop())
        self.closed.update(group)
        if len(group) > 1 or name in self.graph[name]:
            self.groups.append(group)


def _targets(graph: Graph, name: str) -> Iterable[str]:
    return [to for to in graph[name] if to in graph]
