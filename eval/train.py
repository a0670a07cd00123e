"""Teach the encoder that ships how people ask (index/data/tuning.safetensors).

    python -m eval.train [--out FILE] [--epochs 3] [--go-on]

`eval/training` holds groups of neighbouring passages written in the style of official texts,
and the questions people would ask of each, most of them in other words than the passage's. The
encoder's matrices get low-rank additions (LoRA: Hu et al. 2021, arXiv:2106.09685) that bring a
question nearer to its passage than to the others of its group and of the batch (InfoNCE: van
den Oord et al. 2018, arXiv:1807.03748). No policy, question or answer of `eval/questions`,
`eval/policies` or `eval/development` is used, so that all of them still measure.

It takes some 20 minutes of two cores. The encoder's weights themselves stay as packaged.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize
from torch.nn.utils import parametrize
from tqdm import tqdm

from bot.settings import load_settings
from corpus.errors import WenceError
from index.bundled import packed_file
from index.encoder import PLAIN, load_encoder
from index.files import sha256_of
from index.packed import Floats
from index.tuning import TUNING, factors, save

TRAINING = Path(__file__).with_name("training")
RANK = 8
_RATE, _TEMPERATURE = 1e-3, 0.03
_GROUPS, _QUESTIONS = 4, 12  # groups in a batch, questions taken of each
_WARM_UP = 20  # batches until the full rate
_MATRICES = {  # of a layer, by their names in the packed file
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip


class WrongPairs(WenceError):
    """A line of the training files is not a group."""


@dataclass(frozen=True)
class Group:
    """Neighbouring passages, questions with the index of the passage that answers each, and
    questions that none of them answers."""

    passages: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]
    unanswered: tuple[str, ...] = ()


class LowRank(nn.Module):
    """A matrix with up @ down added; `up` begins at zero, so that nothing changes at first."""

    def __init__(
        self, outputs: int, inputs: int, begun: tuple[Floats, Floats] | None, rank: int = RANK
    ) -> None:
        """begun: (2 * up, down) to go on from; None begins anew."""
        super().__init__()
        up, down = (torch.tensor(begun[0] / 2), torch.tensor(begun[1])) if begun else (
            torch.zeros(outputs, rank), torch.randn(rank, inputs) * inputs**-0.5
        )  # fmt: skip
        self.up, self.down = nn.Parameter(up), nn.Parameter(down)

    def forward(self, weight: Tensor) -> Tensor:
        """The matrix with the addition, shape (outputs, inputs)."""
        return weight + 2 * self.up @ self.down


def read_groups(folder: Path) -> list[Group]:
    """The groups of every file in a folder.

    Raises:
        WrongPairs: A line is no group.
    """
    return [group for path in sorted(folder.glob("*.jsonl")) for group in _groups(path)]


def _groups(path: Path) -> Iterator[Group]:
    for n, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            passages = tuple(map(str, row["passages"]))
            questions = tuple((str(question), int(at)) for question, at in row["questions"])
            unanswered = tuple(map(str, row.get("unanswered", ())))
        except (ValueError, KeyError, TypeError) as error:
            raise WrongPairs(
                f"{path}, line {n} is not a group of passages and questions."
            ) from error
        if not questions or not all(0 <= at < len(passages) for _, at in questions):
            raise WrongPairs(f"{path}, line {n}: a question names a passage that is not there.")
        yield Group(passages, questions, unanswered)


def train(
    model: Any, groups: Sequence[Group], *, epochs: int, begun: dict[str, tuple[Floats, Floats]]
) -> dict[str, tuple[Floats, Floats]]:
    """Fit additions to a sentence-transformers model of BERT's form.

    Args:
        begun: Additions to go on from; {} begins anew.

    Returns:
        (up, down) of each matrix by its packed name, as index.tuning.save takes them.
    """
    torch.manual_seed(0)
    chance = random.Random(0)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    added = dict(_add(model, begun))
    learned = [p for module in added.values() for p in module.parameters()]
    optimizer = torch.optim.AdamW(learned, lr=_RATE, weight_decay=0.01)
    batches = epochs * (len(groups) // _GROUPS)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / _WARM_UP) * max(0.05, 1 - n / batches)
    )
    model.train()
    with tqdm(total=batches, desc="training", unit=" batches") as bar:
        for batch in _batches(groups, epochs, chance):
            loss = _loss(model, batch, chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            rate.step()
            bar.set_postfix(loss=f"{loss.item():.2f}")
            bar.update()
    model.eval()
    return {
        name: ((2 * module.up).detach().numpy(), module.down.detach().numpy())
        for name, module in added.items()
    }


def _add(model: Any, begun: dict[str, tuple[Floats, Floats]]) -> Iterator[tuple[str, LowRank]]:
    for n, layer in enumerate(_layers(model)):
        parts = dict(layer.named_modules())
        for short, long in _MATRICES.items():
            linear, name = parts[long], f"l{n}.{short}.w"
            module = LowRank(linear.out_features, linear.in_features, begun.get(name))
            parametrize.register_parametrization(linear, "weight", module)
            yield name, module


def _layers(model: Any) -> Any:
    transformer = model[0]
    inner = transformer.model if hasattr(transformer, "model") else transformer.auto_model
    return inner.encoder.layer


def _batches(groups: Sequence[Group], epochs: int, chance: random.Random) -> Iterator[list[Group]]:
    for _ in range(epochs):
        order = list(groups)
        chance.shuffle(order)
        for start in range(0, len(order) - _GROUPS + 1, _GROUPS):
            yield order[start : start + _GROUPS]


def _loss(model: Any, batch: Sequence[Group], chance: random.Random) -> Tensor:
    passages: list[str] = []
    asked: list[tuple[str, int]] = []
    for group in batch:
        few = chance.sample(group.questions, min(_QUESTIONS, len(group.questions)))
        asked += [(question, len(passages) + at) for question, at in few]
        passages += group.passages
    near = (
        _encode(model, [q for q, _ in asked], "query: ") @ _encode(model, passages, "passage: ").T
    )
    return cross_entropy(near / _TEMPERATURE, torch.tensor([at for _, at in asked]))


def _encode(model: Any, texts: list[str], prompt: str) -> Tensor:
    embeddings = model(model.preprocess(texts, prompt=prompt))["sentence_embedding"]
    return normalize(embeddings.float(), dim=-1)


def main(argv: Sequence[str] | None = None) -> int:
    """Train and write the file; returns the status."""
    parser = argparse.ArgumentParser(prog="python -m eval.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=TUNING, metavar="FILE")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--go-on", action="store_true", help="begin with the additions there are")
    args = parser.parse_args(argv)
    try:
        settings = load_settings()
        groups = read_groups(TRAINING)
        base = sha256_of(packed_file())
        begun = factors(TUNING, base) if args.go_on else {}
        encoder = load_encoder(PLAIN, settings.home)
        save(args.out, train(encoder.model, groups, epochs=args.epochs, begun=begun), base)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
