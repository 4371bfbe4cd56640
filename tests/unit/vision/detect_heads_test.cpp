// Heads of networks, on made-up tensors.
#include "vision/detect/heads.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace framewake {
namespace {

using testing::HasSubstr;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();
const cv::Size input(320, 320);

cv::Mat tensor(std::vector<int> shape, float value = 0) {
  return cv::Mat(static_cast<int>(shape.size()), shape.data(), CV_32F, cv::Scalar(value));
}

void put(cv::Mat& of, std::ptrdiff_t at, std::vector<float> values) {
  std::copy(values.begin(), values.end(), of.ptr<float>() + at);
}

Head head_of(const std::vector<Tensor>& outputs, ModelFormat format = ModelFormat::onnx) {
  const auto told = tell_head(outputs, format, input);
  const auto* head = std::get_if<Head>(&told);
  EXPECT_TRUE(head) << std::get<std::string>(told);
  return head == nullptr ? Head{} : *head;
}

void expect_box(const Detection& one, int label, float score, cv::Rect2f box) {
  EXPECT_EQ(one.label, label);
  EXPECT_NEAR(one.score, score, 1e-5);
  EXPECT_NEAR(one.box.x, box.x, 1e-3);
  EXPECT_NEAR(one.box.y, box.y, 1e-3);
  EXPECT_NEAR(one.box.width, box.width, 1e-3);
  EXPECT_NEAR(one.box.height, box.height, 1e-3);
}

TEST(Heads, RowsMultiplyObjectnessAndClass) {
  cv::Mat rows = tensor({1, 3 * 2100, 8});
  put(rows, 8, {100, 50, 20, 40, 0.8F, 0.1F, 0.9F, 0.2F});
  const Head head = head_of({{"output", rows}});
  EXPECT_EQ(head.kind, HeadKind::rows);
  EXPECT_EQ(head.classes, 3);
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"output", rows}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 1, 0.72F, {90, 30, 20, 40});
}

TEST(Heads, ColumnsHaveNoObjectness) {
  cv::Mat columns = tensor({1, 7, 2100});
  for (int row = 0; row < 7; ++row)
    columns.ptr<float>()[row * 2100 + 13] =
        std::vector<float>{200, 100, 40, 20, 0.1F, 0.2F, 0.6F}[static_cast<std::size_t>(row)];
  const Head head = head_of({{"output0", columns}});
  EXPECT_EQ(head.kind, HeadKind::columns);
  EXPECT_EQ(head.classes, 3);
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"output0", columns}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 2, 0.6F, {180, 90, 40, 20});
}

/// Rows of the 2,100 cells of the input, with numbers as the network gives them for a picture with nothing in it.
cv::Mat cells(bool worked_out, float objectness) {
  cv::Mat rows = tensor({1, 2100, 7}, 0.1F);
  for (int i = 0; i < 2100; ++i) {
    float* row = rows.ptr<float>(0, i);
    if (worked_out) row[0] = static_cast<float>(i % 40) * 8;
    row[4] = objectness;
  }
  return rows;
}

TEST(Heads, RowsOfCellsAreToldApartByWhatIsInThem) {
  EXPECT_EQ(head_of({{"output", cells(true, 0.001F)}}).kind, HeadKind::cell_rows);
  EXPECT_EQ(head_of({{"output", cells(true, 1)}}).kind, HeadKind::rows);
  EXPECT_EQ(head_of({{"output", cells(false, 0.001F)}}).kind, HeadKind::offsets);
}

TEST(Heads, OffsetsCountFromTheirCells) {
  cv::Mat rows = cells(false, 0.001F);
  const Head head = head_of({{"output", rows}});
  EXPECT_EQ(head.classes, 2);
  put(rows, (3 * 40 + 4) * 7, {0.5F, 0.25F, std::log(2.F), std::log(4.F), 0.9F, 0.1F, 1});  // stride 8
  put(rows, (2000 + 9 * 10 + 9) * 7, {0.5F, 0.5F, 0, 0, 1, 0.7F, 0.1F});                    // stride 32, the last
  put(rows, (1600 + 5) * 7, {0.5F, 0.5F, nan, 0, 1, 0.7F, 0.1F});
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"output", rows}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 2U);
  expect_box(found[0], 1, 0.9F, {36 - 8, 26 - 16, 16, 32});
  expect_box(found[1], 0, 0.7F, {288, 288, 32, 32});
}

