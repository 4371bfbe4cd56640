#include "vision/detect/model_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/allowed.hpp"
#include "base/plain_file.hpp"

namespace framewake {

namespace fs = std::filesystem;

namespace {

struct Ending {
  std::string_view model;
  ModelFormat format;
  std::string_view config;  ///< "": takes none
};
constexpr Ending endings[] = {
    {".weights", ModelFormat::darknet, ".cfg"},
    {".onnx", ModelFormat::onnx, ""},
    {".caffemodel", ModelFormat::caffe, ".prototxt"},
    {".pb", ModelFormat::tensorflow, ".pbtxt"},
    {".xml", ModelFormat::cascade, ""},
};

/// Nothing, or why the file cannot be used, and what is allowed.
std::optional<std::string> fault_of(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::none)
    return "cannot be looked up (" + error.message() + "); " + std::string(allowed_file);
  if (!fs::exists(status)) return "does not exist; " + std::string(allowed_file);
  if (!fs::is_regular_file(status)) return "is no file; " + std::string(allowed_file);
  if (!std::ifstream(file)) return "cannot be read; " + std::string(allowed_file);
  if (fs::file_size(file, error) == 0) return "is empty";
  return std::nullopt;
}

std::string cascade_place(const std::string& name) {
  std::error_code error;  // what cannot be looked up is not there; fault_of() says why
  if (name.find('/') != std::string::npos || fs::exists(name, error)) return name;
  for (const char* folder : {"/usr/share/opencv4/haarcascades", "/usr/share/opencv4/lbpcascades"})
    if (const fs::path place = fs::path(folder) / name; fs::exists(place, error)) return place.string();
  return name;
}

/// Where what has no path would come from.
std::string origin_of(ModelFormat format, const std::string& model) {
  if (format != ModelFormat::cascade || model.find('/') != std::string::npos) return "";
  return " (OpenCV's cascades are in the package opencv-data)";
}

/// The file beside the model that has its name and the format's ending; "" when there is none.
std::string config_beside(const Ending& ending, const std::string& model) {
  const fs::path beside = fs::path(model).replace_extension(ending.config);
  std::error_code error;
  return !ending.config.empty() && fs::exists(beside, error) ? beside.string() : "";
}

std::optional<ModelFault> fault_of_config(const Ending& ending, const std::string& config) {
  if (ending.config.empty()) {
    if (config.empty()) return std::nullopt;
    return ModelFault{"config", in_quotes(config) + ", allowed: nothing, as a model " + std::string(ending.model) +
                                    " describes itself"};
  }
  if (config.empty())
    return ModelFault{"config", "missing, allowed: the file " + std::string(ending.config) +
                                    " that describes the network of the model (there is none beside it either)"};
  if (const auto fault = fault_of(config)) return ModelFault{"config", in_quotes(config) + ", which " + *fault};
  if (std::error_code error; fs::file_size(config, error) > largest_config.count)
    return ModelFault{"config",
                      in_quotes(config) + ", which is too large; allowed: up to " + size_text(largest_config)};
  return std::nullopt;
}

std::optional<cv::Size> size_of(int width, int height) {
  if (width < 1 || height < 1 || width > largest_input || height > largest_input) return std::nullopt;
  return cv::Size(width, height);
}

/// The number behind the first `key` (and what may stand between the two) in the text.
std::optional<int> number_after(std::string_view text, std::string_view key, std::string_view between) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at > 0 && text[at - 1] != '\n' && text[at - 1] != ' ' && text[at - 1] != '\t') continue;
    const auto begin = text.find_first_not_of(between, at + key.size());
    if (begin == std::string_view::npos) return std::nullopt;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), number);
    if (error == std::errc() && begin > at + key.size()) return number;
  }
  return std::nullopt;
}

FileMark mark_of(const std::string& path) {
  struct stat facts {};
  if (path.empty() || ::stat(path.c_str(), &facts) != 0) return {};
  constexpr std::int64_t second = 1'000'000'000;
  return {static_cast<std::uint64_t>(facts.st_ino), static_cast<std::int64_t>(facts.st_size),
          static_cast<std::int64_t>(facts.st_mtim.tv_sec) * second + facts.st_mtim.tv_nsec};
}

}  // namespace

std::string in_quotes(const std::string& path) {
  return std::string("\"").append(path).append("\"");
}

