#pragma once
// Which of these belongs to which of those, so that all together it costs least.

#include <optional>
#include <vector>

namespace framewake {

/// Costs of each row (a track, say) with each column (a detection).
class CostMatrix {
 public:
  CostMatrix(std::size_t rows, std::size_t columns, double cost)
      : columns_(columns), rows_(rows), costs_(rows * columns, cost) {}
  double& at(std::size_t row, std::size_t column) { return costs_[row * columns_ + column]; }
  double at(std::size_t row, std::size_t column) const { return costs_[row * columns_ + column]; }
  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }

 private:
  std::size_t columns_;
  std::size_t rows_;
  std::vector<double> costs_;
};

/// For each row its column, or nothing. Pairs that cost more than `most`, or no finite number, are never made; of all the
/// ways to pair the rest, it is one with the least sum, where each row that stays alone counts as `most`. O(n³).
std::vector<std::optional<std::size_t>> assign(const CostMatrix& costs, double most);

}  // namespace framewake
