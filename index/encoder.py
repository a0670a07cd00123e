"""Texts to vectors: any sentence-transformers model, loaded without the network.

`load_encoder` opens what the settings name: "bundled" (the encoder that ships,
index/bundled.py; "bundled-plain" without its tuning), a folder, or the name of a model that is
already in the Hugging Face cache.
Everything else asks for a `TextEncoder`, so a test can pass a small one of its own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from corpus.errors import WenceError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

BUNDLED, PLAIN = "bundled", "bundled-plain"

# What models of the E5 family were trained with; their folders often fail to say so.
_E5_PROMPTS = ("query: ", "passage: ")
_BATCH = 32


class EncoderUnavailable(WenceError):
    """The encoder that the settings name is not on this machine, or is no such model."""


class TextEncoder(Protocol):
    """What retrieval needs of an encoder."""

    @property
    def name(self) -> str:
        """Its identity: two encoders of one name give the same vectors."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1."""

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        """The same for the other side of retrieval; progress: show a bar on stderr."""


class Encoder:
    """A sentence-transformers model. One may be used from several threads.

    A question of 20 tokens takes the bundled encoder 21 ms at the median on two cores (AMD
    EPYC of the Zen 3 kind) and 33 ms on one; `SentenceTransformer.encode` adds 3.5 ms of its
    own to that, which is why `_run` calls the model itself.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
    ) -> None:
        """Load `model`, a folder or the name of a model in the Hugging Face cache.

        Args:
            model: Folder or name.
            question_prompt, passage_prompt: What goes before every question and passage; None
                takes the model's own.

        Raises:
            EncoderUnavailable: There is no such model on this machine.
        """
        self._model = _load(model)
        own_question, own_passage = _own_prompts(self._model, str(model))
        self._question_prompt = own_question if question_prompt is None else question_prompt
        self._passage_prompt = own_passage if passage_prompt is None else passage_prompt
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderUnavailable(f"{model} is not an encoder of texts: set another encoder.")
        self._dim = dim
        self._name = f"{Path(model).name}@{self._fingerprint()}"
        # The tokenizer sets its own truncation on every call, and two threads at it at once
        # raise "Already borrowed".
        self._tokenizing = threading.Lock()

    @property
    def name(self) -> str:
        """Name of the model and a checksum of what its vectors depend on."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def model(self) -> SentenceTransformer:
        """The model itself, to be trained (eval/train.py)."""
        return self._model

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1."""
        return self._encode(texts, self._question_prompt, progress=False)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1; a text is cut at 512 tokens."""
        return self._encode(texts, self._passage_prompt, progress=progress)

    @property
    def layers(self) -> list[Any]:
        """The layers of a model of BERT's form, in their order."""
        return list(self._transformer.encoder.layer)

    def read_question(self, text: str, first: int) -> tuple[Floats, Halves]:
        """A question's vector, shape (dim,), and what layer `first` (from 0) is given of it,
        shape (tokens, dim)."""
        rows, states = self._run_through([text], self._question_prompt, first)
        return rows[0], states[0][0]

    def read_passages(self, texts: Sequence[str], first: int) -> tuple[Floats, list[Halves]]:
        """Vectors as `encode_passages` gives them, and what layer `first` (from 0) and those
        after it are given of each passage, shape (layers, tokens, dim)."""
        vectors = np.zeros((len(texts), self._dim), np.float32)
        states: list[Halves] = [np.zeros((0, 0, 0), np.float16)] * len(texts)
        for rows in _alike_in_length(texts):
            batch = [texts[i] for i in rows]
            vectors[rows], found = self._run_through(batch, self._passage_prompt, first)
            for i, one in zip(rows, found, strict=True):
                states[i] = one
        return vectors, states

    def _encode(self, texts: Sequence[str], prompt: str, *, progress: bool) -> Floats:
        vectors = np.zeros((len(texts), self._dim), np.float32)
        with tqdm(total=len(texts), desc="encoding", unit=" texts", disable=not progress) as bar:
            for rows in _alike_in_length(texts):
                vectors[rows] = self._run([texts[i] for i in rows], prompt)
                bar.update(len(rows))
        return vectors

    @property
    def _transformer(self) -> Any:
        return self._model[0].model

    def _run(self, texts: list[str], prompt: str) -> Floats:
        import torch

        with torch.inference_mode():
            return _rows(self._model(self._preprocessed(texts, prompt)))

    def _run_through(
        self, texts: list[str], prompt: str, first: int
    ) -> tuple[Floats, list[Halves]]:
        """Vectors, and for each text what the layers from `first` on are given."""
        import torch

        with torch.inference_mode():
            features = self._preprocessed(texts, prompt)
            given = self._transformer(
                input_ids=features["input_ids"],
                attention_mask=features["attention_mask"],
                output_hidden_states=True,
            )
            features["token_embeddings"] = given.last_hidden_state
            for module in list(self._model)[1:]:
                features = module(features)
            states = torch.stack(given.hidden_states[first:-1])
            lengths = features["attention_mask"].sum(dim=1).tolist()
            return _rows(features), [
                states[:, n, :length].half().numpy() for n, length in enumerate(lengths)
            ]

    def _preprocessed(self, texts: list[str], prompt: str) -> Any:
        with self._tokenizing:
            return self._model.preprocess(texts, prompt=prompt or None)

    def _fingerprint(self) -> str:
        """A checksum over prompts, length limit, pieces and a sample of every weight tensor.

        All 118 million weights would take a third of a second; another model, another
        training or another conversion shows in 64 weights of each tensor.
        """
        parts = [self._question_prompt, self._passage_prompt, str(self._model.max_seq_length)]
        parts += [type(module).__name__ for module in self._model]
        parts.append(str(len(self._model.tokenizer)))
        digest = hashlib.sha256("\0".join(parts).encode("utf-8"))
        for key, tensor in sorted(self._model.state_dict().items()):
            flat = tensor.flatten()
            sample = flat[:: max(1, flat.numel() // 64)].float()
            digest.update(f"{key}{tuple(tensor.shape)}".encode())
            digest.update(sample.numpy().tobytes())
        return digest.hexdigest()[:12]


def _alike_in_length(texts: Sequence[str]) -> Iterator[list[int]]:
    """Batches of texts of like length: little padding. The longest first, so that the time a bar
    promises only gets better."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _rows(features: Any) -> Floats:
    import torch

    rows: Floats = torch.nn.functional.normalize(
        features["sentence_embedding"].float(), dim=-1
    ).numpy()
    return rows


def load_encoder(
    model: str,
    folder: Path,
    *,
    question_prompt: str | None = None,
    passage_prompt: str | None = None,
    progress: bool = True,
) -> Encoder:
    """Open the encoder that the settings name.

    Args:
        model: "bundled", "bundled-plain", a folder, or the name of a model in the Hugging Face
            cache.
        folder: The data folder, where the bundled encoder is written on first use.
        question_prompt, passage_prompt: As for `Encoder`.
        progress: Show a bar on stderr while the bundled encoder is written.

    Raises:
        BrokenWeights: The packaged weights are missing or damaged.
        EncoderUnavailable: There is no such model on this machine.
    """
    from index.bundled import prepare
    from index.tuning import TUNING

    source: str | Path = model
    if model in (BUNDLED, PLAIN):
        tuning = TUNING if model == BUNDLED else None
        source = prepare(folder, progress=progress, tuning=tuning)
    return Encoder(source, question_prompt=question_prompt, passage_prompt=passage_prompt)


def _load(model: str | Path) -> SentenceTransformer:
    # Seconds to import: only once an encoder is really needed.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(model), device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"The encoder {model} is not on this machine: give the folder of a "
            "sentence-transformers model, or set the encoder to bundled."
        ) from error


def _own_prompts(model: SentenceTransformer, name: str) -> tuple[str, str]:
    """What the model's own settings put before a question and before a passage."""
    prompts = model.prompts
    question = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or prompts.get("corpus") or ""
    if not question and not passage and "e5" in Path(name).name.lower():
        return _E5_PROMPTS
    return question, passage
