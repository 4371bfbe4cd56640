#include "vision/detect/label_guess.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(LabelGuess, WholeWordsOfTheFilesNameSayIt) {
  EXPECT_EQ(guess_label("/models/yolo-fastest-1.1_body.weights"), "person");
  EXPECT_EQ(guess_label("Person.onnx"), "person");
  EXPECT_EQ(guess_label("vacation-person.onnx"), "person");
  EXPECT_EQ(guess_label("my-cat2.onnx"), "cat");
  EXPECT_EQ(guess_label("cat_face.onnx"), "cat") << "what says more";
  EXPECT_EQ(guess_label("license-plates-v2.onnx"), "plate");
  for (const char* none : {"education.onnx", "surface.onnx", "/people/best.onnx", "somebody.onnx", "", "7"})
    EXPECT_EQ(guess_label(none), "object") << none;
}

TEST(LabelGuess, OpenCvsCascadesHaveTheirNames) {
  const auto of = [](const std::string& name) { return guess_label("haarcascade_" + name + ".xml"); };
  EXPECT_EQ(of("frontalcatface_extended"), "cat");
  EXPECT_EQ(of("lefteye_2splits"), "eye");
  EXPECT_EQ(of("eye_tree_eyeglasses"), "eye");
  EXPECT_EQ(of("frontalface_alt2"), "face");
  EXPECT_EQ(of("profileface"), "face");
  EXPECT_EQ(of("upperbody"), "person");
  EXPECT_EQ(of("licence_plate_rus_16stages"), "plate");
  EXPECT_EQ(of("smile"), "smile");
  EXPECT_EQ(guess_label("lbpcascade_silverware.xml"), "object");
}

}  // namespace
}  // namespace framewake
