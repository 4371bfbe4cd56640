#pragma once
// What a TOML file says, before anyone asks whether it makes sense: a tree of values that know where they stand.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/problem.hpp"

namespace framewake {

struct Node {
  struct Date {};        ///< TOML has dates and times; no key of ours does
  struct Unreadable {};  ///< no TOML; a problem says so already, and nobody need say more about this key
  using List = std::vector<Node>;
  using Table = std::map<std::string, Node, std::less<>>;

  std::variant<Table, List, std::string, std::int64_t, double, bool, Date, Unreadable> value;
  Where where;      ///< of the value
  Where key_where;  ///< of its key; of the value for elements of lists

  const Table* table() const { return std::get_if<Table>(&value); }
  const List* list() const { return std::get_if<List>(&value); }
  bool is_readable() const { return !std::holds_alternative<Unreadable>(value); }
  Table* table() { return std::get_if<Table>(&value); }
  List* list() { return std::get_if<List>(&value); }

  /// Member `key` of a table; nullptr when there is none or this is no table.
  const Node* find(std::string_view key) const;
};

/// A file's name as messages show it, and its text.
struct ConfigText {
  std::string name;
  std::string text;
};

/// Larger files are refused: nobody writes one, and it bounds what a wrong path (a video, /dev/zero) can cost.
constexpr std::size_t largest_config_text = 1024 * 1024;

struct Document {
  Node root;
  bool complete = true;  ///< else some values are unreadable, or lines left out
};

/// The tree of a TOML text, and one more problem, with its position and if possible its key, for each value that is no
/// TOML; nothing when after such a one the rest cannot be made out. Any bytes are safe: nesting is bounded.
std::optional<Document> parse_toml(const ConfigText& file, Problems& problems);

/// A single TOML value (`5`, `"x"`, `[1, 2]`), for --set; nothing when the text is none.
std::optional<Node> parse_toml_value(std::string_view text, const Where& where);

/// Puts `from` over `into`: tables are merged key by key, everything else, lists too, is replaced.
void merge(Node& into, Node&& from);

}  // namespace framewake
