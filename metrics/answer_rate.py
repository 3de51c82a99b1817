"""The answer rate of a day so far, from counts by outcome alone, for boards and Prometheus.

Short and repeated calls are not known there: under a definition that leaves them out, the boards
show a rate that is lower than, never above, the reports'.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from callcenter.outcome import Outcome
from metrics.definition import Definition
from metrics.figures import Counted, figures


def answer_rate(definition: Definition, counts: Mapping[Outcome, int]) -> Fraction | None:
    """Give the exact rate, 0 to 1; None if no call was offered (shown as "–", no alert).

    None also where the definition counts what the carrier refused (未計測): of a day that is not
    over, nobody has told yet.
    """
    return figures(definition, Counted(calls=counts)).rate
