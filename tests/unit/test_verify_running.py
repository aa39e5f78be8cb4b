"""What the course compiler finds by running: blind checks, wrong names, mutants, examples."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from verify_course import append, course_of, replace, write_course

from arena.compiler import cache
from arena.compiler.choices import Choices, Progress
from arena.compiler.report import Graded, SetReport
from arena.compiler.running import JudgePair
from arena.compiler.verify import verify_set
from arena.grading.runner import Level, Runner

ALL = Choices(fresh=True, jobs=1)
NO_MUTANTS = Choices(fresh=True, mutants=False)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    # Under bubblewrap the keeper starts anew for each folder it has to show, and each test has one.
    level = dataclasses.replace(Level.detect(), bubblewrap=False)
    with Runner(level=level) as runner:
        yield runner


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def report_of(folder: Path, runner: Runner, choices: Choices = NO_MUTANTS) -> SetReport:
    course = course_of(folder)
    return verify_set(course, course.sets[0], lambda: JudgePair.on(course, runner), choices)


def the_fault(report: SetReport, rule: str) -> str:
    """Place and text of the only fault."""
    assert [f.rule for f in report.faults] == [rule], "\n".join(map(str, report.faults))
    fault = report.faults[0]
    assert fault.next_step
    return f"{fault.path.rpartition('/')[2]}:{fault.line}: {fault.what}"


def test_a_sound_set_has_no_fault_and_is_counted(folder: Path, runner: Runner) -> None:
    report = report_of(folder, runner, ALL)
    assert report.faults == (), "\n".join(map(str, report.faults))
    counts = report.counts()
    assert {k: counts[k] for k in ("exercises", "questions", "pictures", "alternatives")} == {
        "exercises": 2,
        "questions": 1,
        "pictures": 0,
        "alternatives": 1,
    }
    assert counts["mistakes"] == counts["mistakes_named"] == 6
    assert counts["mutants"] == counts["killed"] > 5
    assert [r.named for r in report.graded.matrix] == [True] * 6


def test_the_kill_matrix_says_which_check_sees_which_mistake(folder: Path, runner: Runner) -> None:
    rows = {r.mistake: dict(r.kills) for r in report_of(folder, runner).graded.matrix}
    assert rows["mean_row__over_columns"] == {
        "mean_row__averages": "wrong",
        "mean_row__takes_a_square": "wrong",
        "mean_row__takes_one_column": "wrong",
    }
    assert rows["scale_rows__added"]["scale_rows__takes_no_rows"] == "right"


def test_a_blind_check_lets_a_mistake_through(folder: Path, runner: Runner) -> None:
    line = append(
        folder,
        "mistakes.py",
        "\n\ndef scale_rows__doubled(table: Tensor, factors: Tensor) -> Tensor:\n"
        '    """You scale a table of nine rows twice."""\n'
        "    twice = factors**2 if len(table) == 9 else factors\n"
        "    return scale_rows(table, twice)\n",
    )
    told = the_fault(report_of(folder, runner), "mistake")
    assert told == (
        f"mistakes.py:{line}: every check of `scale_rows` lets the mistake "
        "`scale_rows__doubled` through"
    )


def test_two_mistakes_that_no_check_tells_apart_are_named_together(
    folder: Path, runner: Runner
) -> None:
    append(
        folder,
        "mistakes.py",
        "\n\ndef scale_rows__plus(table: Tensor, factors: Tensor) -> Tensor:\n"
        '    """You add."""\n'
        "    return factors[:, None] + table\n",
    )
    faults = report_of(folder, runner).faults
    assert [f.rule for f in faults] == ["mistake"] * 2
    assert "`scale_rows__added` answers every check as `scale_rows__plus`" in faults[0].what
    assert "`scale_rows__plus` answers every check as `scale_rows__added`" in faults[1].what


def test_an_exercise_with_nothing_to_write_is_a_fault(folder: Path, runner: Runner) -> None:
    old = "    return table * factors[:, None]  # (row, column)\n"
    replace(folder, "solutions.py", old, f"{old}    # <yours>\n    # </yours>\n")
    told = the_fault(report_of(folder, runner), "solution fails")
    assert "the solution of `scale_rows` is not attempted" in told


def test_a_solution_that_fails_its_checks_is_a_fault(folder: Path, runner: Runner) -> None:
    replace(folder, "solutions.py", ".mean(dim=0)", ".sum(dim=0)")
    faults = [f for f in report_of(folder, runner).faults if f.rule == "solution fails"]
    assert len(faults) == 1
    assert "wrong on “Each column is averaged over the scaled rows.”" in faults[0].what


def test_an_alternative_that_fails_is_a_fault(folder: Path, runner: Runner) -> None:
    replace(folder, "alternatives.py", '"rc,r->rc"', '"rc,c->rc"')
    assert "`scale_rows__einsum` is raised" in the_fault(
        report_of(folder, runner), "alternative fails"
    )


def test_an_example_that_is_not_true_is_named_with_its_line(folder: Path, runner: Runner) -> None:
    line = replace(folder, "page.md", "tensor([7.])", "tensor([8.])") - 1
    told = the_fault(report_of(folder, runner), "example wrong")
    assert told.startswith(f"page.md:{line}: ")
    assert told.endswith("gives tensor([7.])")


def test_output_with_a_blank_line_or_a_negative_zero_is_as_good(
    folder: Path, runner: Runner
) -> None:
    replace(
        folder,
        "page.md",
        ">>> mean_row(torch",
        ">>> torch.tensor([[[1.0, 2.0]], [[0.0, -4.0]]])\n"
        "tensor([[[ 1.,  2.]],\n\n        [[-0., -4.]]])\n\n>>> mean_row(torch",
    )
    assert report_of(folder, runner).faults == ()


def test_an_example_that_raises_is_a_fault(folder: Path, runner: Runner) -> None:
    replace(folder, "page.md", "torch.tensor([2.0, 4.0]))", "torch.tensor([2.0, 4.0, 1.0]))")
    assert "raises RuntimeError" in the_fault(report_of(folder, runner), "example wrong")


def test_a_figure_that_fails_is_a_fault(folder: Path, runner: Runner) -> None:
    line = replace(folder, "figures.py", "go.Figure(go.Scatter(y=[1, 2]))", "go.Figure(1 / 0)")
    told = the_fault(report_of(folder, runner), "figures")
    assert (
        told
        == f"figures.py:{line - 2}: the figure `scaled` fails: ZeroDivisionError: division by zero"
    )


def test_a_figure_that_is_too_heavy_is_a_fault(folder: Path, runner: Runner) -> None:
    replace(folder, "figures.py", "y=[1, 2]", "y=[0.123456789] * 400_000")
    assert "MB, 4 MB at most" in the_fault(report_of(folder, runner), "figures")


def test_a_module_that_cannot_be_imported_is_a_fault(folder: Path, runner: Runner) -> None:
    append(folder, "oracles.py", "\nRATIO = 1 / 0\n")
    assert "ZeroDivisionError" in the_fault(report_of(folder, runner), "python")


# ---------------------------------------------------------------- mutants


def blind(folder: Path) -> None:
    """Let the checks of `mean_row` see nothing but tables with one row."""
    text = (folder / "checks.py").read_text(encoding="utf-8")
    before, rest = text.split("def mean_row__averages")
    rest = rest.replace("(2, 3), (5, 4)", "(1, 3), (1, 4)")
    rest = rest.replace("randn(3", "randn(1").replace("randn(4", "randn(1")
    (folder / "checks.py").write_text(f"{before}def mean_row__averages{rest}", encoding="utf-8")


def test_mutants_that_survive_are_listed_with_their_line(folder: Path, runner: Runner) -> None:
    blind(folder)
    report = report_of(folder, runner, ALL)
    survivors = {s.description: s for s in report.graded.survivors}
    twin = survivors["mean → sum"]
    assert twin.before == "return scale_rows(table, factors).mean(dim=0)"
    assert twin.after == "return scale_rows(table, factors).sum(dim=0)"
    faults = [f for f in report.faults if f.rule == "mutants"]
    assert len(faults) == len(survivors) < report.graded.mutants
    assert "95% are needed" in faults[0].what
    assert f'mutant = "{twin.mutant}"' in "".join(f.next_step for f in faults)


def ledger(folder: Path, mutant: str, exercise: str = "mean_row", reason: str = "equal") -> int:
    """Add an entry; returns the line of its mutant."""
    entry = f'[[equivalent]]\nexercise = "{exercise}"\nmutant = "{mutant}"\nreason = "{reason}"\n'
    return append(folder, "equivalents.toml", entry) + 2


def test_an_equivalent_mutant_with_a_reason_does_not_count(folder: Path, runner: Runner) -> None:
    blind(folder)
    first = report_of(folder, runner, ALL).graded
    for survivor in first.survivors:
        ledger(folder, survivor.mutant)
    report = report_of(folder, runner, ALL)
    assert not [f for f in report.faults if f.rule in ("mutants", "ledger")]
    assert report.graded.equivalent == len(first.survivors)
    assert report.graded.kill_rate == 1.0


def test_an_exemption_of_a_mutant_that_is_killed_is_a_fault(folder: Path, runner: Runner) -> None:
    from arena.compiler.mutants import mutants_of

    mutant = mutants_of((folder / "solutions.py").read_text(encoding="utf-8"), "mean_row")[0]
    line = ledger(folder, mutant.id)
    told = the_fault(report_of(folder, runner, ALL), "ledger")
    assert (
        told
        == f"equivalents.toml:{line}: the mutant {mutant.id} is killed now: it needs no exemption"
    )


def test_an_exemption_of_a_mutant_that_is_gone_is_a_fault(folder: Path, runner: Runner) -> None:
    ledger(folder, "axis@9:9#abcdef")
    assert "no longer has the mutant axis@9:9#abcdef" in the_fault(
        report_of(folder, runner, ALL), "ledger"
    )


def test_a_ledger_that_cannot_be_read_is_a_fault(folder: Path, runner: Runner) -> None:
    append(folder, "equivalents.toml", '[[equivalent]]\nexercise = "mean_row"\n')
    assert "mutant" in the_fault(report_of(folder, runner), "ledger")


# ---------------------------------------------------------------- memory


def never() -> JudgePair:
    raise AssertionError("nothing has changed, so nothing should run")


def test_a_second_run_of_an_unchanged_set_runs_nothing(folder: Path, runner: Runner) -> None:
    course = course_of(folder)
    choices = Choices(mutants=False)
    first = verify_set(course, course.sets[0], lambda: JudgePair.on(course, runner), choices)
    again = verify_set(course, course.sets[0], never, choices)
    assert (first.cached, again.cached) == (False, True)
    assert first.graded == again.graded


def test_a_change_of_the_set_or_of_the_choices_is_noticed(folder: Path, runner: Runner) -> None:
    course = course_of(folder)
    verify_set(course, course.sets[0], lambda: JudgePair.on(course, runner), Choices(mutants=False))
    with pytest.raises(AssertionError, match="nothing should run"):
        verify_set(course, course.sets[0], never, Choices(mutants=True))
    append(folder, "oracles.py", "\nEXTRA = 1\n")
    with pytest.raises(AssertionError, match="nothing should run"):
        verify_set(course, course.sets[0], never, Choices(mutants=False))


def test_continuous_integration_never_reads_what_is_remembered(
    folder: Path, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write_cache("key", Graded(mutants=3))
    assert cache.read_cache("key") == Graded(mutants=3)
    monkeypatch.setenv("CI", "true")
    assert cache.read_cache("key") is None


class Heard(Progress):
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.steps: list[int] = []
        self.done: list[int] = []

    def begin(self, what: str, steps: int) -> None:
        self.stages.append(what)
        self.steps.append(steps)
        self.done.append(0)

    def step(self) -> None:
        self.done[-1] += 1


def test_progress_is_told_of_every_step(folder: Path, runner: Runner) -> None:
    course = course_of(folder)
    heard = Heard()
    judges = JudgePair.on(course, runner)
    verify_set(course, course.sets[0], lambda: judges, NO_MUTANTS, heard)
    stages = ["examples, figures and findings", "scale_rows: states", "scale_rows: mistakes"]
    assert heard.stages[:3] == stages
    assert heard.steps == heard.done
