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

/// The numbers of [1, rows, columns] in a part of it: none of them, where finite, is outside `least` to `most`.
bool are_within(const cv::Mat& tensor, cv::Rect part, float least, float most) {
  for (int y = part.y; y < part.br().y; ++y) {
    const float* row = tensor.ptr<float>(0, y);
    for (int x = part.x; x < part.br().x; ++x)
      if (std::isfinite(row[x]) && (row[x] < least || row[x] > most)) return false;
  }
  return true;
}

/// None of the numbers of [1, rows, columns] in this part is one.
bool has_no_numbers(const cv::Mat& tensor, cv::Rect part) {
  for (int y = part.y; y < part.br().y; ++y) {
    const float* row = tensor.ptr<float>(0, y);
    if (std::any_of(row + part.x, row + part.br().x, [](float number) { return std::isfinite(number); })) return false;
  }
  return true;
}

constexpr const char* no_numbers = ", of which nothing is a number (all are NaN or infinite) for a gray picture";

/// Points of bodies, outlines and angles come in the same shapes as classes do, but are no shares.
bool are_scores(const cv::Mat& tensor, cv::Rect part) {
  constexpr float rounding = 0.01F;
  return are_within(tensor, part, -rounding, 1 + rounding);
}

using Told = std::variant<Head, std::string>;

Told unless_no_scores(Head head, const cv::Mat& tensor, cv::Rect scores) {
  if (has_no_numbers(tensor, scores)) return "gives scores" + std::string(no_numbers);
  if (are_scores(tensor, scores)) return head;
  return "gives " + shape_text(tensor) +
         ", in which numbers that are no scores (0 to 1) stand where a detector has its scores: a model for poses, "
         "outlines or turned boxes, perhaps, none of which is known";
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
  if (is_tensor(tensor, 4) && tensor.size[3] == 7 && tensor.size[0] == 1 && tensor.size[1] == 1)
    return Head{HeadKind::ssd, 0};
  if (is_tensor(tensor, 4) && tensor.size[0] == 1 && tensor.size[1] >= 6 && tensor.size[2] > 1 && tensor.size[3] > 1)
    return Head{HeadKind::grid, tensor.size[1] - 5};
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
  return columns == 0 ? std::nullopt : std::optional<Told>(Head{HeadKind::region, columns - 5});
}

bool are_faces(std::span<const Tensor> outputs, cv::Size input) {
  return std::all_of(usual_strides.begin(), usual_strides.end(),
                     [&](int stride) { return face_tensors(outputs, stride, input).complete(); });
}

std::optional<Told> tell_several(std::span<const Tensor> outputs, cv::Size input) {
  if (const auto [boxes, confs] = boxes_and_confs(outputs); boxes != nullptr)
    return unless_no_scores({HeadKind::boxes_confs, confs->size[2]}, *confs, {0, 0, confs->size[2], confs->size[1]});
  if (are_faces(outputs, input)) return Head{HeadKind::faces, 1};
  return std::nullopt;
}

}  // namespace

std::variant<Head, std::string> tell_head(std::span<const Tensor> outputs, ModelFormat format, cv::Size input) {
  for (const Tensor& output : outputs)
    if (output.values.total() > 0 && count_no_numbers(output.values) == output.values.total())
      return "gives " + shape_text(output.values) + no_numbers;
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
