// What onnx.proto calls ModelProto (graph = 7, opset_import = 8), OperatorSetIdProto (domain = 1, version = 2), GraphProto (node = 1, initializer = 5, input = 11, sparse_initializer = 15),
// NodeProto (input = 1, output = 2, op_type = 4, attribute = 5), AttributeProto (name = 1, i = 3, t = 5, ints = 8) and
// TensorProto (dims = 1, data_type = 2, float_data = 4, int32_data = 5, int64_data = 7, name = 8, raw_data = 9,
// double_data = 10, uint64_data = 11, external_data = 13, data_location = 14).

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "vision/detect/protobuf.hpp"
#include "vision/detect/unfit.hpp"

namespace framewake {
namespace {

constexpr std::uint64_t largest_int = 0x7fff'ffff;  // OpenCV takes them for ints
constexpr std::uint64_t most_numbers = 1ULL << 32;
constexpr std::size_t longest_name = 60;

std::string shortened(std::string_view name) {
  std::string text(name.substr(0, longest_name));
  if (text.size() < name.size()) text += "…";
  return text;
}

/// Bytes of a number of this type (TensorProto.DataType); nothing for texts and what is not known here.
std::optional<std::uint64_t> bytes_of_type(std::uint64_t type) {
  switch (type) {
    case 2:             // UINT8
    case 3:             // INT8
    case 9: return 1;   // BOOL
    case 4:             // UINT16
    case 5:             // INT16
    case 10:            // FLOAT16
    case 16: return 2;  // BFLOAT16
    case 1:             // FLOAT
    case 6:             // INT32
    case 12: return 4;  // UINT32
    case 7:             // INT64
    case 11:            // DOUBLE
    case 13: return 8;  // UINT64
    default: return std::nullopt;
  }
}

struct Weights {
  std::string_view name;
  std::uint64_t type = 0;
  std::uint64_t wanted = 1;          ///< numbers, by its shape
  std::optional<std::uint64_t> raw;  ///< bytes
  std::uint64_t listed = 0;          ///< numbers that stand there one by one
  bool is_elsewhere = false;
  bool has_shape = true;  ///< one that can be

  explicit Weights(std::string_view tensor) {
    for (ProtobufFields fields(tensor); fields.next();) take(fields);
  }

