#include "config/overrides.hpp"

#include <algorithm>
#include <charconv>

#include "base/log.hpp"

namespace framewake {

namespace {

constexpr std::size_t most_segments = 8;

std::vector<std::string> split(std::string_view key) {
  std::vector<std::string> segments(1);
  for (const char c : key) {
    if (c == '.')
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

Node read(const std::string& text, const Where& where) {
  auto parsed = parse_toml_value(text, where);
  if (parsed && !std::holds_alternative<Node::Date>(parsed->value)) return std::move(*parsed);
  return {.value = text, .where = where, .key_where = where};
}

/// The element that `segment` names, made anew where it is the first after the last; nullptr when it names none.
Node* element(Node::List& list, const std::string& segment, const Where& where) {
  std::size_t index = 0;
  const auto* end = segment.data() + segment.size();
  const auto [read_to, error] = std::from_chars(segment.data(), end, index);
  if (error != std::errc() || read_to != end || index > list.size()) return nullptr;
  if (index == list.size()) list.push_back({.value = Node::Table{}, .where = where, .key_where = where});
  return &list[index];
}

/// What a key that is not there yet is made as, so that the one below it can be: `next` 0 begins a list, but for a camera
/// or a pipeline of that name.
Node made_for(const std::vector<std::string>& segments, std::size_t i, const Where& where) {
  Node made{.value = Node::Table{}, .where = where, .key_where = where};
  const bool names_below = i == 0 && (segments[0] == "cameras" || segments[0] == "pipelines");
  if (!names_below && i + 1 < segments.size() && segments[i + 1] == "0") made.value = Node::List{};
  return made;
}

}  // namespace

void apply_override(Node& root, const std::string& assignment, std::uint32_t number, bool complete,
                    Problems& problems) {
  const Where where{"--set", number, 1};
  const auto equals = assignment.find('=');
  if (equals == std::string::npos) return problems.add(where, assignment, "has no value, allowed: KEY=VALUE");
  const auto key = assignment.substr(0, equals);
  const auto segments = split(key);
  const bool blank = std::any_of(segments.begin(), segments.end(), [](const auto& s) { return s.empty(); });
  if (blank || segments.size() > most_segments)
    return problems.add(where, key, "is no key, allowed: names with dots between them, like ingest.listen");

  Node* at = &root;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& segment = segments[i];
    if (auto* list = at->list()) {
      at = element(*list, segment, where);
      if (at == nullptr && !complete) return;
      if (at == nullptr) {
        return problems.add(where, key,
                            "has \"" + printable(segment, 40) +
                                "\" where the index of an element is needed, allowed: 0 to " +
                                std::to_string(list->size()));
      }
      continue;
    }
    if (!at->is_readable()) return;
    if (at->table() == nullptr)
      return problems.add(where, key, "goes below a key that is a value, allowed: keys of sections");
    at = &at->table()->try_emplace(segment, made_for(segments, i, where)).first->second;
  }
  *at = read(assignment.substr(equals + 1), where);
}

}  // namespace framewake
