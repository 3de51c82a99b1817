"""What we ask of ARI and read from it, held against Asterisk's own description, `rest-api/*.json`.

The description is read where it lies, in the data folder of the Asterisk that is run.
"""

from __future__ import annotations

import inspect
import json
import os
import typing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import Any

import msgspec
import pytest

from telephony import ari_client, ari_dialling, ari_events, ari_legs, ari_requests
from telephony.ari_requests import Request
from telephony.asterisk import find

pytestmark = pytest.mark.asterisk

CACHE = Path(os.environ.get("MADOGUCHI_CACHE", Path.home() / ".cache/madoguchi"))

REQUESTS: dict[str, Request] = {
    "add_to_bridge": ari_requests.add_to_bridge("c~b1", "c", "c~1"),
    "answer": ari_requests.answer("c"),
    "claim": ari_requests.claim("c", app="madoguchi"),
    "create_bridge": ari_requests.create_bridge("c~b1"),
    "delete_bridge": ari_requests.delete_bridge("c~b1"),
    "filter_events": ari_requests.filter_events("madoguchi", allowed=ari_events.KINDS),
    "forget_caller": ari_requests.forget_caller("c"),
    "gives_no_lease": ari_legs.gives_no_lease(
        ari_legs.ring_seat(
            "c~1", call="c", endpoint="0312345678@t", app="madoguchi", ring_s=20.0, caller_id="x"
        )
    ),
    "hang_up": ari_requests.hang_up("c", reason_code=17),
    "last_word": ari_requests.last_word("c", sound="/sounds/abc", holds_line=True),
    "is_with": ari_legs.is_with("c~1", call="c"),
    "lease": ari_requests.lease("c", seconds=2.0),
    "list_bridges": ari_requests.list_bridges(),
    "list_channels": ari_requests.list_channels(),
    "list_endpoints": ari_requests.list_endpoints(),
    "mark_known": ari_requests.mark_known("c"),
    "mirror_phone": ari_requests.mirror_phone("seat-01", may_ring=True),
    "mute_recording": ari_requests.mute_recording("c~r1"),
    "only_listens": ari_legs.only_listens("c~1"),
    "play": ari_requests.play("c~b1", playback="c~p1", sounds=["/sounds/abc"]),
    "pull_back": ari_requests.pull_back("c"),
    "put_auth": ari_requests.put_auth("seat-01", username="seat-01", md5_cred="0" * 32),
    "read_application": ari_requests.read_application("madoguchi"),
    "read_bridge": ari_requests.read_bridge("c~b1"),
    "read_channel": ari_requests.read_channel("c"),
    "read_live_recording": ari_requests.read_live_recording("c~r1"),
    "read_playback": ari_requests.read_playback("c~p1"),
    "read_status": ari_requests.read_status(),
    "record": ari_requests.record("c~s1", recording="c~r1"),
    "ring_seat": ari_legs.ring_seat(
        "c~1", call="c", endpoint="seat-01", app="madoguchi", ring_s=20.0, caller_id="x"
    ),
    "resuming": ari_legs.resuming(
        ari_legs.ring_seat(
            "c~1", call="c", endpoint="seat-01w", app="madoguchi", ring_s=20.0, caller_id="x"
        )
    ),
    "read_statistics": ari_requests.read_statistics("c~1"),
    "set_variable": ari_requests.set_variable("c", "MDG_KNOWN", "yes"),
    "set_global": ari_requests.set_global("MDG_SOUND_NOTICE", "/sounds/abc&/sounds/def"),
    "snoop": ari_requests.snoop("c~1", snoop="c~1~s1", app="madoguchi"),
    "start_music": ari_requests.start_music("c"),
    "stop_music": ari_requests.stop_music("c"),
    "stop_playback": ari_requests.stop_playback("c~p1"),
    "subscribe": ari_requests.subscribe("madoguchi", "endpoint:PJSIP/seat-01"),
    "stop_recording": ari_requests.stop_recording("c~r1"),
    "unmute_recording": ari_requests.unmute_recording("c~r1"),
    "write_plan": ari_requests.write_plan("0/12/"),
    "make_channel": ari_dialling.make_channel(
        "out.x.1", endpoint="PJSIP/0312345678@t", app="madoguchi", shown="0110", preferred="<sip:x>"
    ),
    "name_caller": ari_dialling.name_caller("out.x.1~1", "0110000100"),
    "dial": ari_dialling.dial("out.x.1", ring_s=30.0),
}
"""One of each that we make; a function that is missing here fails a test."""

ANSWERS_READ = {
    "Application": {"channel_ids"},
    "Channel": {"id", "name", "state", "caller", "dialplan", "channelvars"},
    "CallerID": {"name", "number"},
    "DialplanCEP": {"context"},
    "Bridge": {"id", "channels"},
    "Endpoint": {"resource", "state"},
    "AsteriskInfo": {"status"},
    "StatusInfo": {"startup_time"},
    "RTPstat": {"rxcount", "rxploss", "rxjitter", "rtt"},
}
"""Fields of answers that are read, by model."""

WORDS_READ = {
    ("Channel", "state"): {"Down", "Ringing", "Up"},
    ("Playback", "state"): {"done", "failed"},
    ("Endpoint", "state"): {"online"},
}
"""Values that we decide by, by model and field."""

TYPES: dict[object, set[str]] = {
    bool: {"boolean"},
    str: {"string"},
    int: {"int", "long"},
    datetime: {"Date"},
    list[str]: {"List[string]"},
    dict[str, str]: {"object"},
}


