#include "vision/track/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace framewake {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::size_t nobody = 0;  ///< rows and columns count from 1 below

/// Shortest augmenting paths with potentials (the Hungarian method, one row after the other). `cost(row, column)`, from
/// 1; at least as many columns as rows. Returns for each column (from 1) its row, or `nobody`.
template <class Cost>
std::vector<std::size_t> match(std::size_t rows, std::size_t columns, const Cost& cost) {
  std::vector<double> row_potential(rows + 1, 0), column_potential(columns + 1, 0);
  std::vector<std::size_t> row_of(columns + 1, nobody), before(columns + 1, 0);
  for (std::size_t row = 1; row <= rows; ++row) {
    std::vector<double> slack(columns + 1, infinite);
    std::vector<bool> reached(columns + 1, false);
    std::size_t at = 0;
    row_of[0] = row;
    do {
      reached[at] = true;
      double least = infinite;
      std::size_t next = 0;
      for (std::size_t column = 1; column <= columns; ++column) {
        if (reached[column]) continue;
        const double reduced = cost(row_of[at], column) - row_potential[row_of[at]] - column_potential[column];
        if (reduced < slack[column]) slack[column] = reduced, before[column] = at;
        if (slack[column] < least) least = slack[column], next = column;
      }
      for (std::size_t column = 0; column <= columns; ++column) {
        if (reached[column]) {
          row_potential[row_of[column]] += least;
          column_potential[column] -= least;
        } else {
          slack[column] -= least;
        }
      }
      at = next;
    } while (row_of[at] != nobody);
    for (; at != 0; at = before[at]) row_of[at] = row_of[before[at]];
  }
  return row_of;
}

}  // namespace

std::vector<std::optional<std::size_t>> assign(const CostMatrix& costs, double most) {
  const std::size_t rows = costs.rows(), real = costs.columns();
  std::vector<std::optional<std::size_t>> column_of(rows);
  // A column of its own for each row, in which it stays alone: then a pairing of all rows always exists, and every cost is
  // a moderate number.
  const double never = 4 * (std::abs(most) + 1) * static_cast<double>(rows + 1);
  const auto cost = [&](std::size_t row, std::size_t column) {
    if (column > real) return column - real == row ? most : never;
    const double own = costs.at(row - 1, column - 1);
    return std::isfinite(own) && own <= most ? own : never;
  };
  const auto row_of = match(rows, real + rows, cost);
  for (std::size_t column = 1; column <= real; ++column)
    if (row_of[column] != nobody && cost(row_of[column], column) < never) column_of[row_of[column] - 1] = column - 1;
  return column_of;
}

}  // namespace framewake