std::variant<ModelFiles, ModelFaults> find_model(const std::string& model, const std::string& config) {
  if (model.empty() || model == "hog") {
    if (config.empty()) return ModelFiles{};
    return ModelFaults{{"config", in_quotes(config) + ", allowed: nothing without a model"}};
  }
  for (const Ending& ending : endings) {
    if (!model.ends_with(ending.model)) continue;
    const std::string place = ending.format == ModelFormat::cascade ? cascade_place(model) : model;
    ModelFaults faults;
    if (const auto fault = fault_of(place))
      faults.push_back({"model", in_quotes(model) + ", which " + *fault + origin_of(ending.format, model)});
    const std::string described_by = config.empty() ? config_beside(ending, model) : config;
    // What nobody has named may be beside the right model.
    const bool is_known = faults.empty() || !config.empty();
    if (auto fault = is_known ? fault_of_config(ending, described_by) : std::nullopt)
      faults.push_back(std::move(*fault));
    if (!faults.empty()) return faults;
    return ModelFiles{ending.format, place, described_by};
  }
  ModelFaults faults{{"model", in_quotes(model) +
                                   ", allowed: a file .weights (Darknet), .onnx, .caffemodel, .pb (TensorFlow) or .xml "
                                   "(a cascade), or \"hog\""}};
  if (const auto fault = config.empty() ? std::nullopt : fault_of(config))
    faults.push_back({"config", in_quotes(config) + ", which " + *fault});
  return faults;
}

std::string labels_place(const std::string& labels, const std::string& model) {
  if (!labels.empty() || model.empty()) return labels;
  const fs::path beside = fs::path(model).replace_extension(".names");
  std::error_code error;
  return fs::exists(beside, error) ? beside.string() : "";
}

ModelMarks marks_of(const std::string& model, const std::string& config, const std::string& labels) {
  std::string place = model == "hog" ? "" : model;
  std::string described_by = config;
  for (const Ending& ending : endings) {
    if (!model.ends_with(ending.model)) continue;
    if (ending.format == ModelFormat::cascade) place = cascade_place(model);
    if (config.empty()) described_by = config_beside(ending, model);
  }
  return {mark_of(place), mark_of(described_by), mark_of(labels_place(labels, place))};
}

std::optional<cv::Size> darknet_input(std::string_view cfg) {
  const auto begin = cfg.find("[net]");
  if (begin == std::string_view::npos) return std::nullopt;
  const auto end = cfg.find("\n[", begin);
  const std::string_view net = cfg.substr(begin, end == std::string_view::npos ? end : end - begin);
  const auto width = number_after(net, "width", " \t=");
  const auto height = number_after(net, "height", " \t=");
  return width && height ? size_of(*width, *height) : std::nullopt;
}

std::optional<cv::Size> caffe_input(std::string_view prototxt) {
  std::vector<int> dims;
  for (const char* key : {"input_dim", "dim"}) {
    dims.clear();
    std::size_t at = 0;
    while (dims.size() < 4) {
      at = prototxt.find(key, at);
      if (at == std::string_view::npos) break;
      if (const auto number = number_after(prototxt.substr(at), key, " \t:")) dims.push_back(*number);
      at += std::strlen(key);
    }
    if (dims.size() == 4) return size_of(dims[3], dims[2]);
  }
  return std::nullopt;
}

std::optional<cv::Size> input_size(const ModelFiles& files) {
  const std::string& path = files.config.empty() ? files.model : files.config;
  if (files.format == ModelFormat::tensorflow || path.empty()) return std::nullopt;
  const auto text = read_file(path);
  if (!text) return std::nullopt;
  switch (files.format) {
    case ModelFormat::darknet: return darknet_input(*text);
    case ModelFormat::onnx: return onnx_input(*text);
    case ModelFormat::caffe: return caffe_input(*text);
    case ModelFormat::tensorflow:
    case ModelFormat::cascade:
    case ModelFormat::hog: break;
  }
  return std::nullopt;
}

bool prepares_pictures(const ModelFiles& files) {
  return files.format == ModelFormat::tensorflow &&
         read_file(files.config).value_or("").find("Preprocessor/mul") != std::string::npos;
}

std::size_t darknet_header_bytes(std::string_view weights) {
  std::int32_t version[2]{};
  if (weights.size() < sizeof(version)) return 0;
  std::memcpy(version, weights.data(), sizeof(version));
  const bool long_count = std::int64_t{version[0]} * 10 + version[1] >= 2;  // of the pictures that it has seen
  return 12 + (long_count ? 8U : 4U);
}

std::vector<std::string> read_labels(std::string_view text) {
  std::vector<std::string> labels;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    labels.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  return labels;
}

bool is_background(const std::string& label) {
  constexpr std::string_view names[] = {"background", "__background__", "unlabeled", "???"};
  return std::find(std::begin(names), std::end(names), label) != std::end(names);
}

std::optional<std::string> read_file(const std::string& path) {
  constexpr Bytes most = mebibytes(2048);  // more than this no protobuf message may be
  PlainFile file = read_plain_file(path, most);
  return file.ok() ? std::optional(std::move(file.content)) : std::nullopt;
}

}  // namespace framewake
