#include "config/reference/reference.hpp"
#include "config/values.hpp"

namespace framewake {

std::string example_toml(const OptionTable& table, const OptionRow& row) {
  if (row.example.empty()) return to_toml(table.default_of(row));
  const bool is_bare_text = row.type != OptionType::text_list && row.type != OptionType::polygons &&
                            row.type != OptionType::integer && row.type != OptionType::number &&
                            row.type != OptionType::boolean && row.example.front() != '"';
  return is_bare_text ? to_toml(std::string_view(row.example)) : row.example;
}

std::string takes_effect(Apply apply) {
  switch (apply) {
    case Apply::live: return "at once";
    case Apply::rearm: return "at once, learning begins anew";
    case Apply::restart: return "at the next start";
  }
  return "";
}

}  // namespace framewake
