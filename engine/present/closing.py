"""The last words of a command: what it counted, wrote, or cannot do, in both languages."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..language.titles import Lang, Title
from ..language.wording import fill

if TYPE_CHECKING:
    # For their shape only: playing and compiling cost more to load than a sentence is worth.
    from ..language.compiler import Compiled
    from ..studies.stories import Played

_WORDS = {
    "began": Title("写好 {files} 个文件：一个剧本，一个能通过的情景，一个可以演练的客群", "{files} files: one playbook, one story that passes and one population to rehearse"),
    "not-empty": Title("{folder}：文件夹不是空的（里面有 {found}）；什么都没有动，请换一个空文件夹", "{folder}: the folder is not empty ({found} is in it); nothing was touched, name an empty one"),
    "not-a-folder": Title("{folder}：这是一个文件，不是文件夹；什么都没有动", "{folder}: a file, not a folder; nothing was touched"),
    "counted": Title("{files} 个文件，{stages} 个剧本，{stories} 个情景，0 个问题（程序 {id}）", "{files}, {stages}, {stories}, 0 problems (program {id})"),
    "verdict": Title("{stories} 个情景，{passed} 个通过，{failed} 个不符", "{stories}: {passed} passed, {failed} failed"),
    "no-story": Title("{path}：这里没有情景（schema: story/1）", "{path}: no story (schema: story/1) lies here"),
    "no-population": Title("这个工作区里没有客群（schema: population/1）；在 populations 文件夹里写一个", "this workspace has no population (schema: population/1); write one into its folder populations"),
    "which-population": Title("没有客群“{name}”；有的是：{allowed}", 'there is no population "{name}"; there are: {allowed}'),
    "which-population.near": Title("没有客群“{name}”；是不是“{near}”？", 'there is no population "{name}"; did you mean "{near}"?'),
    "mapping-wanted": Title("--mapping：没有映射就不读日志，什么也不猜；先看看建议：touchline import {log} --suggest", "--mapping: no log is read without one, nothing is guessed; for a proposal: touchline import {log} --suggest"),
    "which-kind": Title("{path}：从文件名看不出是哪种日志；能读的有：{allowed}", "{path}: its name does not say what kind of log it is; there are: {allowed}"),
    "which-mapping": Title("没有映射“{name}”；这个工作区里有的是：{allowed}", 'there is no mapping "{name}"; this workspace has: {allowed}'),
    "which-mapping.near": Title("没有映射“{name}”；是不是“{near}”？", 'there is no mapping "{name}"; did you mean "{near}"?'),
    "no-mapping": Title("{path}：不是映射（schema: mapping/1）", "{path}: no mapping (schema: mapping/1)"),
    "which-group": Title("--where：映射没有分组“{name}”，日志也没有这一列；有的是：{allowed}", '--where: the mapping has no group "{name}", and the log no such column; there are: {allowed}'),
    "which-group.near": Title("--where：映射没有分组“{name}”，日志也没有这一列；是不是“{near}”？", '--where: the mapping has no group "{name}", and the log no such column; did you mean "{near}"?'),
    "no-amount": Title("{option} {text}：写一个数字，或一个百分数，如 5%", "{option} {text}: write a number, or a share such as 5%"),
    "none-meant": Title("{path}：--where 和 --sample 之后一个案例也不剩", "{path}: --where and --sample leave not one case"),
    "log-not-readable": Title("{path}：{reason}", "{path}: {reason}"),
    "no-customer": Title("没有客户 {number}；这次有 {customers} 位，从 0 数起", "there is no customer {number}; there are {customers}, counted from 0"),
    "no-workers": Title("--workers {text}：写一个数字（进程数），或 Dask 调度器的地址 tcp://主机:端口", "--workers {text}: write a number of processes, or the address of a Dask scheduler, tcp://host:port"),
    "nobody-comes": Title("{path}：这段时间里一位客户也不会来；提高 rate，或写 --journeys", "{path}: not one customer comes in this time; raise its rate, or say --journeys"),
    "no-report": Title("{path}：报告只能写成 .html", "{path}: a report goes to a file that ends in .html"),
    "no-population-file": Title("{path}：客群只能写成 .yaml", "{path}: a population goes to a file that ends in .yaml"),
    "nothing-to-fit": Title("{path}：里面一个案例也没有，没有什么可拟合的", "{path}: there is not one case in it, nothing to fit"),
    "no-log": Title("{path}：事件日志只能写成 .csv 或 .xes", "{path}: an event log goes to a file that ends in .csv or .xes"),
    "replaces-none": Title("{path}：工作区里没有同名的文件可以换下；给一个整个工作区，或一个同名的剧本", "{path}: the workspace has no file of that name to be replaced; name a whole workspace, or a playbook of the same name"),
    "one-customer": Title("--customer 只看一位客户，不能同时写 {option}", "--customer shows one customer; leave out {option}"),
    "chunk-failed": Title("第 {chunk} 块（客户 {first} 起）没有跑成：{why}", "chunk {chunk} (from customer {first}) could not be run: {why}"),
    "replaying": Title("正在回放", "Replaying"),
    "piece-failed": Title("第 {piece} 段历史没有回放成：{why}", "part {piece} of the history could not be replayed: {why}"),
    "no-firings": Title("{path}：逐次的清单只能写成 .csv", "{path}: the list of firings goes to a file that ends in .csv"),
    "one-case": Title("--case 只看一个案例，不能同时写 {option}", "--case shows one case; leave out {option}"),
    "no-case": Title("日志里没有案例 {case}", "the log has no case {case}"),
    "which-log": Title("写一份日志，前面可以再写剧本所在的文件夹：touchline {command} [WORKSPACE] LOG --mapping M", "name one log, and the folder of playbooks before it if you like: touchline {command} [WORKSPACE] LOG --mapping M"),
    "interrupted-log": Title("被打断了：以下只说已经回放的 {cases} 个案例", "interrupted: this is about the {cases} cases that were replayed"),
    "no-dask": Title("没有安装 Dask：pip install 'touchline[dask]'", "Dask is not installed: pip install 'touchline[dask]'"),
    "no-cluster": Title("{address}：连不上这个 Dask 调度器（{why}）", "{address}: no Dask scheduler answers there ({why})"),
    "hash": Title("哈希 {hash}", "hash {hash}"),
    "told-otherwise": Title("{path}：数据库里记着这个情景的另一种写法；换一个数据库，或把情景改回原样 [other-body]", "{path}: this database has seen the story told otherwise; use a fresh one, or put it back [other-body]"),
    "other-program": Title("{path}：这个旅程按开始时的程序 {old} 走，不是现在的 {new}；要试现在的，换一个数据库", "{path}: this journey runs by the program it began with, {old}, not today's {new}; to try today's, use a fresh database"),
    "no-stage": Title("没有剧本“{name}”；有的是：{allowed}", 'there is no playbook "{name}"; there are: {allowed}'),
    "no-subject": Title("这里没有“{name}”；可以问的有：{allowed}", 'there is no "{name}" here; there are: {allowed}'),
    "no-subject.near": Title("这里没有“{name}”；是不是“{near}”？", 'there is no "{name}" here; did you mean "{near}"?'),
    "no-time": Title("“{text}”不是时间；写成 2025-10-09 10:00", '"{text}" is no time; write 2025-10-09 10:00'),
    "no-kind": Title("没有“{name}”这种文件；有的是：{allowed}", 'there is no kind of file "{name}"; there are: {allowed}'),
    "no-rule": Title("没有规则“{name}”；touchline explain-rule 列出所有规则", 'there is no rule "{name}"; touchline explain-rule lists them all'),
    "no-rule.near": Title("没有规则“{name}”；是不是“{near}”？", 'there is no rule "{name}"; did you mean "{near}"?'),
    "no-drawing": Title("{path}：只能画成 .svg 或 .html", "{path}: draw to a file that ends in .svg or .html"),
    "left-out": Title("没有写进来：{name}（情景说不出它）", "left out: {name} (no story can say it)"),
    "no-record": Title("{place}：这一行不是日志记录；日志每行一条 JSON 记录", "{place}: this line is no record; a journal has one record of JSON a line"),
    "no-beginning": Title("{path}：里面没有旅程在这些剧本里开始；换一份日志，或用 -w 指明它的工作区", "{path}: no journey of these playbooks begins in it; take another journal, or name its workspace with -w"),
    "not-readable": Title("{path}：读不了：{reason}", "{path}: cannot be read: {reason}"),
    "written": Title("已写入 {path}", "written to {path}"),
    "reserved": Title("touchline {name} 是留给以后版本的命令，这个版本还没有", "touchline {name} is reserved for a later version; this one does not have it yet"),
    "fixed": Title("已改 {line}", "mended {line}"),
    "would-fix": Title("可以改 {files} 个文件；去掉 --diff、加 --fix 才写入", "{files} could be mended; nothing is written without --fix"),
    "nothing-to-fix": Title("没有能自动改的", "nothing here has one sure cure"),
    "read-only": Title("{path}：只读文件，没有写入；先允许写入", "{path}: the file is read-only; not written, allow writing first"),
    "changed-meanwhile": Title("{path}：读过之后又被改动了；没有写入，请再来一次", "{path}: changed since it was read; not written, run again"),
}  # fmt: skip


def word(name: str, lang: Lang, /, **values: object) -> str:
    """Return one closing sentence."""
    return fill(_WORDS[name], {key: str(value) for key, value in values.items()}, lang)


def next_command(lang: Lang, command: str, *words: object) -> str:
    """Return the next useful command, ready to be pasted: quoted, in the same language."""
    given = [str(word) for word in words if word is not None]
    spoken = ["--lang", lang] if lang != "en" else []
    return f"→ {shlex.join(['touchline', command, *given, *spoken])}"


def counted(compiled: Compiled, files: int, lang: Lang) -> str:
    """Return what a clean workspace holds."""
    stages, stories = len(compiled.program.stages), len(compiled.stories)
    if lang == "zh":
        return word("counted", lang, files=files, stages=stages, stories=stories, id=compiled.id)
    return word(
        "counted",
        lang,
        files=plural(files, "file"),
        stages=plural(stages, "playbook"),
        stories=_stories(stories),
        id=compiled.id,
    )


def verdict(stories: int, failed: int, lang: Lang) -> str:
    """Return how many stories passed."""
    count = stories if lang == "zh" else _stories(stories)
    return word("verdict", lang, stories=count, passed=stories - failed, failed=failed)


def found(count: int, lang: Lang) -> str:
    """Return how many problems there are."""
    return f"{count} 个问题" if lang == "zh" else plural(count, "problem")


def named(name: str, what: str, allowed: Iterable[str], lang: Lang) -> str:
    """Return that ``what`` is none of ``allowed``, and which of a long list may be meant."""
    listed = list(allowed)
    near = nearest(what, listed)
    if near and f"{name}.near" in _WORDS:
        return word(f"{name}.near", lang, name=what, near=near)
    return word(name, lang, name=what, allowed=", ".join(listed))


def nearest(what: str, allowed: Iterable[str]) -> str:
    """Return which of ``allowed`` may be meant by ``what``, or nothing."""
    near = difflib.get_close_matches(what, list(allowed), n=1)
    return near[0] if near else ""


def other_program(played: Played, today: str, lang: Lang) -> Iterator[str]:
    """Yield that a journey keeps the program it began with, where that is not today's (S8.1)."""
    begun = {program for record in played.records if (program := getattr(record, "program", ""))}
    if begun - {today}:
        old = ", ".join(sorted(begun))
        yield word("other-program", lang, path=played.script.path, old=old, new=today)


def plural(count: int, word_: str) -> str:
    """Return ``1 file``, ``2 files``."""
    return f"{count} {word_}" if count == 1 else f"{count} {word_}s"


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories"
