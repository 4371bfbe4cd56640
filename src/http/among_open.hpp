#pragma once
// Who waits is in a list while he waits, however that ends.

#include <set>

namespace framewake {

/// `one` is in `all` while this lives. Not synchronized.
template <class T>
class AmongOpen {
 public:
  AmongOpen(std::set<T*>& all, T& one) : all_(all), one_(one) { all_.insert(&one_); }
  ~AmongOpen() { all_.erase(&one_); }
  AmongOpen(const AmongOpen&) = delete;
  AmongOpen& operator=(const AmongOpen&) = delete;

 private:
  std::set<T*>& all_;
  T& one_;
};

}  // namespace framewake
