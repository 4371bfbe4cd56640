#include "config/changes.hpp"

#include <algorithm>
#include <map>

namespace framewake {

namespace {

void add_rows(std::vector<Setting>& settings, const std::string& path, const OptionTable& table, const void* object) {
  for (const auto& row : table.rows) settings.push_back({path + "." + row.key, row.get(object), row.apply});
}

/// "pipelines.NAME.stages.0." of a key of a stage; "" of others.
std::string stage_of(const std::string& key) {
  return key.starts_with("pipelines.") ? key.substr(0, key.rfind('.') + 1) : "";
}

/// A stage that is made anew takes all its other changes with it.
void raise_within_stages(std::vector<ChangedKey>& changed) {
  std::map<std::string, Apply> greatest;
  for (const auto& change : changed) {
    auto& apply = greatest.try_emplace(stage_of(change.key), change.apply).first->second;
    apply = std::max(apply, change.apply);
  }
  for (auto& change : changed)
    if (const auto stage = stage_of(change.key); !stage.empty()) change.apply = greatest.at(stage);
}

/// With sections of the cameras that only `other` names: they are here as [defaults] has them.
Config with_cameras_of(const Config& other, Config config) {
  for (const auto& [id, options] : other.cameras) config.cameras.emplace(id, config.defaults);
  return config;
}

/// A camera that is known from now on, or is not any more, is a change also where all its keys stay as they are.
void add_cameras_that_come_or_go(std::vector<ChangedKey>& changed, const Config& before, const Config& after) {
  const auto compare = [&](const Config& one, const Config& other) {
    for (const auto& [id, options] : one.cameras) {
      const std::string key = "cameras." + id.str();
      const auto told = [&](const ChangedKey& change) { return change.key.starts_with(key + "."); };
      if (!other.cameras.contains(id) && std::none_of(changed.begin(), changed.end(), told))
        changed.push_back({key, Apply::live});
    }
  };
  compare(before, after);
  compare(after, before);
}

/// Files that were replaced count as changes of the keys that name them, or would if anything were written there.
void add_replaced_files(const Schema& schema, const Config& before, const Config& after,
                        std::vector<ChangedKey>& changed) {
  for (const auto& [name, pipeline] : after.pipelines) {
    const auto old = before.pipelines.find(name);
    if (old == before.pipelines.end()) continue;
    for (std::size_t i = 0; i < std::min(pipeline.stages.size(), old->second.stages.size()); ++i) {
      const StageSpec &is = pipeline.stages[i], &was = old->second.stages[i];
      const auto* kind = find_stage(*schema.stages, is.use);
      if (kind == nullptr || is.use != was.use) continue;
      for (const std::string& key : replaced_files(*kind, was.options.get(), is.options.get())) {
        std::string whole = "pipelines.";
        whole.append(name).append(".stages.").append(std::to_string(i)).append(".").append(key);
        if (std::none_of(changed.begin(), changed.end(), [&](const ChangedKey& one) { return one.key == whole; }))
          changed.push_back({whole, Apply::rearm});
      }
    }
  }
}

}  // namespace

std::vector<Setting> settings_of(const Schema& schema, const Config& config) {
  std::vector<Setting> settings;
  Config copy = config;  // Section::in gives the structs of a Config that may be written
  for (const auto& section : schema.sections) {
    add_rows(settings, section.name, section.table, section.in(copy));
    for (const auto& list : section.lists) {
      const auto elements = list.all(config);
      for (std::size_t i = 0; i < elements.size(); ++i)
        add_rows(settings, section.name + "." + list.name + "." + std::to_string(i), list.table, elements[i]);
    }
  }
  for (const auto& [id, options] : config.cameras)
    add_rows(settings, "cameras." + id.str(), schema.cameras.table, &options);
  for (const auto& [name, pipeline] : config.pipelines) {
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
      const auto& stage = pipeline.stages[i];
      const auto path = "pipelines." + name + ".stages." + std::to_string(i);
      settings.push_back({path + ".use", stage.use, Apply::rearm});
      if (const auto* kind = find_stage(*schema.stages, stage.use))
        add_rows(settings, path, kind->options, stage.options.get());
    }
  }
  return settings;
}

std::vector<ChangedKey> changed_keys(const Schema& schema, const Config& before, const Config& after) {
  const auto old_settings = settings_of(schema, with_cameras_of(after, before));
  const auto new_settings = settings_of(schema, with_cameras_of(before, after));
  std::map<std::string_view, const Setting*> rest;
  for (const auto& setting : old_settings) rest.emplace(setting.key, &setting);
  std::vector<ChangedKey> changed;
  for (const auto& setting : new_settings) {
    const auto old = rest.find(setting.key);
    if (old == rest.end() || old->second->value != setting.value) changed.push_back({setting.key, setting.apply});
    if (old != rest.end()) rest.erase(old);
  }
  for (const auto& setting : old_settings)
    if (rest.contains(setting.key)) changed.push_back({setting.key, setting.apply});
  add_cameras_that_come_or_go(changed, before, after);
  add_replaced_files(schema, before, after, changed);
  raise_within_stages(changed);
  return changed;
}

}  // namespace framewake
