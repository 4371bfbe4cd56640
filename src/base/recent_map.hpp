#pragma once
// A map that never grows beyond a number of entries: the one not asked for longest gives way. For what is kept per network
// address, of which an attacker may have many.

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace framewake {

/// Not synchronized.
template <class Value>
class RecentMap {
 public:
  explicit RecentMap(std::size_t capacity) : capacity_(capacity) {}

  /// The entry, made anew if there is none; it is the most recent now.
  Value& at(const std::string& key) {
    if (const auto found = places_.find(key); found != places_.end()) {
      entries_.splice(entries_.end(), entries_, found->second);
      return found->second->second;
    }
    if (places_.size() >= capacity_) {
      places_.erase(entries_.front().first);
      entries_.pop_front();
    }
    entries_.emplace_back(key, Value{});
    places_.emplace(key, std::prev(entries_.end()));
    return entries_.back().second;
  }
  const Value* find(const std::string& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &found->second->second;
  }
  void erase(const std::string& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    entries_.erase(found->second);
    places_.erase(found);
  }
  void clear() noexcept {
    places_.clear();
    entries_.clear();
  }
  std::size_t size() const noexcept { return places_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  const std::size_t capacity_;
  Entries entries_;  // the most recent last
  std::unordered_map<std::string, typename Entries::iterator> places_;
};

}  // namespace framewake
