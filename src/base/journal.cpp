#include "base/journal.hpp"

#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION  // the place in this file says nothing about the line
#include <spdlog/details/log_msg.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-journal.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_fields.hpp"
#include "base/thread.hpp"

namespace framewake {
namespace {

int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::critical: return LOG_CRIT;
    case spdlog::level::err: return LOG_ERR;
    case spdlog::level::warn: return LOG_WARNING;
    case spdlog::level::info: return LOG_INFO;
    default: return LOG_DEBUG;
  }
}

iovec entry(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};  // NOLINT: iovec has no form for what is only read
}

class JournalSink final : public spdlog::sinks::sink {
 public:
  void log(const spdlog::details::log_msg& message) override {
    const std::string_view line(message.payload.data(), message.payload.size());
    const std::string text = "MESSAGE=" + std::string(text_of_line(line));
    const std::string priority = "PRIORITY=" + std::to_string(priority_of(message.level));
    const std::string thread = "THREAD=" + thread_name(message.thread_id);
    std::vector<iovec> entries{entry(text), entry(priority), entry(thread), entry("SYSLOG_IDENTIFIER=framewake")};
    for (const std::string_view field : fields_of_line(line)) entries.push_back(entry(field));
    const int failure = sd_journal_sendv(entries.data(), static_cast<int>(entries.size()));
    if (failure < 0) spdlog::throw_spdlog_ex("the journal does not take a line", -failure);
  }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}
};

}  // namespace

bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  struct stat file {};
  if (stream == nullptr || fstat(STDERR_FILENO, &file) != 0) return false;
  return std::string_view(stream) == std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
}

std::shared_ptr<spdlog::sinks::sink> make_journal_sink() {
  return std::make_shared<JournalSink>();
}

}  // namespace framewake
