#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "base/journal.hpp"
#include "base/json_text.hpp"
#include "base/log_fields.hpp"
#include "base/thread.hpp"

namespace framewake {
namespace {

/// %N: the name of the thread that wrote the line (not of the one that formats it).
class ThreadNameFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    std::string name = thread_name(message.thread_id);
    name.resize(std::max<std::size_t>(name.size(), 9), ' ');
    out.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<ThreadNameFlag>(); }
};

/// %V: the line without its fields.
class TextFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const std::string_view text = text_of_line({message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<TextFlag>(); }
};

constexpr std::chrono::milliseconds patience_at_the_end{500};

/// When what stderr does not take is given up.
std::atomic<std::chrono::steady_clock::time_point> no_waiting_from{std::chrono::steady_clock::time_point::max()};

/// Whether stderr takes a line of usual length at once, or by now will not. (A pipe that has room for any has room for 4 KiB.)
bool stderr_has_room() {
  constexpr int a_while = 50;  // milliseconds
  pollfd out{STDERR_FILENO, POLLOUT, 0};
  for (;;) {
    const bool waits = std::chrono::steady_clock::now() < no_waiting_from.load();
    if (::poll(&out, 1, waits ? a_while : 0) > 0) return true;
    if (!waits) return false;
  }
}

/// A line that stderr does not take (it is a file and the disk is full, or nobody reads any more) is lost; how many were is
/// said as soon as it takes one again. Only the thread that writes the log calls it.
class TerminalSink final : public spdlog::sinks::stderr_color_sink_mt {
 public:
  void log(const spdlog::details::log_msg& message) override {
    if (!write(message)) {
      ++lost_;
    } else if (lost_ > 0) {
      const std::string note = std::to_string(lost_) + " log lines before this one could not be written";
      if (write({message.logger_name, spdlog::level::warn, note})) lost_ = 0;
    }
  }

 private:
  bool write(const spdlog::details::log_msg& message) {
    if (!stderr_has_room()) return false;
    spdlog::sinks::stderr_color_sink_mt::log(message);
    const bool failed = std::ferror(stderr) != 0;
    std::clearerr(stderr);
    return !failed;
  }
  std::uint64_t lost_ = 0;
};

std::shared_ptr<spdlog::sinks::sink> make_terminal_sink() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<ThreadNameFlag>('N').add_flag<TextFlag>('V').set_pattern("%H:%M:%S.%e %^%-7l%$ %N %V");
  auto sink = std::make_shared<TerminalSink>();
  sink->set_formatter(std::move(formatter));
  return sink;
}

/// Of characters beyond ASCII: C1 (U+0080 to U+009F), line ends of Unicode, and what turns the direction of a line.
bool is_control(std::string_view character) {
  if (character.size() == 2) return character[0] == '\xc2' && static_cast<unsigned char>(character[1]) < 0xa0;
  for (const std::string_view turning : {"\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d",
                                         "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"})
    if (character == turning) return true;
  return false;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void set_up_logging(LogLevel level) {
  constexpr std::size_t queued_lines = 1024;
  spdlog::init_thread_pool(queued_lines, 1, [] { set_thread_name("fw-log"); });
  auto logger = std::make_shared<spdlog::async_logger>(
      "framewake", stderr_is_journal() ? make_journal_sink() : make_terminal_sink(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(to_spdlog(level));
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(LogLevel level) {
  spdlog::default_logger_raw()->set_level(to_spdlog(level));
}

void flush_logging() {
  no_waiting_from = std::chrono::steady_clock::now() + patience_at_the_end;
  // The thread first: it writes what waits and is joined. The other way round the logger could be freed by that thread.
  spdlog::details::registry::instance().set_tp(nullptr);
  spdlog::shutdown();
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text));
    if (out.size() + length > limit) return out += "…";
    const bool shown = length > 1 ? !is_control(text.substr(0, length)) : text[0] >= 0x20 && text[0] < 0x7f;
    if (shown)
      out += text.substr(0, length);
    else
      out += '?';
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace framewake
