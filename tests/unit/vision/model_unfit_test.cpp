// Files that OpenCV crashes on, and are refused before it sees them.
#include "vision/detect/unfit.hpp"

#include <gmock/gmock.h>

#include "unit/vision/tiny_models.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::HasSubstr;

constexpr std::uint64_t floats = 1, halves = 10;

std::string weights(const onnx::Shape& shape, const std::string& data, std::uint64_t type = floats) {
  using protobuf::field;
  std::string all;
  for (const std::int64_t side : shape) all += field(1, static_cast<std::uint64_t>(side));
  return all + field(2, type) + field(8, std::string("w")) + data;
}
std::string raw(std::size_t bytes) {
  return protobuf::field(9, std::string(bytes, '\0'));
}
std::string ints(const std::string& name, const onnx::Shape& numbers) {
  using protobuf::field;
  std::string all = field(1, name);
  for (const std::int64_t number : numbers) all += field(8, static_cast<std::uint64_t>(number));
  return field(5, all + field(20, std::uint64_t{7}));
}
std::string graph(const std::string& nodes, const std::string& initializers = {}) {
  return onnx::model(nodes + initializers + protobuf::field(11, onnx::value_info("images", {1, 3, 32, 32})));
}
/// A convolution with these weights.
std::string convolution(const std::string& tensor, const std::string& attributes = {}) {
  return graph(onnx::node("Conv", {"images", "w", ""}, "out", attributes), protobuf::field(5, tensor));
}

TEST(OnnxUnfitTest, WhatIsRightIsFit) {
  EXPECT_EQ(why_onnx_is_unfit(reshaping_onnx(32, {1, 6, 21})), "");
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({2, 3, 1, 1}, raw(24)), ints("strides", {1, 1}))), "");
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({2, 3}, raw(12), halves))), "");
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({2}, protobuf::field(4, std::string(8, '\0'))))), "") << "packed";
  const std::string one_by_one = protobuf::field(7, std::uint64_t{300}) + protobuf::field(7, std::uint64_t{1});
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({2}, one_by_one, 7))), "");
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({0}, ""))), "") << "no numbers are wanted";
  EXPECT_EQ(why_onnx_is_unfit(convolution(weights({}, raw(4)))), "") << "a single number";
  EXPECT_EQ(why_onnx_is_unfit(""), "") << "OpenCV says that it is none";
  for (const std::uint64_t opset : {1U, 25U, 30U}) EXPECT_EQ(why_onnx_is_unfit(onnx_of("v8", opset)), "") << opset;
  EXPECT_EQ(why_onnx_is_unfit(onnx_of("v8", 0)), "is made for opset 0; allowed: 1 to 30");
  EXPECT_EQ(why_onnx_is_unfit(onnx_of("v8", 99)), "is made for opset 99; allowed: 1 to 30");
}

TEST(OnnxUnfitTest, WeightsAreThereAndOfTheirShape) {
  const auto why = [](const std::string& tensor) { return why_onnx_is_unfit(convolution(tensor)); };
  EXPECT_EQ(why(weights({16, 3, 8, 8}, raw(16))), "has weights \"w\" of 16 bytes, where their shape has 12288");
  EXPECT_EQ(why(weights({1024, 3}, "")), "has weights \"w\" of 0 bytes, where their shape has 12288");
  EXPECT_EQ(why(weights({2}, raw(12))), "has weights \"w\" of 12 bytes, where their shape has 8");
  EXPECT_EQ(why(weights({-5, 3}, raw(16))), "has weights \"w\" of a shape that cannot be");
  EXPECT_EQ(why(weights({1 << 30, 1 << 30, 1 << 30}, raw(16))), "has weights \"w\" of a shape that cannot be");
  EXPECT_THAT(why(weights({2}, protobuf::field(14, std::uint64_t{1}))),
              HasSubstr("keeps its weights in a second file"));
  EXPECT_THAT(why(weights({2}, protobuf::field(13, std::string()))), HasSubstr("keeps its weights in a second file"));
  const std::string constant =
      protobuf::field(5, protobuf::field(1, std::string("value")) + protobuf::field(5, weights({9}, raw(8))));
  EXPECT_THAT(why_onnx_is_unfit(graph(onnx::node("Constant", {}, "c", constant))), HasSubstr("of 8 bytes"));
}

TEST(OnnxUnfitTest, WhatANodeTakesComesFromSomewhere) {
  EXPECT_EQ(why_onnx_is_unfit(graph(onnx::node("Conv", {"images", "w"}, "out"))),
            "has a node Conv whose input \"w\" comes from nowhere: weights are missing, perhaps");
  EXPECT_EQ(why_onnx_is_unfit(graph(onnx::node("Relu", {"images"}, "a") + onnx::node("Relu", {"a"}, "b"))), "");
}

