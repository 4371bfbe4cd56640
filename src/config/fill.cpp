#include "config/fill.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "config/suggest.hpp"
#include "config/values.hpp"

namespace framewake {

namespace {

std::string below(std::string path, std::string_view key) {
  if (!path.empty()) path += ".";
  return path.append(key);
}

class Filler {
 public:
  Filler(const Schema& schema, Problems& problems) : schema_(schema), problems_(problems) {}

  Config fill(const Node& root) {
    auto config = built_in_config(schema_);
    // [defaults] first: cameras start from them.
    for (const auto& section : schema_.sections)
      if (const auto* node = root.find(section.name)) fill_section(section, *node, config);
    for (const auto& [key, node] : *root.table()) {
      if (key == "cameras")
        fill_cameras(node, config);
      else if (key == "pipelines")
        fill_pipelines(node, config);
      else if (schema_.find(key) == nullptr)
        unknown(key, node, "", schema_.names());
    }
    return config;
  }

 private:
  void fill_section(const Section& section, const Node& node, Config& config) {
    std::vector<std::string> names;
    for (const auto& list : section.lists) names.push_back(list.name);
    fill_rows(section.table, section.in(config), node, section.name, names);
    for (const auto& list : section.lists)
      if (const auto* elements = node.find(list.name)) fill_list(list, *elements, section.name, config);
  }

  void fill_list(const ListOfTables& list, const Node& node, const std::string& section, Config& config) {
    const auto path = below(section, list.name);
    if (!node.is_readable()) return;
    if (node.list() == nullptr) {
      problems_.add(node.where, path, "is " + describe(node) + ", allowed: [[" + path + "]]");
      return;
    }
    for (std::size_t i = 0; i < node.list()->size(); ++i) {
      const auto& element = (*node.list())[i];
      const auto element_path = below(path, std::to_string(i));
      fill_rows(list.table, list.append(config), element, element_path);
      for (const auto& key : list.required)
        if (element.table() != nullptr && element.find(key) == nullptr)
          problems_.add(element.where, below(element_path, key),
                        "is missing from [[" + path + "]], allowed: " + allowed(*list.table.find(key)));
    }
  }

  /// `also`: keys beside the rows that the caller reads ("use"). Returns the keys of which nothing is known now: wrong ones,
  /// and those that an unknown one may have been meant to be.
  std::vector<std::string> fill_rows(const OptionTable& table, void* object, const Node& node, const std::string& path,
                                     const std::vector<std::string>& also = {}) {
    std::vector<std::string> wrong;
    if (!is_section(node, path)) return wrong;
    for (const auto& [key, member] : *node.table()) {
      if (std::find(also.begin(), also.end(), key) != also.end()) continue;
      const auto* row = table.find(key);
      if (row == nullptr) {
        auto known = keys_of(table);
        known.insert(known.begin(), also.begin(), also.end());
        unknown(key, member, path, known);
        wrong.push_back(nearest(key, known));
      } else if (const auto value = read_value(*row, member, below(path, key), problems_)) {
        row->set(object, *value);
      } else {
        wrong.push_back(key);
      }
    }
    return wrong;
  }

  void fill_cameras(const Node& node, Config& config) {
    if (!is_section(node, "cameras")) return;
    for (const auto& [name, camera] : *node.table()) {
      const auto path = "cameras." + name;
      auto options = config.defaults;
      // Who has a token of its own is not opened by the one that all share.
      if (camera.find("token_hash") != nullptr || camera.find("token_file") != nullptr)
        options.token_hash = options.token_file = "";
      fill_rows(schema_.cameras.table, &options, camera, path);
      if (const auto id = CameraId::parse(name))
        config.cameras.emplace(*id, options);
      else
        bad_name(camera, path, "camera");
    }
  }

  void fill_pipelines(const Node& node, Config& config) {
    if (!is_section(node, "pipelines")) return;
    for (const auto& [name, pipeline] : *node.table()) {
      const auto path = "pipelines." + name;
      if (!CameraId::parse(name)) bad_name(pipeline, path, "pipeline");
      if (!is_section(pipeline, path)) continue;
      for (const auto& [key, member] : *pipeline.table())
        if (key != "stages") unknown(key, member, path, {"stages"});
      auto& spec = config.pipelines[name];
      spec.name = name;
      if (const auto* stages = pipeline.find("stages"))
        spec.stages = read_stages(*stages, path + ".stages");
      else
        problems_.add(pipeline.key_where, path, "has no stages, allowed: one or more [[pipelines.NAME.stages]]");
    }
  }

