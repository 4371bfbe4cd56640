#pragma once
// Models of a few hundred bytes, made on the spot: an ONNX graph that only gives its input another shape, and a Darknet
// network of two layers.

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

/// 1 × 3 × side × side in, the same numbers as `shape` out. The first numbers are the red plane's.
inline std::string reshaping_onnx(int side, const std::vector<std::int64_t>& shape) {
  using namespace protobuf;
  const auto value_info = [](const std::string& name, const std::vector<std::int64_t>& dims) {
    std::string all;
    for (const std::int64_t dim : dims) all += field(1, field(1, static_cast<std::uint64_t>(dim)));
    return field(1, name) + field(2, field(1, field(1, std::uint64_t{1}) + field(2, all)));
  };
  std::string raw(reinterpret_cast<const char*>(shape.data()), shape.size() * sizeof(std::int64_t));
  const std::string constant = field(1, static_cast<std::uint64_t>(shape.size())) + field(2, std::uint64_t{7}) +
                               field(8, std::string("shape")) + field(9, raw);
  const std::string node = field(1, std::string("images")) + field(1, std::string("shape")) +
                           field(2, std::string("output0")) + field(3, std::string("reshape")) +
                           field(4, std::string("Reshape"));
  const std::string graph = field(1, node) + field(2, std::string("graph")) + field(5, constant) +
                            field(11, value_info("images", {1, 3, side, side})) +
                            field(12, value_info("output0", shape));
  return field(1, std::uint64_t{7}) + field(7, graph) + field(8, field(1, std::string()) + field(2, std::uint64_t{11}));
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