TEST(OnnxUnfitTest, NoWindowStepOrGroupIsNothing) {
  const auto why = [](const std::string& attribute) {
    return why_onnx_is_unfit(convolution(weights({2}, raw(8)), attribute));
  };
  EXPECT_EQ(why(ints("strides", {1, 0})), "has a node Conv with strides of 0 or less");
  EXPECT_EQ(why(ints("kernel_shape", {-1, 1})), "has a node Conv with kernel_shape of 0 or less");
  EXPECT_EQ(why(onnx::attribute("group", 0)), "has a node Conv with group of 0 or less");
  EXPECT_EQ(why(ints("pads", {0, 0})), "");
}

std::string cfg_with(const std::string& net, const std::string& layer) {
  return "[net]\nwidth=32\nheight=32\nchannels=3\n" + net + "[convolutional]\nfilters=18\nsize=1\n" + layer;
}

TEST(CfgUnfitTest, NothingIsDividedByNothing) {
  EXPECT_EQ(why_cfg_is_unfit(tiny_darknet_cfg()), "");
  EXPECT_EQ(why_cfg_is_unfit(cfg_with("", "groups = +2 # of channels\n")), "");
  EXPECT_EQ(why_cfg_is_unfit(cfg_with("", "groups=0\n")), "has \"groups=0\" in [convolutional], allowed: 1 to 1000000");
  for (const char* line : {"stride=-1", "size=x", "filters=99999999999999999999", "groups="})
    EXPECT_THAT(why_cfg_is_unfit(cfg_with("", line)), HasSubstr(line));
  EXPECT_THAT(why_cfg_is_unfit("[net]\nwidth=32\n[maxpool]\nstride=0"), HasSubstr("\"stride=0\" in [maxpool]"));
}

TEST(CfgUnfitTest, APictureHasASize) {
  EXPECT_EQ(why_cfg_is_unfit(cfg_with("width=9000\n", "")), "has \"width=9000\" in [net], allowed: 1 to 8192");
  EXPECT_THAT(why_cfg_is_unfit(cfg_with("height=0\n", "")), HasSubstr("\"height=0\""));
}

std::string cascade(const std::string& nodes, const std::string& leaves, const std::string& features,
                    const std::string& categories = "0") {
  return "<?xml version=\"1.0\"?><!-- <features> --><opencv_storage><cascade type_id=\"x\"><height>24</height>"
         "<width>24</width><featureParams><maxCatCount>" +
         categories +
         "</maxCatCount></featureParams><stages><_>"
         "<weakClassifiers><_><internalNodes>\n" +
         nodes + "</internalNodes><leafValues>" + leaves +
         "</leafValues></_></weakClassifiers></_></stages><features>" + features +
         "</features></cascade></opencv_storage>";
}
const std::string two_features = "<_><rects><_>1 2 3 4 -1.</_><_>1 2 3 4 2.</_></rects></_><_><rects/></_>";

TEST(CascadeUnfitTest, ItsTreesLeadToFeaturesAndLeavesThatAreThere) {
  const std::string broken = "has a tree that leads to nowhere: it is broken";
  EXPECT_EQ(why_cascade_is_unfit(cascade("0 -1 1 -3.15e-02", "0.5 -0.5", two_features)), "");
  EXPECT_EQ(why_cascade_is_unfit(cascade("1 0 1 .5 -1 -2 0 .5", "1 2 3", two_features)), "");
  EXPECT_EQ(why_cascade_is_unfit(cascade("0 -1 2 .5", "1 2", two_features)),
            "asks for a feature that it has not: it is broken (it has 2)");
  for (const char* nodes : {"0 -1 -1 .5", "0 -2 0 .5", "1 0 0 .5", "0 -1 0"})
    EXPECT_EQ(why_cascade_is_unfit(cascade(nodes, "1 2", two_features)), broken) << nodes;
  EXPECT_EQ(why_cascade_is_unfit(cascade("0 -1 1 .5", "1 2", two_features, "-5")), broken);
  EXPECT_EQ(why_cascade_is_unfit("no cascade"), "") << "OpenCV says that";
}

TEST(CascadeUnfitTest, TheBlocksOfAPatternLieWithinTheWindow) {
  const std::string nodes = "0 -1 0 1 2 3 4 5 6 7 8";
  EXPECT_EQ(why_cascade_is_unfit(cascade(nodes, "1 2", "<_><rect>0 0 8 8</rect></_>", "256")), "");
  for (const char* rect : {"1 0 8 8", "0 0 8 9", "-1 0 1 1", "0 0 0 1", "0 0 1"})
    EXPECT_EQ(why_cascade_is_unfit(cascade(nodes, "1 2", "<_><rect>" + std::string(rect) + "</rect></_>", "256")),
              "has a feature beyond its window: it is broken")
        << rect;
}

}  // namespace
}  // namespace framewake
