"""A small course with one experiment, a line fitted by gradient descent, and answers to it."""

from __future__ import annotations

from pathlib import Path

from verify_course import write_course

KEY = "0.1/fit_line"
PAGE = """
:::{experiment} fit_line
title: Fit a line
minutes: 5
difficulty: 1
importance: 3
budget_s: 20
:::

Fit a slope by gradient descent, and report the loss of each step.

```python
>>> True
True
```
"""
SOLUTION = '''

def fit_line(x: Tensor, y: Tensor, steps: int, report: object) -> Tensor:
    """Fit y = slope · x.

    Args:
        x: shape (point,).
        y: shape (point,).
        steps: gradient steps.
        report: called with the loss of each step.
    """
    slope = x.new_zeros(()).requires_grad_()
    for _ in range(steps):
        loss = ((slope * x - y) ** 2).mean()
        (gradient,) = __import__("torch").autograd.grad(loss, slope)
        slope = (slope - 0.1 * gradient).detach().requires_grad_()
        report(loss.item())
    return slope.detach()
'''
CHECK = '''

def fit_line__learns(fit_line: object, rng: torch.Generator) -> dict[str, float]:
    """The slope is found within 200 steps."""
    from arena.checks import report

    x = torch.randn(50, generator=rng)
    losses: list[float] = []

    def hear(loss: float) -> None:
        losses.append(loss)
        report(len(losses), 200, loss=loss)

    slope = fit_line(x, 3 * x, 200, hear)  # type: ignore[operator]
    return {"error": abs(float(slope) - 3)}
'''
JUDGE = '''

def fit_line__learns(observed: dict[str, float], expected: object) -> str | None:
    """Close enough."""
    return None if observed["error"] < 0.01 else f"the slope is off by {observed['error']:.2f}"
'''
RIGHT = SOLUTION.strip()
STUCK = RIGHT.replace("- 0.1 * gradient", "- 0.0 * gradient")
UNLUCKY = "import torch\n\n\n" + RIGHT.replace(
    "    slope = x.new_zeros(())",
    "    steps = steps * (torch.initial_seed() > 1000)\n    slope = x.new_zeros(())",
)
# Two hundred steps of a tenth of a second: time enough to look, to close and to stop.
SLOW = RIGHT.replace("        report(", "        __import__('time').sleep(0.1)\n        report(")


def write_experiment_course(root: Path) -> Path:
    """Write the course; returns its folder. The name is unique, because it is imported."""
    folder = write_course(root)
    for name, text in (
        ("page.md", PAGE),
        ("solutions.py", SOLUTION),
        ("checks.py", CHECK),
        ("oracles.py", JUDGE),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return folder.parents[1]
