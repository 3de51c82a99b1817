from __future__ import annotations

import pytest

from tests.asterisk.phones.sipp_trace import read_trace

pytestmark = pytest.mark.unit


def line(at: float, way: str, call: str, sequence: str, start: str) -> str:
    return f"2026-11-20\t18:36:01.6\t{at:.6f}\t{way}\t{call}\tCSeq:{sequence}\t{start}"


def test_an_answered_call_that_we_end() -> None:
    (call,) = read_trace(
        "\n".join(
            [
                line(1.0, "S", "a", "1 INVITE", "INVITE sip:200@127.0.0.1 SIP/2.0"),
                line(1.1, "R", "a", "1 INVITE", "SIP/2.0 100 Trying"),
                line(1.2, "R", "a", "1 INVITE", "SIP/2.0 180 Ringing"),
                line(1.3, "R", "a", "1 INVITE", "SIP/2.0 180 Ringing"),
                line(1.4, "R", "a", "1 INVITE", "SIP/2.0 200 OK"),
                line(1.5, "S", "a", "1 ACK", "ACK sip:127.0.0.1 SIP/2.0"),
                line(3.0, "S", "a", "2 BYE", "BYE sip:127.0.0.1 SIP/2.0"),
                line(3.1, "R", "a", "2 BYE", "SIP/2.0 200 OK"),
            ]
        )
    )
    assert (call.status, call.ended_by) == (200, "us")
    times = call.times
    assert (times.invited, times.ringing, times.answered, times.ended) == (1.0, 1.2, 1.4, 3.0)


def test_refused_cancelled_and_hung_up_by_the_far_end() -> None:
    calls = read_trace(
        "\n".join(
            [
                line(1.0, "S", "a", "1 INVITE", "INVITE sip:200@127.0.0.1 SIP/2.0"),
                line(1.1, "S", "b", "1 INVITE", "INVITE sip:200@127.0.0.1 SIP/2.0"),
                line(1.2, "S", "c", "1 INVITE", "INVITE sip:200@127.0.0.1 SIP/2.0"),
                line(1.3, "R", "a", "1 INVITE", "SIP/2.0 486 Busy Here"),
                line(1.4, "S", "b", "1 CANCEL", "CANCEL sip:200@127.0.0.1 SIP/2.0"),
                line(1.5, "R", "b", "1 CANCEL", "SIP/2.0 200 OK"),
                line(1.6, "R", "b", "1 INVITE", "SIP/2.0 487 Request Terminated"),
                line(1.7, "R", "c", "1 INVITE", "SIP/2.0 200 OK"),
                line(1.8, "R", "c", "9 BYE", "BYE sip:caller@127.0.0.1 SIP/2.0"),
            ]
        )
    )
    assert [(c.status, c.ended_by, c.times.ended) for c in calls] == [
        (486, "them", 1.3),
        (487, "us", 1.4),
        (200, "them", 1.8),
    ]


def test_a_half_written_line_is_passed_over() -> None:
    assert read_trace("2026-11-20\t18:36") == []
