#pragma once
// Durations and sizes as a person writes them: "250 ms", "1.5 s", "4 MiB". Exact: what cannot be held exactly is refused,
// and every unit is spelt out ("M" alone could be a thousand, a million or a minute, so it is none of them).

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace framewake {

/// A value, or why the text is none.
template <class T>
struct Measured {
  std::optional<T> value;
  std::string wrong;  ///< "" when there is a value; completes "is "TEXT", …"
};

/// us, ms, s, min, h; the result is a whole number of milliseconds.
Measured<milliseconds> parse_duration(std::string_view text);
/// B; kB or KB, MB, GB (powers of 1000); KiB, MiB, GiB (powers of 1024); the result is a whole number of bytes.
Measured<Bytes> parse_size(std::string_view text);

/// The shortest exact text; parse_duration() and parse_size() give the same value back.
std::string format_duration(milliseconds value);
std::string format_size(Bytes value);

}  // namespace framewake
