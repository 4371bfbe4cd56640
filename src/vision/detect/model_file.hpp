#pragma once
// What can be read of a model's files without a network library: what they are, and the size that the network takes.

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "vision/detect/network.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

inline constexpr int largest_input = 8192;  ///< side of a network's input, pixels
inline constexpr Bytes largest_config = mebibytes(4);
inline constexpr Bytes largest_labels = mebibytes(1);

using ModelFault = StageFault;
using ModelFaults = StageFaults;

/// Which files they are, by their endings, with both readable; or all that is wrong with them. "" or "hog" as model is HOG people. A config that is
/// needed and "" is looked for beside the model. The name of a cascade without a folder is looked for where opencv-data
/// puts them.
std::variant<ModelFiles, ModelFaults> find_model(const std::string& model, const std::string& config);

/// The file with the names of the model's classes: the one that is named, else the one beside the model that ends in .names;
/// "" when there is none.
std::string labels_place(const std::string& labels, const std::string& model);

/// What tells a file from the one that was in its place before, without reading it.
struct FileMark {
  std::uint64_t inode = 0;
  std::int64_t size = -1;       ///< −1: there is no such file
  std::int64_t written_ns = 0;  ///< when its content last changed, by the system's clock
  bool operator==(const FileMark&) const = default;
};

/// Of all files that a model is made of, those that are found beside it, too.
struct ModelMarks {
  FileMark model, config, labels;
  bool operator==(const ModelMarks&) const = default;
};

/// For keys as they are written.
ModelMarks marks_of(const std::string& model, const std::string& config, const std::string& labels);

/// width and height of the section [net] of a Darknet cfg.
std::optional<cv::Size> darknet_input(std::string_view cfg);
/// The size of the one input 1 × 3 × height × width of an ONNX graph; nothing when it is open or the bytes are none.
std::optional<cv::Size> onnx_input(std::string_view bytes);
/// The size in the first input of a Caffe prototxt.
std::optional<cv::Size> caffe_input(std::string_view prototxt);
/// What the files say; nothing when they say nothing.
std::optional<cv::Size> input_size(const ModelFiles& files);

/// The network itself brings pixels of 0 to 255 to the numbers that it was trained with: TensorFlow's SSDs do, as far as
/// their config has kept it.
bool prepares_pictures(const ModelFiles& files);

/// Bytes of a Darknet weights file before the weights; 0 when the file is too short to have a header.
std::size_t darknet_header_bytes(std::string_view weights);

/// One label a line; empty lines at the end do not count.
std::vector<std::string> read_labels(std::string_view text);
/// What lists of labels for SSDs begin with or do not: the class that is none. Heads do not count it.
bool is_background(const std::string& label);

/// As a fault names a file.
std::string in_quotes(const std::string& path);

/// The whole of a plain file, or nothing when it is none, cannot be read or is larger than any model may be.
std::optional<std::string> read_file(const std::string& path);

}  // namespace framewake
