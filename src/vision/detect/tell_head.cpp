#include <algorithm>
#include <cmath>
#include <optional>

#include "vision/detect/heads.hpp"

namespace framewake {
namespace {

constexpr int most_boxes_a_cell = 6;

/// How many boxes it is for each cell, when it can be the number that a YOLO gives for the cells of an input; else 0.
int boxes_a_cell(int count, cv::Size input) {
  constexpr std::array<int, 5> strides{4, 8, 16, 32, 64};
  for (std::size_t first = 0; first + 1 < strides.size(); ++first) {
    int cells = cells_of(input, strides[first]);
    for (std::size_t last = first + 1; last < strides.size(); ++last) {
      cells += cells_of(input, strides[last]);
      if (count % cells == 0 && count / cells <= most_boxes_a_cell) return count / cells;
    }
  }
  return 0;
}

bool has_usual_cells(int count, cv::Size input) {
  int cells = 0;
  for (const int stride : usual_strides) cells += cells_of(input, stride);
  return count == cells;
}

/// The numbers of [1, rows, columns] in a part of it: none of them is outside `least` to `most`.
bool are_within(const cv::Mat& tensor, cv::Rect part, float least, float most) {
  for (int y = part.y; y < part.br().y; ++y) {
    const float* row = tensor.ptr<float>(0, y);
    if (!std::all_of(row + part.x, row + part.br().x, [&](float number) { return number >= least && number <= most; }))
      return false;
  }
  return true;
}

constexpr float rounding = 0.01F;

/// Points of bodies, outlines and angles come in the same shapes as classes do, but are no shares.
bool are_scores(const cv::Mat& tensor, cv::Rect part) {
  return are_within(tensor, part, -rounding, 1 + rounding);
}

using Told = std::variant<Head, std::string>;

std::string no_scores_in(const cv::Mat& tensor) {
  return "gives " + shape_text(tensor) +
         ", in which numbers that are no scores (0 to 1) stand where a detector has its scores: a model for poses, "
         "outlines, turned boxes or pixels, perhaps, none of which is known";
}

Told unless_no_scores(Head head, const cv::Mat& tensor, cv::Rect scores) {
  if (are_scores(tensor, scores)) return head;
  return no_scores_in(tensor);
}

/// The same numbers as [1, rows, columns].
cv::Mat as_table(const cv::Mat& tensor, int rows, int columns) {
  const std::array<int, 3> shape{1, rows, columns};
  return tensor.reshape(1, static_cast<int>(shape.size()), shape.data());
}

bool is_grid_of(cv::Size input, int rows, int columns) {
  return std::any_of(usual_strides.begin(), usual_strides.end(), [&](int stride) {
    return columns == (input.width + stride - 1) / stride && rows == (input.height + stride - 1) / stride;
  });
}

/// [1, 5 + C, H, W]: the first of each cell is how sure it is of anything, those from the sixth on of what.
std::optional<Told> tell_grid(const cv::Mat& tensor, cv::Size input) {
  const int planes = tensor.size[1], rows = tensor.size[2], columns = tensor.size[3];
  if (planes < 6 || rows < 2 || columns < 2 || !is_grid_of(input, rows, columns)) return std::nullopt;
  const cv::Mat table = as_table(tensor, planes, rows * columns);
  if (!are_scores(table, {0, 0, rows * columns, 1})) return no_scores_in(tensor);
  return are_scores(table, {0, 5, rows * columns, planes - 5}) ? Told(Head{HeadKind::grid, planes - 5})
                                                               : no_scores_in(tensor);
}

/// Rows of image, class, score and corners, up to one whose image is −1. In a list of a fixed length the rest is zeros.
bool are_ssd_rows(const cv::Mat& table) {
  for (int i = 0; i < table.size[1]; ++i) {
    const float* row = table.ptr<float>(0, i);
    if (row[0] == -1) return true;
    const bool is_class = row[1] >= -1 && row[1] == std::floor(row[1]);
    if (row[0] != 0 || !is_class || !(row[2] >= -rounding && row[2] <= 1 + rounding)) return false;
  }
  return true;
}

/// [1, 1, N, 7]
Told tell_ssd(const cv::Mat& tensor) {
  if (tensor.total() == 0 || are_ssd_rows(as_table(tensor, tensor.size[2], 7))) return Head{HeadKind::ssd, 0};
  return "gives " + shape_text(tensor) + ", whose rows are not those of an SSD: image 0, a class, a score of 0 to 1";
}

/// Rows with an objectness. Where there is one for each cell, it is a YOLO v6, sure of all its cells, or a YOLOX.
HeadKind kind_of_rows(const cv::Mat& tensor, cv::Size input) {
  const int count = tensor.size[1];
  if (boxes_a_cell(count, input) != 1) return HeadKind::rows;
  // Worked out, the middle of what is seen from a cell lies near that cell: some are in the right half.
  const bool worked_out = !are_within(tensor, {0, 0, 1, count}, -1e9F, static_cast<float>(input.width) / 2);
  if (!worked_out && has_usual_cells(count, input)) return HeadKind::offsets;
  return are_within(tensor, {4, 0, 1, count}, 1, 1) ? HeadKind::rows : HeadKind::cell_rows;
}

/// [1, a, b]
std::optional<Told> tell_table(const cv::Mat& tensor, cv::Size input) {
  const int rows = tensor.size[1], columns = tensor.size[2];
  // There are always more places than there are numbers to say of each.
  if (rows > columns && columns >= 6 && boxes_a_cell(rows, input) > 0)
    return unless_no_scores({kind_of_rows(tensor, input), columns - 5}, tensor, {4, 0, columns - 4, rows});
  if (columns > rows && rows >= 5 && boxes_a_cell(columns, input) > 0)
    return unless_no_scores({HeadKind::columns, rows - 4}, tensor, {0, 4, columns, rows - 4});
  if (columns == 6) return unless_no_scores({HeadKind::finished, 0}, tensor, {4, 0, 1, rows});
  return std::nullopt;
}

std::optional<Told> tell_single(const cv::Mat& tensor, cv::Size input) {
  const bool may_be_empty = tensor.dims == 4 && tensor.type() == CV_32FC1 && tensor.total() == 0;
  if ((is_tensor(tensor, 4) || may_be_empty) && tensor.size[3] == 7 && tensor.size[0] == 1 && tensor.size[1] == 1)
    return tell_ssd(tensor);
  if (is_tensor(tensor, 4) && tensor.size[0] == 1) return tell_grid(tensor, input);
  if (is_tensor(tensor, 3) && tensor.size[0] == 1) return tell_table(tensor, input);
  return std::nullopt;
}

std::optional<Told> tell_regions(std::span<const Tensor> outputs) {
  int columns = 0;
  for (const Tensor& output : outputs) {
    if (!is_tensor(output.values, 2) || output.values.cols < 6) return std::nullopt;
    if (columns != 0 && output.values.cols != columns) return std::nullopt;
    columns = output.values.cols;
  }
  if (columns == 0) return std::nullopt;
  for (const Tensor& output : outputs)
    if (!are_scores(as_table(output.values, output.values.rows, columns), {4, 0, columns - 4, output.values.rows}))
      return no_scores_in(output.values);
  return Head{HeadKind::region, columns - 5};
}

std::optional<Told> tell_faces(std::span<const Tensor> outputs, cv::Size input) {
  for (const int stride : usual_strides) {
    const FaceTensors tensors = face_tensors(outputs, stride, input);
    if (!tensors.complete()) return std::nullopt;
    for (const cv::Mat* scores : tensors.scores)
      if (!are_scores(*scores, {0, 0, 1, scores->size[1]})) return no_scores_in(*scores);
  }
  return Head{HeadKind::faces, 1};
}

std::optional<Told> tell_several(std::span<const Tensor> outputs, cv::Size input) {
  if (const auto [boxes, confs] = boxes_and_confs(outputs); boxes != nullptr)
    return unless_no_scores({HeadKind::boxes_confs, confs->size[2]}, *confs, {0, 0, confs->size[2], confs->size[1]});
  return tell_faces(outputs, input);
}

}  // namespace

std::variant<Head, std::string> tell_head(std::span<const Tensor> outputs, ModelFormat format, cv::Size input) {
  std::size_t no_numbers = 0;
  for (const Tensor& output : outputs) no_numbers += count_no_numbers(output.values);
  if (no_numbers > 0)
    return "gives " + std::to_string(no_numbers) + " numbers that are none (NaN or infinite) for a gray picture";
  const std::optional<Told> told = format == ModelFormat::darknet ? tell_regions(outputs)
                                   : outputs.size() == 1          ? tell_single(outputs.front().values, input)
                                                                  : tell_several(outputs, input);
  if (told) return *told;
  std::string shapes;
  for (const Tensor& output : outputs) shapes += (shapes.empty() ? "" : ", ") + shape_text(output.values);
  return "gives " + (shapes.empty() ? "nothing" : shapes) + " for a picture of " + std::to_string(input.width) + "×" +
         std::to_string(input.height) +
         ", which is the output of no kind of detector that is known (YOLO, FastestDet, SSD, YuNet)";
}

}  // namespace framewake
