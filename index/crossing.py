"""The last layers of an encoder run over a question whose words attend to a sentence too.

The sentence's side is not run again: each layer attends to the states that the encoder itself
gave that layer of the sentence, which can be computed beforehand (as in PreTTR: MacAvaney et al.
2020, arXiv:2004.14255). Imported only where it is used: torch takes a second or two.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from index.encoder import Floats

_UP, _DOWN = ".up", ".down"


class CrossLayer(nn.Module):
    """A layer of BERT's form with keys and values of its own for the sentence."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        layer = copy.deepcopy(layer)
        itself = layer.attention.self
        self.heads: int = itself.num_attention_heads
        self.query, self.key, self.value = itself.query, itself.key, itself.value
        self.sentence_key = copy.deepcopy(itself.key)
        self.sentence_value = copy.deepcopy(itself.value)
        self.attended = layer.attention.output
        self.inner, self.outer = layer.intermediate, layer.output
        self.shift = nn.Parameter(torch.zeros(itself.query.in_features))

    def forward(self, states: Tensor, mask: Tensor, sentences: Tensor, which: Tensor) -> Tensor:
        """The next states of questions.

        Args:
            states: (pairs, tokens, dim): each pair's question.
            mask: bool, (pairs, 1, 1, tokens of the question and of the sentence).
            sentences: (sentences, tokens, dim): what the encoder gave this layer.
            which: int64, (pairs,): each pair's sentence.
        """
        held = sentences + self.shift
        keys = torch.cat(
            [self._parted(self.key(states)), self._parted(self.sentence_key(held))[which]], 2
        )
        values = torch.cat(
            [self._parted(self.value(states)), self._parted(self.sentence_value(held))[which]], 2
        )
        attended = scaled_dot_product_attention(
            self._parted(self.query(states)), keys, values, attn_mask=mask
        )
        states = self.attended(attended.transpose(1, 2).flatten(2), states)
        following: Tensor = self.outer(self.inner(states), states)
        return following

    def _parted(self, states: Tensor) -> Tensor:
        parts = states.view(*states.shape[:2], self.heads, -1)
        return parts.transpose(1, 2)


class Crossing(nn.Module):
    """Scores how well sentences answer questions; above 0: better than no answer at all."""

    def __init__(self, layers: Sequence[Any]) -> None:
        """layers: The layers of the encoder that are run again, in their order."""
        super().__init__()
        self.layers = nn.ModuleList(CrossLayer(layer) for layer in layers)
        dim = layers[0].attention.self.query.in_features
        self.score = nn.Linear(2 * dim, 1)
        nn.init.normal_(self.score.weight, std=0.02)
        nn.init.zeros_(self.score.bias)

    def forward(
        self,
        questions: Sequence[Tensor],
        sentences: Sequence[Tensor],
        pairs: Sequence[tuple[int, int]],
    ) -> Tensor:
        """The score of each pair, shape (pairs,).

        Args:
            questions: (tokens, dim) each: what the encoder gave the first layer.
            sentences: (layers, tokens, dim) each: what it gave each layer.
            pairs: Places of a question and of a sentence.
        """
        asked, asked_mask = _padded([q.unsqueeze(0) for q in questions])
        held, held_mask = _padded(sentences)
        of_question, of_sentence = (torch.tensor(side) for side in zip(*pairs, strict=True))
        states, own = asked[0, of_question], asked_mask[of_question]
        mask = torch.cat([own, held_mask[of_sentence]], 1)[:, None, None]
        for layer, given in zip(self.layers, held, strict=True):
            states = layer(states, mask, given, of_sentence)
        mean = (states * own[:, :, None]).sum(1) / own.sum(1, keepdim=True)
        scores: Tensor = self.score(torch.cat([states[:, 0], mean], 1)).squeeze(-1)
        return scores

    def matrices(self) -> Iterator[tuple[str, nn.Linear]]:
        """The matrices that additions are fitted to, with their names."""
        for name, module in self.layers.named_modules():
            if isinstance(module, nn.Linear):
                yield name, module

    def add(self, fitted: Mapping[str, Floats]) -> None:
        """Take over what was fitted: (up, down) of matrices, other parameters as they are.

        Raises:
            KeyError, RuntimeError: Parts are missing, or of other shapes.
        """
        given = {name: torch.from_numpy(np.array(part)) for name, part in fitted.items()}
        of_matrices = {p for _, matrix in self.matrices() for p in matrix.parameters()}
        with torch.no_grad():
            for name, matrix in self.matrices():
                matrix.weight += given[name + _UP] @ given[name + _DOWN]
            for name, parameter in self.named_parameters():
                if parameter not in of_matrices:
                    parameter.copy_(given[name])


def additions(name: str, up: Floats, down: Floats) -> dict[str, Floats]:
    """What `Crossing.add` reads for one matrix: up @ down is added to it."""
    return {name + _UP: up, name + _DOWN: down}


def _padded(states: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """(layers, n, longest, dim) of n states (layers, tokens, dim), and which tokens there are."""
    longest = max(s.shape[1] for s in states)
    layers, _, dim = states[0].shape
    padded = torch.zeros(layers, len(states), longest, dim)
    mask = torch.zeros(len(states), longest, dtype=torch.bool)
    for n, one in enumerate(states):
        padded[:, n, : one.shape[1]] = one
        mask[n, : one.shape[1]] = True
    return padded, mask
