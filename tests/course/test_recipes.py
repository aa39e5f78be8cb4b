"""Recipes that assert something beyond a number of the text."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    importlib.util.find_spec("transformers") is None, reason="un-skip with the extra `hf`"
)
def test_resnet34_agrees_with_transformers_by_copied_weights() -> None:
    recipe = "curriculum.ch0_fundamentals.s3_resnets.recipes.match_transformers"
    done = subprocess.run(
        [sys.executable, "-m", recipe], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.count("differs by") == 2, done.stdout
