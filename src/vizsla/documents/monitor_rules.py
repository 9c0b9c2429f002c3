"""What surrounds monitors: policies for their tags, rules that tell more people, templates. What each may hold."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=1000)]
Recipient = Annotated[str, Meta(min_length=1, max_length=500, pattern="^[^@]")]
Recipients = Annotated[list[Recipient], Meta(min_length=1, max_length=20)]
Scope = Annotated[str, Meta(min_length=1, max_length=3000)]


class TagPolicy(msgspec.Struct):
    """Tags of this key have one of these values."""

    tag_key: Annotated[str, Meta(min_length=1, max_length=255)]
    valid_tag_values: list[str]
    tag_key_required: bool = False


class Policy(msgspec.Struct):
    """A monitor policy's attributes."""

    policy: TagPolicy
    policy_type: Literal["tag"] = "tag"


class Filter(msgspec.Struct):
    """Which notifications a rule is for: by tags, or by a scope."""

    tags: Annotated[list[str], Meta(min_length=1, max_length=20)] | None = None
    scope: Scope | None = None


class When(msgspec.Struct):
    """Recipients for notifications of one scope."""

    scope: Scope
    recipients: Recipients


class Conditional(msgspec.Struct):
    """Recipients by scope, and those of the notifications that fit none."""

    conditions: Annotated[list[When], Meta(min_length=1, max_length=10)]
    fallback_recipients: Recipients | None = None


class NotificationRule(msgspec.Struct):
    """A notification rule's attributes."""

    name: Name
    filter: Filter | None = None
    recipients: Recipients | None = None
    conditional_recipients: Conditional | None = None
    bundle_config: dict[str, Any] | None = None


class TemplateVariable(msgspec.Struct):
    """A part of a template that is chosen when a monitor is made of it."""

    name: Name
    tag_key: str = ""
    defaults: list[str] = []
    available_values: list[str] = []


class Template(msgspec.Struct):
    """A monitor template's attributes."""

    title: Name
    monitor_definition: dict[str, Any]
    tags: list[str]
    description: str | None = None
    template_variables: list[TemplateVariable] | None = None
