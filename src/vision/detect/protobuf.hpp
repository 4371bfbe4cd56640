#pragma once
// Protobuf messages without their library: their fields one after the other, as far as the bytes are any.

#include <cstdint>
#include <string_view>

namespace framewake {

/// The fields of one message. Bytes that are none end it.
class ProtobufFields {
 public:
  enum class Kind { number, eight_bytes, bytes, four_bytes };

  explicit ProtobufFields(std::string_view message) : rest_(message) {}

  /// False at the end, and when what follows is no field.
  bool next() {
    std::uint64_t tag = 0;
    if (rest_.empty() || !read_number(tag)) return false;
    number = tag >> 3;
    bytes = {};
    value = 0;
    switch (tag & 7) {
      case 0: kind = Kind::number; return read_number(value);
      case 1: kind = Kind::eight_bytes; return take(8);
      case 2: kind = Kind::bytes; return read_number(value) && take(value);
      case 5: kind = Kind::four_bytes; return take(4);
      default: return false;
    }
  }

  std::uint64_t number = 0;  ///< of the field
  Kind kind = Kind::number;
  std::uint64_t value = 0;  ///< of a number
  std::string_view bytes;   ///< of all others: a text, a message, packed numbers

  /// Calls `use` with each of this field's whole numbers, be it a single one or many that are packed.
  template <class Use>
  void each_number(const Use& use) const {
    if (kind == Kind::number) return use(value);
    if (kind != Kind::bytes) return;
    ProtobufFields packed(bytes);
    for (std::uint64_t one = 0; !packed.rest_.empty() && packed.read_number(one);) use(one);
  }

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
    rest_.remove_prefix(count);
    return true;
  }

  std::string_view rest_;
};

/// The message or text in the first field of this number; empty when there is none.
inline std::string_view first_bytes(std::string_view message, std::uint64_t number) {
  for (ProtobufFields fields(message); fields.next();)
    if (fields.number == number) return fields.bytes;
  return {};
}

}  // namespace framewake
