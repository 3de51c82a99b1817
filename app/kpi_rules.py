"""KPI definitions: from their files to values."""

from __future__ import annotations

from callcenter.outcome import Outcome
from config.kpi_file import KpiFile, MeasuresTable
from metrics.definition import Definition, Measures, Place


def definition(file: KpiFile) -> Definition:
    """Make the definition that a file asks for."""
    return Definition(
        id=file.id,
        name=file.name,
        text=file.text,
        agreed=file.agreed,
        target_percent=file.target_percent,
        places={each: Place(getattr(file.places, each.value)) for each in Outcome},
        short_under_s=file.short.under_s,
        repeats_within_s=file.repeats.within_s,
        in_time_s=file.in_time.within_s,
        in_time_since=file.in_time.since,
        in_time_of=file.in_time.of,
        counts_carrier_busy=file.carrier_busy.place == "offered",
        counts_called_back=file.callbacks.reached == "answered",
        measures=_measures(file.measures),
    )


def _measures(table: MeasuresTable) -> Measures:
    return Measures(
        abandoned=tuple(Outcome(each) for each in table.abandoned),
        speed=tuple(table.speed),
        handling=tuple(table.handling),
        busy=tuple(table.busy),
        working=tuple(table.working),
        closed=tuple(table.closed),
    )
