"""What the page shows, without a browser: words made harmless, pictures with the right colours."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import pytest

from arena.grading.verdict import CheckResult, Frame, Limit, Outcome, Picture, Verdict
from arena.render.figures import on_any_background
from arena.render.pictures import pictures_html, png
from arena.render.verdict_html import verdict_html
from arena.render.web import line, markdown, minutes, plain

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'&"
BIG = tuple(tuple(float(x - 5) for x in range(10)) for _ in range(10))


def pixels(image: bytes) -> list[list[tuple[int, int, int]]]:
    """Decode an image of ours."""
    width, height = struct.unpack(">II", image[16:24])
    size = struct.unpack(">I", image[33:37])[0]
    raw = zlib.decompress(image[41 : 41 + size])
    rows = [raw[y * (3 * width + 1) + 1 : (y + 1) * (3 * width + 1)] for y in range(height)]
    return [[(r[3 * x], r[3 * x + 1], r[3 * x + 2]) for x in range(width)] for r in rows]


def drawn(html: str) -> list[list[list[tuple[int, int, int]]]]:
    """Every image in a piece of HTML."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", html)
    return [pixels(base64.b64decode(f)) for f in found]


def test_an_image_is_decoded_to_the_colours_it_was_made_of() -> None:
    image = png(
        ((0.0, 1.0, None), (1.0, 0.0, 1.0)), lambda v: (9, 9, 9) if v is None else (0, int(v), 255)
    )
    assert pixels(image) == [
        [(0, 0, 255), (0, 1, 255), (9, 9, 9)],
        [(0, 1, 255), (0, 0, 255), (0, 1, 255)],
    ]


def test_zero_is_white_where_values_have_both_signs() -> None:
    (image,) = drawn(pictures_html([Picture(label="yours", rows=BIG)], image=False))
    assert image[0][5] == (255, 255, 255)
    low, high = image[0][0], image[0][9]
    assert low[2] > low[0]  # negative is blue
    assert high[0] > high[2]  # positive is red


def test_a_picture_runs_from_black_to_white() -> None:
    rows = tuple(tuple(x / 9 for x in range(10)) for _ in range(10))
    (image,) = drawn(pictures_html([Picture(label="yours", rows=rows)], image=True))
    assert image[3][0] == (0, 0, 0)
    assert image[3][9] == (255, 255, 255)


def test_what_is_not_finite_is_marked_and_counted() -> None:
    rows = ((None, *BIG[0][1:]), *BIG[1:])
    html = pictures_html([Picture(label="yours", rows=rows)], image=False)
    assert drawn(html)[0][0][0] == (214, 0, 147)
    assert "1 NaN or infinite" in html


def test_expected_and_yours_share_one_scale() -> None:
    half = tuple(tuple(v / 2 for v in row) for row in BIG)
    pair = [Picture(label="expected", rows=BIG), Picture(label="yours", rows=half)]
    expected, yours = drawn(pictures_html(pair, image=False))
    assert expected[0][0] != yours[0][0]


def test_a_small_tensor_is_a_table_of_its_numbers() -> None:
    html = pictures_html([Picture(label="yours", rows=((1.5, -2.0), (0.0, None)))], image=False)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", html) == ["1.5", "−2", "0", "—"]


def test_all_that_comes_from_the_learner_is_escaped() -> None:
    result = CheckResult(
        check="f__claim",
        claim="It `works`.",
        outcome=Outcome.RAISED,
        case=HOSTILE,
        difference=f"raised {HOSTILE}",
        frames=(Frame(line=3, function=HOSTILE, text=HOSTILE),),
        repro=HOSTILE,
    )
    verdict = Verdict(
        exercise="0.1/f",
        outcome=Outcome.RAISED,
        checks=(result,),
        message=HOSTILE,
        frames=(Frame(line=1, function=HOSTILE, text=HOSTILE),),
        helpers=(HOSTILE,),
        notes=(HOSTILE,),
        printed=HOSTILE,
    )
    html = verdict_html(verdict, image=False)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 9
    assert "<code>works</code>" in html


@pytest.mark.parametrize("limit", list(Limit))
def test_every_limit_is_named(limit: Limit) -> None:
    result = CheckResult(check="f__c", claim="It ends.", outcome=Outcome.STOPPED, limit=limit)
    verdict = Verdict(exercise="0.1/f", outcome=Outcome.STOPPED, checks=(result,))
    assert f"<dd>{limit.value}: " in verdict_html(verdict, image=False)


def test_the_largest_failing_picture_is_shown() -> None:
    small = Picture(label="expected", rows=((1.0, 2.0), (3.0, 4.0)))
    big = Picture(label="expected", rows=tuple(tuple(map(abs, row)) for row in BIG))
    checks = tuple(
        CheckResult(check=f"f__{i}", claim=f"Claim {i}.", outcome=Outcome.WRONG, pictures=(p,))
        for i, p in enumerate((small, big))
    )
    verdict = Verdict(exercise="0.1/f", outcome=Outcome.WRONG, checks=checks)
    html = verdict_html(verdict, image=True)
    assert len(drawn(html)) == 1
    assert "<table" not in html


def test_control_and_direction_characters_are_left_out() -> None:
    assert plain("a\x1b[31mb\u202ec\x00d\te\nf") == "a[31mbcd\te\nf"
    assert plain("x" * 30, 10) == "x" * 10 + "…"


def test_code_in_a_sentence_is_code_and_nothing_else_is_markup() -> None:
    assert line("use `a < b` & <b>") == "use <code>a &lt; b</code> &amp; &lt;b&gt;"


def test_words_between_colons_become_no_emoji_but_code_and_maths_stay() -> None:
    text = "see :smile: and `:smile:` and $a:b:c$\n\n```python\nx[:a:2]\n```\n"
    shown = markdown(text)
    assert ":\u2060smile:" in shown
    assert "`:smile:`" in shown
    assert "$a:b:c$" in shown
    assert "x[:a:2]" in shown
    assert shown.replace("\u2060", "") == text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a minute"), (90, "2 min"), (3600, "1 h 00 min"), (16_980, "4 h 43 min")],
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert minutes(seconds) == said


def test_a_scene_loses_its_walls_but_keeps_what_its_author_set() -> None:
    figure = {
        "data": [{"type": "mesh3d"}],
        "layout": {"scene": {"xaxis": {"showbackground": True}}},
    }
    scene = on_any_background(figure)["layout"]["scene"]
    assert scene["xaxis"]["showbackground"] is True
    assert scene["yaxis"]["showbackground"] is False
    assert "bgcolor" not in figure["layout"]["scene"]  # type: ignore[index]


def test_a_flat_figure_stays_as_it_is() -> None:
    figure = {"data": [{"type": "scatter"}], "layout": {"title": {"text": "t"}}}
    assert on_any_background(figure) == figure
