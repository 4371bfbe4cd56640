// The parts of tracking: who is paired with whom, and where a box is expected.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "unit/vision/watching.hpp"
#include "vision/track/assignment.hpp"
#include "vision/track/tracker.hpp"

namespace framewake {
namespace {

using namespace test;

/// What the pairs cost, where a row that stays alone costs `most`.
double cost_of(const CostMatrix& costs, const std::vector<std::optional<std::size_t>>& columns, double most) {
  double sum = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) sum += columns[row] ? costs.at(row, *columns[row]) : most;
  return sum;
}

/// The least of all ways to pair them, by trying all.
double least_cost(const CostMatrix& costs, double most, std::size_t row = 0, unsigned taken = 0) {
  if (row == costs.rows()) return 0;
  double least = most + least_cost(costs, most, row + 1, taken);
  for (std::size_t column = 0; column < costs.columns(); ++column) {
    if ((taken >> column & 1U) != 0 || !(costs.at(row, column) <= most)) continue;
    least = std::min(least, costs.at(row, column) + least_cost(costs, most, row + 1, taken | 1U << column));
  }
  return least;
}

TEST(Assignment, CostsAsLittleAsTheBestOfAllWays) {
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> cost(-1, 1);
  for (int round = 0; round < 500; ++round) {
    const std::size_t rows = random() % 6, columns = random() % 6;
    CostMatrix costs(rows, columns, 0);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c)
        costs.at(r, c) = round % 2 == 0 ? cost(random) : std::round(cost(random) * 2);
    const double most = round % 3 == 0 ? 2 : 0.3;
    const auto found = assign(costs, most);
    std::vector<std::size_t> used;
    for (std::size_t r = 0; r < rows; ++r) {
      if (!found[r]) continue;
      EXPECT_LE(costs.at(r, *found[r]), most);
      used.push_back(*found[r]);
    }
    std::sort(used.begin(), used.end());
    EXPECT_EQ(std::adjacent_find(used.begin(), used.end()), used.end());
    EXPECT_NEAR(cost_of(costs, found, most), least_cost(costs, most), 1e-9) << "round " << round;
  }
}

TEST(Assignment, WhatIsNoNumberIsNeverPaired) {
  CostMatrix costs(2, 2, std::numeric_limits<double>::quiet_NaN());
  costs.at(1, 0) = std::numeric_limits<double>::infinity();
  costs.at(1, 1) = 0.5;
  const auto found = assign(costs, 1);
  EXPECT_FALSE(found[0]);
  EXPECT_EQ(found[1], 1U);
  EXPECT_TRUE(assign(CostMatrix(0, 3, 0), 1).empty());
  EXPECT_FALSE(assign(CostMatrix(1, 0, 0), 1)[0]);
}

TEST(MovingBox, LearnsItsVelocityWhateverTheTimeBetweenFrames) {
  std::minstd_rand random(3);
  MovingBox box({100, 100, 40, 80});
  double t = 0;
  for (int i = 0; i < 40; ++i) {
    const double step = 0.02 + 0.2 * static_cast<double>(random() % 100) / 100;
    t += step;
    box.advance(step);
    box.correct({100 + 60 * t, 100 - 20 * t, 40, 80});
  }
  EXPECT_NEAR(box.velocity().x, 60, 2);
  EXPECT_NEAR(box.velocity().y, -20, 2);
  box.advance(1);
  EXPECT_NEAR(box.box().x, 100 + 60 * (t + 1), 5);
}

TEST(MovingBox, StaysABoxHoweverLongNobodySeesIt) {
  MovingBox box({0, 0, 40, 80});
  for (int i = 1; i < 10; ++i) {
    box.advance(0.1);
    box.correct({0, 0, 40.0 / i, 80.0 / i});
  }
  box.advance(10'000);
  EXPECT_GE(box.box().width, 1);
  EXPECT_GE(box.box().height, 1);
  EXPECT_TRUE(std::isfinite(box.box().x));
}

TEST(MovingBox, IsInDoubtTheLongerTheLessIsKnownOfItsWay) {
  MovingBox box({100, 100, 40, 80});
  EXPECT_EQ(box.doubt(), 0);
  box.advance(0.1);
  EXPECT_EQ(box.doubt(), 0) << "at ten frames a second";
  box.advance(0.4);
  const double young = box.doubt();
  EXPECT_GT(young, 0.25 * 80);
  box.correct({130, 100, 40, 80});
  box.advance(0.5);
  EXPECT_LT(box.doubt(), young / 2) << "its velocity is known now";
  box.advance(100);
  EXPECT_EQ(box.doubt(), 0.5 * box.box().height);
}

}  // namespace
}  // namespace framewake
