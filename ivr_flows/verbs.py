"""All verbs of the flow language; the union is closed, so that a plain form can be read back."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_flows.nodes.callback import Callback
from ivr_flows.nodes.code import Code
from ivr_flows.nodes.gather import Gather
from ivr_flows.nodes.hangup import HangUp
from ivr_flows.nodes.hours import Hours
from ivr_flows.nodes.language import Language
from ivr_flows.nodes.lookup import Lookup
from ivr_flows.nodes.menu import Menu
from ivr_flows.nodes.message import Message
from ivr_flows.nodes.play import Play
from ivr_flows.nodes.queue import Queue
from ivr_flows.nodes.record_consent import RecordConsent
from ivr_flows.nodes.transfer import Transfer

AnyNode = (
    Callback
    | Code
    | Gather
    | HangUp
    | Hours
    | Language
    | Lookup
    | Menu
    | Message
    | Play
    | Queue
    | RecordConsent
    | Transfer
)

VERBS: Mapping[str, type[AnyNode]] = {
    "play": Play,
    "menu": Menu,
    "gather": Gather,
    "code": Code,
    "hours": Hours,
    "queue": Queue,
    "callback": Callback,
    "message": Message,
    "lookup": Lookup,
    "record_consent": RecordConsent,
    "language": Language,
    "transfer": Transfer,
    "hangup": HangUp,
}
"""By the word that stands in the file."""
