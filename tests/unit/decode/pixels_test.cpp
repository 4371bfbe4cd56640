#include "decode/pixels.hpp"

#include <opencv2/imgproc.hpp>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

TEST(Pixels, LumaIsThatOfOpenCv) {
  const cv::Mat scene = make_scene(97, 41);
  cv::Mat expected, gray(scene.size(), CV_8UC1);
  cv::cvtColor(scene, expected, cv::COLOR_BGR2GRAY);
  bgr_to_gray(scene, gray);
  EXPECT_LT(mean_difference(gray, expected), 0.01);  // its rounding differs between versions
}

TEST(Pixels, ShrinkingTakesTheMeanOfEachBlock) {
  const cv::Mat gray = (cv::Mat_<uchar>(3, 5) << 0, 10, 20, 30, 100,  //
                        10, 20, 30, 41, 200,                          //
                        7, 9, 255, 254, 3);
  cv::Mat half(2, 3, CV_8UC1);
  shrink(gray, 2, half);
  const cv::Mat expected = (cv::Mat_<uchar>(2, 3) << 10, 30, 150,  //
                            8, 255, 3);
  EXPECT_EQ(mean_difference(half, expected), 0);
}

TEST(Pixels, CmykIsTakenAsInverted) {
  const cv::Mat cmyk = (cv::Mat_<cv::Vec4b>(1, 4) << cv::Vec4b(255, 255, 255, 255), cv::Vec4b(255, 255, 255, 0),
                        cv::Vec4b(255, 0, 0, 255), cv::Vec4b(200, 100, 50, 128));
  cv::Mat bgr(1, 4, CV_8UC3), gray(1, 4, CV_8UC1), gray_of_bgr(1, 4, CV_8UC1);
  cmyk_to_bgr(cmyk, bgr);
  EXPECT_EQ(bgr.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 255, 255));  // no ink
  EXPECT_EQ(bgr.at<cv::Vec3b>(0, 1), cv::Vec3b(0, 0, 0));        // black
  EXPECT_EQ(bgr.at<cv::Vec3b>(0, 2), cv::Vec3b(0, 0, 255));      // magenta and yellow make red
  EXPECT_EQ(bgr.at<cv::Vec3b>(0, 3), cv::Vec3b(25, 50, 100));
  cmyk_to_gray(cmyk, gray);
  bgr_to_gray(bgr, gray_of_bgr);
  EXPECT_EQ(mean_difference(gray, gray_of_bgr), 0);
}

}  // namespace
}  // namespace framewake
