#include "base/service_manager.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/notify_socket.hpp"

namespace framewake {
namespace {

class ServiceManagerTest : public testing::Test {
 protected:
  ~ServiceManagerTest() override {
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
  }
  test::NotifySocket socket_;
};

TEST_F(ServiceManagerTest, SaysEachThingAsTheManagerUnderstandsIt) {
  ServiceManager manager;
  manager.ready();
  EXPECT_EQ(socket_.receive(), "READY=1");
  manager.status("2 cameras\nlive");
  EXPECT_EQ(socket_.receive(), "STATUS=2 cameras live");
  manager.watchdog();
  EXPECT_EQ(socket_.receive(), "WATCHDOG=1");
  manager.stopping(std::chrono::seconds(6));
  EXPECT_EQ(socket_.receive(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=6000000");
}

TEST_F(ServiceManagerTest, AReloadCarriesItsMoment) {
  ServiceManager manager;
  const auto before = to_us(Clock::now().time_since_epoch());
  manager.reloading();
  const std::string told = socket_.receive().value_or("");
  const std::string head = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_EQ(told.substr(0, head.size()), head);
  const auto moment = std::stoll(told.substr(head.size()));
  EXPECT_GE(moment, before);
  EXPECT_LE(moment, to_us(Clock::now().time_since_epoch()));
}

TEST_F(ServiceManagerTest, ReadsTheWatchdogsLimitWhenItIsMeantForThisProcess) {
  EXPECT_EQ(ServiceManager().watchdog_limit(), std::nullopt);
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(ServiceManager().watchdog_limit(), std::chrono::seconds(30));
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager().watchdog_limit(), std::chrono::seconds(30));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(ServiceManager().watchdog_limit(), std::nullopt);
}

TEST(ServiceManagerWithoutOne, SaysNothing) {
  unsetenv("NOTIFY_SOCKET");
  ServiceManager manager;
  manager.ready();
  manager.watchdog();
  EXPECT_EQ(manager.watchdog_limit(), std::nullopt);
}

}  // namespace
}  // namespace framewake
