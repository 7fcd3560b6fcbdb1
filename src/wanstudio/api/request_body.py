"""The body of a generation request, as far as both protocols share it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from wanstudio.catalog.models import Model, Protocol
from wanstudio.errors import (
    BodyInvalid,
    InputMalformed,
    InputMissing,
    ModelMissing,
    ModelNotExist,
    OutOfDefinition,
    WrongUrl,
)
from wanstudio.submission import Desk
from wanstudio.wire.json_body import check_parts, decode_json


class Body(msgspec.Struct, frozen=True):
    """What was sent, types unchecked: the rules of the service, not of JSON, decide what is wrong."""

    model: Any = None
    input: Any = None
    parameters: Any = None


_decoder = msgspec.json.Decoder(Body)


def read_body(raw: bytes) -> Body:
    """The three parts of a body; names that are unknown are ignored."""
    check_parts(raw)
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        sent = decode_json(raw)
    if not isinstance(sent, dict):
        raise BodyInvalid
    return Body(sent.get("model"), sent.get("input"), sent.get("parameters"))


def model_of(body: Body, region: str, desk: Desk, protocol: Protocol) -> Model:
    """The model, which must be offered in this region and belong to this path."""
    if body.model is None or body.model == "":
        raise ModelMissing
    offer = desk.find_served(region, body.model) if isinstance(body.model, str) else None
    if offer is None:
        raise ModelNotExist
    if offer.model.protocol != protocol:
        raise WrongUrl
    return offer.model


def input_of(body: Body) -> Mapping[str, object]:
    """`input`, which must be an object, though it may be an empty one."""
    if body.input is None:
        raise InputMissing
    if not isinstance(body.input, dict):
        raise InputMalformed
    return body.input


def wishes_of(body: Body) -> Mapping[str, object]:
    """`parameters`, which may be absent."""
    if body.parameters is None:
        return {}
    if not isinstance(body.parameters, dict):
        raise OutOfDefinition(parameter="parameters")
    return body.parameters


def first_given(*values: object) -> object:
    """The first value that is neither null nor empty: SDKs send one thing in two places."""
    return next((value for value in values if value is not None and value != ""), None)