TEST(Heads, WhatIsFinishedHasCornersAndAClass) {
  cv::Mat rows = tensor({1, 300, 6});
  const Head head = head_of({{"output0", rows}});
  EXPECT_EQ(head.kind, HeadKind::finished);
  put(rows, 0, {10, 20, 50, 100, 0.8F, 3, 10, 20, 50, 100, 0.8F, -1, 10, 20, 50, 100, 0.8F, nan});
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"output0", rows}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 3, 0.8F, {10, 20, 40, 80});
}

TEST(Heads, NumbersThatAreNoScoresAreNoDetectorsHead) {
  const auto told = [](cv::Mat values) {
    const auto head = tell_head(std::vector<Tensor>{{"output0", std::move(values)}}, ModelFormat::onnx, input);
    const auto* problem = std::get_if<std::string>(&head);
    return problem == nullptr ? "fine" : *problem;
  };
  cv::Mat poses = tensor({1, 56, 2100}, 0.5F);
  EXPECT_EQ(told(poses), "fine") << "a model of 52 classes";
  poses.ptr<float>(0, 20)[7] = 120;
  EXPECT_NE(told(poses).find("gives 1×56×2100, in which numbers that are no scores"), std::string::npos);
  cv::Mat turned = tensor({1, 6, 2100}, 0.5F);
  turned.ptr<float>(0, 5)[3] = -0.7F;
  EXPECT_NE(told(turned), "fine");
  cv::Mat rows = tensor({1, 6300, 57}, 0.5F);
  EXPECT_EQ(told(rows), "fine");
  rows.ptr<float>(0, 9)[56] = 31;
  EXPECT_NE(told(rows), "fine");
  EXPECT_NE(told(tensor({1, 300, 6}, 2)), "fine");
  cv::Mat pixels = tensor({1, 21, 40, 40}, 5);
  EXPECT_THAT(told(pixels), HasSubstr("gives 1×21×40×40, in which numbers that are no scores"));
  EXPECT_NE(told(tensor({1, 21, 40, 40}, -5)), "fine");
  for (int plane = 0; plane < 21; ++plane)
    if (plane == 0 || plane > 4) cv::Mat(1, 1600, CV_32F, pixels.ptr<float>(0, plane)).setTo(0.5);
  EXPECT_EQ(told(pixels), "fine") << "boxes are any numbers";
  pixels.ptr<float>(0, 20)[1599] = 1.5F;
  EXPECT_NE(told(pixels), "fine") << "the last class of the last cell";
  EXPECT_THAT(told(tensor({1, 64, 80, 80})), HasSubstr("no kind of detector")) << "cells of 4 pixels";
  EXPECT_THAT(told(tensor({1, 64, 40, 20})), HasSubstr("no kind of detector")) << "not of the input's shape";
}

TEST(Heads, OneNumberThatIsNoneIsTooMuch) {
  for (const float none : {nan, infinite, -infinite}) {
    cv::Mat values = tensor({1, 6, 2100}, 0.5F);
    values.ptr<float>(0, 1)[7] = none;  // of a box
    const auto told = tell_head(std::vector<Tensor>{{"a", values}, {"b", values}}, ModelFormat::onnx, input);
    ASSERT_TRUE(std::holds_alternative<std::string>(told));
    EXPECT_EQ(std::get<std::string>(told), "gives 2 numbers that are none (NaN or infinite) for a gray picture");
  }
}

