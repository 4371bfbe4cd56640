#include "frame/camera_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace framewake {
namespace {

TEST(CameraId, TakesNamesOfTheRule) {
  for (const char* name : {"a", "0", "front", "front-door_2", "9lives", "a-", "a_"}) {
    const auto id = CameraId::parse(name);
    ASSERT_TRUE(id) << name;
    EXPECT_EQ(id->str(), name);
  }
}

TEST(CameraId, RefusesEverythingElse) {
  using namespace std::string_literals;
  const std::string names[] = {"",      "-a",  "_a",    "Front",  "a b",    "a/b", "../etc",  "a.b", "a\n",    "ä",
                               "a\0b"s, "%2e", "a%2fb", "front ", " front", "a:b", "camera*", "\\",  "front\t"};
  for (const std::string& name : names) EXPECT_FALSE(CameraId::parse(name)) << name;
}

TEST(CameraId, IsAtMost63CharactersLong) {
  EXPECT_TRUE(CameraId::parse(std::string(63, 'x')));
  EXPECT_FALSE(CameraId::parse(std::string(64, 'x')));
}

TEST(CameraId, IsDefaultWhenNothingIsSaid) {
  EXPECT_EQ(CameraId().str(), "default");
  EXPECT_EQ(CameraId(), *CameraId::parse("default"));
}

TEST(CameraId, IsOrderedByItsText) {
  EXPECT_LT(*CameraId::parse("a"), *CameraId::parse("b"));
  EXPECT_NE(*CameraId::parse("a"), *CameraId::parse("a1"));
}

}  // namespace
}  // namespace framewake
