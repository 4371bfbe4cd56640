#pragma once
// What cameras do in a soak: well behaved, and in every bad way. Each behaviour is one connection or a few, a second or less.

#include <cstdint>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace framewake::soak {

struct Target {
  std::uint16_t ingest_port = 0;
  std::uint16_t http_port = 0;
};

using Random = std::mt19937_64;

struct Behaviour {
  std::string name;
  int weight;  ///< how often, beside the others
  /// Throws std::runtime_error when the connection ended before it was through: that may be.
  std::function<void(const Target&, Random&)> act;
};

/// The daemon did what it must not; ends the soak.
class Violation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

const std::vector<Behaviour>& behaviours();

}  // namespace framewake::soak
