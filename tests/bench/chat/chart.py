"""How long messages are on their way at several rates, as bars: SVG, written by hand."""

from html import escape
from typing import Any

_FONT = 'font-family="system-ui, sans-serif" font-size="12"'
_LEFT, _TOP, _WIDTH, _ROW = 150, 84, 400, 44


def chart(found: dict[str, Any]) -> str:
    """The median and the 95th percentile from sending to the other side, for each rate that was offered."""
    steps: list[dict[str, Any]] = found["steps"]
    most = max(step["send_to_receive"]["p95_ms"] for step in steps)
    title = f"Send to receive: {found['conversations']:,} open conversations, one process"
    height = _TOP + _ROW * len(steps) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 {height}" role="img" {_FONT} fill="#20242a">',
        f"<title>{escape(title)}</title>",
        f'<rect width="660" height="{height}" rx="6" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="15" font-weight="600">{escape(title)}</text>',
        f'<rect x="{_LEFT}" y="46" width="12" height="12" fill="#1b6e6a"/>',
        f'<text x="{_LEFT + 18}" y="56">median</text>',
        f'<rect x="{_LEFT + 90}" y="46" width="12" height="12" fill="#c9772b"/>',
        f'<text x="{_LEFT + 108}" y="56">95 % came within</text>',
    ]
    for number, step in enumerate(steps):
        y = _TOP + _ROW * number
        parts.append(f'<text x="16" y="{y + 12}">{step["offered_per_second"]:.0f} offered a second</text>')
        parts.append(f'<text x="16" y="{y + 28}" fill="#5b6470">{step["achieved_per_second"]:.0f} achieved</text>')
        for at, (key, colour) in enumerate((("p50_ms", "#1b6e6a"), ("p95_ms", "#c9772b"))):
            value = step["send_to_receive"][key]
            width = max(1.0, _WIDTH * value / most)
            parts.append(
                f'<rect x="{_LEFT}" y="{y + 17 * at}" width="{width:.1f}" height="14" fill="{colour}"/>'
                f'<text x="{_LEFT + width + 6:.1f}" y="{y + 17 * at + 11}">{value:,.0f} ms</text>'
            )
    return "\n".join([*parts, "</svg>", ""])
