#pragma once
// The whole configuration, validated and immutable.

#include <map>
#include <string>

#include "base/log.hpp"
#include "config/problem.hpp"
#include "frame/camera_id.hpp"
#include "http/options.hpp"
#include "ingest/options.hpp"
#include "process/options.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

struct LogOptions {
  LogLevel level = LogLevel::info;
};

OptionTable log_option_table();

struct ReloadOptions {
  bool on_change = false;
};

OptionTable reload_option_table();

/// [defaults] and [cameras.ID]; what a camera does not say it has from [defaults].
struct CameraOptions {
  std::string pipeline = "default";
  milliseconds max_age{1000};  ///< an older frame is not processed
  double priority = 1;         ///< share of the work when there is too much of it
  double idle_fps = 0;         ///< looks a second while nothing goes on; 0: every frame
  milliseconds idle_after{10'000};
  bool advise = false;             ///< results say what the camera might send instead
  milliseconds stale_after{5000};  ///< no frame for so long: stale
  milliseconds offline_after{30'000};
  milliseconds frozen_after{30'000};  ///< the same picture for so long: frozen; 0: never
  std::string token_hash;             ///< "": none
  std::string token_file;             ///< "": none
  double max_fps = 0;                 ///< 0: no limit
  Bytes max_bandwidth{};              ///< a second; 0: no limit
};

OptionTable camera_option_table();

struct Config {
  LogOptions log;
  IngestOptions ingest;
  HttpOptions http;
  ProcessingOptions processing;
  ReloadOptions reload;
  CameraOptions defaults;
  std::map<CameraId, CameraOptions> cameras;      ///< those with a section of their own
  std::map<std::string, PipelineSpec> pipelines;  ///< always has "default"

  std::map<std::string, Where> written = {};  ///< where each key stands that a file or --set says

  /// Gives a problem the place of its key, or else of what its key is in; where neither is written, none.
  void locate(ConfigProblem& problem) const;
  /// The camera's own options, or the defaults.
  const CameraOptions& of(const CameraId& camera) const;
};

}  // namespace framewake
