#pragma once
// Models of a few hundred bytes, made on the spot: ONNX graphs, one of which only gives its input another shape, and a
// Darknet network of two layers.

#include <cstdint>
#include <string>
#include <vector>

namespace framewake::test {

namespace protobuf {

inline std::string number(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
  return bytes += static_cast<char>(value);
}
inline std::string field(std::uint64_t id, std::uint64_t value) {
  return number(id << 3) + number(value);
}
inline std::string field(std::uint64_t id, const std::string& bytes) {
  return number(id << 3 | 2) + number(bytes.size()) + bytes;
}

}  // namespace protobuf

namespace onnx {

using Shape = std::vector<std::int64_t>;

inline std::int64_t total_of(const Shape& shape) {
  std::int64_t total = 1;
  for (const std::int64_t side : shape) total *= side;
  return total;
}
inline std::string value_info(const std::string& name, const Shape& shape) {
  using namespace protobuf;
  std::string all;
  for (const std::int64_t dim : shape) all += field(1, field(1, static_cast<std::uint64_t>(dim)));
  return field(1, name) + field(2, field(1, field(1, std::uint64_t{1}) + field(2, all)));
}
inline std::string constant(const std::string& name, const Shape& numbers) {
  using namespace protobuf;
  const std::string raw(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::int64_t));
  return field(1, static_cast<std::uint64_t>(numbers.size())) + field(2, std::uint64_t{7}) + field(8, name) +
         field(9, raw);
}
inline std::string attribute(const std::string& name, std::int64_t number) {
  using namespace protobuf;
  return field(5, field(1, name) + field(8, static_cast<std::uint64_t>(number)) + field(20, std::uint64_t{7}));
}
inline std::string node(const std::string& kind, const std::vector<std::string>& inputs, const std::string& output,
                        const std::string& attributes = {}) {
  using namespace protobuf;
  std::string all;
  for (const std::string& input : inputs) all += field(1, input);
  return field(1, all + field(2, output) + field(3, output + "_node") + field(4, kind) + attributes);
}
inline std::string model(const std::string& graph, std::uint64_t opset = 9) {
  using namespace protobuf;
  return field(1, std::uint64_t{7}) + field(7, graph) + field(8, field(1, std::string()) + field(2, opset));
}

}  // namespace onnx

/// 1 × 3 × side × side in, the first numbers of it as `shape` out. They are those of the red plane's beginning.
inline std::string reshaping_onnx(int side, const onnx::Shape& shape) {
  using namespace protobuf;
  using namespace onnx;
  const Shape images{1, 3, side, side};
  const std::string cut = attribute("axes", 1) + attribute("starts", 0) + attribute("ends", total_of(shape));
  return model(node("Reshape", {"images", "row"}, "all") + node("Slice", {"all"}, "some", cut) +
               node("Reshape", {"some", "shape"}, "output0") + field(2, std::string("graph")) +
               field(5, constant("row", {1, total_of(images)})) + field(5, constant("shape", shape)) +
               field(11, value_info("images", images)) + field(12, value_info("output0", shape)));
}

/// A graph of one node of this kind.
inline std::string onnx_of(const std::string& kind, std::uint64_t opset = 9) {
  using namespace protobuf;
  using namespace onnx;
  return model(node(kind, {"images"}, "output0") + field(2, std::string("graph")) +
                   field(11, value_info("images", {1, 3, 32, 32})) + field(12, value_info("output0", {1, 3, 32, 32})),
               opset);
}

/// A network of 32 × 32 that looks for one class.
inline std::string tiny_darknet_cfg() {
  return "[net]\nbatch=1\nwidth=32\nheight=32\nchannels=3\n\n[convolutional]\nfilters=18\nsize=1\nstride=1\npad=1\n"
         "activation=linear\n\n[yolo]\nmask=0,1,2\nanchors=10,14,23,27,37,58\nclasses=1\nnum=3\n";
}
/// Its weights, all `value`: a header of 20 bytes, 18 biases, 18 × 3 weights.
inline std::string tiny_darknet_weights(float value = 0) {
  const std::int32_t version[3]{0, 2, 0};
  const std::int64_t seen = 0;
  std::string bytes(reinterpret_cast<const char*>(version), sizeof(version));
  bytes.append(reinterpret_cast<const char*>(&seen), sizeof(seen));
  for (int i = 0; i < 18 + 18 * 3; ++i) bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
  return bytes;
}

}  // namespace framewake::test