@dataclass(frozen=True)
class Description:
    """Asterisk's description of its ARI."""

    operations: dict[tuple[str, str], dict[str, Any]]
    models: dict[str, dict[str, Any]]

    def parameters(self, request: Request) -> dict[str, dict[str, Any]]:
        operation = self.operations[request.method, request.template]
        return {each["name"]: each for each in operation.get("parameters", [])}

    def properties(self, model: str) -> dict[str, dict[str, Any]]:
        """All fields of a model, those of what it extends included."""
        found: dict[str, dict[str, Any]] = dict(self.models[model]["properties"])
        for name, other in self.models.items():
            if model in other.get("subTypes", []):
                found |= self.properties(name)
        return found


@pytest.fixture(scope="module")
def ari() -> Description:
    folder = find(CACHE, debian_mirror=None, say=print).data / "rest-api"
    described = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    assert len(described) >= 10, f"{folder} does not hold Asterisk's description"
    apis = [api for each in described for api in each.get("apis", []) if "operations" in api]
    return Description(
        operations={
            (operation["httpMethod"], api["path"]): operation
            for api in apis
            for operation in api["operations"]
        },
        models={
            name: model for each in described for name, model in each.get("models", {}).items()
        },
    )


def test_every_request_that_we_make_is_held_against_the_description() -> None:
    files = (ari_requests, ari_legs, ari_dialling)
    made = [each for file in files for each in inspect.getmembers(file, inspect.isfunction)]
    ours = {name for name, each in made if each.__module__ in {file.__name__ for file in files}}
    assert {name for name in ours if not name.startswith("_")} == set(REQUESTS)


@pytest.mark.parametrize("name", REQUESTS)
def test_asterisk_knows_the_request(ari: Description, name: str) -> None:
    request = REQUESTS[name]
    assert (request.method, request.template) in ari.operations
    named = [each for each in ari.parameters(request).values() if each["paramType"] == "path"]
    assert request.template.count("{") == len(named)
    assert "{" not in request.path


@pytest.mark.parametrize("name", REQUESTS)
def test_asterisk_knows_every_parameter_and_its_value(ari: Description, name: str) -> None:
    request = REQUESTS[name]
    known = ari.parameters(request)
    for parameter, value in request.params.items():
        described = known[parameter]
        assert described["paramType"] == "query"
        words = described.get("allowableValues", {})
        if words.get("valueType") == "LIST":
            assert value in words["values"]
        elif words.get("valueType") == "RANGE":
            assert words["min"] <= int(value) <= words.get("max", int(value))
        if described["dataType"] in ("int", "long"):
            assert value.isdigit()
        if described["dataType"] == "boolean":
            assert value in ("true", "false")


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_that_asterisk_requires_is_missing(ari: Description, name: str) -> None:
    request = REQUESTS[name]
    required = {
        parameter
        for parameter, described in ari.parameters(request).items()
        if described.get("required") and described["paramType"] == "query"
    }
    assert required <= set(request.params) | set(request.body or {})


@pytest.mark.parametrize("name", [name for name in REQUESTS if REQUESTS[name].body])
def test_body_is_one_that_asterisk_reads(ari: Description, name: str) -> None:
    request = REQUESTS[name]
    known = ari.parameters(request)
    body = next((each for each in known.values() if each["paramType"] == "body"), None)
    assert request.body is not None
    # Without a body of its own a request takes its query's parameters from one (`*_parse_body`).
    if body is not None and body["name"] == "filter":
        assert set(request.body) <= {"allowed", "disallowed"}
    else:
        assert set(request.body) <= set(known)


@pytest.mark.parametrize("kind", [*ari_events.KINDS, ari_client.REPLACED])
def test_asterisk_knows_the_event(ari: Description, kind: str) -> None:
    assert kind in ari.models["Event"]["subTypes"]


def _shapes() -> list[tuple[str, type[msgspec.Struct]]]:
    """Every struct that we read, with the model that it is of."""
    models = {
        "_Channel": "Channel",
        "_Caller": "Channel",
        "_Party": "CallerID",
        "_Bridge": "Bridge",
        "_Playback": "Playback",
        "_Recording": "LiveRecording",
        "_Endpoint": "Endpoint",
        "_Peer": "Peer",
    }
    events = typing.get_args(ari_events.Said)
    parts = [getattr(ari_events, name) for name in models]
    return [(models.get(each.__name__, each.__name__[1:]), each) for each in (*events, *parts)]


@pytest.mark.parametrize(("model", "shape"), _shapes())
def test_every_field_that_we_read_is_described(
    ari: Description, model: str, shape: type[msgspec.Struct]
) -> None:
    described = ari.properties(model)
    hints = typing.get_type_hints(shape)
    parts = {part: {name} for name, part in _shapes()}
    for each in msgspec.structs.fields(shape):
        field = described[each.encode_name]
        if each.required:
            assert field.get("required"), f"{model}.{each.name} may be missing"
        hint = _present(hints[each.name])
        hint = next(iter(set(typing.get_args(hint)) & set(parts)), hint)
        assert field["type"] in TYPES.get(hint, parts.get(hint, set()))


def _present(hint: Any) -> Any:
    """Give the type of a field that may be missing."""
    if not isinstance(hint, UnionType):
        return hint
    (present,) = [each for each in typing.get_args(hint) if each is not type(None)]
    return present


@pytest.mark.parametrize(("model", "field"), WORDS_READ)
def test_every_word_that_we_decide_by_is_described(
    ari: Description, model: str, field: str
) -> None:
    assert (
        set(ari.properties(model)[field]["allowableValues"]["values"]) >= WORDS_READ[model, field]
    )


@pytest.mark.parametrize("model", ANSWERS_READ)
def test_every_field_of_an_answer_that_we_read_is_described(ari: Description, model: str) -> None:
    assert set(ari.properties(model)) >= ANSWERS_READ[model]
