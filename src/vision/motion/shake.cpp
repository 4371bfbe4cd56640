#include "vision/motion/shake.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace framewake {
namespace {

constexpr std::size_t looks = 3000;  ///< pixels that are tried; those without an edge say nothing
constexpr float least_edge = 4;      ///< gray levels a pixel, both ways together
constexpr float outlier = 12;        ///< gray levels from which a pixel's say is bounded
constexpr int least_edges = 60;
constexpr int most_shift = 8;     ///< pixels …
constexpr int most_of_side = 12;  ///< … and at most one in so many
constexpr float misfit = 36;      ///< mean squared difference at edges from which on a large shift is looked for
constexpr float least_shift = 0.125F;
constexpr float better = 0.8F;  ///< what is left of the squared differences, at most, if it is a shift
constexpr int rounds = 8;
constexpr int grid = 4;        ///< cells a side, in which …
constexpr int cell_edges = 6;  ///< … so many edges say something …
constexpr int least_cells =
    4;  ///< … and at least so many, and most, must agree: else a thing has moved, not the picture

/// The whole shift of `now` against `before` at which they are most alike, their mean difference aside. Both as long.
int best_shift(std::span<const float> now, std::span<const float> before, int reach) {
  const int length = static_cast<int>(now.size());
  int best = 0;
  float least = std::numeric_limits<float>::max();
  for (int shift = -reach; shift <= reach; ++shift) {
    float mean = 0;
    const auto at = [&](int i) {
      return now[static_cast<std::size_t>(i)] - before[static_cast<std::size_t>(i - shift)];
    };
    for (int i = reach; i < length - reach; ++i) mean += at(i);
    mean /= static_cast<float>(std::max(length - 2 * reach, 1));
    float apart = 0;
    for (int i = reach; i < length - reach; ++i) apart += std::abs(at(i) - mean);
    if (apart < least) {
      least = apart;
      best = shift;
    }
  }
  return best;
}

}  // namespace

/// Around all that is not ignored; the whole picture when all is.
struct ShakeFinder::Area {
  int left, top, right, bottom;

  static Area of(std::span<const std::uint8_t> ignored, int width) {
    const int height = static_cast<int>(ignored.size()) / width;
    Area area{width, height, 0, 0};
    for (int y = 0; y < height; ++y) {
      const auto row = ignored.subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(width),
                                       static_cast<std::size_t>(width));
      const auto first = std::find(row.begin(), row.end(), std::uint8_t{0});
      if (first == row.end()) continue;
      const auto last = std::find(row.rbegin(), row.rend(), std::uint8_t{0});
      area.left = std::min(area.left, static_cast<int>(first - row.begin()));
      area.right = std::max(area.right, static_cast<int>(row.rend() - last));
      area.top = std::min(area.top, y);
      area.bottom = y + 1;
    }
    return area.right == 0 ? Area{0, 0, width, height} : area;
  }

  /// Of the grid.
  std::uint32_t cell(int x, int y) const {
    const int column = std::clamp((x - left) * grid / (right - left), 0, grid - 1);
    const int row = std::clamp((y - top) * grid / (bottom - top), 0, grid - 1);
    return static_cast<std::uint32_t>(row * grid + column);
  }
};

struct ShakeFinder::Planes {
  std::span<const std::uint8_t> gray;
  std::span<const float> background;
  std::span<const std::uint8_t> ignored;
  int width;
  Light light;
  int reach;  ///< the largest shift that is looked for
  Area looked_at;
  int margin() const { return reach + 2; }
  int height() const { return static_cast<int>(gray.size()) / width; }
};

