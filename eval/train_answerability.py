"""Teach the judgement of what answers a question (index/data/answerability.safetensors).

    python -m eval.train_answerability [--out FILE] [--epochs 1.5] [--rate 7e-4] [--go-on]

Learns from the groups of `eval/training`, as eval/train.py does, and from those of
`eval/training/answerability`, which name questions near the matter that no passage answers as
well. Of each question a few passages of its group are scored, and the right one has to come
before the others and before "none", whose score is 0; of some questions the right one is left
out, and "none" has to come first. The encoder stays as it is: low-rank additions (LoRA: Hu et
al. 2021, arXiv:2106.09685) to its last layers are fitted, and what of index/crossing.py is new.

A batch of eight questions takes 0.6 to 0.8 seconds of two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save
from torch import Tensor, nn
from torch.nn.functional import log_softmax
from torch.nn.utils import parametrize
from tqdm import tqdm

from bot.settings import load_settings
from corpus.errors import WenceError
from eval.train import TRAINING, Group, LowRank, read_groups
from index.answerability import FIRST, FITTED, base
from index.crossing import Crossing, additions
from index.encoder import BUNDLED, Encoder, Floats, load_encoder
from index.files import write_atomically

FURTHER = TRAINING / "answerability"
RANK = 32
_PASSAGES = 5  # of a group, scored for one question
_LEFT_OUT = 0.12  # share of the questions whose right passage is left out
_QUESTIONS = 8  # in a batch
_WARM_UP = 50  # batches until the full rate


@dataclass(frozen=True)
class Item:
    """A question with the passages of its group, by their places; right is None for "none"."""

    question: int
    passages: tuple[int, ...]
    right: int | None


@dataclass(frozen=True)
class Course:
    """What is learned from: the states of texts, and which belong together."""

    questions: list[Tensor]
    passages: list[Tensor]
    items: list[Item]


def course(encoder: Encoder, groups: Sequence[Group]) -> Course:
    """The states of all questions and passages, and the items made of them."""
    questions: list[str] = []
    passages: list[str] = []
    items: list[Item] = []
    for group in groups:
        places = tuple(range(len(passages), len(passages) + len(group.passages)))
        passages += group.passages
        rights = [*group.questions, *((text, None) for text in group.unanswered)]
        for text, right in rights:
            items.append(Item(len(questions), places, None if right is None else places[right]))
            questions.append(text)
    asked = [encoder.read_question(text, FIRST)[1] for text in tqdm(questions, desc="questions")]
    _, held = encoder.read_passages(passages, FIRST)
    return Course(
        [torch.from_numpy(states) for states in asked],
        [torch.from_numpy(states) for states in held],
        items,
    )


def train(
    crossing: Crossing, learned: Course, *, epochs: float, rate: float, begun: dict[str, Floats]
) -> dict[str, Floats]:
    """Fit additions to a crossing.

    Args:
        begun: What `Crossing.add` would take over, to go on from; {} begins anew.

    Returns:
        The same, fitted.
    """
    torch.manual_seed(0)
    chance = random.Random(0)
    added: dict[str, LowRank] = {}
    for name, matrix in list(crossing.matrices()):
        for parameter in matrix.parameters():
            parameter.requires_grad_(False)
        start = (begun[f"{name}.up"], begun[f"{name}.down"]) if begun else None
        added[name] = LowRank(matrix.out_features, matrix.in_features, start, RANK)
        parametrize.register_parametrization(matrix, "weight", added[name])
    fitted = {n: p for n, p in crossing.named_parameters() if p.requires_grad}
    for name in fitted.keys() & begun.keys():
        fitted[name].data.copy_(torch.from_numpy(begun[name]))
    optimizer = torch.optim.AdamW(fitted.values(), lr=rate, weight_decay=0.01)
    batches = int(epochs * len(learned.items) / _QUESTIONS)
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / _WARM_UP) * max(0.03, 1 - n / batches)
    )
    crossing.train()
    with tqdm(total=batches, desc="training", unit=" batches") as bar:
        for batch in _batches(learned.items, batches, chance):
            loss = _loss(crossing, learned, batch, chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(fitted.values(), 1.0)
            optimizer.step()
            falling.step()
            bar.set_postfix(loss=f"{loss.item():.2f}")
            bar.update()
    crossing.eval()
    parts: dict[str, Floats] = {
        name: parameter.detach().numpy()
        for name, parameter in fitted.items()
        if ".parametrizations." not in name
    }
    for name, module in added.items():
        parts |= additions(name, (2 * module.up).detach().numpy(), module.down.detach().numpy())
    return parts


def _batches(items: Sequence[Item], batches: int, chance: random.Random) -> Iterator[list[Item]]:
    left: list[Item] = []
    for _ in range(batches):
        if len(left) < _QUESTIONS:
            left = list(items)
            chance.shuffle(left)
        yield [left.pop() for _ in range(_QUESTIONS)]


def _loss(
    crossing: Crossing, learned: Course, batch: Sequence[Item], chance: random.Random
) -> Tensor:
    places: dict[int, int] = {}  # of passages, in the batch
    pairs: list[tuple[int, int]] = []
    rights: list[int] = []  # among "none" and the passages scored
    for n, item in enumerate(batch):
        others = [p for p in item.passages if p != item.right]
        scored = chance.sample(others, min(_PASSAGES - 1, len(others)))
        if item.right is not None and chance.random() >= _LEFT_OUT:
            scored.insert(0, item.right)
            rights.append(1)
        else:
            scored.append(chance.randrange(len(learned.passages)))
            rights.append(0)
        pairs += [(n, places.setdefault(p, len(places))) for p in scored]
    scores = crossing(
        [learned.questions[item.question].float() for item in batch],
        [learned.passages[p].float() for p in places],
        pairs,
    )
    none = torch.zeros(1)
    asked = torch.tensor([n for n, _ in pairs])
    losses = [
        -log_softmax(torch.cat([none, scores[asked == n]]), 0)[right]
        for n, right in enumerate(rights)
    ]
    return torch.stack(losses).mean()


def main(argv: Sequence[str] | None = None) -> int:
    """Train and write the file; returns the status."""
    parser = argparse.ArgumentParser(prog="python -m eval.train_answerability", description=__doc__)
    parser.add_argument("--out", type=Path, default=FITTED, metavar="FILE")
    parser.add_argument("--epochs", type=float, default=1.5)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--go-on", action="store_true", help="begin with what the file holds")
    args = parser.parse_args(argv)
    try:
        encoder = load_encoder(BUNDLED, load_settings().home)
        groups = [*read_groups(TRAINING), *read_groups(FURTHER)]
        crossing = Crossing(encoder.layers[FIRST:])
        held = load_file(str(args.out)) if args.go_on else {}
        begun = {name: part.astype(np.float32) for name, part in held.items()}
        learned = course(encoder, groups)
        parts = train(crossing, learned, epochs=args.epochs, rate=args.rate, begun=begun)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    halves = {name: np.ascontiguousarray(part, np.float16) for name, part in parts.items()}
    write_atomically(args.out, save(halves, {"base": base()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
