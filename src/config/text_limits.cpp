#include "config/text_limits.hpp"

#include <algorithm>

namespace framewake {

namespace {

/// Walks over the text as TOML divides it into texts, comments and the rest. Where the text is no TOML it may divide
/// otherwise than the parser, but only behind the place where the parser gives up.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::optional<TextRefusal> refusal() {
    if (text_.substr(0, byte_order_mark.size()) == byte_order_mark) at_ = byte_order_mark.size();
    while (at_ < text_.size() && why_.empty()) step();
    if (why_.empty()) return std::nullopt;
    return TextRefusal{line(), column(), why_};
  }

 private:
  static constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return string();
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return;
    }
    if (beyond_ascii(at_))
      return refuse("has a character beyond ASCII outside of quotes, allowed: in quotes and comments");
    if (c == '.' && ++dots_ > most_dots_in_a_key)
      return refuse("is nested too deeply, allowed: keys of up to " + std::to_string(most_dots_in_a_key) + " dots");
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots_ = 0;
    ++at_;
  }

  /// From the opening quote to behind the closing one; an unfinished text ends with its line, or with everything.
  void string() {
    const char quote = text_[at_];
    const std::string three(3, quote);
    const bool multi_line = text_.substr(at_, 3) == three;
    const auto end = multi_line ? three : std::string(1, quote);
    for (at_ += end.size(); at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        escape();
        if (!why_.empty()) return;
      } else if (text_.substr(at_, end.size()) == end) {
        at_ += end.size();
        // up to two quotes more belong to a multi-line text that ends with quotes
        for (int more = 0; more < 2 && multi_line && at_ < text_.size() && text_[at_] == quote; ++more) ++at_;
        return;
      } else if (text_[at_] == '\n' && !multi_line) {
        return;
      }
    }
    at_ = std::min(at_, text_.size());
  }

  /// At a backslash; leaves at_ on the character after it. A backslash at the end of a line swallows white space, so what
  /// comes behind that is looked at as what stands outside of quotes is.
  void escape() {
    const auto next = text_.find_first_not_of(" \t\r\n", at_ + 1);
    if (next != std::string_view::npos && beyond_ascii(next)) {
      at_ = next;
      return refuse(
          "has a character beyond ASCII behind a backslash, allowed: what TOML knows, such as \\n and \\u00e4");
    }
    ++at_;
  }

  bool beyond_ascii(std::size_t at) const { return static_cast<unsigned char>(text_[at]) >= 0x80; }
  void refuse(std::string why) { why_ = std::move(why); }

  std::uint32_t line() const {
    const auto before = text_.substr(0, at_);
    return static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  }
  std::uint32_t column() const {
    const auto start = text_.substr(0, at_).rfind('\n');
    return static_cast<std::uint32_t>(start == std::string_view::npos ? at_ + 1 : at_ - start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int dots_ = 0;
  std::string why_;
};

}  // namespace

std::optional<TextRefusal> refuse_text(std::string_view text) {
  return Walk(text).refusal();
}

}  // namespace framewake
