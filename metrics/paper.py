"""A report as an A4 page of HTML, for the printer and for the PDF. Pure but for its template."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from japan.era import wareki
from metrics.content import Content, Section, Shape
from metrics.report import Correction, name_of
from metrics.written import written

WIDTH, HEIGHT, LEFT, BOTTOM = 680, 200, 44, 30
COLOURS = ("#9db7d5", "#1f4e79")
DIGEST_SHOWN = 16
SHORT = 12
"""A table of so few rows is not torn over two pages."""


def paper(
    content: Content, *, zone: ZoneInfo, digest: str, corrections: Sequence[Correction] = ()
) -> str:
    """Write the page; `digest` is empty while the report is not frozen."""
    made_on = wareki(content.noted_until.astimezone(zone).date())
    proof = f"確定 {digest[:DIGEST_SHOWN]}" if digest else "速報（未確定）"
    return _template().render(
        content=content,
        digest=digest,
        made_on=made_on,
        stamp=f"{name_of(content)}　{proof}",
        corrections=corrections,
        written=written,
        kind=lambda shape: "text" if shape is Shape.TEXT else "number",
        drawn=bars,
        shortest=SHORT,
    )


def bars(section: Section) -> Markup:
    """Draw the section's counts as pairs of bars, one pair a row."""
    values = [[cell for cell in row[1:] if isinstance(cell, int)] for row in section.rows]
    top = _ceiling(max((each for row in values for each in row), default=0))
    plot = HEIGHT - BOTTOM - 18
    step = (WIDTH - LEFT) / max(1, len(values))
    wide = min(26.0, step * 0.36)
    parts = [_line(LEFT, y := 18 + plot * part / 4, WIDTH, y) for part in range(5)]
    parts += [
        _text(LEFT - 6, 18 + plot * part / 4 + 3, f"{top * (4 - part) // 4:,}", "end")
        for part in range(5)
    ]
    for number, (row, counts) in enumerate(zip(section.rows, values, strict=True)):
        middle = LEFT + step * (number + 0.5)
        for place, count in enumerate(counts):
            tall = plot * count / top
            x = middle + (place - 1) * wide
            parts.append(
                f'<rect x="{x:.1f}" y="{18 + plot - tall:.1f}" width="{wide - 2:.1f}" '
                f'height="{tall:.1f}" fill="{COLOURS[place % 2]}"/>'
            )
            if step > 40:
                top_y = 18 + plot - tall - 3
                parts.append(_text(x + wide / 2 - 1, top_y, f"{count:,}", "middle"))
        if len(values) <= 14 or number % 2 == 0:
            parts.append(_text(middle, HEIGHT - 12, str(row[0]), "middle"))
    for place, column in enumerate(section.columns[1:]):
        x = WIDTH - 150 + 75 * place
        parts.append(f'<rect x="{x}" y="2" width="10" height="8" fill="{COLOURS[place % 2]}"/>')
        parts.append(_text(x + 14, 10, column.name, "start"))
    drawn = "".join(parts)
    return Markup(  # every text in it was escaped
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(section.heading)}">'
        f"{drawn}</svg>"
    )


def _ceiling(highest: int) -> int:
    """Give a round number at or above, that four lines divide evenly."""
    scale = 1
    while True:
        for each in (1, 2, 5):
            if each * scale * 4 >= highest:
                return each * scale * 4
        scale *= 10


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" '
        'stroke="#bbb" stroke-width="0.6"/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="9" text-anchor="{anchor}" '
        f'font-family="Noto Sans CJK JP, IPAexGothic, sans-serif">{escape(text)}</text>'
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return made.get_template("paper.html")
