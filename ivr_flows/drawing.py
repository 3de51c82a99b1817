"""A flow as a picture that a supervisor can read: an SVG of its nodes, texts and ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ivr_flows.graph import reachable
from ivr_flows.layout import Layout, Line, Shape, Spot, lay_out
from ivr_flows.node import END, Node
from ivr_flows.schema import Flow
from ivr_flows.speech import Fixed, Part, Spelled, parts_in
from ivr_flows.values import JAPANESE

WIDTH, PAD, LINE, MARGIN, HEAD, TITLE = 280.0, 12.0, 18.0, 28.0, 30.0, 44.0
HALF = 6.5
"""Width of a half-width character of a text, in pixels; a kanji takes two."""
TEXT_LINES = 4
PORT_CHARS = 16
OTHERWISE = "そのまま"
"""Label of a way that needs no case, where it meets one that does."""
ARRIVAL = "\0arrival"
"""Stands for the call's arrival among the boxes; no node has such a name."""

VERBS = {
    "play": "アナウンス",
    "menu": "メニュー",
    "gather": "番号の入力",
    "code": "コードの確認",
    "hours": "受付時間の判定",
    "queue": "待ち行列へ",
    "callback": "折り返しの受付",
    "message": "伝言の録音",
    "lookup": "状況の照会",
    "record_consent": "録音の告知",
    "language": "言語の選択",
    "transfer": "外線への転送",
    "hangup": "電話を切る",
}
"""What people call each verb."""
SAYS, ASKS, DECIDES, LEAVES = "#2f6690", "#9a5b00", "#6b4c9a", "#2e7d4f"
COLOURS = {
    "play": SAYS,
    "record_consent": SAYS,
    "hours": DECIDES,
    "queue": LEAVES,
    "transfer": LEAVES,
    "hangup": "#a33a3a",
}
STYLE = (
    "text{font-family:'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif;"
    "font-size:13px;fill:#1d2730}"
    ".title{font-size:17px;font-weight:bold}.head{fill:#fff;font-weight:bold}"
    ".name{fill:#fff}.port{font-size:12px;fill:#44525f}.note{font-size:12px;fill:#5c6975}"
    ".way{fill:none;stroke:#66747f;stroke-width:1.5}.back{stroke-dasharray:5 4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    name: str
    verb: str
    width: float
    text: tuple[str, ...]
    whole: str
    """All that the node may say, for who points at it."""
    ports: dict[str, tuple[str, ...]]
    """Lines of the label of each way, by where it leads."""

    @property
    def port_width(self) -> float:
        return self.width / max(1, len(self.ports))

    @property
    def port_lines(self) -> int:
        return max((len(lines) for lines in self.ports.values()), default=0)

    @property
    def height(self) -> float:
        ports = self.port_lines * LINE + PAD / 2 if self.port_lines else 0
        text = len(self.text) * LINE + PAD if self.text else 0
        return HEAD + text + ports

    def shape(self) -> Shape:
        places = {to: self.port_width * (n + 0.5) for n, to in enumerate(self.ports)}
        return Shape(width=self.width, height=self.height, ports=places)


Counts = Mapping[tuple[str, str], int]
"""How often each way was gone: from a node to a node or `END`, from "" where the flow begins."""


def draw(flow: Flow, counts: Counts | None = None) -> str:
    """Draw a flow, with counts on its ways if they are given; gives the text of an SVG file."""
    edges = {name: tuple(node.edges()) for name, node in flow.nodes.items()}
    boxes = {name: _box(name, flow.nodes[name], counts) for name in reachable(edges, flow.start)}
    shapes = {name: box.shape() for name, box in boxes.items()}
    wide = 64 if counts is None else 128
    shapes[ARRIVAL] = Shape(width=wide, height=28, ports={flow.start: wide / 2})
    shapes[END] = Shape(width=190, height=30)
    plan = lay_out(shapes, ARRIVAL)
    arrivals = "着信" if counts is None else f"着信 {_times(counts.get(('', flow.start), 0))}"
    inner = [*map(_way, plan.lines), _pill(plan, shapes, ARRIVAL, arrivals)]
    inner += [_drawn(box, plan.boxes[name]) for name, box in boxes.items()]
    if END in plan.boxes:
        inner.append(_pill(plan, shapes, END, "案内の終わり（次に進む）"))
    return _page(flow, inner, plan)


def counts_in(flow: Flow, counted: Mapping[str, int]) -> Counts:
    """Give those of a day's counts (`flow/node>node`) that are of a flow."""
    found = {}
    for way, count in counted.items():
        place, _, to = way.partition(">")
        name, _, start = place.partition("/")
        if name == flow.name:
            found[start, to] = count
    return found


def _page(flow: Flow, inner: list[str], plan: Layout) -> str:
    title = f"案内「{flow.called}」" + (f"（{flow.name}）" if flow.title else "")
    width = max(plan.width, _width(title) * 9, 360) + 2 * MARGIN
    height = plan.height + 2 * MARGIN + TITLE + LINE
    note = "〔 〕は通話ごとに変わる言葉の例、破線は前の場面に戻る道です。"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" role="img">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
        ' markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#66747f"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#fbfcfd"/>\n'
        f'<text class="title" x="{MARGIN}" y="{MARGIN + 12}">{escape(title)}</text>\n'
        f'<g transform="translate({MARGIN} {MARGIN + TITLE - 14})">\n'
        + "\n".join(inner)
        + "\n</g>\n"
        f'<text class="note" x="{MARGIN}" y="{height - 16:.0f}">{note}</text>\n</svg>\n'
    )


def _times(count: int) -> str:
    return f"{count:,} 回"