/// The sums of one Gauss-Newton step.
struct ShakeFinder::Step {
  void add(float gx, float gy, std::size_t cell, float error) {
    const float size = std::abs(error);
    const float weight = size > outlier ? outlier / size : 1;
    xx += weight * gx * gx;
    xy += weight * gx * gy;
    yy += weight * gy * gy;
    xe += weight * gx * error;
    ye += weight * gy * error;
    const float bounded = std::min(size, outlier);
    left += bounded * bounded;
    ++edges;
    cells[cell].left += bounded * bounded;
    ++cells[cell].edges;
  }
  /// False when the edges all run one way, so that they do not tell.
  bool solve(Shift& by) const {
    const float det = xx * yy - xy * xy;
    if (edges < least_edges || det < 0.01F * (xx + yy) * (xx + yy) / 4) return false;
    by = {-(yy * xe - xy * ye) / det, -(xx * ye - xy * xe) / det};
    return true;
  }
  struct Cell {
    float left = 0;
    int edges = 0;
  };
  float xx = 0, xy = 0, yy = 0, xe = 0, ye = 0, left = 0;
  int edges = 0;
  std::array<Cell, std::size_t{grid} * grid> cells{};
};

/// Whether most of the picture is better explained by the shift of `with`: a camera shakes as a whole.
bool ShakeFinder::is_everywhere(const Step& without, const Step& with) {
  int asked = 0;
  int agreeing = 0;
  for (std::size_t i = 0; i < without.cells.size(); ++i) {
    if (without.cells[i].edges < cell_edges) continue;
    ++asked;
    agreeing += with.cells[i].left < without.cells[i].left ? 1 : 0;
  }
  return agreeing >= least_cells && 2 * agreeing > asked;
}

/// Those of the background that are in the picture under any shift.
void ShakeFinder::find_edges(const Planes& planes) {
  edges_.clear();
  const auto w = static_cast<std::size_t>(planes.width);
  const int height = planes.height();
  const int margin = planes.margin();
  const int stride = std::max(static_cast<int>(std::sqrt(static_cast<double>(planes.gray.size()) / looks)), 1);
  for (int y = margin; y < height - margin; y += stride)
    // Each row starts elsewhere, so that no column is left out.
    for (int x = margin + y / stride % stride; x < planes.width - margin; x += stride) {
      const std::size_t i = static_cast<std::size_t>(y) * w + static_cast<std::size_t>(x);
      const float gx = (planes.background[i + 1] - planes.background[i - 1]) / 2;
      const float gy = (planes.background[i + w] - planes.background[i - w]) / 2;
      if (std::abs(gx) + std::abs(gy) < least_edge) continue;
      edges_.push_back({i, gx, gy, planes.looked_at.cell(x, y)});
    }
}

/// Compares the background's edges with the pixels to which the shift has brought them.
ShakeFinder::Step ShakeFinder::look(const Planes& planes, Shift shift) const {
  Step step;
  const auto w = static_cast<std::ptrdiff_t>(planes.width);
  const auto whole_x = std::lround(shift.x);
  const auto whole_y = std::lround(shift.y);
  const std::ptrdiff_t to_pixel = whole_y * w + whole_x;
  // What is seen at such a whole pixel lay between four of the background's, the same way for all of them.
  const float x = static_cast<float>(whole_x) - shift.x;
  const float y = static_cast<float>(whole_y) - shift.y;
  const float right = x - std::floor(x);
  const float down = y - std::floor(y);
  const std::ptrdiff_t to_corner =
      static_cast<std::ptrdiff_t>(std::floor(y)) * w + static_cast<std::ptrdiff_t>(std::floor(x));
  const float gain = planes.light.gain;
  const float a = gain * (1 - right) * (1 - down);
  const float b = gain * right * (1 - down);
  const float c = gain * (1 - right) * down;
  const float d = gain * right * down;
  for (const Edge& edge : edges_) {
    const std::uint8_t* pixel = planes.gray.data() + edge.at + to_pixel;
    if (planes.ignored[static_cast<std::size_t>(pixel - planes.gray.data())] != 0) continue;
    const float* corner = planes.background.data() + edge.at + to_corner;
    const float expected = a * corner[0] + b * corner[1] + c * corner[w] + d * corner[w + 1];
    step.add(edge.gx, edge.gy, edge.cell, *pixel - expected - planes.light.offset);
  }
  return step;
}

