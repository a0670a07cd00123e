"""The XLM-R tokenizer, rebuilt from the pieces and rules that the packaged weights carry.

A text is normalised, every word is marked with "▁" at its start and cut into the pieces whose
scores add up highest, and <s> … </s> go round the whole. The rules in the file are NFKC
character by character, with a few exceptions; NFKC of a whole text also joins a letter and
the accent after it, as the normaliser the model was trained with does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.packed import PackedModel

# NFKC would make "~" of the full-width "～" that Chinese writes between two numbers; the
# model's own rules leave it. It waits in a character of the private use area meanwhile.
_FULLWIDTH_TILDE, _PLACEHOLDER = "～", "\uf8fe"


def tokenizer_of(packed: PackedModel) -> Tokenizer:
    """The tokenizer as a `tokenizers.Tokenizer`, ready to save as tokenizer.json."""
    tokenizer = Tokenizer(Unigram(list(packed.pieces), packed.unk, False))
    tokenizer.normalizer = normalizers.Sequence(_normalizers(packed.rules))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = packed.pieces[packed.bos][0], packed.pieces[packed.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, packed.bos), (eos, packed.eos)],
    )
    special = {packed.bos, packed.pad, packed.eos, packed.unk, len(packed.pieces) - 1}
    tokenizer.add_special_tokens(
        [AddedToken(packed.pieces[i][0], normalized=False) for i in sorted(special)]
    )
    return tokenizer


def _normalizers(rules: dict[str, str]) -> list[normalizers.Normalizer]:
    """NFKC with the exceptions that `rules` makes: characters dropped or turned into a space."""
    exceptions: defaultdict[str, list[str]] = defaultdict(list)
    for character, replacement in rules.items():
        if unicodedata.normalize("NFKC", character) != replacement:
            exceptions[replacement].append(character)
    steps: list[normalizers.Normalizer] = [
        normalizers.Replace(Regex(f"[{re.escape(''.join(characters))}]"), replacement)
        for replacement, characters in exceptions.items()
    ]
    steps.append(normalizers.Replace(_FULLWIDTH_TILDE, _PLACEHOLDER))
    steps.append(normalizers.NFKC())
    steps.append(normalizers.Replace(_PLACEHOLDER, _FULLWIDTH_TILDE))
    steps.append(normalizers.Replace(Regex(" {2,}"), " "))
    return steps
