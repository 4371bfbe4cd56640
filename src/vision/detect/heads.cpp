#include "vision/detect/heads.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace framewake {
namespace {

constexpr float most_classes = 100'000;

/// Appends the box around this middle, when it is one.
void add(std::vector<Detection>& found, int label, float score, float floor, cv::Point2f middle, cv::Size2f size) {
  if (!(score >= floor) || !std::isfinite(score)) return;
  if (!std::isfinite(middle.x) || !std::isfinite(middle.y)) return;
  if (!std::isfinite(size.width) || !std::isfinite(size.height) || !(size.width > 0) || !(size.height > 0)) return;
  found.push_back(
      {label, std::min(score, 1.0F), {middle.x - size.width / 2, middle.y - size.height / 2, size.width, size.height}});
}

void add_corners(std::vector<Detection>& found, int label, float score, float floor, const float* corners,
                 cv::Size input) {
  const auto width = static_cast<float>(input.width), height = static_cast<float>(input.height);
  const float left = corners[0] * width, top = corners[1] * height;
  const float right = corners[2] * width, bottom = corners[3] * height;
  add(found, label, score, floor, {(left + right) / 2, (top + bottom) / 2}, {right - left, bottom - top});
}

struct Best {
  int label = -1;  ///< -1: none
  float score = 0;
};

/// The greatest of `count` numbers that are `step` apart; one that is no number is none.
Best best_of(const float* scores, int count, std::ptrdiff_t step = 1) {
  Best best;
  for (int i = 0; i < count; ++i) {
    const float score = scores[i * step];
    if (std::isfinite(score) && (best.label < 0 || score > best.score)) best = {i, score};
  }
  return best;
}

float sigmoid(float x) {
  return 1 / (1 + std::exp(-x));
}

/// Around the middle `place`, that is in cells of the width `stride`, with the sides' logarithms in them.
void add_in_cells(std::vector<Detection>& found, int label, float score, float floor, cv::Point2f place,
                  const float* log_size, int stride) {
  const auto step = static_cast<float>(stride);
  add(found, label, score, floor, place * step, {std::exp(log_size[0]) * step, std::exp(log_size[1]) * step});
}

}  // namespace

bool is_tensor(const cv::Mat& tensor, int dimensions) {
  return tensor.dims == dimensions && tensor.type() == CV_32FC1 && tensor.isContinuous() && tensor.total() > 0;
}

int cells_of(cv::Size input, int stride) {
  return ((input.width + stride - 1) / stride) * ((input.height + stride - 1) / stride);
}

std::size_t count_no_numbers(const cv::Mat& tensor) {
  if (tensor.depth() != CV_32F || !tensor.isContinuous()) return 0;
  constexpr std::uint32_t exponent =
      0x7f80'0000;  // all of these bits are set in NaN and infinities, and in nothing else
  const auto* numbers = tensor.ptr<float>();
  std::size_t count = 0;
  for (std::size_t i = 0; i < tensor.total(); ++i)
    count += (std::bit_cast<std::uint32_t>(numbers[i]) & exponent) == exponent ? 1 : 0;
  return count;
}

std::string shape_text(const cv::Mat& tensor) {
  std::string text;
  for (int i = 0; i < tensor.dims; ++i) text += (i == 0 ? "" : "×") + std::to_string(tensor.size[i]);
  return text.empty() ? "nothing" : text;
}

void read_region(const cv::Mat& rows, cv::Size input, float floor, std::vector<Detection>& found) {
  if (!is_tensor(rows, 2) || rows.cols < 6) return;
  const auto width = static_cast<float>(input.width), height = static_cast<float>(input.height);
  for (int i = 0; i < rows.rows; ++i) {
    const auto* row = rows.ptr<float>(i);
    const Best best = best_of(row + 5, rows.cols - 5);
    if (best.label < 0) continue;
    add(found, best.label, best.score, floor, {row[0] * width, row[1] * height}, {row[2] * width, row[3] * height});
  }
}

