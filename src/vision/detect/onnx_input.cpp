// The few fields of an ONNX file that say how large a picture the network takes. An ONNX file is one protobuf message;
// OpenCV 4.6 does not hand its input's shape out.

#include <cstdint>
#include <set>

#include "vision/detect/model_file.hpp"

namespace framewake {
namespace {

/// The fields of one protobuf message, one after the other. Bytes that are none end it.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  /// False at the end, and when what follows is no field.
  bool next() {
    std::uint64_t tag = 0;
    if (rest_.empty() || !read_number(tag)) return false;
    number = tag >> 3;
    bytes = {};
    value = 0;
    switch (tag & 7) {
      case 0: return read_number(value);
      case 1: return skip(8);
      case 2: return read_number(value) && take(value);
      case 5: return skip(4);
      default: return false;
    }
  }

  std::uint64_t number = 0;  ///< of the field
  std::uint64_t value = 0;   ///< of a number
  std::string_view bytes;    ///< of a text or a message

 private:
  bool read_number(std::uint64_t& result) {
    result = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      result |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }
  bool take(std::uint64_t count) {
    if (count > rest_.size()) return false;
    bytes = rest_.substr(0, count);
    return skip(count);
  }
  bool skip(std::uint64_t count) {
    if (count > rest_.size()) return false;
    rest_.remove_prefix(count);
    return true;
  }

  std::string_view rest_;
};

/// The message or text in the first field of this number; empty when there is none.
std::string_view first(std::string_view message, std::uint64_t number) {
  for (Fields fields(message); fields.next();)
    if (fields.number == number) return fields.bytes;
  return {};
}

/// ValueInfoProto → the dimensions; −1 for one that is open.
std::vector<std::int64_t> shape_of(std::string_view value_info) {
  constexpr std::uint64_t type = 2, tensor_type = 1, shape = 2, dim = 1, dim_value = 1;
  std::vector<std::int64_t> dims;
  for (Fields all(first(first(first(value_info, type), tensor_type), shape)); all.next();) {
    if (all.number != dim) continue;
    std::int64_t size = -1;
    for (Fields one(all.bytes); one.next();)
      if (one.number == dim_value) size = static_cast<std::int64_t>(one.value);
    dims.push_back(size);
  }
  return dims;
}

}  // namespace

std::optional<cv::Size> onnx_input(std::string_view bytes) {
  constexpr std::uint64_t graph = 7, initializer = 5, input = 11, tensor_name = 8, value_name = 1;
  constexpr std::int64_t largest = 8192;
  const std::string_view the_graph = first(bytes, graph);
  std::set<std::string_view> weights;  // older files list them among the inputs too
  for (Fields fields(the_graph); fields.next();)
    if (fields.number == initializer) weights.insert(first(fields.bytes, tensor_name));
  for (Fields fields(the_graph); fields.next();) {
    if (fields.number != input || weights.contains(first(fields.bytes, value_name))) continue;
    const auto dims = shape_of(fields.bytes);
    if (dims.size() != 4 || dims[1] != 3) continue;
    if (dims[2] < 1 || dims[3] < 1 || dims[2] > largest || dims[3] > largest) return std::nullopt;
    return cv::Size(static_cast<int>(dims[3]), static_cast<int>(dims[2]));
  }
  return std::nullopt;
}

}  // namespace framewake
