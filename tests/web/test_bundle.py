"""The editor's script that is shipped is the one that its sources make, and is small."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

EDITOR = Path(__file__).parents[2] / "arena" / "web" / "editor"
SHIPPED = EDITOR / "bundle.js"


def test_the_bundle_was_built_from_the_sources_as_they_are() -> None:
    inputs = ["build.mjs", "package-lock.json", "package.json"]
    inputs += [f"src/{p.name}" for p in (EDITOR / "src").iterdir()]
    found = hashlib.sha256()
    for name in sorted(inputs):
        found.update(f"{name}\0".encode() + (EDITOR / name).read_bytes() + b"\0")
    said = re.search(r"sha256 ([0-9a-f]{64})", SHIPPED.read_text(encoding="utf-8")[:300])
    assert said, "the bundle does not say what it was built from"
    assert said[1] == found.hexdigest(), "stale: run `npm ci && npm run build` in arena/web/editor"


def test_the_bundle_is_small_and_asks_nobody() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert len(text) < 600_000
    assert not re.search(r"""(?:fetch|import)\(\s*["']https?:""", text)


def test_the_lock_file_names_no_registry() -> None:
    assert "://registry" not in (EDITOR / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.skipif(
    shutil.which("node") is None or not (EDITOR / "node_modules").is_dir(),
    reason="un-skip when Node and the editor's packages are there: npm ci in arena/web/editor",
)
def test_building_again_gives_the_same_bundle(tmp_path: Path) -> None:
    again = tmp_path / "bundle.js"
    command = ["node", "build.mjs", str(again)]
    subprocess.run(command, cwd=EDITOR, check=True, capture_output=True, timeout=60)
    assert again.read_bytes() == SHIPPED.read_bytes()