  std::vector<StageSpec> read_stages(const Node& node, const std::string& path) {
    std::vector<StageSpec> stages;
    const auto* list = node.list();
    if (!node.is_readable()) return stages;
    if (list == nullptr || list->empty()) {
      problems_.add(node.where, path, "is " + describe(node) + ", allowed: one or more [[pipelines.NAME.stages]]");
      return stages;
    }
    std::vector<std::string> before;
    bool labels_known = true;  // what the stages so far find and give
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto count = problems_.count();
      auto stage = read_stage((*list)[i], path + "." + std::to_string(i), before);
      if (!stage) {  // it may be what a stage after it needs: only it is wrong, then
        for (const auto& name : names_of(*schema_.stages)) before.push_back(name);
        labels_known = false;
        continue;
      }
      if (labels_known) check_labels(*stage, path + "." + std::to_string(i), stages);
      check_name(*stage, path + "." + std::to_string(i), stages);
      if (problems_.count() != count && (stage->kind->finds || stage->kind->gives)) labels_known = false;
      before.push_back(stage->spec.use);
      stages.push_back(std::move(stage->spec));
    }
    return stages;
  }

  struct ReadStage {
    StageSpec spec;
    const StageKind* kind;
    const Node* node;
    std::vector<std::string> wrong;  ///< keys of which nothing is known
  };

  std::optional<ReadStage> read_stage(const Node& node, const std::string& path,
                                      const std::vector<std::string>& before) {
    if (!is_section(node, path)) return std::nullopt;
    const auto known = names_of(*schema_.stages);
    const auto* use = node.find("use");
    if (use == nullptr) {
      problems_.add(node.where, path + ".use", "is missing, allowed: " + quoted_list(known));
      return std::nullopt;
    }
    if (!use->is_readable()) return std::nullopt;
    const auto* name = std::get_if<std::string>(&use->value);
    const auto* kind = name == nullptr ? nullptr : find_stage(*schema_.stages, *name);
    if (kind == nullptr) {
      const auto near = name == nullptr ? "" : nearest(*name, known);
      problems_.add(use->where, path + ".use",
                    "is " + describe(*use) + ", which is no stage; " +
                        (near.empty() ? "" : "did you mean \"" + near + "\"? ") + "allowed: " + quoted_list(known));
      return std::nullopt;
    }
    const auto options = kind->options.make();
    auto wrong = fill_rows(kind->options, options.get(), node, path, {"use"});
    ReadStage stage{{kind->name, options}, kind, &node, std::move(wrong)};
    if (kind->prepare) complain_of(kind->prepare(options.get(), before), stage, path);
    return stage;
  }

  void check_labels(const ReadStage& stage, const std::string& path, const std::vector<StageSpec>& before) {
    if (!stage.kind->check_labels) return;
    const auto any = [&](auto StageKind::*hook) {
      return [&, hook](const std::string& label) {
        return std::any_of(before.begin(), before.end(), [&](const StageSpec& other) {
          const auto& tells = find_stage(*schema_.stages, other.use)->*hook;
          return tells && tells(other.options.get(), label);
        });
      };
    };
    const LabelsBefore labels{any(&StageKind::finds), any(&StageKind::gives)};
    complain_of(stage.kind->check_labels(stage.spec.options.get(), labels), stage, path);
  }

  void check_name(const ReadStage& stage, const std::string& path, const std::vector<StageSpec>& before) {
    const OptionRow* row = stage.kind->options.find(stage.kind->name_key);
    if (row == nullptr) return;
    const OptionValue name = row->get(stage.spec.options.get());
    const bool taken = std::any_of(before.begin(), before.end(), [&](const StageSpec& other) {
      return other.use == stage.spec.use && row->get(other.options.get()) == name;
    });
    if (!taken) return;
    complain_of({{row->key, to_toml(name) + ", as is that of another stage " + stage.kind->name +
                                " of this pipeline; allowed: a name of its own"}},
                stage, path);
  }

  /// Nothing is said about a key that is wrong already, nor by what is judged by such a one.
  void complain_of(const StageFaults& faults, const ReadStage& stage, const std::string& path) {
    const auto is_wrong = [&](const std::string& key) {
      return std::find(stage.wrong.begin(), stage.wrong.end(), key) != stage.wrong.end();
    };
    for (const StageFault& fault : faults) {
      if (is_wrong(fault.key) || std::any_of(fault.judged_by.begin(), fault.judged_by.end(), is_wrong)) continue;
      const auto* member = stage.node->find(fault.key);
      problems_.add(member == nullptr ? stage.node->where : member->where, below(path, fault.key),
                    "is " + printable(fault.what, 600));
    }
  }

  bool is_section(const Node& node, const std::string& path) {
    if (node.table() != nullptr) return true;
    if (node.is_readable()) problems_.add(node.where, path, "is " + describe(node) + ", allowed: a section");
    return false;
  }

  void bad_name(const Node& node, const std::string& path, const std::string& thing) {
    problems_.add(node.key_where, path, "is no " + thing + " name, allowed: " + std::string(CameraId::rule));
  }

  void unknown(const std::string& key, const Node& node, const std::string& path,
               const std::vector<std::string>& known) {
    problems_.add(node.key_where, below(path, key), "unknown key; " + suggestion(key, known));
  }

  const Schema& schema_;
  Problems& problems_;
};

}  // namespace

Config fill_config(const Schema& schema, const Node& root, Problems& problems) {
  return Filler(schema, problems).fill(root);
}

}  // namespace framewake
