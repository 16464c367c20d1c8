"""What a worker says to a person, and what the doctor says of a database; in both languages."""

from __future__ import annotations

from ..language.titles import Lang, Title
from ..language.wording import fill

_WORDS: dict[str, Title] = {
    "no-budget": Title("--budget {text}：写成 名字=数量，用逗号隔开；名字有 {allowed}", "--budget {text}: write NAME=N, separated by commas; the names are {allowed}"),
    "no-address": Title("--listen {text}：写成 主机:端口，如 127.0.0.1:9464", "--listen {text}: write HOST:PORT, such as 127.0.0.1:9464"),
    "address-taken": Title("--listen {text}：用不了这个地址（{why}）", "--listen {text}: this address cannot be had ({why})"),
    "observe-wanted": Title("{option}：要先安装 pip install 'touchline[observe]'", "{option}: this needs: pip install 'touchline[observe]'"),
    "no-sinks": Title("--sinks {path}：没有这个文件", "--sinks {path}: there is no such file"),
    "no-delivery": Title("--sinks {path}：里面没有送达的去处（schema: delivery/1）", "--sinks {path}: no delivery (schema: delivery/1)"),
    "target-failed": Title("去处“{name}”用不了：{why}；它的消息会等着再送", "target {name} cannot be used: {why}; what goes there waits and is tried again"),
    "working": Title("worker {name} 在 {url} 上工作；按 Ctrl-C 停下", "worker {name} at work on {url}; Ctrl-C stops it"),
    "worked": Title("处理了 {signals} 个信号、{timers} 个时限，送出 {delivered} 次", "{signals}, {timers} decided; {delivered} attempted"),
    "left-over": Title("还有事没有结束；没送完的，租期过后由别的 worker 接手", "something was still under way; what was being delivered is taken over when its lease runs out"),
}  # fmt: skip


def say(name: str, lang: Lang, /, **values: object) -> str:
    """Return one phrase, filled in."""
    return fill(_WORDS[name], {key: str(value) for key, value in values.items()}, lang)
