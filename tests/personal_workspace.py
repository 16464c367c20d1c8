"""The small playbook with facts about persons: on the account, the journey and items of it."""

from __future__ import annotations

import functools

from engine.language.compiler import Compiled, compile_files

from .small_workspace import PLAYBOOK, files

_FACTS = """\
      on_hold: {type: yes_no, title: 冻结 | On hold}
      phone: {type: text, title: 电话 | Phone, personal: true}
      born_on: {type: date, title: 生日 | Born on, personal: true}
"""
_SIGNALS = """\
    signals:
      called: {title: 来电 | Called, from: customer, sets: [phone]}
"""
_OFFER = """\
      amount: {type: money, title: 金额 | Amount}
      visitor: {type: text, title: 来访人 | Visitor, personal: true}
      greeting: {type: text, title: 称呼 | Greeting, personal: true}
    signals:
      visited:
        title: 来访 | Visited
        from: customer
        data: {who: text}
        sets: {offer.visitor: signal.who, offer.greeting: signal.who}
"""
_GUEST = """\
  guest:
    title: 客人 | Guest
    scope: journey
    many: {key: number}
    facts:
      number: {type: text, title: 编号 | Number}
      name: {type: text, title: 姓名 | Name, personal: true}
    signals:
      came: {title: 到了 | Came, from: customer, sets: [name]}
"""
_MESSAGES = """\
schema: messages/1
title: 话术 | Messages
hello: {title: 问候 | Hello, zh: "{offer.visitor}，您好", en: "Dear {offer.visitor}"}
plain: {title: 通知 | Notice, zh: 您好，报价已发出。, en: Our offer is on its way.}
"""
_FORMS = """\
schema: forms/1
title: 表单 | Forms
visit:
  title: 来访登记 | Visit
  fields: {client.born_on: optional}
  rows: {guest: {guest.number: required, guest.name: required}}
"""
_WORK = """\
    touchpoints:
      greet:
        title: 问候 | Greet
        with: customer.buyer
        via: [phone]
        starts: after offer.visited
        message: hello
      tell:
        title: 通知 | Tell
        with: customer.buyer
        via: [phone]
        starts: after offer.visited
        message: plain
      register:
        title: 登记 | Register
        with: internal
        form: visit
      send_offer:
"""
_PATTERN = """\
rules:
  known_visitor:
    title: 来访人已知 | The visitor is known
    if: offer.visitor != client.phone
    do: [{notify: lead}]
patterns:
  twice:
    title: 两次来访 | Two visits
    count: offer.visited
    at_least: 2
    within: 5 days
    do: [{notify: lead}]
states:
"""


@functools.cache
def personal(*, marked: bool = True) -> Compiled:
    """Return the workspace compiled; not ``marked`` nothing in it is personal."""
    playbook = PLAYBOOK.replace("    touchpoints:\n      send_offer:\n", _WORK, 1)
    playbook = playbook.replace("states:\n", _PATTERN, 1)
    found = dict(files(playbook))
    words = found["shared/vocabulary.yaml"].decode()
    for before, after in (
        ("      on_hold: {type: yes_no, title: 冻结 | On hold}\n", _FACTS),
        ("    signals:\n", _SIGNALS),
        ("      amount: {type: money, title: 金额 | Amount}\n", _OFFER),
    ):
        assert before in words
        words = words.replace(before, after, 1)
    words += _GUEST
    if not marked:
        words = words.replace(", personal: true", "")
    found["shared/vocabulary.yaml"] = words.encode()
    found["shared/messages.yaml"] = _MESSAGES.encode()
    found["shared/forms.yaml"] = _FORMS.encode()
    compiled, problems = compile_files(found)
    assert compiled is not None, [each.line("en") for each in problems]
    return compiled
