#pragma once
// How many connections each address has at the operators' listener, and how often it comes.

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/recent_map.hpp"
#include "base/refusals.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"

namespace framewake {

class Places;

/// One of an address's places, until it ends; or none.
class Place {
 public:
  Place() = default;
  ~Place();
  Place(Place&& other) noexcept;
  Place& operator=(Place&& other) noexcept;

  /// "" where it is none.
  const std::string& address() const noexcept { return address_; }

 private:
  friend class Places;
  Place(Places& places, std::string address) : places_(&places), address_(std::move(address)) {}

  Places* places_ = nullptr;
  std::string address_;
};

/// Must outlive its places. Net thread only. Addresses as address_key() gives them.
class Places {
 public:
  /// Of all places of the listener one address has a quarter. `time` must outlive this.
  Places(std::size_t all, const TimeSource& time);
  /// Connections beyond a lowered limit stay.
  void change(std::size_t all);

  /// For a new connection of this address; or why it gets none.
  std::variant<Place, Refusal> arrives(const std::string& address);
  /// The same for a client whom a proxy brings: how often those come is the proxy's business.
  std::variant<Place, Refusal> take(const std::string& address);

 private:
  friend class Place;
  void leave(const std::string& address);

  const TimeSource& time_;
  std::size_t per_address_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;  // more than none each
  RecentMap<std::optional<TokenBucket>> arrivals_;
};

}  // namespace framewake
