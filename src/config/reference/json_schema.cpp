#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "config/reference/reference.hpp"
#include "config/units.hpp"
#include "config/values.hpp"

namespace framewake {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* camera_name_pattern = "^[a-z0-9][a-z0-9_-]{0,62}$";

Json to_json(const OptionValue& value) {
  return std::visit(
      [](const auto& v) -> Json {
        using V = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<V, milliseconds>)
          return format_duration(v);
        else if constexpr (std::is_same_v<V, Bytes>)
          return format_size(v);
        else
          return v;
      },
      value);
}

/// A number may stand without quotes.
Json choices_of(const OptionRow& row) {
  Json choices = row.choices;
  for (const std::string& choice : row.choices) {
    std::int64_t number = 0;
    const char* end = choice.data() + choice.size();
    const auto [stopped, error] = std::from_chars(choice.data(), end, number);
    if (error == std::errc() && stopped == end) choices.push_back(number);
  }
  return choices;
}

void add_type(Json& property, const OptionRow& row) {
  const Json point = {{"type", "array"},
                      {"items", {{"type", "number"}, {"minimum", 0}, {"maximum", 65535}}},
                      {"minItems", 2},
                      {"maxItems", 2}};
  switch (row.type) {
    case OptionType::boolean: property["type"] = "boolean"; break;
    case OptionType::integer: property["type"] = "integer"; break;
    case OptionType::number: property["type"] = "number"; break;
    case OptionType::text: property["type"] = "string"; break;
    case OptionType::choice: property["enum"] = choices_of(row); break;
    case OptionType::duration:
      property["type"] = "string";
      property["pattern"] = R"(^[0-9]+(\.[0-9]+)? *(us|ms|s|min|h)$)";
      break;
    case OptionType::size:
      property["type"] = "string";
      property["pattern"] = R"(^[0-9]+(\.[0-9]+)? *(B|kB|KB|MB|GB|KiB|MiB|GiB)$)";
      break;
    case OptionType::text_list:
      property["type"] = "array";
      property["items"] = {{"type", "string"}};
      break;
    case OptionType::polygons:
      property["type"] = "array";
      property["items"] = {{"type", "array"}, {"items", point}, {"minItems", least_points(row)}};
      break;
  }
}

Json property_of(const OptionTable& table, const OptionRow& row) {
  Json property;
  property["description"] = row.text + " Allowed: " + allowed(row) + ". Takes effect " + takes_effect(row.apply) + ".";
  add_type(property, row);
  if (row.type == OptionType::integer || row.type == OptionType::number) {
    const auto [min, max] = range_of(row);
    const auto as_json = [&](double limit) {
      return row.type == OptionType::integer ? Json(static_cast<std::int64_t>(limit)) : Json(limit);
    };
    if (min) property["minimum"] = as_json(*min);
    if (max) property["maximum"] = as_json(*max);
  }
  property["default"] = to_json(table.default_of(row));
  return property;
}

Json object_of(const std::string& text, const OptionTable& table) {
  Json object = {{"description", text}, {"type", "object"}, {"properties", Json::object()}};
  for (const auto& row : table.rows) object["properties"][row.key] = property_of(table, row);
  object["additionalProperties"] = false;
  return object;
}

Json list_of(const ListOfTables& list) {
  auto element = object_of("One of them.", list.table);
  element["required"] = list.required;
  return {{"description", list.text}, {"type", "array"}, {"items", element}};
}

/// An object whose keys are names that the user chooses.
Json named(const std::string& text, const Json& members) {
  return {{"description", text},
          {"type", "object"},
          {"propertyNames", {{"pattern", camera_name_pattern}}},
          {"additionalProperties", members}};
}

Json stage_of(const StageKind& kind) {
  auto stage = object_of(kind.summary, kind.options);
  Json properties = {{"use", {{"const", kind.name}}}};
  properties.update(stage["properties"]);
  stage["properties"] = properties;
  stage["required"] = {"use"};
  return stage;
}

}  // namespace

std::string reference_json_schema(const Schema& schema) {
  Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "framewake's configuration"},
               {"type", "object"},
               {"properties", Json::object()},
               {"additionalProperties", false}};
  auto& properties = root["properties"];
  for (const auto& section : schema.sections) {
    properties[section.name] = object_of(section.text, section.table);
    for (const auto& list : section.lists) properties[section.name]["properties"][list.name] = list_of(list);
  }
  properties["cameras"] = named(schema.cameras.text, object_of("One camera.", schema.cameras.table));
  Json stages = Json::array();
  for (const auto& kind : schema.stages->kinds()) stages.push_back(stage_of(kind));
  const Json pipeline = {
      {"type", "object"},
      {"properties", {{"stages", {{"type", "array"}, {"minItems", 1}, {"items", {{"oneOf", stages}}}}}}},
      {"additionalProperties", false}};
  properties["pipelines"] = named("Pipelines by name: lists of stages, which run in their order.", pipeline);
  return root.dump(2) + "\n";
}

}  // namespace framewake
