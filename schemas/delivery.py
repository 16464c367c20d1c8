"""Delivery: which effects go where, and how hard it is tried to get them there (S7.3)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from .text import AtLeastOne, Bilingual, Id, Maybe, OneOrMany, Text, Words, Written, left_out

EffectKind = Literal["notify", "send_message"]
Reason = Literal[
    "assigned", "reminded", "escalated", "taken_over", "incident", "unfounded", "rule",
    "handed_over", "contact_held", "provisional",
]  # fmt: skip


class SecretPlace(Written):
    """Where a secret is found: in a variable of the environment, or in a file."""

    env: Maybe[Text] = None
    file: Maybe[Text] = None


Secret = Annotated[Text | SecretPlace, Field(union_mode="left_to_right")]
"""The place of a secret; one that is written out is refused later, with the cure."""


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Secrets = Annotated[
    tuple[Secret, ...],
    Field(min_length=1),
    BeforeValidator(_one_or_more, json_schema_input_type=Secret | AtLeastOne[Secret]),
]
"""One secret or several."""


class JsonLines(Written):
    """A file that gets one line of JSON for each effect."""

    path: Text


class WebhookTarget(Written):
    """A URL that each effect is sent to, signed (P4)."""

    url: Secret
    keys: Secrets
    allow: OneOrMany = ()
    ca: Maybe[Text] = None


class EmailTarget(Written):
    """A mail server, and who has which address."""

    host: Text
    port: Maybe[StrictInt] = None
    security: Maybe[Literal["starttls", "tls", "none"]] = None
    user: Maybe[Text] = None
    password: Maybe[Secret] = None
    from_: Text = Field(alias="from")
    to: OneOrMany = ()
    addresses: dict[str, Text] = left_out()


class AppriseTarget(Written):
    """Chat groups and other services that Apprise speaks to."""

    urls: Secrets


class OtherSink(Written):
    """A sink that another package brings."""

    name: Text
    options: dict[str, Any] = left_out()


class Backoff(Written):
    """How long to wait after a failed attempt."""

    first: Maybe[Words] = None
    at_most: Maybe[Words] = None


class DeliveryTarget(Written):
    """One place effects go to, which effects, and how hard it is tried (S7.3)."""

    title: Bilingual
    log: StrictBool = False
    jsonl: Maybe[JsonLines] = None
    webhook: Maybe[WebhookTarget] = None
    email: Maybe[EmailTarget] = None
    apprise: Maybe[AppriseTarget] = None
    sink: Maybe[OtherSink] = None
    effects: tuple[EffectKind, ...] = ()
    reasons: tuple[Reason, ...] = ()
    roles: OneOrMany = ()
    levels: OneOrMany = ()
    channels: OneOrMany = ()
    lang: Maybe[Literal["zh", "en"]] = None
    attempts: Maybe[StrictInt] = None
    backoff: Maybe[Backoff] = None
    timeout: Maybe[Words] = None
    at_most_once: StrictBool = False


class Delivery(Written):
    """Where effects go: all targets of a workspace (S7.3)."""

    schema_: Literal["delivery/1"] = Field(alias="schema")
    title: Bilingual
    link: Maybe[Text] = None
    targets: Annotated[dict[Id, DeliveryTarget], Field(min_length=1)]
