#pragma once
// The name of a camera: [a-z0-9][a-z0-9_-]{0,62}.

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace framewake {

class CameraId {
 public:
  /// Nothing when `text` is not a camera's name.
  static std::optional<CameraId> parse(std::string_view text);
  /// What a name must look like, for error messages.
  static constexpr std::string_view rule = "1 to 63 of a-z 0-9 _ -, the first a letter or digit";

  /// The camera "default": who connects to `/`.
  CameraId() : text_("default") {}

  const std::string& str() const noexcept { return text_; }
  auto operator<=>(const CameraId&) const = default;  // NOLINT(modernize-use-nullptr): its 0 is no pointer

 private:
  explicit CameraId(std::string_view text) : text_(text) {}
  std::string text_;
};

}  // namespace framewake
