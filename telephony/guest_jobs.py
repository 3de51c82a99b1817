"""What is asked of Asterisk for a second member of staff at a call.

Rule 1: the caller stays in the call's bridge; who talks beside it is moved to a bridge of its own,
and moved back by being added again (seen on 22.10.1: no packet of the caller's is lost by it).
Rule 2: a supervisor listens by a snoop on the seat's leg, never on the caller's: what is whispered
there reaches neither the caller nor any recording.
"""

from __future__ import annotations

from callcenter import guest_commands as commands
from callcenter.events import Event
from telephony import ari_legs, ari_requests
from telephony.ari_requests import Request
from telephony.errors import AriError
from telephony.job import Job, JoinAwaited, Proof, Refused, SnoopAwaited, Step


def meeting(command: commands.MeetLeg, refused: Refused, joined: JoinAwaited) -> Job:
    """Put both legs into a bridge of their own; the guest's lease ends before."""
    leg, bridge = command.leg, command.bridge
    together = ari_requests.add_to_bridge(bridge, leg, command.seat_leg)
    steps = (
        _bridge(bridge),
        Step(0, ari_requests.lease(leg, seconds=0), insists=True),
        Step(1, together, proof=proof_of(command)),
        Step(2, joined),
    )
    return Job(steps, refused)


def watching(command: commands.WatchLeg, refused: Refused, joined: JoinAwaited, *, app: str) -> Job:
    """Put the guest's leg and a snoop on the seat's into a bridge of their own."""
    leg, bridge, snoop = command.leg, command.bridge, command.snoop
    whisper = "out" if command.whispers else "none"
    heard = ari_requests.snoop(command.seat_leg, snoop=snoop, app=app, spy="both", whisper=whisper)
    steps = (
        _bridge(bridge),
        Step(0, ari_requests.lease(leg, seconds=0), insists=True),
        Step(0, heard, proof=Proof(ari_requests.read_channel(snoop))),
        Step(1, SnoopAwaited(snoop)),
        Step(1, ari_legs.only_listens(leg), is_needed=False, insists=True),
        Step(2, ari_requests.add_to_bridge(bridge, leg, snoop), proof=proof_of(command)),
        Step(3, joined),
    )
    return Job(steps, refused)


def proof_of(command: commands.MeetLeg | commands.WatchLeg) -> Proof:
    """What tells that both are together."""
    other = command.seat_leg if isinstance(command, commands.MeetLeg) else command.snoop
    return Proof(ari_requests.read_bridge(command.bridge), (command.leg, other))


def returning(command: commands.ReturnLeg) -> Job:
    """Bring the seat back to its caller; a leg that is gone says so best itself."""
    added = ari_requests.add_to_bridge(command.bridge, command.leg)
    proof = Proof(ari_requests.read_bridge(command.bridge), (command.leg,))
    return Job((Step(0, added, proof=proof),), _nothing)


def ending(command: commands.EndWatch) -> Request:
    """Listen no more."""
    return ari_requests.hang_up(command.snoop)


def _bridge(bridge: str) -> Step:
    return Step(
        0, ari_requests.create_bridge(bridge), proof=Proof(ari_requests.read_bridge(bridge))
    )


def _nothing(_: AriError) -> Event | None:
    return None
