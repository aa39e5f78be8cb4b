"""Diagnosis: which mistake an answer looks like, and when nothing is said."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from arena.checks import CheckOptions
from arena.course.model import Exercise, Kind
from arena.grading.diagnose import Observed, alike, find_mistake, find_tensor_relation
from arena.grading.evaluate import evaluate, result_of
from arena.grading.library import Experiment
from arena.grading.observe import Answer, observe

Mean = Callable[[Tensor, int], Tensor]


def right(x: Tensor, window: int) -> Tensor:
    if window > len(x):
        raise ValueError("too long")
    return x.unfold(0, window, 1).mean(-1)


def summed(x: Tensor, window: int) -> Tensor:
    return right(x, window) * window


def shortened(x: Tensor, window: int) -> Tensor:
    return right(x, window)[:-1]


def unguarded(x: Tensor, window: int) -> Tensor:
    return right(x, window) if window <= len(x) else torch.empty(0)


def means(mean: Mean, rng: torch.Generator) -> list[Tensor]:
    return [mean(torch.randn(n, generator=rng), w) for n, w in ((2, 1), (5, 3), (11, 4))]


def refuses(mean: Mean, rng: torch.Generator) -> str:
    try:
        mean(torch.randn(3, generator=rng), 4)
    except ValueError:
        return "ValueError"
    return "no error"


def whole(mean: Mean, rng: torch.Generator) -> Tensor:
    return mean(torch.randn(4, generator=rng), 4)


EXPERIMENTS = [Experiment(f.__name__, f, CheckOptions(), 0, "It holds.") for f in (means, refuses)]
MISTAKES = {"summed": summed, "shortened": shortened, "unguarded": unguarded}
DOCS = {name: f"You {name}." for name in MISTAKES}


def answers_of(mean: Mean, experiments: Sequence[Experiment] = EXPERIMENTS) -> list[Answer]:
    return [observe(e.name, e.function, mean, seed=e.seed, filename=__file__) for e in experiments]


def diagnose(
    mean: Mean,
    mistakes: Mapping[str, Mean] | None = None,
    experiments: Sequence[Experiment] = EXPERIMENTS,
) -> str | None:
    expected = answers_of(right, experiments)
    answers = {n: answers_of(m, experiments) for n, m in (mistakes or MISTAKES).items()}

    def is_right(i: int, answer: Answer) -> bool:
        return evaluate(experiments[i], expected[i], answer, None).right

    outcomes = [
        Observed(experiments[i], expected[i], got, is_right(i, got))
        for i, got in enumerate(answers_of(mean, experiments))
    ]
    failures = {
        name: {i for i, answer in enumerate(theirs) if not is_right(i, answer)}
        for name, theirs in answers.items()
    }
    found = find_mistake(outcomes, answers, failures, DOCS | {"twin": "Twin."})
    return found.code if found else None


def test_a_mistake_written_in_other_words_is_recognised() -> None:
    def mine(x: Tensor, window: int) -> Tensor:
        if window > len(x):
            raise ValueError("no")
        return torch.stack([x[i : i + window].sum() for i in range(len(x) - window + 1)])

    assert diagnose(mine) == "summed"


def test_a_mistake_keeps_its_name_where_it_is_right_in_another_way() -> None:
    def length(mean: Mean, rng: torch.Generator) -> int:
        return len(mean(torch.randn(5, generator=rng), 3))  # of values of any size

    def shifted(x: Tensor, window: int) -> Tensor:
        return right(x, window) + (len(x) == 5)

    def shifted_and_unguarded(x: Tensor, window: int) -> Tensor:
        return shifted(x, window) if window <= len(x) else torch.empty(0)

    experiments = [Experiment("length", length, CheckOptions(), 0, "It holds."), EXPERIMENTS[1]]
    mistakes = {"unguarded": shifted_and_unguarded}
    assert diagnose(unguarded, mistakes, experiments) == "unguarded"


def test_a_right_answer_has_no_diagnosis() -> None:
    assert diagnose(right) is None


def test_another_wrong_answer_has_no_named_diagnosis() -> None:
    assert diagnose(lambda x, window: right(x, window) + 1) is None


def test_two_mistakes_that_answer_alike_are_not_told_apart() -> None:
    assert diagnose(summed, {"summed": summed, "twin": summed}) is None


def test_of_two_mistakes_at_once_the_first_failing_one_is_named() -> None:
    def both(x: Tensor, window: int) -> Tensor:
        return summed(x, window) if window <= len(x) else torch.empty(0)

    assert diagnose(both) == "summed"


def test_a_mistake_that_also_fails_where_the_learner_is_right_does_not_fit() -> None:
    def padded(x: Tensor, window: int) -> Tensor:
        return unguarded(x, window) * (window if window <= len(x) else 1)

    assert diagnose(summed, {"twin": padded}) is None


def test_a_mistake_that_is_seen_only_in_an_error_is_named() -> None:
    assert diagnose(unguarded) == "unguarded"


def test_answers_that_agree_in_the_observation_but_not_in_the_calls_are_not_alike() -> None:
    first, second = answers_of(unguarded)[1], answers_of(lambda x, w: torch.ones(1))[1]
    assert first.observation == second.observation
    assert not alike(first, second, CheckOptions())


def test_a_changed_input_is_the_diagnosis_even_if_the_result_is_right() -> None:
    def careless(x: Tensor, window: int) -> Tensor:
        result = right(x, window)
        x.zero_()
        return result

    experiment = EXPERIMENTS[0]
    expected, got = answers_of(right)[0], answers_of(careless)[0]
    evaluation = evaluate(experiment, expected, got, None)
    assert not evaluation.right
    assert evaluation.diagnosis is not None
    assert evaluation.diagnosis.code == "relation.input_mutated"
    assert "`x`" in evaluation.diagnosis.message


def test_a_relation_is_found_in_the_smallest_failing_call() -> None:
    def negated(x: Tensor, window: int) -> Tensor:
        return -right(x, window)

    experiment, expected = EXPERIMENTS[0], answers_of(right)[0]
    got = answers_of(negated)[0]
    outcome = Observed(experiment, expected, got, False)
    found = find_tensor_relation(right, outcome, None)
    assert found is not None
    assert found.code == "relation.negated"


def test_a_relation_that_another_failing_call_refutes_is_not_named() -> None:
    def scaled_by_its_first(x: Tensor, window: int) -> Tensor:
        return right(x, window) * x[0]

    experiment, expected = EXPERIMENTS[0], answers_of(right)[0]
    outcome = Observed(experiment, expected, answers_of(scaled_by_its_first)[0], False)
    assert find_tensor_relation(right, outcome, None) is None


def test_the_case_and_what_came_are_of_the_same_call() -> None:
    def first_wrong_then_broken(x: Tensor, window: int) -> Tensor:
        if len(x) == 11:
            raise RuntimeError("much later")
        return right(x, window) + (len(x) == 5)

    experiment, expected = EXPERIMENTS[0], answers_of(right)[0]
    got = answers_of(first_wrong_then_broken)[0]
    exercise = Exercise.model_construct(name="mean", type=Kind.CODE)
    shown = result_of(exercise, right, evaluate(experiment, expected, got, None), None)
    assert "x (5)" in shown.case
    assert "much later" not in shown.difference
    assert shown.difference.startswith("got [")


def test_a_changed_input_is_what_is_told_of_the_case_that_is_shown() -> None:
    def careless(x: Tensor, window: int) -> Tensor:
        result = right(x, window)
        x.zero_()
        return result + (len(result) > 3)

    experiment, expected = EXPERIMENTS[0], answers_of(right)[0]
    evaluation = evaluate(experiment, expected, answers_of(careless)[0], None)
    exercise = Exercise.model_construct(name="mean", type=Kind.CODE)
    shown = result_of(exercise, right, evaluation, None)
    assert "x (2)" in shown.case
    assert shown.difference == "the result is right, but an argument is changed on the way"


def test_rounding_is_forgiven_only_if_float64_agrees() -> None:
    def sloppy(x: Tensor, window: int) -> Tensor:
        noise = 1 + 3e-4 if x.dtype == torch.float32 else 1.0
        return right(x, window) * noise

    experiment, expected, got = EXPERIMENTS[0], answers_of(right)[0], answers_of(sloppy)[0]
    first = evaluate(experiment, expected, got, None)
    assert first.rounding_suspected
    double = [observe("means", means, f, seed=0, dtype=torch.float64) for f in (right, sloppy)]
    again = evaluate(experiment, double[0], double[1], None)
    assert first.after_second_look(again, own_error=1.0).right
    assert not first.after_second_look(first, own_error=1.0).right
    assert first.difference is not None
    # Where our own answer is exact, rounding explains next to nothing.
    assert first.after_second_look(again, own_error=0.0).right == (first.difference.excess <= 3)


def test_an_error_for_another_reason_is_not_the_mistake() -> None:
    def flattened(x: Tensor, window: int) -> Tensor:
        if window > len(x):
            raise ValueError("too long")
        return x.reshape(7, 7)

    def other_shape(x: Tensor, window: int) -> Tensor:
        if window > len(x):
            raise ValueError("so long")
        return x.reshape(8, 9)

    def unrelated(x: Tensor, window: int) -> Tensor:
        if window > len(x):
            raise ValueError("too long")
        raise RuntimeError("boom")

    mistakes: dict[str, Mean] = {"summed": summed, "shortened": flattened}
    assert diagnose(flattened, mistakes) == "shortened"
    assert diagnose(other_shape, mistakes) == "shortened"  # the message differs in numbers only
    assert diagnose(unrelated, mistakes) is None


def test_an_error_that_one_raises_oneself_is_the_mistake_in_any_words() -> None:
    def strict(x: Tensor, window: int) -> Tensor:
        if window >= len(x):
            raise ValueError("the window must be shorter than x")
        return right(x, window)

    def mine(x: Tensor, window: int) -> Tensor:
        if len(x) <= window:
            raise ValueError(f"cannot take {window}")
        return right(x, window)

    experiments = [Experiment("whole", whole, CheckOptions(), 0, "It holds.")]
    assert diagnose(mine, {"shortened": strict}, experiments) == "shortened"


def test_a_forgotten_return_is_named() -> None:
    def silent(x: Tensor, window: int) -> Tensor:
        x.unfold(0, window, 1).mean(-1)
        return None  # type: ignore[return-value]

    experiment, expected = EXPERIMENTS[0], answers_of(right)[0]
    found = find_tensor_relation(
        right, Observed(experiment, expected, answers_of(silent)[0], False), None
    )
    assert found is not None
    assert found.code == "relation.nothing_returned"