void read_rows(const cv::Mat& tensor, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 3) || tensor.size[0] != 1 || tensor.size[2] < 6) return;
  for (int i = 0; i < tensor.size[1]; ++i) {
    const auto* row = tensor.ptr<float>(0, i);
    if (!(row[4] >= floor)) continue;  // a product with at most 1
    const Best best = best_of(row + 5, tensor.size[2] - 5);
    if (best.label < 0) continue;
    add(found, best.label, best.score * row[4], floor, {row[0], row[1]}, {row[2], row[3]});
  }
}

void read_offsets(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 3) || tensor.size[0] != 1 || tensor.size[2] < 6) return;
  int first = 0;
  for (const int stride : usual_strides) {
    const int cells = cells_of(input, stride), columns = (input.width + stride - 1) / stride;
    if (first + cells > tensor.size[1]) return;
    for (int i = 0; i < cells; ++i) {
      const auto* row = tensor.ptr<float>(0, first + i);
      if (!(row[4] >= floor)) continue;
      const Best best = best_of(row + 5, tensor.size[2] - 5);
      if (best.label < 0) continue;
      const cv::Point cell(i % columns, i / columns);
      const cv::Point2f centre = cv::Point2f(cell) + cv::Point2f(row[0], row[1]);
      add_in_cells(found, best.label, best.score * row[4], floor, centre, row + 2, stride);
    }
    first += cells;
  }
}

void read_finished(const cv::Mat& tensor, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 3) || tensor.size[0] != 1 || tensor.size[2] != 6) return;
  for (int i = 0; i < tensor.size[1]; ++i) {
    const auto* row = tensor.ptr<float>(0, i);
    if (row[5] >= 0 && row[5] <= most_classes) add_corners(found, static_cast<int>(row[5]), row[4], floor, row, {1, 1});
  }
}

void read_columns(const cv::Mat& tensor, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 3) || tensor.size[0] != 1 || tensor.size[1] < 5) return;
  const int count = tensor.size[2];
  const auto* values = tensor.ptr<float>();
  const auto at = [&](int row, int column) { return values[std::ptrdiff_t{row} * count + column]; };
  for (int i = 0; i < count; ++i) {
    const Best best = best_of(values + std::ptrdiff_t{4} * count + i, tensor.size[1] - 4, count);
    if (best.label < 0) continue;
    add(found, best.label, best.score, floor, {at(0, i), at(1, i)}, {at(2, i), at(3, i)});
  }
}

void read_boxes_confs(const cv::Mat& boxes, const cv::Mat& confs, cv::Size input, float floor,
                      std::vector<Detection>& found) {
  if (!is_tensor(boxes, 4) || !is_tensor(confs, 3) || boxes.size[0] != 1 || confs.size[0] != 1) return;
  if (boxes.size[1] != confs.size[1] || boxes.size[2] != 1 || boxes.size[3] != 4) return;
  for (int i = 0; i < confs.size[1]; ++i) {
    const Best best = best_of(confs.ptr<float>(0, i), confs.size[2]);
    if (best.label >= 0) add_corners(found, best.label, best.score, floor, boxes.ptr<float>(0, i), input);
  }
}

void read_grid(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 4) || tensor.size[0] != 1 || tensor.size[1] < 6) return;
  const int rows = tensor.size[2], columns = tensor.size[3];
  const std::ptrdiff_t plane = std::ptrdiff_t{rows} * columns;
  const auto width = static_cast<float>(input.width), height = static_cast<float>(input.height);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const float* cell = tensor.ptr<float>() + std::ptrdiff_t{y} * columns + x;
      const Best best = best_of(cell + 5 * plane, tensor.size[1] - 5, plane);
      if (best.label < 0 || !(cell[0] > 0) || !(best.score > 0)) continue;
      // The weights of the two are those that the network was trained with.
      const float score = std::pow(cell[0], 0.6F) * std::pow(best.score, 0.4F);
      const cv::Point2f middle(
          (static_cast<float>(x) + std::tanh(cell[plane])) / static_cast<float>(columns) * width,
          (static_cast<float>(y) + std::tanh(cell[2 * plane])) / static_cast<float>(rows) * height);
      add(found, best.label, score, floor, middle,
          {sigmoid(cell[3 * plane]) * width, sigmoid(cell[4 * plane]) * height});
    }
  }
}

