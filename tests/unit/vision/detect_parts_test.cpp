// The parts around a model: fitting pictures, crops, schedules, what files say of themselves.
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "vision/detect/crops.hpp"
#include "vision/detect/darknet_weights.hpp"
#include "vision/detect/input.hpp"
#include "vision/detect/model_file.hpp"
#include "vision/detect/schedule.hpp"
#include "vision/stages/detect.hpp"

namespace framewake {
namespace {

TEST(DarknetWeights, AreCountedByTheCfg) {
  const auto count = [](const std::string& layers, const std::string& net = "[net]\nchannels = 3\n") {
    const auto bytes = darknet_weight_bytes(net + layers);
    return bytes ? static_cast<int>(*bytes / 4) : -1;
  };
  const std::string four = "[convolutional] \r\nbatch_normalize=1\r\nfilters = 4\nsize=3\n";
  EXPECT_EQ(count(four), 4 * 4 + 4 * 3 * 9);
  const std::string one = "# a comment\n[convolutional]\nfilters=2\n";
  EXPECT_EQ(count(four + "[maxpool]\nsize=2\n[dropout]\n" + one), 16 + 108 + 2 + 2 * 4);
  EXPECT_EQ(count(four + "[convolutional]\nfilters=4\ngroups=4\nsize=3\n"), 16 + 108 + 4 + 4 * 1 * 9);
  EXPECT_EQ(count(four + one + "[route]\nlayers = -1, 0\n" + one), 16 + 108 + 10 + 2 + 2 * 6);
  EXPECT_EQ(count(four + "[route]\nlayers=-1\ngroups=2\ngroup_id=1\n" + one), 16 + 108 + 2 + 2 * 2);
  for (const char* unknown :
       {"[connected]\n", "[route]\nlayers=-9\n", "[route]\nlayers=x\n", "[route]\n", "[convolutional]\nfilters=0\n",
        "[convolutional]\ngroups=-1\n", "[convolutional]\nfilters=99999999999\n", "[convolutional]\nsize=x\n"})
    EXPECT_EQ(count(four + unknown), -1) << unknown;
  EXPECT_EQ(count(four, "[net]\n"), -1);
  EXPECT_EQ(count(four, ""), -1);
  EXPECT_EQ(count("", ""), -1);
}

TEST(Scores, ALabelHasOne) {
  const OptionTable rows = detect_option_rows();
  const OptionRow& row = *rows.find("scores");
  const auto wrong = [&](std::vector<std::string> scores) { return row.check(scores).value_or("fine"); };
  EXPECT_EQ(wrong({"person=0.4", "car=0.5"}), "fine");
  EXPECT_EQ(wrong({"person=0.4", "car=0.5", "person=0.6"}), "each label once, not \"person\" twice");
  EXPECT_EQ(wrong({"person=0.4", "car=7"}),
            "texts LABEL=SCORE with scores of 0 to 1, such as \"person=0.4\", not \"car=7\"");
}

TEST(Fit, ALetterboxKeepsProportionsAndLiesInTheMiddle) {
  const Fit fit = Fit::letterbox({1280, 720}, {320, 320});
  EXPECT_EQ(fit.place(), cv::Rect(0, 70, 320, 180));
  const cv::Rect2f box = fit.to_picture({80, 70, 160, 90});
  EXPECT_FLOAT_EQ(box.x, 320);
  EXPECT_FLOAT_EQ(box.y, 0);
  EXPECT_FLOAT_EQ(box.width, 640);
  EXPECT_FLOAT_EQ(box.height, 360);
}

TEST(Fit, ExtremePicturesStillHaveAPlace) {
  for (const cv::Size picture : {cv::Size(1, 1), cv::Size(65'000, 1), cv::Size(1, 65'000), cv::Size(4096, 4096)}) {
    const cv::Rect place = Fit::letterbox(picture, {320, 320}).place();
    EXPECT_GE(place.area(), 1);
    EXPECT_EQ(place & cv::Rect(0, 0, 320, 320), place);
  }
}

TEST(Windows, ThePictureIsNeverSmallerThanTheWindowThatSearchesIt) {
  const cv::Size outline(64, 128), none(1, 1);
  EXPECT_EQ(size_for_windows({768, 576}, 160, none), cv::Size(160, 120));
  EXPECT_EQ(size_for_windows({768, 576}, 160, outline), cv::Size(171, 128));
  EXPECT_EQ(size_for_windows({100, 1000}, 400, outline), cv::Size(64, 640));
  EXPECT_EQ(size_for_windows({768, 576}, 400, outline), cv::Size(400, 300));
  EXPECT_EQ(size_for_windows({60, 60}, 800, outline), cv::Size(120, 120)) << "nobody is in it";
  EXPECT_EQ(size_for_windows({1, 1}, 800, outline), cv::Size(2, 2));
  EXPECT_EQ(size_for_windows({5000, 1}, 10, none), cv::Size(5000, 1)) << "a row at least";
}

TEST(Blob, ColoursAreInOrderAndScaled) {
  const cv::Mat picture(2, 4, CV_8UC3, cv::Scalar(10, 20, 30));
  InputForm form{.size = {4, 4}, .letterbox = true, .red_first = true, .scale = 0.1F, .mean = {1, 2, 3}};
  cv::Mat blob;
  fill_blob(picture, form, blob);
  ASSERT_EQ(blob.size[1], 3);
  EXPECT_NEAR(blob.ptr<float>(0, 0)[5], (30 - 3) * 0.1, 1e-4);   // red
  EXPECT_NEAR(blob.ptr<float>(0, 2)[5], (10 - 1) * 0.1, 1e-4);   // blue
  EXPECT_NEAR(blob.ptr<float>(0, 0)[0], (114 - 3) * 0.1, 1e-4);  // beside the picture
  form.red_first = false;
  fill_blob(picture, form, blob);
  EXPECT_NEAR(blob.ptr<float>(0, 0)[5], (10 - 1) * 0.1, 1e-4);
}

TEST(Crops, ASquareWithRoomAroundEachRegion) {
  const std::vector<Box> regions{{600, 300, 40, 200}};
  const auto crops = crops_around(regions, {1920, 1080}, {});
  ASSERT_EQ(crops.size(), 1U);
  EXPECT_EQ(crops[0].size(), cv::Size(400, 400));
  EXPECT_EQ(crops[0] & cv::Rect(600, 300, 40, 200), cv::Rect(600, 300, 40, 200));
}

TEST(Crops, StayWithinThePicture) {
  const std::vector<Box> regions{{0, 0, 10, 10}, {1910, 1070, 10, 10}, {0, 0, 1920, 1080}, {1919, 0, 1, 1080}};
  for (const cv::Size picture : {cv::Size(1920, 1080), cv::Size(1920, 100), cv::Size(64, 64)}) {
    for (const CropRules rules : {CropRules{}, CropRules{.network = 320}, CropRules{.network = 320, .most = 1}}) {
      for (const cv::Rect& crop : crops_around(regions, picture, rules)) {
        EXPECT_EQ(crop & cv::Rect({0, 0}, picture), crop);
        EXPECT_GE(crop.area(), 1);
      }
    }
  }
}

TEST(Crops, NeighboursBecomeOneAndThereAreNeverTooMany) {
  EXPECT_EQ(crops_around(std::vector<Box>{{500, 500, 50, 50}, {540, 520, 50, 50}}, {1920, 1080}, {}).size(), 1U);
  std::vector<Box> many;
  for (int i = 0; i < 12; ++i) many.push_back({i * 150, (i % 3) * 350, 40, 40});
  const auto crops = crops_around(many, {1920, 1080}, {.most = 3});
  EXPECT_LE(crops.size(), 3U);
  for (const Box& box : many) {
    const cv::Rect rect(box[0], box[1], box[2], box[3]);
    EXPECT_TRUE(std::any_of(crops.begin(), crops.end(), [&](const cv::Rect& crop) { return (crop & rect) == rect; }));
  }
  EXPECT_TRUE(crops_around({}, {100, 100}, {}).empty());
}

TEST(Crops, OneLookServesForManyWhereTheNetworkStillSeesThemWell) {
  const cv::Size picture(768, 576);
  const std::vector<Box> near{{100, 200, 40, 90}, {600, 180, 40, 95}};  // 37 pixels high in the whole at 320
  const auto whole = crops_around(near, picture, {.network = 320});
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_LE(whole[0].x, 100);
  EXPECT_GE(whole[0].br().x, 640);

  const std::vector<Box> far{{100, 200, 20, 40}, {600, 180, 40, 95}};  // 16 pixels high: better looked at closely
  EXPECT_EQ(crops_around(far, picture, {.network = 320}).size(), 2U);
  EXPECT_EQ(crops_around(far, picture, {.network = 320, .most = 1}).size(), 1U);
  EXPECT_EQ(crops_around(far, picture, {.network = 640}).size(), 1U) << "a larger network sees it in the whole";
  EXPECT_EQ(crops_around(near, picture, {}).size(), 2U) << "without a network pixels are what costs";
}

TEST(Crops, AreHardlyEnlargedForTheNetwork) {
  const auto crops = crops_around(std::vector<Box>{{900, 500, 10, 10}}, {1920, 1080}, {.network = 640});
  ASSERT_EQ(crops.size(), 1U);
  EXPECT_EQ(crops[0].size(), cv::Size(512, 512));
}

TEST(Boxes, AreCutToThePicture) {
  EXPECT_EQ(box_within({-5, -5, 20, 20}, {100, 100}), (Box{0, 0, 15, 15}));
  EXPECT_EQ(box_within({90, 90, 50, 50}, {100, 100}), (Box{90, 90, 10, 10}));
  EXPECT_FALSE(box_within({120, 0, 5, 5}, {100, 100}));
  EXPECT_FALSE(box_within({-1e30F, -1e30F, 1, 1}, {100, 100}));
  EXPECT_EQ(box_within({-1e30F, -1e30F, 2e30F, 2e30F}, {100, 100}), (Box{0, 0, 100, 100}));
}

TEST(Schedule, IsReadAsWritten) {
  EXPECT_EQ(parse_schedule("always")->kind, LookSchedule::Kind::always);
  EXPECT_EQ(parse_schedule("motion")->kind, LookSchedule::Kind::motion);
  EXPECT_EQ(parse_schedule("every 500 ms")->interval, milliseconds(500));
  EXPECT_EQ(parse_schedule("every 1.5 s")->interval, milliseconds(1500));
  EXPECT_EQ(parse_schedule("every 2min")->interval, milliseconds(120'000));
  EXPECT_EQ(parse_schedule("every 1 h")->interval, std::chrono::hours(1));
  EXPECT_EQ(parse_schedule("every 24h")->interval, std::chrono::hours(24));
  for (const char* wrong : {"", "never", "every 25 h", "every", "every ", "every 5", "every x ms", "every 0 ms",
                            "every -1 s", "every nan s", "every inf s", "every 25000 min", "every 1 s more"})
    EXPECT_FALSE(parse_schedule(wrong)) << wrong;
}

TEST(Crops, CutIsWhatReachesTheEdgeOfOneBeyondWhichThePictureGoesOn) {
  const cv::Rect place(0, 100, 200, 200);
  const cv::Size picture(640, 300);
  EXPECT_FALSE(is_cut({10, 120, 50, 50}, place, picture));
  EXPECT_FALSE(is_cut({-5, 120, 50, 50}, place, picture)) << "there the picture ends as well";
  EXPECT_FALSE(is_cut({10, 250, 50, 55}, place, picture));
  EXPECT_TRUE(is_cut({10, 101, 50, 50}, place, picture));
  EXPECT_TRUE(is_cut({150, 120, 49, 50}, place, picture));
}

TEST(ModelFiles, SayHowLargeTheirInputIs) {
  EXPECT_EQ(darknet_input("[net]\nbatch=1\nwidth=416\nheight = 352\n[convolutional]\nwidth=3\n"), cv::Size(416, 352));
  EXPECT_FALSE(darknet_input("[net]\nwidth=416\n[convolutional]\nheight=3\n"));
  EXPECT_FALSE(darknet_input("[net]\nwidth=-1\nheight=9999999\n"));
  EXPECT_EQ(caffe_input("input: \"data\"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 300\ninput_dim: 400\n"),
            cv::Size(400, 300));
  EXPECT_EQ(caffe_input("input_shape {\n dim: 1\n dim: 3\n dim: 30\n dim: 40 }\n"), cv::Size(40, 30));
  EXPECT_FALSE(caffe_input("layer { }"));
  EXPECT_FALSE(onnx_input(""));
  EXPECT_FALSE(onnx_input("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
}

TEST(ModelFiles, LabelsAreLines) {
  EXPECT_EQ(read_labels("person\r\ntraffic light\n\ncar\n\n\n"),
            (std::vector<std::string>{"person", "traffic light", "", "car"}));
  EXPECT_TRUE(read_labels("\n\n").empty());
  EXPECT_TRUE(is_background("background"));
  EXPECT_FALSE(is_background("person"));
}

TEST(ModelFiles, SsdsOfTensorFlowSayWhetherTheyScaleThePictureThemselves) {
  const test::TemporaryFolder folder;
  const auto prepares = [&](ModelFormat format, const std::string& config) {
    return prepares_pictures({format, "model", folder.file("config", config)});
  };
  EXPECT_TRUE(prepares(ModelFormat::tensorflow, "node {\n  name: \"Preprocessor/mul\"\n  op: \"Mul\"\n}\n"));
  EXPECT_FALSE(prepares(ModelFormat::tensorflow, "node {\n  name: \"image_tensor\"\n}\n"));
  EXPECT_FALSE(prepares(ModelFormat::caffe, "name: \"Preprocessor/mul\""));
}

TEST(Input, TheMeanIsOneNumberOrThree) {
  EXPECT_EQ(parse_mean("127.5"), cv::Scalar::all(127.5));
  EXPECT_EQ(parse_mean(" 104, 117,123 "), cv::Scalar(104, 117, 123));
  for (const char* wrong : {"", "-1", "256", "nan", "1, 2", "1, 2, 3, 4", "1 2 3", "1, 2, 3,", "1, 2, x", ",1"})
    EXPECT_FALSE(parse_mean(wrong)) << wrong;
}

TEST(ModelFiles, WhatIsNoneIsNamed) {
  const auto fault = [](const std::string& model, const std::string& config = "") {
    const auto found = find_model(model, config);
    const auto* wrong = std::get_if<ModelFaults>(&found);
    return wrong == nullptr ? std::string("none") : wrong->front().key + " is " + wrong->front().what;
  };
  EXPECT_EQ(fault(""), "none");
  EXPECT_EQ(fault("hog"), "none");
  constexpr const char* missing = ", which does not exist; allowed: a file that framewake's user may read";
  EXPECT_EQ(fault("/nowhere/model.onnx"), std::string("model is \"/nowhere/model.onnx\"") + missing);
  EXPECT_EQ(fault("/nowhere/face.xml"), std::string("model is \"/nowhere/face.xml\"") + missing);
  EXPECT_EQ(fault("no_such_cascade.xml"), std::string("model is \"no_such_cascade.xml\"") + missing +
                                              " (OpenCV's cascades are in the package opencv-data)");
  EXPECT_NE(fault("/etc/hostname").find("allowed: a file .weights"), std::string::npos);
  EXPECT_EQ(fault("", "/nowhere/x.cfg"), "config is \"/nowhere/x.cfg\", allowed: nothing without a model");
}

TEST(ModelFiles, ANameThatCannotBeLookedUpIsAFault) {
  const std::string long_name(300, 'a');
  for (const char* ending : {".xml", ".onnx", ".weights"}) {
    const std::string model = long_name + ending;
    const auto found = find_model(model, "");
    const auto* wrong = std::get_if<ModelFaults>(&found);
    ASSERT_NE(wrong, nullptr) << ending;
    EXPECT_EQ(wrong->front().key, "model");
    EXPECT_NE(wrong->front().what.find("which cannot be looked up (File name too long); allowed: a file"),
              std::string::npos)
        << wrong->front().what;
    EXPECT_EQ(marks_of(model, "", ""), ModelMarks{});
  }
}

}  // namespace
}  // namespace framewake
