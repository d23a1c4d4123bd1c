"""Every channel looks its values up in a table of its own."""

from __future__ import annotations

import pytest
import torch

from graphnet_basics.declarations.channel_embedding import ChannelEmbeddingOptions
from graphnet_basics.modules.channel_embedding import ChannelEmbedding

CODES = torch.randint(7, (2, 5, 3))


def test_the_vectors_of_the_channels_are_added() -> None:
    module = ChannelEmbedding(ChannelEmbeddingOptions(), {"C": 3, "n": 7, "H": 4}).double()
    found = module(CODES)
    assert found.shape == (2, 5, 4)
    for b, t in ((0, 0), (1, 4), (0, 3)):
        rows = [module.weight[c, int(CODES[b, t, c])] for c in range(3)]
        torch.testing.assert_close(found[b, t], rows[0] + rows[1] + rows[2])


def test_or_put_side_by_side() -> None:
    options = ChannelEmbeddingOptions(join="concatenate")
    module = ChannelEmbedding(options, {"C": 3, "n": 7, "d": 2})
    found = module(CODES)
    assert found.shape == (2, 5, 6)
    for c in range(3):
        expected = module.weight[c][CODES[..., c]]
        assert torch.equal(found[..., 2 * c : 2 * c + 2], expected)


def test_one_channel_is_the_plain_embedding() -> None:
    module = ChannelEmbedding(ChannelEmbeddingOptions(), {"C": 1, "n": 7, "H": 4})
    assert torch.equal(module(CODES[..., :1]), module.weight[0][CODES[..., 0]])


@pytest.mark.parametrize(("by_width", "std"), [(False, 0.5), (True, 0.5 / 8)])
def test_every_table_starts_normal(by_width: bool, std: float) -> None:
    torch.manual_seed(0)
    options = ChannelEmbeddingOptions(init_std=0.5, init_by_width=by_width)
    weight = ChannelEmbedding(options, {"C": 2, "n": 2048, "H": 64}).weight
    assert weight.std().item() == pytest.approx(std, rel=0.01)
    assert not torch.equal(weight[0], weight[1])