void read_ssd(const cv::Mat& tensor, cv::Size input, float floor, std::vector<Detection>& found) {
  if (!is_tensor(tensor, 4) || tensor.size[3] != 7) return;
  const auto count = static_cast<std::ptrdiff_t>(tensor.total() / 7);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float* row = tensor.ptr<float>() + i * 7;
    if (!(row[0] >= 0) || !(row[1] >= 1) || row[1] > most_classes) continue;  // −1 ends some lists; 0 is the background
    add_corners(found, static_cast<int>(row[1]) - 1, row[2], floor, row + 3, input);
  }
}

void read_faces(const cv::Mat& scores, const cv::Mat& objectness, const cv::Mat& boxes, int stride, cv::Size input,
                float floor, std::vector<Detection>& found) {
  const int columns = input.width / stride, rows = input.height / stride;
  const auto cells = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  if (!is_tensor(scores, 3) || !is_tensor(objectness, 3) || !is_tensor(boxes, 3)) return;
  if (scores.total() != cells || objectness.total() != cells || boxes.total() != cells * 4) return;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const std::ptrdiff_t cell = std::ptrdiff_t{y} * columns + x;
      const float product = scores.ptr<float>()[cell] * objectness.ptr<float>()[cell];
      if (!(product > 0)) continue;
      const float* box = boxes.ptr<float>() + cell * 4;
      add_in_cells(found, 0, std::sqrt(product), floor,
                   {static_cast<float>(x) + box[0], static_cast<float>(y) + box[1]}, box + 2, stride);
    }
  }
}

FaceTensors face_tensors(std::span<const Tensor> outputs, int stride, cv::Size input) {
  FaceTensors tensors;
  const int cells = (input.width / stride) * (input.height / stride);  // YuNet leaves out what is less than a cell
  for (const Tensor& output : outputs) {
    const cv::Mat& values = output.values;
    if (!is_tensor(values, 3) || values.size[0] != 1 || values.size[1] != cells) continue;
    if (values.size[2] == 4) tensors.boxes = &values;
    if (values.size[2] == 1) (tensors.scores[0] == nullptr ? tensors.scores[0] : tensors.scores[1]) = &values;
  }
  return tensors;
}

std::pair<const cv::Mat*, const cv::Mat*> boxes_and_confs(std::span<const Tensor> outputs) {
  if (outputs.size() != 2) return {};
  const cv::Mat* boxes = &outputs[0].values;
  const cv::Mat* confs = &outputs[1].values;
  if (boxes->dims == 3) std::swap(boxes, confs);
  if (!is_tensor(*boxes, 4) || !is_tensor(*confs, 3) || boxes->size[2] != 1 || boxes->size[3] != 4) return {};
  if (boxes->size[0] != 1 || confs->size[0] != 1 || boxes->size[1] != confs->size[1]) return {};
  return {boxes, confs};
}

void read_head(const Head& head, std::span<const Tensor> outputs, cv::Size input, float floor,
               std::vector<Detection>& found) {
  if (outputs.empty()) return;
  const cv::Mat& first = outputs.front().values;
  switch (head.kind) {
    case HeadKind::region:
      for (const Tensor& output : outputs) read_region(output.values, input, floor, found);
      break;
    case HeadKind::rows:
    case HeadKind::cell_rows: read_rows(first, floor, found); break;
    case HeadKind::offsets: read_offsets(first, input, floor, found); break;
    case HeadKind::finished: read_finished(first, floor, found); break;
    case HeadKind::columns: read_columns(first, floor, found); break;
    case HeadKind::boxes_confs:
      if (const auto [boxes, confs] = boxes_and_confs(outputs); boxes != nullptr)
        read_boxes_confs(*boxes, *confs, input, floor, found);
      break;
    case HeadKind::grid: read_grid(first, input, floor, found); break;
    case HeadKind::ssd: read_ssd(first, input, floor, found); break;
    case HeadKind::faces:
      for (const int stride : usual_strides)
        if (const FaceTensors tensors = face_tensors(outputs, stride, input); tensors.complete())
          read_faces(*tensors.scores[0], *tensors.scores[1], *tensors.boxes, stride, input, floor, found);
      break;
  }
}

}  // namespace framewake