def _box(name: str, node: Node, counts: Counts | None) -> _Box:
    speech = getattr(node, "speech", {})
    language = JAPANESE if JAPANESE in speech else next(iter(speech), JAPANESE)
    said = "".join(map(_shown, parts_in(speech, language)))
    labels: dict[str, list[str]] = {}
    for edge in node.edges():
        labels.setdefault(edge.to, []).append(edge.when)
    ports = {to: tuple(_grouped(whens)) for to, whens in labels.items()}
    if counts is not None:
        ports = {to: (*when, _times(counts.get((name, to), 0))) for to, when in ports.items()}
    longest = max((_width(line) for lines in ports.values() for line in lines), default=0)
    width = max(WIDTH, (longest * HALF + PAD) * len(ports))
    lines = list(_wrapped(said, int((width - 2 * PAD) / HALF) - 2))
    if len(lines) > TEXT_LINES:
        lines = [*lines[: TEXT_LINES - 1], f"{lines[TEXT_LINES - 1][:-1]}…"]
    return _Box(
        name=name,
        verb=str(node.__struct_config__.tag),
        width=width,
        text=tuple(lines),
        whole=said,
        ports=ports,
    )


def _shown(part: Part) -> str:
    """Write a part: of one that changes the first value, as an example."""
    if isinstance(part, Fixed):
        return part.prompt.text
    if isinstance(part, Spelled):
        return f"〔{part.of}〕"
    return f"〔{next(iter(part.prompts.values())).text}〕" if part.prompts else ""


def _grouped(whens: list[str]) -> Iterator[str]:
    """Write the cases of one way in lines of a label; a way without a case needs none alone."""
    if not any(whens):
        return
    line = ""
    for when in "・".join(when or OTHERWISE for when in whens).split("・"):
        if line and _width(f"{line}・{when}") > PORT_CHARS:
            yield line
            line = when
        else:
            line = f"{line}・{when}" if line else when
    yield line


def _wrapped(text: str, most: int) -> Iterator[str]:
    line = ""
    for char in text.replace("\n", ""):
        if _width(line + char) > most and char not in "、。」）〕":
            yield line.strip()
            line = ""
        line += char
    if line.strip():
        yield line.strip()


def _width(text: str) -> int:
    """Count in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _drawn(box: _Box, at: Spot) -> str:
    colour = COLOURS.get(box.verb, ASKS)
    width, height = box.width, box.height
    parts = [
        f"<g transform={quoteattr(f'translate({at.x:.1f} {at.y:.1f})')}>",
        f"<title>{escape(f'{box.name}: {box.whole}')}</title>" if box.whole else "",
        f'<rect width="{width:.1f}" height="{height:.1f}" rx="8" fill="#fff" stroke="{colour}"/>',
        _head(box, colour),
        f'<text class="head" x="{PAD}" y="20">{VERBS[box.verb]}</text>',
        f'<text class="name" x="{width - PAD:.1f}" y="20" text-anchor="end">'
        f"{escape(box.name)}</text>",
    ]
    for n, line in enumerate(box.text):
        y = HEAD + PAD / 2 + LINE * (n + 0.8)
        parts.append(f'<text x="{PAD}" y="{y:.1f}">{escape(line)}</text>')
    parts += _ports(box)
    return "".join(parts) + "</g>"


def _head(box: _Box, colour: str) -> str:
    if box.height == HEAD:
        return f'<rect width="{box.width:.1f}" height="{HEAD}" rx="8" fill="{colour}"/>'
    right = box.width - 8
    return (
        f'<path d="M0 {HEAD}V8a8 8 0 0 1 8-8H{right:.1f}a8 8 0 0 1 8 8V{HEAD}z" fill="{colour}"/>'
    )


def _ports(box: _Box) -> Iterator[str]:
    if not box.port_lines:
        return
    top = box.height - box.port_lines * LINE - PAD / 2
    yield f'<path d="M0 {top:.1f}H{box.width:.1f}" stroke="#dfe5ea"/>'
    for n, lines in enumerate(box.ports.values()):
        x = box.port_width * (n + 0.5)
        if n:
            left = box.port_width * n
            yield f'<path d="M{left:.1f} {top:.1f}V{box.height:.1f}" stroke="#dfe5ea"/>'
        for row, line in enumerate(lines):
            y = top + LINE * (row + 0.85)
            yield (
                f'<text class="port" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">'
                f"{escape(line)}</text>"
            )


def _pill(plan: Layout, shapes: dict[str, Shape], name: str, text: str) -> str:
    at, shape = plan.boxes[name], shapes[name]
    return (
        f'<g transform="translate({at.x:.1f} {at.y:.1f})">'
        f'<rect width="{shape.width:.1f}" height="{shape.height:.1f}"'
        f' rx="{shape.height / 2:.1f}" fill="#e8edf1" stroke="#66747f"/>'
        f'<text x="{shape.width / 2:.1f}" y="{shape.height / 2 + 5:.1f}" text-anchor="middle">'
        f"{escape(text)}</text></g>"
    )


def _way(line: Line) -> str:
    first, *others = line.points
    path = f"M{first.x:.1f} {first.y:.1f}"
    if line.is_back:
        path += "".join(f"L{point.x:.1f} {point.y:.1f}" for point in others)
        return f'<path class="way back" d="{path}" marker-end="url(#tip)"/>'
    at = first
    for point in others:
        middle = (at.y + point.y) / 2
        path += f"C{at.x:.1f} {middle:.1f} {point.x:.1f} {middle:.1f} {point.x:.1f} {point.y:.1f}"
        at = point
    return f'<path class="way" d="{path}" marker-end="url(#tip)"/>'
