import pytest
import torch
from tests.painting.diffusion.weights import new_transformer

from wanstudio.painting.diffusion.families.wan.attention import fuse
from wanstudio.painting.diffusion.families.wan.blocks import pack
from wanstudio.painting.diffusion.onednn import PackedLinear, can_pack


@torch.no_grad()
@pytest.mark.parametrize("bias", [True, False])
def test_a_packed_layer_gives_what_the_layer_gives(bias):
    layer = torch.nn.Linear(64, 96, bias=bias)
    x = torch.randn(2, 50, 64)
    assert (PackedLinear(layer)(x) - layer(x)).abs().max() < 1e-5
    activated = torch.nn.functional.gelu(layer(x), approximate="tanh")
    assert (PackedLinear(layer, gelu=True)(x) - activated).abs().max() < 1e-5


@torch.no_grad()
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_rows_do_not_depend_on_how_many_there_are(dtype):
    layer = torch.nn.Linear(256, 256, dtype=dtype)
    packed = PackedLinear(layer) if can_pack(layer) else layer
    x = torch.randn(8, 400, 256, dtype=dtype)
    together = packed(x)
    assert all(torch.equal(together[n : n + 1], packed(x[n : n + 1])) for n in range(8))


@torch.no_grad()
def test_bfloat16_is_packed_where_the_processor_has_it():
    torch.manual_seed(0)
    layer = torch.nn.Linear(64, 96)
    half = torch.nn.Linear(64, 96, dtype=torch.bfloat16)
    half.load_state_dict(layer.state_dict())
    assert can_pack(half) == torch.ops.mkldnn._is_mkldnn_bf16_supported()
    x = torch.randn(2, 50, 64)
    packed = PackedLinear(half) if can_pack(half) else half
    assert (packed(x.bfloat16()).float() - layer(x)).abs().max() < 0.05


def test_other_types_keep_their_layers():
    assert not can_pack(torch.nn.Linear(4, 4, dtype=torch.float16))
    transformer = new_transformer(16).to(torch.float16)
    fuse(transformer)
    pack(transformer)
    assert not any(isinstance(module, PackedLinear) for module in transformer.modules())
