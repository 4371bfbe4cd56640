#include "http/places.hpp"

#include <algorithm>

namespace framewake {
namespace {

constexpr std::size_t shares = 4;
constexpr double arrivals_per_second = 50;  // each may cost a TLS handshake on the thread that the cameras share
constexpr double arrivals_at_once = 250;
constexpr std::size_t most_addresses = 10'000;  // whose arrivals are remembered

}  // namespace

Place::~Place() {
  if (places_ != nullptr) places_->leave(address_);
}

Place::Place(Place&& other) noexcept
    : places_(std::exchange(other.places_, nullptr)), address_(std::exchange(other.address_, {})) {}

Place& Place::operator=(Place&& other) noexcept {
  std::swap(places_, other.places_);
  std::swap(address_, other.address_);
  return *this;
}

Places::Places(std::size_t all, const TimeSource& time) : time_(time), arrivals_(most_addresses) {
  change(all);
}

void Places::change(std::size_t all) {
  per_address_ = std::max<std::size_t>(1, all / shares);
}

std::variant<Place, Refusal> Places::arrives(const std::string& address) {
  auto& bucket = arrivals_.at(address);
  if (!bucket) bucket.emplace(arrivals_per_second, arrivals_at_once);
  if (!bucket->try_take(time_.now())) return Refusal::too_many_handshakes;
  return take(address);
}

std::variant<Place, Refusal> Places::take(const std::string& address) {
  std::string its_own = address;
  std::size_t& taken = by_address_[address];
  if (taken >= per_address_) return Refusal::too_many_connections;
  ++taken;
  return Place(*this, std::move(its_own));
}

void Places::leave(const std::string& address) {
  const auto known = by_address_.find(address);
  if (known != by_address_.end() && --known->second == 0) by_address_.erase(known);
}

}  // namespace framewake
