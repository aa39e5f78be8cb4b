"""`check` in a real kernel: the same verdict as in the terminal, and nothing else happens."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_support import ONE_SIDED, RAISES, RIGHT, SETUP, Kernel, Ran, arena

from arena.course.cells import region_of, splice

CHECK = "check(make_rays_1d)"
LINEAR = '''\
class Linear(nn.Module):
    """A layer with state of its own."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        scale = in_features ** -0.5
        shape = (out_features, in_features)
        self.weight = nn.Parameter(scale * (2 * torch.rand(shape) - 1))
        self.bias = nn.Parameter(scale * (2 * torch.rand(out_features) - 1)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias
'''


def said(kernel: Kernel, *cells: str) -> Ran:
    """Run cells in a namespace that the tests before have not used, and give back the last."""
    kernel.run("%reset -f")
    ran = kernel.run(SETUP)
    assert not ran.error, ran.error
    for cell in cells:
        ran = kernel.run(cell)
    return ran


def test_importing_arena_loads_nothing_that_it_does_not_need() -> None:
    code = "import sys, arena; print(sorted(m for m in sys.modules if m.startswith('arena')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['arena']"


@pytest.mark.parametrize("answer", [RIGHT, ONE_SIDED, RAISES], ids=["right", "wrong", "raises"])
def test_the_verdict_is_that_of_the_terminal(
    running: Kernel, environment: dict[str, str], answer: str
) -> None:
    file = running.folder / "ch0_fundamentals" / "s1_ray_tracing.py"
    source = file.read_text()
    region = region_of(source, "make_rays_1d")
    assert region is not None
    file.write_text(splice(source, region, answer))
    terminal = json.loads(
        arena("check", "0.1/make_rays_1d", "--json", cwd=running.folder, env=environment).stdout
    )[0]
    ran = said(running, answer, CHECK + ".verdict.model_dump_json()")
    notebook = json.loads(ran.text.strip("'").encode().decode("unicode_escape"))
    for verdict in (terminal, notebook):
        del verdict["milliseconds"]
        for check in verdict["checks"]:
            check["frames"] = [f["text"] for f in check["frames"]]
    assert notebook["outcome"] == terminal["outcome"]
    assert [c["difference"] for c in notebook["checks"]] == [
        c["difference"] for c in terminal["checks"]
    ]
    codes = [
        [(c["diagnosis"] or {}).get("code") for c in v["checks"]] for v in (notebook, terminal)
    ]
    assert codes[0] == codes[1]


def test_a_wrong_answer_shows_claim_diagnosis_pictures_and_what_to_type_next(
    running: Kernel,
) -> None:
    ran = said(running, ONE_SIDED, CHECK)
    assert "You start at y = 0, so half of the screen has no rays." in ran.text
    assert "You start at y = 0, so half of the screen has no rays." in ran.html
    assert 'data-outcome="wrong"' in ran.html
    assert "explain(make_rays_1d)" in ran.html
    swapped = RIGHT.replace("return rays", "return rays * 2")
    pictured = said(
        running,
        "def rotation_matrix(theta):\n    return torch.eye(3) * theta",
        "check(rotation_matrix)",
    )
    assert 'data-testid="picture"' in pictured.html, swapped


def test_what_is_raised_names_the_cell_and_its_line(running: Kernel) -> None:
    said(running, RAISES)
    ran = running.run("\n\n" + CHECK)
    assert "IndexError" in ran.text
    where = re.search(r"line (\d+) in make_rays_1d, cell \[(\d+)\]", ran.text)
    assert where, ran.text
    assert where[1] == "5"
    count = running.run("len(In) - 3").text
    assert where[2] == count


def test_a_function_that_a_later_cell_defines_anew_is_the_one_that_counts(
    running: Kernel,
) -> None:
    assert "is right" in said(running, ONE_SIDED, RIGHT, CHECK).text
    assert "not right yet" in said(running, RIGHT, ONE_SIDED, CHECK).text


def test_the_object_is_judged_and_not_what_its_name_stands_for_by_now(running: Kernel) -> None:
    ran = said(running, RIGHT, "first = make_rays_1d", ONE_SIDED, "check(first)")
    assert "is right" in ran.text


def test_a_lambda_is_judged(running: Kernel) -> None:
    right = said(
        running,
        "turn = lambda t: torch.stack([torch.cos(t), -torch.sin(t), torch.sin(t), torch.cos(t)])",
        "make_rays_1d = lambda n, y: torch.stack([torch.zeros(n, 3), torch.stack("
        "[torch.ones(n), torch.linspace(-y, y, n), torch.zeros(n)], dim=1)], dim=1)",
        CHECK,
    )
    assert "is right" in right.text, right.text + right.error


def test_a_class_with_state_is_judged(running: Kernel) -> None:
    ran = said(running, 'ARENA_SET = "0.2"', LINEAR, "check(Linear)")
    assert "is right" in ran.text, ran.text + ran.error
    instance = said(running, 'ARENA_SET = "0.2"', LINEAR, "check(Linear(2, 3))")
    assert "is right" in instance.text, instance.text + instance.error


def test_a_method_that_was_put_into_its_class_later_is_said_not_to_be_judged(
    running: Kernel,
) -> None:
    patch = "def forward(self, x):\n    return x\n\nLinear.forward = forward"
    ran = said(running, 'ARENA_SET = "0.2"', LINEAR, patch, "check(Linear)")
    assert "`Linear.forward` was replaced after its class" in ran.text.replace("\n", " ")


def test_helpers_constants_and_imports_of_other_cells_come_along(running: Kernel) -> None:
    ran = said(
        running,
        "import numpy as np\nLIMITS = [1, -1]",
        "def edge(y):\n    return LIMITS[1] * y",
        "LIMITS[1] *= 1",
        RIGHT.replace("-y_limit, y_limit", "edge(y_limit), float(np.float64(y_limit))"),
        "edge_two = edge",
        CHECK,
    )
    assert "is right" in ran.text, ran.text + ran.error


def test_a_broken_cell_elsewhere_does_not_matter(running: Kernel) -> None:
    ran = said(running, RIGHT, "def broken(:\n    pass", "1 / 0", CHECK)
    assert "is right" in ran.text


def test_a_cell_that_is_timed_is_judged(running: Kernel) -> None:
    ran = said(running, "%%time\n" + RIGHT, CHECK)
    assert "is right" in ran.text, ran.text + ran.error


def test_a_decorated_and_a_postponed_function_are_judged(running: Kernel) -> None:
    ran = said(running, "@torch.no_grad()\n" + RIGHT, CHECK)
    assert "is right" in ran.text, ran.text + ran.error


def test_a_stub_ends_the_run_with_one_kind_sentence(running: Kernel) -> None:
    stub = RIGHT.partition("    rays")[0] + "    raise NotImplementedError\n"
    ran = said(running, stub, CHECK)
    assert ran.error.startswith("· make_rays_1d is not attempted yet.")
    assert "Traceback" not in ran.error
    assert len(ran.error.splitlines()) == 2


def test_what_is_no_exercise_is_said_so_with_the_nearest_name(running: Kernel) -> None:
    ran = said(running, RIGHT.replace("make_rays_1d", "make_rays_1"), "check(make_rays_1)")
    assert ran.error.startswith("make_rays_1 is no exercise of this set.")
    assert "Did you mean make_rays_1d" in ran.error
    assert "Traceback" not in ran.error


def test_questions_are_answered_by_name(running: Kernel) -> None:
    assert "Right." in said(running, 'check("lines_or_rays", "b")').text
    assert "Not right yet." in said(running, 'check("lines_or_rays", "a")').text
    assert "Right." in said(running, 'check("rays_by_hand", 7)').text
    open_ = said(running, 'check("rays_by_hand", ...)')
    assert open_.error.startswith("· rays_by_hand is not answered yet.")


def test_hints_explanations_and_solutions_follow_the_check(running: Kernel) -> None:
    said(running, ONE_SIDED, CHECK)
    assert "y = 0" in running.run("explain(make_rays_1d)").text
    assert "Hint " in running.run("hint(make_rays_1d)").text
    shown = running.run("solution(make_rays_1d)").results[-1]
    assert "linspace" in shown["text/markdown"]


def test_the_state_of_the_kernel_is_left_alone_and_nothing_is_printed(running: Kernel) -> None:
    state = (
        "import random, warnings, numpy as np, os, threading\n"
        "def state():\n"
        "    return (torch.get_rng_state().tolist(), random.getstate(),"
        " str(np.random.get_state()), torch.get_default_dtype(), torch.is_grad_enabled(),"
        " list(warnings.filters), torch.get_num_threads(), os.getcwd(), sorted(os.environ))\n"
        "torch.set_default_dtype(torch.float64)\n"
        "warnings.simplefilter('error')\n"
        "check(make_rays_1d); before = state()"
    )
    said(running, RIGHT, state)
    ran = running.run(CHECK)
    assert "is right" in ran.text
    assert ran.streams == {}
    assert running.run("state() == before").text == "True"
    running.run("torch.set_default_dtype(torch.float32); warnings.resetwarnings()")


def test_show_and_compare_draw_tensors_whose_axes_are_named(running: Kernel) -> None:
    one = said(running, 'show(torch.eye(3), axes=("row", "column"))')
    assert one.text == "<tensor (row=3, column=3)>"
    assert 'data-testid="picture"' in one.html
    two = running.run(
        'compare(torch.zeros(2, 3, 4), torch.ones(2, 3, 4), axes=("batch", "row", "column"))'
    )
    assert two.html.count("<figure") == 6
    assert "batch 1" in two.html
    assert "NaN" in running.run('show([[1.0, float("nan")]], axes=("a", "b"))').html
    unnamed = running.run("show(torch.eye(3))")
    assert "2 axes" in unnamed.error
    assert "Traceback" not in unnamed.error
    differing = running.run('compare(torch.eye(3), torch.eye(2), axes=("a", "b"))')
    assert "shapes differ" in differing.error


def test_a_figure_of_the_course_is_drawn_without_a_network(running: Kernel) -> None:
    ran = said(running, 'show("rays_and_segments")')
    assert ran.results, ran.error
    data = ran.results[-1]
    assert data["application/vnd.plotly.v1+json"]["data"]
    drawing = re.sub(r"<script>.*?</script>(?=<div)", "", data["text/html"], flags=re.DOTALL)
    assert "Plotly.newPlot" in drawing
    assert "http" not in re.sub(r'"https?://[^"]*"', "", drawing)


def test_progress_of_a_workspace_goes_into_its_journal(
    running: Kernel, environment: dict[str, str]
) -> None:
    said(running, RIGHT, CHECK)
    listed = arena("list", cwd=running.folder, env=environment).stdout
    assert re.search(r"✓\s+make_rays_1d", listed)
    assert not Path(running.folder, "arena_progress.json").exists()
