// What the main thread tells the journal of cameras and certificates.
#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "app/expiry.hpp"
#include "app/state_watch.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "support/manual_time.hpp"

namespace framewake {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class Watches : public testing::Test {
 protected:
  Watches() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("", sink_)); }
  ~Watches() override { spdlog::set_default_logger(before_); }

  /// What was said since the last call.
  std::string said() {
    std::string text = text_.str();
    text_.str("");
    return text;
  }
  static CameraStatus camera(const std::string& name, CameraState state) {
    CameraStatus status;
    status.camera = *CameraId::parse(name);
    status.state = state;
    return status;
  }

  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
  const std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink_ = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
  test::ManualTime time_;
};

TEST_F(Watches, ACamerasStateIsToldWhenItChanges) {
  StateWatch watch(time_);
  watch.look({camera("front", CameraState::offline), camera("side", CameraState::live)});
  EXPECT_THAT(said(), IsEmpty()) << "they have only just been seen";
  watch.look({camera("front", CameraState::live), camera("side", CameraState::live)});
  EXPECT_THAT(said(), AllOf(HasSubstr("[info] camera front is live, it was offline"),
                            HasSubstr(message_ids::camera_state), testing::Not(HasSubstr("side"))));
  watch.look({camera("front", CameraState::frozen), camera("side", CameraState::stale)});
  EXPECT_THAT(said(), AllOf(HasSubstr("[warning] camera front is frozen, it was live"),
                            HasSubstr("[warning] camera side is stale, it was live")));
  watch.look({camera("front", CameraState::frozen)});
  watch.look({camera("front", CameraState::frozen), camera("side", CameraState::live)});
  EXPECT_THAT(said(), IsEmpty()) << "side is another one now";
}

TEST_F(Watches, AThousandCamerasAtOnceAreCounted) {
  StateWatch watch(time_);
  for (const CameraState state : {CameraState::live, CameraState::offline}) {
    std::vector<CameraStatus> all;
    for (int i = 0; i < 1000; ++i) all.push_back(camera("c" + std::to_string(i), state));
    watch.look(all);
  }
  EXPECT_THAT(said(), HasSubstr("900 more cameras have changed their state"));
}

TEST_F(Watches, ACertificateThatEndsSoonIsToldOnceADay) {
  const WallTime date{};
  ExpiryWatch watch;
  const CertificateTerm cameras{"cameras", date + hours(24 * 15)};
  const CertificateTerm operators{"operators", date + hours(24 * 3 + 1)};
  watch.look({cameras, operators}, time_.now(), date);
  EXPECT_THAT(said(), AllOf(HasSubstr("the certificate of the operators' listener expires in 3 days"),
                            HasSubstr(message_ids::certificate_expires), testing::Not(HasSubstr("cameras"))));
  watch.look({cameras, operators}, time_.now() + hours(23), date + hours(23));
  EXPECT_THAT(said(), IsEmpty());
  watch.look({cameras, operators}, time_.now() + hours(25), date + hours(25));
  EXPECT_THAT(said(), AllOf(HasSubstr("expires in 13 days"), HasSubstr("expires in 2 days")));
  watch.look({{"operators", date}}, time_.now() + hours(26), date + hours(26));
  EXPECT_THAT(said(), HasSubstr("has expired")) << "it is another one";
}

TEST(ExpiryMetrics, SayWhen) {
  EXPECT_EQ(expiry_metrics({}), "");
  EXPECT_THAT(expiry_metrics({{"cameras", WallTime(seconds(1'900'000'000))}}),
              testing::EndsWith("\nframewake_certificate_expiry_timestamp_seconds{listener=\"cameras\"} 1900000000\n"));
}

}  // namespace
}  // namespace framewake
