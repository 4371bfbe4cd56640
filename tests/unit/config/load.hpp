#pragma once
// Short ways to load a text.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/loader.hpp"
#include "stages_for_tests.hpp"

namespace framewake::test {

inline LoadResult load_texts(const std::vector<ConfigText>& texts, const std::vector<std::string>& set = {}) {
  return load_config(texts, set, stages_for_tests());
}

/// As problems print, one string each.
inline std::vector<std::string> printed(const LoadResult& result) {
  std::vector<std::string> lines;
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&result))
    for (const auto& problem : *problems) lines.push_back(to_string(problem));
  return lines;
}

inline std::vector<std::string> problems_in(const std::string& text, const std::vector<std::string>& set = {}) {
  return printed(load_texts({{"f", text}}, set));
}

/// The config of a text that must be fine.
inline Config config_of(const std::string& text, const std::vector<std::string>& set = {}) {
  auto result = load_texts({{"f", text}}, set);
  for (const auto& line : printed(result)) ADD_FAILURE() << line;
  auto* config = std::get_if<Config>(&result);
  return config == nullptr ? Config{} : std::move(*config);
}

template <class Options>
const Options& stage_options(const Config& config, const std::string& pipeline, std::size_t index) {
  return *static_cast<const Options*>(config.pipelines.at(pipeline).stages.at(index).options.get());
}

}  // namespace framewake::test
