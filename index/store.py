"""The index on disk: saved once, loaded at every start, built again when it no longer fits.

    index/
        current          the name of the version in use
        version-…/       manifest.json and vectors.faiss, never changed once `current` names them
        .lock            held by the one process that writes

A version is written whole before `current` is replaced by one that names it, so a reader gets
the old index or the new one. Processes map the vectors of one version and so share them. The
manifest holds what the vectors depend on (policies, encoder,
versions of the packages) and the checksum of the vectors; whatever does not fit is built
again, and only the texts that are new are encoded again. BM25 is not saved: it is built from
the clauses at every start, a quarter of a second for 336 of them.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.model import Policy
from index.encoder import TextEncoder
from index.files import one_writer, write_atomically
from index.passages import Unit, units_of
from index.retriever import Retriever
from index.vectors import FlatIndex

logger = logging.getLogger(__name__)

FORMAT = 1  # raise it when a unit or a file changes its meaning
POINTER, MANIFEST, VECTORS = "current", "manifest.json", "vectors.faiss"
# Another version of one of these may give other vectors or another file.
_PACKAGES = ("faiss-cpu", "sentence-transformers", "tokenizers", "torch", "transformers")


class _Unfit(Exception):
    """The saved index cannot be used; its text says why."""


@dataclass(frozen=True)
class _Saved:
    """A version on disk, read and checked against its own checksums."""

    manifest: dict[str, Any]
    vectors: FlatIndex


def open_index(
    policies: Sequence[Policy],
    encoder: TextEncoder,
    folder: Path,
    *,
    progress: bool = True,
    sentences: bool = True,
) -> Retriever:
    """Open the index of `policies` in `folder`, building it where it is missing or unfit.

    Processes may open the same folder at once: one builds, the others wait and load.

    Args:
        policies: What the library holds now.
        encoder: The encoder that the settings name.
        folder: The index's own folder; made if need be.
        progress: Show a progress bar on stderr while texts are encoded.
        sentences: As for `units_of`.

    Raises:
        FolderNotWritable: An index must be built and cannot be written there.
    """
    units = units_of(policies, sentences=sentences)
    wanted = _wanted(policies, units, encoder)
    try:
        vectors = _fitting(folder, wanted)
    except _Unfit:
        with one_writer(folder / ".lock"):
            try:
                vectors = _fitting(folder, wanted)  # another process may have built it
            except _Unfit as reason:
                logger.warning("building the index: %s", reason)
                vectors = _build(folder, wanted, units, encoder, progress=progress)
    return Retriever(policies, encoder, vectors, sentences=sentences)


def version_of(policies: Sequence[Policy], encoder: TextEncoder) -> str:
    """Names what an index is built from: 16 hexadecimal digits.

    Indexes of the same version hold the same clauses with the same vectors.
    """
    built_from = json.dumps(_built_from(policies, encoder), sort_keys=True)
    return hashlib.sha256(built_from.encode()).hexdigest()[:16]


def _built_from(policies: Sequence[Policy], encoder: TextEncoder) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "encoder": encoder.name,
        "dim": encoder.dim,
        "packages": {name: _version(name) for name in _PACKAGES},
        "policies": {policy.id: _digest(policy.source, *policy.clauses) for policy in policies},
    }


def _wanted(
    policies: Sequence[Policy], units: Sequence[Unit], encoder: TextEncoder
) -> dict[str, Any]:
    """What a manifest must say to fit: everything the vectors depend on."""
    texts = [_digest(unit.text)[:16] for unit in units]
    return {**_built_from(policies, encoder), "texts": texts}


def _fitting(folder: Path, wanted: dict[str, Any]) -> FlatIndex:
    """The saved vectors, if they are those `wanted` describes."""
    saved = _read(folder)
    for key, value in wanted.items():
        if saved.manifest.get(key) != value:
            raise _Unfit(_difference(key, saved.manifest.get(key), value))
    return saved.vectors


def _read(folder: Path) -> _Saved:
    """The version in use, whatever it was built from.

    A version's files never change: what comes back is one version, even if a writer replaces it
    meanwhile. Its vectors are read once for the checksum and then mapped, so that processes share
    them.
    """
    try:
        version = folder / (folder / POINTER).read_text("utf-8").strip()
        manifest = json.loads((version / MANIFEST).read_text("utf-8"))
        if _checksum(version / VECTORS) != manifest["files"][VECTORS]:
            raise _Unfit(f"{VECTORS} is damaged")
        vectors = FlatIndex.open(version / VECTORS)
        if len(vectors) != len(manifest["texts"]):
            raise _Unfit(f"{VECTORS} does not fit {MANIFEST}")
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise _Unfit("there is none yet" if name == POINTER else f"{name} is missing") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _Unfit(f"it is damaged ({error})") from error
    return _Saved(manifest, vectors)


def _difference(key: str, saved: Any, wanted: Any) -> str:
    if key == "policies" and isinstance(saved, dict):
        ids = [id_ for id_ in {**saved, **wanted} if saved.get(id_) != wanted.get(id_)]
        return f"policies changed: {', '.join(ids)}"
    if key in ("encoder", "dim", "format"):
        return f"{key} changed from {saved} to {wanted}"
    return f"{key} changed"


def _build(
    folder: Path,
    wanted: dict[str, Any],
    units: Sequence[Unit],
    encoder: TextEncoder,
    *,
    progress: bool,
) -> FlatIndex:
    """Encode what is new, write a version and make it the one in use."""
    vectors = _known_vectors(folder, wanted)
    unknown = {
        digest: unit.text
        for digest, unit in zip(wanted["texts"], units, strict=True)
        if digest not in vectors
    }
    encoded = encoder.encode_passages(list(unknown.values()), progress=progress)
    vectors.update(zip(unknown, encoded, strict=True))
    index = FlatIndex(encoder.dim)
    if units:
        rows = np.stack([vectors[digest] for digest in wanted["texts"]])
        index.add(np.arange(len(units), dtype=np.int64), rows)
    return FlatIndex.open(_write(folder, wanted, index))


def _known_vectors(folder: Path, wanted: dict[str, Any]) -> dict[str, npt.NDArray[np.float32]]:
    """Vectors of the version in use by digest of their text, where they would come out the same."""
    try:
        saved = _read(folder)
    except _Unfit:
        return {}
    if any(saved.manifest.get(key) != wanted[key] for key in ("format", "encoder", "packages")):
        return {}
    rows = saved.vectors.vectors(np.arange(len(saved.vectors), dtype=np.int64))
    return dict(zip(saved.manifest["texts"], rows, strict=True))


def _write(folder: Path, wanted: dict[str, Any], index: FlatIndex) -> Path:
    """Make a version the one in use; gives the file of its vectors."""
    version = Path(tempfile.mkdtemp(dir=folder, prefix="version-"))
    index.save(version / VECTORS)
    manifest = {**wanted, "files": {VECTORS: _checksum(version / VECTORS)}}
    write_atomically(version / MANIFEST, json.dumps(manifest, indent=1).encode())
    write_atomically(folder / POINTER, version.name.encode())
    for other in folder.glob("version-*"):  # replaced, or left by a run that was interrupted
        if other != version:
            shutil.rmtree(other, ignore_errors=True)
    return version / VECTORS


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _digest(*parts: object) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8", "backslashreplace") + b"\0")
    return digest.hexdigest()
