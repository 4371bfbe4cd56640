#pragma once
// Writing JSON straight into a string: for small messages on the hot path, where building a document first would cost
// more than the message. Reading JSON is not done here.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace framewake {

/// Length of the well-formed UTF-8 sequence at the start of `text` (RFC 3629: no overlong forms, no surrogates, nothing
/// above U+10FFFF); 0 when there is none. `text` is not empty.
std::size_t utf8_length(std::string_view text);

/// Appends `text` as a JSON string with its quotes. Every byte sequence becomes valid JSON: what is not UTF-8 is
/// replaced by U+FFFD, one for each byte that cannot be understood.
void append_json_string(std::string& out, std::string_view text);

/// Appends JSON to a string that it borrows; puts the commas where they belong. That objects and arrays are closed in
/// order is the caller's business.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& open_object();
  JsonWriter& close_object();
  JsonWriter& open_array();
  JsonWriter& close_array();

  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto flag) { return literal(flag ? "true" : "false"); }
  JsonWriter& value(std::signed_integral auto number) { return integer(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::unsigned_integral auto number) requires(!std::same_as<decltype(number), bool>) {
    return natural(number);
  }
  /// Rounded to at most `decimals` (0 to 9), without trailing zeros; null when it is not finite.
  JsonWriter& value(double number, int decimals);

  template <class T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  JsonWriter& field(std::string_view name, double number, int decimals) { return key(name).value(number, decimals); }

 private:
  JsonWriter& integer(std::int64_t number);
  JsonWriter& natural(std::uint64_t number);
  JsonWriter& literal(std::string_view text);
  void separate();

  std::string& out_;
};

}  // namespace framewake
