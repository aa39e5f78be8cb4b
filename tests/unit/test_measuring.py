"""Findings measured for real: what is kept, what the compiler proves, what a session records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from finding_course import HEADS, RANKING, write_finding_course
from verify_course import append, course_of, replace, sources_of

from arena.compiler.findings import prove_questions
from arena.compiler.questions import check_questions
from arena.course.answers import Reply
from arena.course.model import Question
from arena.errors import CourseError, ModelError
from arena.grading.library import Library, SetCode
from arena.grading.measuring import compare_measured, judge_measured, measured


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_finding_course(tmp_path) / "ch0_basics" / "s1_scaling"


def code_of(folder: Path) -> SetCode:
    return Library(course_of(folder)).code("0.1")


def named(folder: Path, name: str) -> Question:
    return next(q for q in course_of(folder).sets[0].questions if q.name == name)


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "arena" / "measurements").glob("*.json"))


def test_answers_are_compared_with_what_is_measured(folder: Path) -> None:
    code = code_of(folder)
    assert judge_measured(code, named(folder, "previous_heads"), HEADS).right
    assert not judge_measured(code, named(folder, "previous_heads"), "0.1").right
    assert judge_measured(code, named(folder, "order_of_heads"), RANKING).right
    assert judge_measured(code, named(folder, "how_much"), "0.9..1.0").right


def test_a_measurement_is_kept_and_made_again_when_its_source_changes(
    folder: Path, tmp_path: Path
) -> None:
    question = named(folder, "how_much")
    truth, _ = measured(code_of(folder), question)
    (file,) = kept(tmp_path)
    file.write_text(json.dumps(0.25))
    assert measured(code_of(folder), question) == (0.25, "")  # from disk
    append(folder, "oracles.py", "\n# another line\n")
    assert measured(code_of(folder), question) == (truth, "")
    assert len(kept(tmp_path)) == 2


def test_a_damaged_file_is_measured_again(folder: Path, tmp_path: Path) -> None:
    question = named(folder, "previous_heads")
    truth, _ = measured(code_of(folder), question)
    for damage in ("", "[1, 2]", '{"0.1": "x"}', "NaN"):
        kept(tmp_path)[0].write_text(damage)
        assert measured(code_of(folder), question) == (truth, "")


def test_a_prediction_is_compared_with_the_reports_of_its_run(folder: Path) -> None:
    points = [{"step": 1.0, "total": 2.0, "loss": 3.0}, {"step": 2.0, "total": 2.0, "loss": 0.5}]
    said = compare_measured(code_of(folder), named(folder, "last_loss"), "0.5", points, late=False)
    assert said == Reply(
        True,
        "You predicted 0.5; the measurement gives 0.5, as you said. "
        "Score: 100 of 100, for being close and for saying how sure you were.",
        "Compared.",
    )


def faults(folder: Path) -> list[str]:
    sources = sources_of(folder)
    found = [*check_questions(sources), *prove_questions(sources, code_of(folder))]
    return [f"{f.rule}: {f.what}" for f in found]


def test_sound_questions_have_no_fault(folder: Path) -> None:
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("page.md", "measure: most", "measure: least", "measured by `least`, which is missing"),
        ("oracles.py", "manual_seed(3)", "manual_seed(next(_COUNT))", "differs from call to call"),
        ("oracles.py", "max(looks_back().values())", "float('nan')", "a finite number belongs"),
        ("oracles.py", "max(looks_back().values())", "1 / 0", "fails: ZeroDivisionError"),
        ("page.md", "above: 0.5", "above: 2.0", "nothing, is not accepted"),
        ("page.md", "above: 0.5", "above: -1.0", "accepts all heads"),
        ("page.md", "margin: 0.05", "margin: 0.05\nprecision: 0.1", "accepts all heads"),
        ("page.md", "margin: 0.01", "margin: 0.01\nagreement: 0.0", "accepts the wrong way round"),
        ("page.md", "margin: 0.01", "margin: 5.0", "is not accepted"),
        ("page.md", "## Heads", "## Heads\n\nThey are L0H1 and 1.2.", "gives the answer"),
        ("page.md", "Put these three", "0.1 > 1.2 > 0.0. Put these three", "gives the answer"),
    ],
)
def test_a_fault_is_found(folder: Path, file: str, old: str, new: str, says: str) -> None:
    append(folder, "oracles.py", "\n_COUNT = iter(range(99))\n")
    replace(folder, file, old, new)
    found = faults(folder)
    assert any(says in fault for fault in found), found


def test_the_measured_number_must_not_stand_on_the_page(folder: Path) -> None:
    truth, _ = measured(code_of(folder), named(folder, "how_much"))
    replace(folder, "page.md", "## Heads", f"## Heads\n\nIt is {truth:.3f} or so.")
    assert any("`how_much` away" in fault for fault in faults(folder))


def test_a_prediction_of_a_run_that_is_none_is_refused(folder: Path) -> None:
    replace(folder, "page.md", "run: fit_line", "run: mean_row")
    with pytest.raises(CourseError, match="no experiment here"):
        course_of(folder)


INDUCTION = '''

def continues(loaded: object) -> dict[str, float]:
    """The attention of each head to what followed the same token before."""
    half = 24
    rng = torch.Generator().manual_seed(5)
    tokens = torch.randint(1, 64, (16, half), generator=rng)
    tokens = torch.cat([torch.zeros(16, 1, dtype=torch.long), tokens, tokens], dim=1)
    model = loaded.model
    seen: list[torch.Tensor] = []
    hooks = [
        block.attn.hook_pattern.register_forward_hook(lambda m, a, out: seen.append(out))
        for block in model.blocks
    ]
    model(tokens)
    for hook in hooks:
        hook.remove()
    rows = torch.arange(half + 1, 2 * half)
    return {
        f"{layer}.{head}": pattern[:, head, rows, rows - half + 1].mean().item()
        for layer, pattern in enumerate(seen)
        for head in range(pattern.shape[1])
    }
'''
INDUCTION_PAGE = """
:::{question} induction_heads
kind: heads
title: Heads that continue
minutes: 5
measure: continues
models: [MODEL]
above: 0.3
margin: 0.1
:::

Which heads look at what followed the same token before?
"""


def ask_of(folder: Path, model: str, more: str = "") -> Question:
    append(folder, "oracles.py", INDUCTION)
    page = INDUCTION_PAGE.replace("[MODEL]", f"[{model}]{more}")
    append(folder, "page.md", page)
    return named(folder, "induction_heads")


def test_a_model_of_the_shelf_is_loaded_and_measured(folder: Path) -> None:
    question = ask_of(folder, "induction-2l")
    assert judge_measured(code_of(folder), question, "1.0").right
    wrong = judge_measured(code_of(folder), question, "0.0")
    assert "0 right, 1 missed, 1 extra." in wrong.why
    assert faults(folder) == []


def test_a_missing_model_is_one_sentence_with_the_command(folder: Path) -> None:
    question = ask_of(folder, "smollm2-135m")
    with pytest.raises(ModelError) as raised:
        judge_measured(code_of(folder), question, "1.0")
    assert "smollm2-135m is not on this machine" in raised.value.what
    assert raised.value.next_step == "arena models get smollm2-135m"


def test_where_a_model_is_missing_another_may_stand_in_and_the_reply_says_so(folder: Path) -> None:
    question = ask_of(folder, "smollm2-135m", "\ninstead: [induction-2l]")
    said = judge_measured(code_of(folder), question, "1.0")
    assert said.right
    assert "`smollm2-135m` is not here, so `induction-2l` was measured" in said.why
    assert "arena models get smollm2-135m" in said.why