/// Each way by itself, from the sums of all columns and of all rows.
Shift ShakeFinder::coarse_shift(const Planes& planes) {
  const auto w = static_cast<std::size_t>(planes.width);
  const auto h = static_cast<std::size_t>(planes.height());
  columns_.assign(w, 0);
  columns_before_.assign(w, 0);
  rows_.assign(h, 0);
  rows_before_.assign(h, 0);
  for (std::size_t y = 0, i = 0; y < h; ++y)
    for (std::size_t x = 0; x < w; ++x, ++i) {
      const float now = planes.gray[i];
      const float before = planes.light.gain * planes.background[i];
      columns_[x] += now;
      columns_before_[x] += before;
      rows_[y] += now;
      rows_before_[y] += before;
    }
  return {static_cast<float>(best_shift(columns_, columns_before_, planes.reach)),
          static_cast<float>(best_shift(rows_, rows_before_, planes.reach))};
}

Shift ShakeFinder::fit(std::span<const std::uint8_t> gray, std::span<const float> background,
                       std::span<const std::uint8_t> ignored, int width, Light light) {
  const int height = static_cast<int>(gray.size()) / width;
  const int reach = std::min(most_shift, std::min(width, height) / most_of_side);
  const Planes planes{gray, background, ignored, width, light, reach, Area::of(ignored, width)};
  find_edges(planes);
  Shift shift;
  Shift by;
  const Step none = look(planes, {});
  if (!none.solve(by) || std::hypot(by.x, by.y) < least_shift) return {};
  if (none.left > misfit * static_cast<float>(none.edges)) {
    const Shift far = coarse_shift(planes);
    const Step there = look(planes, far);
    Shift from_there;
    if (there.left < none.left && there.solve(from_there)) {
      shift = far;
      by = from_there;
    }
  }
  for (int round = 0; round < rounds; ++round) {
    shift.x += std::clamp(by.x, -1.F, 1.F);
    shift.y += std::clamp(by.y, -1.F, 1.F);
    if (std::abs(shift.x) > static_cast<float>(reach) || std::abs(shift.y) > static_cast<float>(reach)) return {};
    const Step step = look(planes, shift);
    if (!step.solve(by)) return {};
    if (std::hypot(by.x, by.y) < least_shift / 4 || round + 1 == rounds)
      return step.left < better * none.left && std::hypot(shift.x, shift.y) >= least_shift && is_everywhere(none, step)
                 ? shift
                 : Shift{};
  }
  return {};
}

void take_back(Shift shift, std::vector<std::uint8_t>& gray, int width, std::vector<std::uint8_t>& scratch) {
  const int height = static_cast<int>(gray.size() / static_cast<std::size_t>(width));
  const float down = std::floor(shift.y);
  const float right = std::floor(shift.x);
  const auto part_y = static_cast<int>(256 * (shift.y - down));
  const auto part_x = static_cast<int>(256 * (shift.x - right));
  const auto dx = static_cast<int>(right);
  const auto dy = static_cast<int>(down);
  scratch.resize(gray.size());
  const auto row_at = [&](int y) {
    return &gray[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * static_cast<std::size_t>(width)];
  };
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* above = row_at(y + dy);
    const std::uint8_t* below = row_at(y + dy + 1);
    std::uint8_t* out = &scratch[static_cast<std::size_t>(y) * static_cast<std::size_t>(width)];
    const auto mixed = [&](int x) { return above[x] * (256 - part_y) + below[x] * part_y; };
    const auto at = [&](int x) {
      const int a = mixed(std::clamp(x + dx, 0, width - 1));
      const int b = mixed(std::clamp(x + dx + 1, 0, width - 1));
      return static_cast<std::uint8_t>((a * (256 - part_x) + b * part_x + (1 << 15)) >> 16);
    };
    for (int x = 0; x < width; ++x) out[x] = at(x);
  }
  gray.swap(scratch);
}

}  // namespace framewake
