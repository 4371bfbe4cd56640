#include "output/result_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

using nlohmann::json;

TEST(ResultJson, SaysEverythingInTheOrderOfTheProtocol) {
  EXPECT_EQ(
      result_json(test::sample_result()),
      R"({"type":"result","camera":"front","frame":41,"seq":1234567890123456789,"superseded":2,"size":[1280,720],)"
      R"("times_us":{"capture":-12,"wait":85,"decode":2000,"stages":{"motion":700,"detect":9000},"total":12000},)"
      R"("motion":{"active":true,"area":0.031235,"regions":[[1,2,30,40],[5,6,7,8]]},)"
      R"("objects":[{"label":"person","score":0.875,"box":[10,20,30,40],"track":17,"zones":["door","yard"]},)"
      R"({"label":"dog","score":0.5,"box":[1,1,2,2]}]})");
}

TEST(ResultJson, SaysWhatTheCameraMightSend) {
  Result result = test::sample_result();
  result.next = NextFrames{2.5, {{640, 360}}};
  EXPECT_EQ(json::parse(result_json(result)).at("next"), json({{"fps", 2.5}, {"size", {640, 360}}}));
  result.next = NextFrames{2, {}};
  EXPECT_EQ(json::parse(result_json(result)).at("next"), json({{"fps", 2.0}}));
}

TEST(ResultJson, LeavesOutWhatNoStageMakes) {
  Result result = test::sample_result();
  result.seq.reset();
  result.times.capture.reset();
  result.times.stages.clear();
  result.motion.reset();
  result.objects.reset();
  EXPECT_EQ(result_json(result), R"({"type":"result","camera":"front","frame":41,"superseded":2,"size":[1280,720],)"
                                 R"("times_us":{"wait":85,"decode":2000,"stages":{},"total":12000}})");
}

TEST(ResultJson, TellsNothingFoundFromNotLookedFor) {
  Result result = test::sample_result();
  result.motion = MotionResult{};
  result.objects.emplace();
  const auto parsed = json::parse(result_json(result));
  EXPECT_EQ(parsed["motion"], json::parse(R"({"active":false,"area":0,"regions":[]})"));
  EXPECT_EQ(parsed["objects"], json::array());
}

TEST(ResultJson, AddsTheTimesOfStagesThatShareAName) {
  Result result = test::sample_result();
  result.times.stages = {{"mask", microseconds(1)}, {"motion", microseconds(10)}, {"mask", microseconds(4)}};
  EXPECT_NE(result_json(result).find(R"("stages":{"mask":5,"motion":10})"), std::string::npos);
}

TEST(ResultJson, HasTheCountersOfZonesAndLines) {
  Result result = test::sample_result();
  result.objects->front().stationary = true;
  result.zones = {{"door", {{.label = "person", .inside = 2, .dwelling = 1, .entered = 5, .left = 3, .dwelt = 4}}}};
  result.lines = {{"gate", {"in", "out"}, {{.label = "dog", .crossed = {7, 8}}}}, {"empty", {"a", "b"}, {}}};
  const auto parsed = json::parse(result_json(result));
  EXPECT_EQ(parsed["objects"][0]["stationary"], true);
  EXPECT_FALSE(parsed["objects"][1].contains("stationary"));
  EXPECT_EQ(parsed["zones"], json::parse(R"([{"name":"door","labels":{"person":
      {"inside":2,"dwelling":1,"entered":5,"left":3,"dwelt":4}}}])"));
  EXPECT_EQ(parsed["lines"],
            json::parse(R"([{"name":"gate","labels":{"dog":{"in":7,"out":8}}},{"name":"empty","labels":{}}])"));
}

TEST(ResultJson, KeepsLabelsFromOutsideApartFromTheSyntax) {
  Result result = test::sample_result();
  const std::string nasty = "a\"b\\c\n\t\x01/é\xE2\x82\xAC\xF0\x9F\x98\x80";
  result.objects->front().label = nasty;
  result.objects->front().zones = {nasty};
  const auto object = json::parse(result_json(result))["objects"][0];
  EXPECT_EQ(object["label"], nasty);
  EXPECT_EQ(object["zones"][0], nasty);
}

TEST(ResultJson, RejectionsAndExpirations) {
  const auto parsed = json::parse(rejected_json(9, {RejectReason::bad_image, "Corrupt \"JPEG\": \xFF\xFE"}));
  EXPECT_EQ(parsed, (json{{"type", "rejected"},
                          {"frame", 9},
                          {"reason", "bad_image"},
                          {"detail", "Corrupt \"JPEG\": \xEF\xBF\xBD\xEF\xBF\xBD"}}));
  EXPECT_EQ(expired_json(10), R"({"type":"expired","frame":10})");
}

TEST(JsonText, EveryByteSequenceBecomesValidJson) {
  const std::vector<std::string> broken = {
      "\x80",     "\xC0\x80",         "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82", "\xF0\x80\x80\x80",
      "\xF5\x80", "\xF4\x90\x80\x80", "\xFF", "\xF0\x9F\x98"};
  for (const auto& bytes : broken) {
    std::string text;
    append_json_string(text, "<" + bytes + ">");
    const auto parsed = json::parse(text, nullptr, false);
    ASSERT_TRUE(parsed.is_string()) << text;
    std::string expected = "<";
    for (std::size_t i = 0; i < bytes.size(); ++i) expected += "\xEF\xBF\xBD";
    EXPECT_EQ(parsed, expected + ">");
  }
}

TEST(JsonText, EveryPairOfBytesParsesToWhatItWasOrIsReplaced) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      std::string text;
      append_json_string(text, bytes);
      const auto parsed = json::parse(text, nullptr, false);
      ASSERT_TRUE(parsed.is_string()) << first << ' ' << second;
      const bool well_formed = json(bytes).dump(-1, ' ', false, json::error_handler_t::ignore) ==
                               json(bytes).dump(-1, ' ', false, json::error_handler_t::replace);
      EXPECT_EQ(parsed == bytes, well_formed) << first << ' ' << second;
    }
  }
}

TEST(JsonText, NumbersAreShortAndAlwaysNumbers) {
  const auto written = [](double number, int decimals) {
    std::string text;
    JsonWriter(text).value(number, decimals);
    return text;
  };
  EXPECT_EQ(written(0.1 + 0.2, 6), "0.3");
  EXPECT_EQ(written(100, 4), "100");
  EXPECT_EQ(written(100, 0), "100");
  EXPECT_EQ(written(-0.00001, 4), "0");
  EXPECT_EQ(written(0.00000051, 6), "0.000001");
  EXPECT_EQ(written(-1.5, 1), "-1.5");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity(), 2), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN(), 2), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::max(), 9).size(), 309U);
}

}  // namespace
}  // namespace framewake