 private:
  void take(const ProtobufFields& field) {
    using Kind = ProtobufFields::Kind;
    switch (field.number) {
      case 1:
        field.each_number([this](std::uint64_t side) {
          has_shape = has_shape && side <= largest_int && (side == 0 || wanted <= most_numbers / side);
          if (has_shape) wanted *= side;
        });
        break;
      case 2: type = field.value; break;
      case 4: listed += field.kind == Kind::bytes || field.kind == Kind::four_bytes ? field.bytes.size() / 4 : 0; break;
      case 10:
        listed += field.kind == Kind::bytes || field.kind == Kind::eight_bytes ? field.bytes.size() / 8 : 0;
        break;
      case 5:
      case 7:
      case 11: field.each_number([this](std::uint64_t) { ++listed; }); break;
      case 8: name = field.bytes; break;
      case 9: raw = field.bytes.size(); break;
      case 13: is_elsewhere = true; break;
      case 14: is_elsewhere = is_elsewhere || field.value == 1; break;
      default: break;
    }
  }
};

std::string why_weights_are_unfit(std::string_view tensor) {
  const Weights weights(tensor);
  if (weights.is_elsewhere) return "keeps its weights in a second file; allowed: all in one, so export it again";
  const std::string which = "has weights \"" + shortened(weights.name) + "\"";
  if (!weights.has_shape) return which + " of a shape that cannot be";
  const auto bytes = bytes_of_type(weights.type);
  if (!bytes) return {};  // OpenCV says what it is
  const std::uint64_t wanted = weights.wanted * *bytes;
  const std::uint64_t given = weights.listed > 0 ? weights.listed * *bytes : weights.raw.value_or(0);
  if (given == wanted) return {};
  return which + " of " + std::to_string(given) + " bytes, where their shape has " + std::to_string(wanted);
}

/// A window, its steps or its groups: none of them may be 0.
bool is_divisor(std::string_view attribute) {
  return attribute == "strides" || attribute == "kernel_shape" || attribute == "dilations" || attribute == "group";
}

std::string why_attribute_is_unfit(std::string_view node, std::string_view attribute) {
  const std::string_view name = first_bytes(attribute, 1);
  bool is_fit = true;
  for (ProtobufFields fields(attribute); fields.next();) {
    constexpr std::uint64_t number = 3, tensor = 5, numbers = 8;
    if (fields.number == tensor)
      if (std::string why = why_weights_are_unfit(fields.bytes); !why.empty()) return why;
    if ((fields.number == number || fields.number == numbers) && is_divisor(name))
      fields.each_number([&](std::uint64_t one) { is_fit = is_fit && one >= 1 && one <= largest_int; });
  }
  if (is_fit) return {};
  return "has a node " + shortened(first_bytes(node, 4)) + " with " + std::string(name) + " of 0 or less";
}

std::string why_node_is_unfit(std::string_view node, const std::set<std::string_view>& sources) {
  for (ProtobufFields fields(node); fields.next();) {
    constexpr std::uint64_t input = 1, attribute = 5;
    // An input without a name is one that the node can do without.
    if (fields.number == input && !fields.bytes.empty() && !sources.contains(fields.bytes))
      return "has a node " + shortened(first_bytes(node, 4)) + " whose input \"" + shortened(fields.bytes) +
             "\" comes from nowhere: weights are missing, perhaps";
    if (fields.number == attribute)
      if (std::string why = why_attribute_is_unfit(node, fields.bytes); !why.empty()) return why;
  }
  return {};
}

/// Of the operators that ONNX itself defines. OpenCV does not look at it.
std::string why_opset_is_unfit(std::string_view bytes) {
  constexpr std::uint64_t opset_import = 8, domain = 1, version = 2;
  constexpr std::uint64_t newest = 30;  // 25 is the newest that there is, with one or two more a year
  for (ProtobufFields fields(bytes); fields.next();) {
    if (fields.number != opset_import) continue;
    const std::string_view whose = first_bytes(fields.bytes, domain);
    if (!whose.empty() && whose != "ai.onnx") continue;
    for (ProtobufFields parts(fields.bytes); parts.next();)
      if (parts.number == version && (parts.value < 1 || parts.value > newest))
        return "is made for opset " + std::to_string(parts.value) + "; allowed: 1 to " + std::to_string(newest);
  }
  return {};
}

}  // namespace

std::string why_onnx_is_unfit(std::string_view bytes) {
  if (std::string why = why_opset_is_unfit(bytes); !why.empty()) return why;
  constexpr std::uint64_t graph = 7, node = 1, initializer = 5, input = 11, sparse_initializer = 15;
  constexpr std::uint64_t tensor_name = 8, value_name = 1, node_output = 2, sparse_values = 1;
  const std::string_view the_graph = first_bytes(bytes, graph);
  std::set<std::string_view> sources;
  for (ProtobufFields fields(the_graph); fields.next();) {
    if (fields.number == initializer) {
      if (std::string why = why_weights_are_unfit(fields.bytes); !why.empty()) return why;
      sources.insert(first_bytes(fields.bytes, tensor_name));
    }
    if (fields.number == sparse_initializer)
      sources.insert(first_bytes(first_bytes(fields.bytes, sparse_values), tensor_name));
    if (fields.number == input) sources.insert(first_bytes(fields.bytes, value_name));
    if (fields.number != node) continue;
    for (ProtobufFields parts(fields.bytes); parts.next();)
      if (parts.number == node_output) sources.insert(parts.bytes);
  }
  for (ProtobufFields fields(the_graph); fields.next();)
    if (fields.number == node)
      if (std::string why = why_node_is_unfit(fields.bytes, sources); !why.empty()) return why;
  return {};
}

}  // namespace framewake
