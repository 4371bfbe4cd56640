#pragma once
// What the output of a network means: heads are told apart by the shapes of their tensors, and each is read by a small
// function of its own. All boxes are in pixels of the network's input.
//
// A network's output is not to be trusted: rows with numbers that are not finite, boxes without area and scores below the
// floor are passed over, scores above 1 count as 1.

#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "vision/detect/detection.hpp"
#include "vision/detect/network.hpp"

namespace framewake {

enum class HeadKind {
  region,       ///< Darknet: rows of x, y, w, h (shares of the input), objectness, class scores that contain it
  rows,         ///< YOLO v5, v7: [1, N, 5 + C], rows of x, y, w, h (pixels), objectness, class scores
  columns,      ///< YOLO v8, v11: [1, 4 + C, N], the same in columns, without objectness
  boxes_confs,  ///< YOLO v3, v4 as exported: [1, N, 1, 4] corners as shares, and [1, N, C] class scores
  grid,         ///< FastestDet: [1, 5 + C, H, W], a cell each
  ssd,          ///< [1, 1, N, 7]: image, class, score, corners as shares; class 0 is the background
  faces,        ///< YuNet: for each of the strides 8, 16, 32 [1, N, 1] twice, and [1, N, 4]
};

struct Head {
  HeadKind kind = HeadKind::rows;
  int classes = 0;  ///< 0: the shape does not tell (ssd)
};

/// Which head it is that gives these tensors for an input of this size, or why it is none that is known.
std::variant<Head, std::string> tell_head(std::span<const Tensor> outputs, ModelFormat format, cv::Size input);

/// Appends all that scores `floor` or more. The tensors are those of one run of a network with this head; with others
/// nothing is appended.
void read_head(const Head& head, std::span<const Tensor> outputs, cv::Size input, float floor,
               std::vector<Detection>& found);

/// "1×8400×85", for messages.
std::string shape_text(const cv::Mat& tensor);

// The heads one by one, each for one tensor (CV_32F) of the shape above.
void read_region(const cv::Mat& rows, cv::Size input, float floor, std::vector<Detection>& found);
void read_rows(const cv::Mat& tensor, float floor, std::vector<Detection>& found);
void read_columns(const cv::Mat& tensor, float floor, std::vector<Detection>& found);
void read_boxes_confs(const cv::Mat& boxes, const cv::Mat& confs, cv::Size input, float floor,
                      std::vector<Detection>& found);
void read_grid(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found);
void read_ssd(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found);
/// Of one stride: class score and objectness a cell, and boxes.
void read_faces(const cv::Mat& scores, const cv::Mat& objectness, const cv::Mat& boxes, int stride, cv::Size input,
                float floor, std::vector<Detection>& found);

}  // namespace framewake