TEST(Heads, RowsOfAnSsdHaveAnImageAClassAndAScore) {
  const auto is_ssd = [](const std::vector<float>& row, int count = 3) {
    cv::Mat rows = tensor({1, 1, count, 7});
    if (count > 1) put(rows, 7, row);
    return std::holds_alternative<Head>(
        tell_head(std::vector<Tensor>{{"detection_out", rows}}, ModelFormat::onnx, input));
  };
  EXPECT_TRUE(is_ssd({0, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(is_ssd({}, 0)) << "nothing is seen";
  EXPECT_TRUE(is_ssd({0, 90, 1, -0.1F, 0, 2, 1}));
  EXPECT_TRUE(is_ssd({0, -1, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(is_ssd({-1, 0.5F, 70, 0, 0, 0, 0})) << "the end";
  EXPECT_FALSE(is_ssd({50, -60, 70, 100, 100, 500, 500}));
  EXPECT_FALSE(is_ssd({1, 1, 0.5F, 0, 0, 1, 1})) << "there is one image";
  EXPECT_FALSE(is_ssd({0, 0.5F, 0.5F, 0, 0, 1, 1}));
  EXPECT_FALSE(is_ssd({0, -2, 0.5F, 0, 0, 1, 1}));
  EXPECT_FALSE(is_ssd({0, 1, 1.5F, 0, 0, 1, 1}));
  EXPECT_FALSE(is_ssd({0, 1, -0.5F, 0, 0, 1, 1}));
}

TEST(Heads, ScoresOfDarknetAndOfFacesAreSharesToo) {
  cv::Mat region(3, 7, CV_32F, cv::Scalar(0));
  put(region, 0, {5, -5, 9, 9, 0.5F, 0.5F, 0.5F});
  const std::vector<Tensor> regions{{"yolo", region}};
  EXPECT_TRUE(std::holds_alternative<Head>(tell_head(regions, ModelFormat::darknet, input)));
  for (const int column : {4, 6}) {
    cv::Mat wrong = region.clone();
    wrong.ptr<float>(2)[column] = 3;
    const auto told = tell_head(std::vector<Tensor>{{"yolo", wrong}}, ModelFormat::darknet, input);
    EXPECT_TRUE(std::holds_alternative<std::string>(told)) << column;
  }
  std::vector<Tensor> faces;
  for (const int cells : {1600, 400, 100})
    for (const int columns : {1, 1, 4}) faces.push_back({"", tensor({1, cells, columns}, columns == 4 ? 9 : 0.5F)});
  EXPECT_TRUE(std::holds_alternative<Head>(tell_head(faces, ModelFormat::onnx, input)));
  faces[7].values.ptr<float>()[99] = -2;
  EXPECT_TRUE(std::holds_alternative<std::string>(tell_head(faces, ModelFormat::onnx, input)));
}

TEST(Heads, DarknetRegionsOfAllOutputs) {
  cv::Mat coarse(3, 7, CV_32F, cv::Scalar(0)), fine(12, 7, CV_32F, cv::Scalar(0));
  put(coarse, 7, {0.5F, 0.5F, 0.25F, 0.5F, 0.9F, 0, 0.8F});
  put(fine, 0, {0.25F, 0.25F, 0.1F, 0.1F, 0.9F, 0.7F, 0});
  const std::vector<Tensor> outputs{{"yolo_1", coarse}, {"yolo_2", fine}};
  const Head head = head_of(outputs, ModelFormat::darknet);
  EXPECT_EQ(head.kind, HeadKind::region);
  EXPECT_EQ(head.classes, 2);
  std::vector<Detection> found;
  read_head(head, outputs, input, 0.5F, found);
  ASSERT_EQ(found.size(), 2U);
  expect_box(found[0], 1, 0.8F, {120, 80, 80, 160});
  expect_box(found[1], 0, 0.7F, {64, 64, 32, 32});
}

TEST(Heads, BoxesAndConfidencesInEitherOrder) {
  cv::Mat boxes = tensor({1, 10, 1, 4}), confs = tensor({1, 10, 2});
  put(boxes, 4, {0.1F, 0.2F, 0.3F, 0.6F});
  put(confs, 2, {0.1F, 0.9F});
  for (const auto& outputs : {std::vector<Tensor>{{"boxes", boxes}, {"confs", confs}},
                              std::vector<Tensor>{{"confs", confs}, {"boxes", boxes}}}) {
    const Head head = head_of(outputs);
    EXPECT_EQ(head.kind, HeadKind::boxes_confs);
    std::vector<Detection> found;
    read_head(head, outputs, input, 0.5F, found);
    ASSERT_EQ(found.size(), 1U);
    expect_box(found[0], 1, 0.9F, {32, 64, 64, 128});
  }
}

TEST(Heads, GridCells) {
  cv::Mat grid = tensor({1, 7, 10, 10});
  const auto set = [&](int plane, float value) { grid.ptr<float>()[plane * 100 + 3 * 10 + 4] = value; };
  set(0, 0.9F);
  set(6, 0.8F);
  const Head head = head_of({{"758", grid}});
  EXPECT_EQ(head.kind, HeadKind::grid);
  EXPECT_EQ(head.classes, 2);
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"758", grid}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 1, std::pow(0.9F, 0.6F) * std::pow(0.8F, 0.4F), {128 - 80, 96 - 80, 160, 160});
}

TEST(Heads, SsdLeavesOutTheBackgroundAndTheEnd) {
  cv::Mat rows = tensor({1, 1, 4, 7});
  put(rows, 0, {0, 0, 0.9F, 0, 0, 1, 1, 0, 15, 0.8F, 0.25F, 0.25F, 0.5F, 0.75F, -1, 3, 0.9F, 0, 0, 1, 1});
  const Head head = head_of({{"detection_out", rows}}, ModelFormat::caffe);
  EXPECT_EQ(head.kind, HeadKind::ssd);
  std::vector<Detection> found;
  read_head(head, std::vector<Tensor>{{"detection_out", rows}}, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 14, 0.8F, {80, 80, 80, 160});
}

TEST(Heads, FacesOfThreeStrides) {
  std::vector<Tensor> outputs;
  for (const int stride : {16, 8, 32}) {
    const int cells = (320 / stride) * (320 / stride);
    outputs.push_back({"bbox", tensor({1, cells, 4})});
    outputs.push_back({"cls", tensor({1, cells, 1}, stride == 16 ? 0.9F : 0)});
    outputs.push_back({"obj", tensor({1, cells, 1})});
    outputs.push_back({"kps", tensor({1, cells, 10})});
  }
  outputs[2].values.ptr<float>()[2 * 20 + 5] = 0.4F;  // row 2, column 5 of stride 16
  const Head head = head_of(outputs);
  EXPECT_EQ(head.kind, HeadKind::faces);
  std::vector<Detection> found;
  read_head(head, outputs, input, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0], 0, 0.6F, {5 * 16 - 8, 2 * 16 - 8, 16, 16});
}

TEST(Heads, NumbersThatAreNoneArePassedOver) {
  const std::vector<std::vector<float>> nasty{
      {nan, 50, 20, 40, 0.9F, 0.9F, 0},       {10, infinite, 20, 40, 0.9F, 0.9F, 0}, {10, 50, nan, 40, 0.9F, 0.9F, 0},
      {10, 50, 20, -infinite, 0.9F, 0.9F, 0}, {10, 50, 20, 40, nan, 0.9F, 0},        {10, 50, 20, 40, 0.9F, nan, nan},
      {10, 50, 20, 40, infinite, 0.9F, 0},    {10, 50, 0, 40, 0.9F, 0.9F, 0},        {10, 50, 20, -1, 0.9F, 0.9F, 0},
      {10, 50, 20, 40, 0.9F, infinite, 0.1F}};
  cv::Mat rows = tensor({1, 20, 7});
  for (std::size_t i = 0; i < nasty.size(); ++i) put(rows, static_cast<std::ptrdiff_t>(i) * 7, nasty[i]);
  std::vector<Detection> found;
  read_rows(rows, 0.5F, found);
  EXPECT_TRUE(found.empty());

  cv::Mat columns = tensor({1, 6, 50}, nan), grid = tensor({1, 7, 4, 4}, nan), ssd = tensor({1, 1, 9, 7}, nan);
  cv::Mat region(9, 7, CV_32F, cv::Scalar(infinite)), boxes = tensor({1, 9, 1, 4}, nan), confs = tensor({1, 9, 2}, 1);
  read_columns(columns, 0.5F, found);
  read_grid(grid, input, 0.5F, found);
  read_grid(tensor({1, 7, 4, 4}, infinite), input, 0.5F, found);
  read_ssd(ssd, input, 0.5F, found);
  read_ssd(tensor({1, 1, 9, 7}, infinite), input, 0.5F, found);
  read_region(region, input, 0.5F, found);
  read_boxes_confs(boxes, confs, input, 0.5F, found);
  read_faces(tensor({1, 100, 1}, nan), tensor({1, 100, 1}, 1), tensor({1, 100, 4}), 32, input, 0.5F, found);
  read_faces(tensor({1, 100, 1}, 1), tensor({1, 100, 1}, 1), tensor({1, 100, 4}, infinite), 32, input, 0.5F, found);
  EXPECT_TRUE(found.empty());
}

TEST(Heads, AScoreAboveOneIsOne) {
  cv::Mat rows = tensor({1, 9, 6});
  put(rows, 0, {10, 10, 5, 5, 1.5F, 2});
  std::vector<Detection> found;
  read_rows(rows, 0.5F, found);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].score, 1);
}

TEST(Heads, OtherShapesAreNoHead) {
  const std::vector<std::vector<Tensor>> none{
      {},
      {{"a", tensor({1, 1000})}},
      {{"a", tensor({1, 4, 100})}},
      {{"a", tensor({1, 100, 5})}},
      {{"a", tensor({2, 100, 85})}},
      {{"a", tensor({1, 3, 1, 1})}},
      {{"a", tensor({1, 300, 84})}},  // RT-DETR: not as many as there are cells
      {{"a", tensor({1, 6299, 85})}},
      {{"a", tensor({1, 84, 2101})}},
      {{"a", tensor({1, 100, 85})}, {"b", tensor({1, 100, 85})}},
      {{"a", tensor({1, 100, 1, 4})}, {"b", tensor({1, 99, 2})}},
      {{"a", cv::Mat(3, std::vector<int>{1, 100, 85}.data(), CV_8U)}},
      {{"a", cv::Mat()}},
  };
  for (const auto& outputs : none) {
    const auto told = tell_head(outputs, ModelFormat::onnx, input);
    ASSERT_TRUE(std::holds_alternative<std::string>(told));
    EXPECT_NE(std::get<std::string>(told).find("no kind of detector"), std::string::npos);
  }
  EXPECT_TRUE(std::holds_alternative<std::string>(
      tell_head(std::vector<Tensor>{{"a", tensor({1, 100, 85})}}, ModelFormat::darknet, input)));
}

TEST(Heads, TensorsOfAnotherShapeThanAtTheStartGiveNothing) {
  std::vector<Detection> found;
  for (const HeadKind kind :
       {HeadKind::region, HeadKind::rows, HeadKind::cell_rows, HeadKind::offsets, HeadKind::finished, HeadKind::columns,
        HeadKind::boxes_confs, HeadKind::grid, HeadKind::ssd, HeadKind::faces}) {
    read_head({kind, 1}, std::vector<Tensor>{}, input, 0, found);
    read_head({kind, 1}, std::vector<Tensor>{{"a", cv::Mat()}}, input, 0, found);
    read_head({kind, 1}, std::vector<Tensor>{{"a", tensor({4, 2, 2, 2}, 1)}, {"b", tensor({5}, 1)}}, input, 0, found);
  }
  EXPECT_TRUE(found.empty());
}

TEST(Detections, TheBestOfEachPlaceAndLabelStays) {
  const auto kept = without_doubles(
      {{0, 0.6F, {0, 0, 10, 10}}, {0, 0.9F, {1, 0, 10, 10}}, {1, 0.5F, {1, 0, 10, 10}}, {0, 0.4F, {50, 0, 10, 10}}},
      0.5F);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_FLOAT_EQ(kept[0].score, 0.9F);
  EXPECT_EQ(kept[1].label, 1);
  EXPECT_FLOAT_EQ(kept[2].score, 0.4F);
}

TEST(Detections, HalfOfWhoIsSeenWholeElsewhereIsNobody) {
  const Detection whole{0, 0.6F, {100, 100, 40, 100}};
  const Detection half{0, 0.9F, {100, 100, 20, 100}, true};
  const auto left = [](std::vector<Detection> all) {
    return without_halves(std::move(all), [](const Detection& one) { return one.score >= 0.5F; });
  };
  const auto kept = left({half, whole});
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_FLOAT_EQ(kept[0].score, 0.6F);
  EXPECT_EQ(left({half, {0, 0.6F, {118, 100, 40, 100}}}).size(), 2U) << "somebody else";
  EXPECT_EQ(left({half, {1, 0.6F, {100, 100, 40, 100}}}).size(), 2U) << "something else";
  EXPECT_EQ(left({half, {0, 0.2F, {100, 100, 40, 100}}}).size(), 2U) << "what does not count takes nobody's place";
  Detection child = half;
  child.cut = false;
  EXPECT_EQ(left({child, whole}).size(), 2U) << "small, not cut";
  EXPECT_EQ(left({half, {0, 0.8F, {100, 150, 20, 50}, true}}).size(), 2U) << "which of them is it?";
}

TEST(Detections, AModelGoneMadCostsABoundedTime) {
  std::vector<Detection> all;
  for (int i = 0; i < 100'000; ++i) all.push_back({0, 1, {static_cast<float>(i) * 20, 0, 10, 10}});
  EXPECT_EQ(without_doubles(all, 0.5F).size(), 1000U);
}

TEST(Detections, NoAreaNoOverlap) {
  EXPECT_EQ(overlap_of(cv::Rect2f(0, 0, 0, 0), cv::Rect2f(0, 0, 0, 0)), 0);
  EXPECT_EQ(overlap_of(cv::Rect2f(0, 0, 5, 5), cv::Rect2f(5, 0, 5, 5)), 0);
  EXPECT_NEAR(overlap_of(cv::Rect2f(0, 0, 10, 10), cv::Rect2f(5, 0, 10, 10)), 1.0 / 3, 1e-6);
}

}  // namespace
}  // namespace framewake
