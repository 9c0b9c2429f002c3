"""OTLP request bodies, protobuf or JSON, as protobuf messages."""

import base64
import binascii
from typing import Any, TypeVar

import msgspec
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message

from vizsla.wire.errors import UNREADABLE, WireError

M = TypeVar("M", bound=Message)

_IDS = ("traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id")


def parse(kind: type[M], body: bytes, is_json: bool) -> M:
    """The request in the body; WireError when it is not one."""
    message = kind()
    if not is_json:
        try:
            message.ParseFromString(body)
        except DecodeError as error:
            raise WireError(f"the body is not a protobuf {kind.__name__}: {error}") from error
        return message
    try:
        given = msgspec.json.decode(body)
        return json_format.ParseDict(_with_base64_ids(given), message, ignore_unknown_fields=True)
    except UNREADABLE as error:
        raise WireError(f"the body is not JSON: {error}") from error
    except WireError:
        raise
    except (json_format.ParseError, AttributeError, TypeError, ValueError) as error:
        raise WireError(f"the body is not an {kind.__name__}: {error}") from error


def _with_base64_ids(value: Any) -> Any:
    # OTLP writes ids in hex where protobuf's JSON has base64.
    if isinstance(value, list):
        return [_with_base64_ids(one) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {}
    for key, inner in value.items():
        if key in _IDS and isinstance(inner, str):
            try:
                changed[key] = base64.b64encode(binascii.unhexlify(inner)).decode()
            except ValueError as error:
                raise WireError(f"{key} '{inner[:100]}' is not hexadecimal") from error
        else:
            changed[key] = _with_base64_ids(inner)
    return changed
