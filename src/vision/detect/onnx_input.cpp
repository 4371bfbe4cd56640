// The few fields of an ONNX file that say how large a picture the network takes. An ONNX file is one protobuf message;
// OpenCV 4.6 does not hand its input's shape out.

#include <cstdint>
#include <set>

#include "vision/detect/model_file.hpp"
#include "vision/detect/protobuf.hpp"

namespace framewake {
namespace {

/// ValueInfoProto → the dimensions; −1 for one that is open.
std::vector<std::int64_t> shape_of(std::string_view value_info) {
  constexpr std::uint64_t type = 2, tensor_type = 1, shape = 2, dim = 1, dim_value = 1;
  std::vector<std::int64_t> dims;
  for (ProtobufFields all(first_bytes(first_bytes(first_bytes(value_info, type), tensor_type), shape)); all.next();) {
    if (all.number != dim) continue;
    std::int64_t size = -1;
    for (ProtobufFields one(all.bytes); one.next();)
      if (one.number == dim_value) size = static_cast<std::int64_t>(one.value);
    dims.push_back(size);
  }
  return dims;
}

}  // namespace

std::optional<cv::Size> onnx_input(std::string_view bytes) {
  constexpr std::uint64_t graph = 7, initializer = 5, input = 11, tensor_name = 8, value_name = 1;
  constexpr std::int64_t largest = 8192;
  const std::string_view the_graph = first_bytes(bytes, graph);
  std::set<std::string_view> weights;  // older files list them among the inputs too
  for (ProtobufFields fields(the_graph); fields.next();)
    if (fields.number == initializer) weights.insert(first_bytes(fields.bytes, tensor_name));
  for (ProtobufFields fields(the_graph); fields.next();) {
    if (fields.number != input || weights.contains(first_bytes(fields.bytes, value_name))) continue;
    const auto dims = shape_of(fields.bytes);
    if (dims.size() != 4 || dims[1] != 3) continue;
    if (dims[2] < 1 || dims[3] < 1 || dims[2] > largest || dims[3] > largest) return std::nullopt;
    return cv::Size(static_cast<int>(dims[3]), static_cast<int>(dims[2]));
  }
  return std::nullopt;
}

}  // namespace framewake
