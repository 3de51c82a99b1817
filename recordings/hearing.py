"""Who may hear a recording, and why not. Pure.

Supervisors and managers hear all, agents their own calls and the client all where the campaign
says so; who looks after the program hears nothing. Nobody hears whose caller refused.
"""

from __future__ import annotations

from enum import StrEnum

from recordings.rules import SoundRules


class Purpose(StrEnum):
    """What somebody listens for: told before, kept in the trail."""

    COMPLAINT = "complaint"
    MESSAGE = "message"
    """Somebody sees to the voice message."""
    QUALITY = "quality"
    RECORD = "record"
    REQUEST = "request"
    TRAINING = "training"


class Ear(StrEnum):
    """As who somebody listens."""

    ALL = "all"
    OWN = "own"
    NONE = "none"


ROLES = {"supervisor": Ear.ALL, "manager": Ear.ALL}


def ear_of(role: str, rules: SoundRules) -> Ear:
    """Tell what a role may hear."""
    if role == "agent" and rules.agents_hear_own:
        return Ear.OWN
    if role == "client" and rules.client_hears:
        return Ear.ALL
    return ROLES.get(role, Ear.NONE)
