"""What the nightly comparison says of a real call."""

from __future__ import annotations

import json

from tests.asterisk.instance import Instance
from tests.asterisk.shell import CommandFailed


async def differences(instance: Instance, call: str) -> dict[str, str]:
    """Compare the call's day as `recordings reconcile` does; gives kind and reason of its own."""
    day = json.loads(await instance.command("calls", "--json"))[0]["arrived_at"][:10]
    try:
        told = await instance.command("recordings", "reconcile", "--day", day, "--json")
    except CommandFailed as differs:
        told = differs.complaint
    compared = json.loads(told)
    assert compared["heard"] > 0
    found = compared["differences"]
    return {each["kind"]: each["why"] for each in found if call in each["subject"]}
