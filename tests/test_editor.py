"""What a process owner sees in an editor: keys offered, meanings shown, mistakes marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness import needs_harness
from .language_server import LanguageServer, program

pytestmark = needs_harness("editor")

TEXT = """\
# yaml-language-server: $schema=../schemas/json/playbook.schema.json
schema: playbook/1
id: contract
title: 合同 | Contract
calendar: cn_office
owner: account_manager
start: quoting
states:
  quoting:
    title: 报价中 | Quoting
    waits_for: client
    touchpoints:
      send_quote:
        title: 发送报价 | Send the quotation
        vai: [phone]
        due: 5
        ▮
  won: {title: 成交 | Won, end: success}
"""


def _spot(text: str) -> tuple[int, int]:
    """Return line and character, counted from 0, of the first place of a text."""
    before = TEXT[: TEXT.index(text)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


@pytest.fixture(scope="module", params=["zh-cn", "en"])
def opened(request: pytest.FixtureRequest, root: Path) -> Iterator[tuple[LanguageServer, str, str]]:
    command = program()
    assert command is not None
    server = LanguageServer(command, root, request.param)
    uri = server.open(root / "playbooks" / "opened.yaml", TEXT.replace("▮", ""))
    yield server, uri, request.param
    server.close()


Opened = tuple[LanguageServer, str, str]


def test_the_keys_of_a_touchpoint_are_offered(opened: Opened) -> None:
    """All of them but those written, each with its meaning in Chinese and English."""
    server, uri, _ = opened
    items = server.at("completion", uri, *_spot("▮"))["items"]
    offered = {item["label"]: item for item in items}
    assert {"owner", "with", "via", "starts", "produces", "counts_as"} <= offered.keys()
    assert not {"title", "due", "waits_for", "moves"} & offered.keys()
    meaning = offered["starts"]["documentation"]["value"]
    assert "几时打开" in meaning
    assert "When it opens" in meaning


def test_the_words_of_a_closed_list_are_offered_with_their_meaning(opened: Opened) -> None:
    server, uri, _ = opened
    line, character = _spot("client")
    items = server.at("completion", uri, line, character)["items"]
    assert {item["label"] for item in items} >= {"us", "customer", "partner"}
    assert any("客户" in str(item.get("documentation")) for item in items)


def test_hovering_shows_what_a_key_means(opened: Opened) -> None:
    server, uri, _ = opened
    shown = server.at("hover", uri, *_spot("waits_for"))["contents"]["value"]
    assert "轮到谁" in shown
    assert "Whose turn it is" in shown
    assert "waits_for: customer" in shown


def test_a_whole_block_is_offered(opened: Opened) -> None:
    """Where touchpoints are begun, a touchpoint with its gaps can be inserted."""
    server, uri, _ = opened
    line, _ = _spot("send_quote:")
    items = server.at("completion", uri, line, 6)["items"]
    block = next(item for item in items if "touchpoint" in item["label"])
    assert "新触点" in block["label"]
    assert "due:" in block["insertText"]


def test_mistakes_are_marked_in_chinese(opened: Opened) -> None:
    """What the schema can word it words in both languages; the rest is the server's locale."""
    server, uri, locale = opened
    told = {each["range"]["start"]["line"]: each["message"] for each in server.told(uri)}
    assert "可以是 us, customer, partner" in told[_spot("client")[0]]
    assert "due 要写文本" in told[_spot("due: 5")[0]]
    unknown = told[_spot("vai")[0]]
    assert "vai" in unknown
    assert ("不被允许" in unknown) == (locale == "zh-cn")
    assert len(told) == 3
