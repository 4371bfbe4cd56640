#pragma once
// Help for mistyped names.

#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// The known name that `typed` most likely means: few changed, missing, extra or swapped letters. "" when none is near.
std::string nearest(std::string_view typed, const std::vector<std::string>& known);

/// `did you mean "max_message"?` when one is near, otherwise `allowed: "a", "b"`.
std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

/// `"a", "b", "c"`
std::string quoted_list(const std::vector<std::string>& names);

}  // namespace framewake
