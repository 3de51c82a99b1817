"""The printed table of a bench."""

from __future__ import annotations

from collections.abc import Iterator

from bench.result import BOUND, Comparison, Side

_HEAD = (
    f"{'calls/s':>7}  {'side':<22}{'calls':>6}{'failed':>7}{'p50 ms':>8}{'p90 ms':>8}{'p99 ms':>8}"
    f"{'controller ms/call':>20}{'Asterisk ms/call':>18}"
)


def heading() -> Iterator[str]:
    """Write what is measured, and the columns."""
    yield "Time from INVITE to 200 at the caller, from packet times; nobody sends sound."
    yield _HEAD


def lines(each: Comparison) -> Iterator[str]:
    """Write a comparison: either side and the ratios, and whether our controller began anew."""
    added = " + recording" if each.recording else ""
    yield _line(each.rate, f"Madoguchi{added}", each.ours, controller=True)
    yield _line(
        each.rate,
        f"Queue(){' + MixMonitor' if each.recording else ''}",
        each.queue,
        controller=False,
    )
    ratios = "".join(f"{each.ratio(percent):>8.2f}" for percent in (50, 90, 99))
    yield f"{'':>7}  {'ratio':<22}{'':>13}{ratios}"
    if each.ours.restarts:
        yield f"{'':>7}  our controller began anew in {each.ours.restarts} blocks"


def verdict(complaints: list[str]) -> Iterator[str]:
    """Write what is not good enough, or that all is."""
    for complaint in complaints:
        yield f"FAILED: {complaint}"
    if not complaints:
        yield f"PASSED: no call lost, p99 within {BOUND:g} times that of Queue()"


def _line(rate: int, name: str, side: Side, *, controller: bool) -> str:
    times = "".join(f"{side.answer_ms(percent):>8.1f}" for percent in (50, 90, 99))
    ours = f"{side.per_call_ms(side.controller_s):.1f}" if controller else "-"
    theirs = side.per_call_ms(side.asterisk_s)
    counts = f"{len(side.calls):>6}{side.failed:>7}"
    return f"{rate:>7}  {name:<22}{counts}{times}{ours:>20}{theirs:>18.1f}"
