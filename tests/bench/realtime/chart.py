"""How long facts take to reach their subscribers, as a curve: SVG, written by hand."""

from html import escape
from typing import Any

_FONT = 'font-family="system-ui, sans-serif" font-size="12"'
_LEFT, _TOP, _WIDTH, _HEIGHT = 64, 60, 560, 240


def chart(found: dict[str, Any]) -> str:
    """The share of facts that had arrived after so many milliseconds, and the goal for 95 % of them."""
    times: list[float] = found["histogram_ms"]
    most = max(found["goal_p95_ms"] * 1.1, times[-1])
    title = (
        f"Commit to client: {found['subscriptions']:,} subscriptions, {found['rate']:.0f} facts a second, one process"
    )

    def x(milliseconds: float) -> float:
        return _LEFT + _WIDTH * milliseconds / most

    def y(share: float) -> float:
        return _TOP + _HEIGHT * (1 - share)

    points = " ".join(f"{x(time):.1f},{y((at + 1) / len(times)):.1f}" for at, time in enumerate(times))
    goal = found["goal_p95_ms"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 370" role="img" {_FONT} fill="#20242a">',
        f"<title>{escape(title)}</title>",
        '<rect width="660" height="370" rx="6" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="15" font-weight="600">{escape(title)}</text>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 0.95, 1):
        parts.append(
            f'<line x1="{_LEFT}" y1="{y(share):.0f}" x2="{_LEFT + _WIDTH}" y2="{y(share):.0f}" stroke="#e3e6ea"/>'
        )
        parts.append(f'<text x="{_LEFT - 8}" y="{y(share) + 4:.0f}" text-anchor="end">{share:.0%}</text>')
    for step in range(6):
        at = most * step / 5
        parts.append(f'<text x="{x(at):.0f}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle">{at:.0f}</text>')
    parts += [
        f'<text x="{_LEFT + _WIDTH / 2:.0f}" y="{_TOP + _HEIGHT + 42}" text-anchor="middle">milliseconds</text>',
        f'<line x1="{x(goal):.0f}" y1="{_TOP}" x2="{x(goal):.0f}" y2="{_TOP + _HEIGHT}" stroke="#c9772b"/>',
        f'<text x="{x(goal) - 6:.0f}" y="{_TOP + 14}" text-anchor="end" fill="#c9772b">goal for 95 %</text>',
        f'<polyline points="{points}" fill="none" stroke="#1b6e6a" stroke-width="2"/>',
        "</svg>",
        "",
    ]
    return "\n".join(parts)
