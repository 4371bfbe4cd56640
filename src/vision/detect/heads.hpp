#pragma once
// What the output of a network means: heads are told apart by the shapes of their tensors and by what a first run puts into
// them, and each is read by a small function of its own. All boxes are in pixels of the network's input.
//
// A YOLO says something of each cell of grids that are 8, 16 and 32 pixels wide (some: also 4 or 64), of one box or of
// several with different proportions ("anchors"). That gives the only numbers of boxes that there can be, and tells its
// tensors from those of other networks.
//
// A network's output is not to be trusted: rows with numbers that are not finite, boxes without area and scores below the
// floor are passed over, scores above 1 count as 1.

#include <array>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "vision/detect/detection.hpp"
#include "vision/detect/network.hpp"

namespace framewake {

enum class HeadKind {
  region,     ///< Darknet: rows of x, y, w, h (shares of the input), objectness, class scores that contain it
  rows,       ///< YOLO v5, v6, v7: [1, N, 5 + C], rows of x, y, w, h (pixels), objectness, class scores
  cell_rows,  ///< YOLOX with its boxes worked out (--decode_in_inference): as rows, one for each cell
  offsets,    ///< YOLOX as it is usually exported: the same with boxes as x, y in cells from the cell, and log w, log h
  columns,    ///< YOLO v8, v11: [1, 4 + C, N], the same in columns, without objectness
  boxes_confs,  ///< YOLO v3, v4 as exported: [1, N, 1, 4] corners as shares, and [1, N, C] class scores
  grid,         ///< FastestDet: [1, 5 + C, H, W], a cell each
  finished,     ///< YOLO v10, or v8, v11 exported with nms=True: [1, N, 6], corners (pixels), score, class
  ssd,          ///< [1, 1, N, 7]: image, class, score, corners as shares; class 0 is the background
  faces,        ///< YuNet: for each of the strides 8, 16, 32 [1, N, 1] twice, and [1, N, 4]
};

struct Head {
  HeadKind kind = HeadKind::rows;
  int classes = 0;  ///< 0: nothing tells (finished, ssd)
};

/// Which head it is that gives these tensors for a gray picture of this size, or why it is none that is known.
std::variant<Head, std::string> tell_head(std::span<const Tensor> outputs, ModelFormat format, cv::Size input);

/// Appends all that scores `floor` or more. The tensors are those of one run of a network with this head; with others
/// nothing is appended.
void read_head(const Head& head, std::span<const Tensor> outputs, cv::Size input, float floor,
               std::vector<Detection>& found);

/// How many of the tensor's numbers (CV_32F) are none: NaN or infinite.
std::size_t count_no_numbers(const cv::Mat& tensor);

/// "1×8400×85", for messages.
std::string shape_text(const cv::Mat& tensor);

// The heads one by one, each for one tensor (CV_32F) of the shape above.
void read_region(const cv::Mat& rows, cv::Size input, float floor, std::vector<Detection>& found);
void read_rows(const cv::Mat& tensor, float floor, std::vector<Detection>& found);
void read_offsets(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found);
void read_finished(const cv::Mat& tensor, float floor, std::vector<Detection>& found);
void read_columns(const cv::Mat& tensor, float floor, std::vector<Detection>& found);
void read_boxes_confs(const cv::Mat& boxes, const cv::Mat& confs, cv::Size input, float floor,
                      std::vector<Detection>& found);
void read_grid(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found);
void read_ssd(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found);
/// Of one stride: class score and objectness a cell, and boxes.
void read_faces(const cv::Mat& scores, const cv::Mat& objectness, const cv::Mat& boxes, int stride, cv::Size input,
                float floor, std::vector<Detection>& found);

// What telling and reading share:

/// It is a tensor that can be read, of so many dimensions.
bool is_tensor(const cv::Mat& tensor, int dimensions);
/// How many cells of this width cover the input.
int cells_of(cv::Size input, int stride);
inline constexpr std::array<int, 3> usual_strides{8, 16, 32};  ///< widths of cells, of most YOLOs and of YuNet

/// The tensors of YuNet for one stride; null where there is none. The class score and the objectness have the same shape
/// and are only ever multiplied, so that it does not matter which is which.
struct FaceTensors {
  std::array<const cv::Mat*, 2> scores{};
  const cv::Mat* boxes = nullptr;
  bool complete() const { return scores[1] != nullptr && boxes != nullptr; }
};
FaceTensors face_tensors(std::span<const Tensor> outputs, int stride, cv::Size input);

/// For two tensors: which is the boxes', which the scores'; nulls when they are not such a pair.
std::pair<const cv::Mat*, const cv::Mat*> boxes_and_confs(std::span<const Tensor> outputs);

}  // namespace framewake
