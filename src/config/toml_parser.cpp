// The only file that knows toml++. Header-only and without exceptions on purpose: the same code on every distribution
// (3.3 to 3.4), bounded nesting, and a syntax error is a value.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 32
// toml++ asserts in debug builds, and assumes in release builds, what a mistyped file can break: `[!]` aborts the process, or
// is undefined behaviour with compilers that know `assume` (seen with 3.3, the same in 3.4). Where it then looks again it
// reports a syntax error, so both are taken out. There is no option for it: the macros' own header is read first.
#if __has_include(<toml++/impl/preprocessor.hpp>)
#include <toml++/impl/preprocessor.hpp>
#elif __has_include(<toml++/impl/preprocessor.h>)
#include <toml++/impl/preprocessor.h>
#endif
#undef TOML_ASSERT
#undef TOML_ASSUME
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT(...) static_cast<void>(0)
#define TOML_ASSUME(...) static_cast<void>(0)
#define TOML_ASSERT_ASSUME(...) static_cast<void>(0)
#include <toml++/toml.h>

#include <set>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "config/document.hpp"
#include "config/repair.hpp"
#include "config/text_limits.hpp"
#include "config/units.hpp"

namespace framewake {

namespace {

Where place(const std::string& file, const toml::source_region& source) {
  return {file, static_cast<std::uint32_t>(source.begin.line), static_cast<std::uint32_t>(source.begin.column)};
}

/// Recursion is bounded by the limits on nested values and on dots in keys.
Node to_node(const toml::node& from, const std::string& file) {
  Node node;
  node.where = node.key_where = place(file, from.source());
  if (const auto* table = from.as_table()) {
    Node::Table members;
    for (const auto& [key, value] : *table) {
      auto member = to_node(value, file);
      member.key_where = place(file, key.source());
      members.emplace(std::string(key.str()), std::move(member));
    }
    node.value = std::move(members);
  } else if (const auto* array = from.as_array()) {
    Node::List elements;
    for (const auto& element : *array) elements.push_back(to_node(element, file));
    node.value = std::move(elements);
  } else if (const auto* text = from.as_string()) {
    node.value = text->get();
  } else if (const auto* integer = from.as_integer()) {
    node.value = integer->get();
  } else if (const auto* number = from.as_floating_point()) {
    node.value = number->get();
  } else if (const auto* boolean = from.as_boolean()) {
    node.value = boolean->get();
  } else {
    node.value = Node::Date{};
  }
  return node;
}

void move_to(Node& node, const Where& where) {
  node.where = node.key_where = where;
  if (auto* members = node.table())
    for (auto& [key, member] : *members) move_to(member, where);
  if (auto* elements = node.list())
    for (auto& element : *elements) move_to(element, where);
}

struct SyntaxError {
  Where where;
  std::string key;  ///< dotted; "" when it cannot be told
  std::string wrong;
};

void tell(const std::vector<SyntaxError>& errors, Problems& problems) {
  for (const SyntaxError& error : errors) problems.add(error.where, error.key, error.wrong);
}

/// The value that was taken out of this line becomes unreadable. Returns its key.
std::optional<std::string> mark_unreadable(Node& node, const std::string& key, std::uint32_t line) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text != nullptr && *text == taken_out && node.where.line == line) {
    node.value = Node::Unreadable{};
    return key;
  }
  const auto below = [&](const std::string& name) { return key.empty() ? name : key + "." + name; };
  if (auto* members = node.table())
    for (auto& [name, member] : *members)
      if (auto found = mark_unreadable(member, below(name), line)) return found;
  if (auto* elements = node.list())
    for (std::size_t i = 0; i < elements->size(); ++i)
      if (auto found = mark_unreadable((*elements)[i], below(std::to_string(i)), line)) return found;
  return std::nullopt;
}

}  // namespace

std::optional<Document> parse_toml(const ConfigText& file, Problems& problems) {
  if (file.text.size() > largest_config_text) {
    problems.add({file.name}, "", "is too large, allowed: up to " + format_size({largest_config_text}));
    return std::nullopt;
  }
  constexpr int most_mistakes = 50;
  std::string text = file.text;
  std::vector<SyntaxError> errors;
  std::set<std::pair<std::uint32_t, bool>> blamed;
  for (int mistakes = 0; mistakes < most_mistakes; ++mistakes) {
    // Each time anew: without a mistake the parser goes on to where it had not come before.
    if (const auto refusal = refuse_text(text)) {
      errors.push_back({{file.name, refusal->line, refusal->column}, {}, refusal->why});
      break;
    }
    const auto parsed = toml::parse(std::string_view(text), std::string_view(file.name));
    if (parsed) {
      Document document{to_node(parsed.table(), file.name), errors.empty()};
      for (SyntaxError& error : errors) error.key = mark_unreadable(document.root, "", error.where.line).value_or("");
      tell(errors, problems);
      return document;
    }
    const auto& [line, column] = parsed.error().source().begin;
    const std::string why = printable(parsed.error().description(), 300);
    const bool twice = why.find("cannot redefine") != std::string::npos;
    // Where a line was taken out for something, it is not to blame for that again.
    if (!blamed.emplace(line, twice).second) break;
    const bool bare = !twice && lacks_quotes(text, line, column);
    errors.push_back({place(file.name, parsed.error().source()),
                      {},
                      "is no TOML: " + why + "; allowed: TOML such as `framewake reference` prints" +
                          (bare ? ", with texts, durations and sizes in quotes" : "")});
    if (twice ? !take_line_out(text, line, column) : !take_value_out(text, line, column)) break;
  }
  tell(errors, problems);
  return std::nullopt;
}

std::optional<Node> parse_toml_value(std::string_view text, const Where& where) {
  Problems ignored;
  auto document = parse_toml({where.file, "value = " + std::string(text)}, ignored);
  if (!document || !document->complete || document->root.table()->size() != 1) return std::nullopt;
  auto found = document->root.table()->find("value");
  if (found == document->root.table()->end()) return std::nullopt;
  move_to(found->second, where);
  return std::move(found->second);
}

}  // namespace framewake
