#pragma once
// The daemon under soak: a process of its own with a configuration file that changes all the time.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/fate_ledger.hpp"
#include "support/child_process.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::soak {

/// What a process holds of the system.
struct Holdings {
  std::uint64_t resident_kib = 0;
  std::size_t descriptors = 0;
  std::size_t threads = 0;
};

class Daemon {
 public:
  /// Starts it with its files in a folder of its own and waits until it is ready. Throws when it is not.
  explicit Daemon(const std::string& framewake);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  std::uint16_t ingest_port() const noexcept { return ingest_port_; }
  std::uint16_t http_port() const noexcept { return http_port_; }
  /// The right token of the cameras that have one.
  static std::string token() { return "the-right-token-of-this-soak-test"; }

  /// Writes the `number`-th configuration (some are mistaken) and asks for a reload; the answer's HTTP status.
  int reload(std::uint64_t number);
  /// All cameras' accounts.
  std::map<std::string, FateCounts> accounts() const;
  Holdings holdings() const;
  bool runs() const;
  /// Asks it to end; its exit status.
  int stop();
  /// The lines of its log that say something is wrong with it.
  std::string complaints() const;

 private:
  void write_config(const std::string& text) const;

  test::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::unique_ptr<test::ChildProcess> process_;
  std::uint16_t ingest_port_ = 0;
  std::uint16_t http_port_ = 0;
};

}  // namespace framewake::soak
