"""The views that many sets share: any sizes, NaN marked, text that stays text."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
import pytest

from arena.render.figures import figure_page
from arena.render.views import view_html
from arena.views import attention, boards, frames, scored_tokens

HOSTILE = "<script>alert(1)</script>"


def html_of(view: Any) -> str:
    return view_html(json.loads(view.to_json()))


def test_zero_is_white_and_what_is_no_number_is_marked() -> None:
    html = html_of(scored_tokens(["no", " effect", "x", "y\n"], [0.0, 2.0, -1.0, float("nan")]))
    assert "background:rgb(255, 255, 255);color:#111" in html
    assert "background:rgb(178, 24, 43);color:#fff" in html
    assert 'class="missing" title="no finite number">y↵' in html
    assert "1 NaN or infinite" in html


def test_text_of_tokens_and_labels_is_never_markup() -> None:
    assert "<script>" not in html_of(scored_tokens([HOSTILE], [1.0], title=HOSTILE))
    page = html_of(frames(np.zeros((1, 2, 2)), labels=[HOSTILE + "'"], alt=HOSTILE + '"'))
    assert page.count("<script>") == 1, "its own"
    assert "alert(1)'" not in page.replace("&#x27;", "")
    places = attention(np.zeros((1, 1)), ["<b>"]).data[0].x
    assert "<b>" not in places[0]


@pytest.mark.parametrize("heads", [1, 12, 144])
def test_every_head_can_be_chosen_and_a_page_bears_them_all(heads: int) -> None:
    patterns = np.random.default_rng(0).random((heads, 24, 24))
    figure = json.loads(attention(patterns, ["the"] * 24).to_json())
    assert len(set(figure["data"][0]["y"])) == 24, "a token that comes twice has two rows"
    buttons = figure["layout"].get("updatemenus", [{"buttons": [0]}])[0]["buttons"]
    assert len(buttons) == heads
    assert len(json.dumps(figure)) < 4_000_000


def test_a_board_shows_its_values_its_pieces_and_where_there_is_no_number() -> None:
    values = np.zeros((2, 8, 8))
    values[1, 2, 3], values[1, 0, 0] = 0.5, np.inf
    pieces = np.zeros((2, 8, 8))
    pieces[1, 2, 3] = 1
    figure = json.loads(boards(values, pieces=pieces).to_json())
    change = figure["layout"]["sliders"][0]["steps"][1]["args"][0]
    assert change["text"][0][2][3] == "● 0.50"
    assert (change["x"][1], change["y"][1]) == (["a"], ["1"])
    assert change["z"][0][0][0] is None
    assert figure["data"][0]["zmid" if "zmid" in figure["data"][0] else "zmax"] == 0.5


def test_frames_are_small_pictures_and_bad_shapes_are_refused() -> None:
    images = np.zeros((3, 4, 5))
    images[1, 0, 0] = np.nan
    data = json.loads(frames(images).to_json())
    assert data["labels"] == ["1", "2", "3"]
    assert all(base64.b64decode(i.partition(",")[2]).startswith(b"\x89PNG") for i in data["images"])
    with pytest.raises(ValueError, match="frames need shape"):
        frames(np.zeros((3, 4)))
    with pytest.raises(ValueError, match="3 frames have 1 labels"):
        frames(images, labels=["a"])


def test_a_file_of_a_figure_stands_by_itself() -> None:
    for figure in (frames(np.zeros((2, 2, 2))), boards(np.zeros((2, 2)))):
        page = figure_page(json.loads(figure.to_json()), "a <title>", "Drawn with `f`.")
        assert "<code>f</code>" in page
        assert "a &lt;title&gt;" in page
        assert not re.search(r"<(?:script|link|img)[^>]* (?:src|href)=[\"']?https?:", page)
