"""What is kept by content, read back: the campaign and the flows of an instance."""

from __future__ import annotations

from functools import partial

from app.flow_versions import history, in_force
from app.flows_logged import taken_by
from app.home import Home
from app.plain import Plain
from callcenter.campaign import Campaign
from config import plain as campaigns
from ivr_flows import plain as flows
from ivr_flows.errors import UnreadableFlows
from ivr_flows.interpreter import Interpreter
from ivr_flows.schema import Flow


def campaign_of(home: Home, name: str) -> Campaign:
    """Read a campaign by its content hash.

    Raises:
        UnreadablePlain: it is altered, or of another version.
        OSError: it is not there.
    """
    return campaigns.read((home.versions / f"{name}.json").read_bytes(), name=name)


def flows_of(home: Home, name: str) -> tuple[Flow, ...]:
    """Read the flows by their content hash.

    Raises:
        UnreadableFlows: they are of another version.
        OSError: they are not there.
    """
    return flows.decode((home.versions / f"{name}.json").read_bytes())


def kept_flows(home: Home, version: str) -> tuple[Flow, ...]:
    """Read the flows of a version that a call names; none if it is lost or of another release."""
    try:
        return flows_of(home, version) if version.isalnum() else ()
    except (OSError, UnreadableFlows):
        return ()


def flows_in_force(home: Home, plain: Plain) -> tuple[Flow, ...]:
    """Read the flows that new callers hear now: as the log has it, else by what was noted.

    Raises:
        UnreadableFlows, OSError: as `flows_of`.
        HomeUnusable: what was noted cannot be read.
    """
    logged = taken_by(home, started=plain.flows)
    return flows_of(home, logged or in_force(history(home), at_start=plain.flows))


def guidance_of(home: Home, name: str) -> Interpreter:
    """Make the guidance that begins with a version of the flows, and finds others in the home.

    Raises:
        UnreadableFlows, OSError: as `flows_of`.
    """

    return Interpreter(flows_of(home, name), start=name, versions=partial(kept_flows, home))


def both(home: Home, plain: Plain) -> tuple[Campaign, tuple[Flow, ...]]:
    """Read what the plain settings name; raises as the two above."""
    return campaign_of(home, plain.campaign), flows_of(home, plain.flows)
