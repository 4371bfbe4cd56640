#include "config/loader.hpp"

#include <utility>

#include "config/cross_checks.hpp"
#include "config/files.hpp"
#include "config/fill.hpp"
#include "config/overrides.hpp"

namespace framewake {

namespace {

namespace fs = std::filesystem;

/// The tree that the files are merged over. Only the pipeline is in it, for --set to reach its stage; all other defaults
/// are the structs' own.
Node built_in_tree(const Schema& schema) {
  Node root;
  if (find_stage(*schema.stages, default_stage) == nullptr) return root;
  Node stage;
  stage.value = Node::Table{{"use", Node{.value = std::string(default_stage), .where = {}, .key_where = {}}}};
  Node pipeline;
  pipeline.value = Node::Table{{"stages", Node{.value = Node::List{stage}, .where = {}, .key_where = {}}}};
  Node pipelines;
  pipelines.value = Node::Table{{"default", pipeline}};
  root.table()->emplace("pipelines", pipelines);
  return root;
}

void note_places(const Node& node, const std::string& key, std::map<std::string, Where>& places) {
  if (!key.empty() && !node.where.file.empty()) places.emplace(key, node.where);
  const auto below = [&](const std::string& name) { return key.empty() ? name : key + "." + name; };
  if (const auto* table = node.table())
    for (const auto& [name, child] : *table) note_places(child, below(name), places);
  if (const auto* list = node.list(); list != nullptr && key.starts_with("pipelines."))
    for (std::size_t i = 0; i < list->size(); ++i) note_places((*list)[i], below(std::to_string(i)), places);
}

/// What has been read, and whether that is all there is.
struct Texts {
  std::vector<ConfigText> texts;
  bool complete = true;
};

ConfigReading assemble(const Texts& read, const std::vector<std::string>& set, const StageTable& stages,
                       std::vector<std::string> order, Problems& problems) {
  const auto schema = make_schema(stages);
  auto root = built_in_tree(schema);
  bool complete = read.complete;
  for (const auto& text : read.texts) {
    auto document = parse_toml(text, problems);
    complete = complete && document && document->complete;
    if (document) merge(root, std::move(document->root));
  }
  for (std::size_t i = 0; i < set.size(); ++i)
    apply_override(root, set[i], static_cast<std::uint32_t>(i) + 1, complete, problems);
  auto config = fill_config(schema, root, problems);
  note_places(root, "", config.written);
  check_together(config, root, complete, problems);
  return {std::move(config), problems.sorted(order), std::move(order), complete};
}

LoadResult result_of(ConfigReading reading) {
  if (!reading.problems.empty()) return std::move(reading.problems);
  return std::move(reading.config);
}

}  // namespace

ConfigReading read_config(const LoadRequest& request, const StageTable& stages) {
  Problems problems;
  Texts read;
  std::vector<std::string> order;
  const auto add = [&](const fs::path& file) {
    order.push_back(shown_name(file));
    if (auto text = read_text(file, problems))
      read.texts.push_back(std::move(*text));
    else
      read.complete = false;
  };
  if (request.file) {
    if (!request.may_be_missing || !is_absent(*request.file)) add(*request.file);
    for (const auto& file : drop_ins(*request.file, problems)) add(file);
  }
  return assemble(read, request.set, stages, std::move(order), problems);
}

LoadResult load_config(const LoadRequest& request, const StageTable& stages) {
  return result_of(read_config(request, stages));
}

LoadResult load_config(const std::vector<ConfigText>& texts, const std::vector<std::string>& set,
                       const StageTable& stages) {
  Problems problems;
  std::vector<std::string> order;
  order.reserve(texts.size());
  for (const auto& text : texts) order.push_back(text.name);
  return result_of(assemble({texts, true}, set, stages, std::move(order), problems));
}

LoadRequest default_request(const fs::path& installed) {
  if (is_absent(installed) && is_absent(drop_in_folder(installed))) return {};
  return {.file = installed, .set = {}, .may_be_missing = true};
}

}  // namespace framewake
