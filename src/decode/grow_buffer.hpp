#pragma once
// Memory that is used again and again, and grows when more is asked for.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <utility>

namespace framewake {

/// Thread-bound. What it holds is not kept when it grows, and not cleared when it is used again.
class GrowBuffer {
 public:
  /// At least `size` bytes, aligned for vector instructions; valid until the next call that asks for more, or give_back().
  unsigned char* at_least(std::size_t size) {
    most_ = std::max(most_, size);
    if (size > capacity_) {
      release();  // before the new one: never both at once
      bytes_.reset(static_cast<unsigned char*>(::operator new (size, std::align_val_t{alignment})));
      capacity_ = size;
    }
    return bytes_.get();
  }

  /// Frees the memory when it is a lot, and less than a quarter of it has been asked for since this was called before.
  void give_back() noexcept {
    if (std::exchange(most_, 0) < capacity_ / 4 && capacity_ >= a_lot) release();
  }
  std::size_t capacity() const noexcept { return capacity_; }  ///< bytes

  static constexpr std::size_t a_lot = 4 << 20;  ///< bytes

 private:
  static constexpr std::size_t alignment = 64;
  struct Free {
    void operator()(unsigned char* bytes) const noexcept { ::operator delete (bytes, std::align_val_t{alignment}); }
  };
  void release() noexcept {
    capacity_ = 0;
    bytes_.reset();
  }

  std::unique_ptr<unsigned char, Free> bytes_;
  std::size_t capacity_ = 0;
  std::size_t most_ = 0;  ///< asked for since give_back()
};

/// Is shown each buffer that something holds.
using BufferVisit = std::function<void(GrowBuffer&)>;

}  // namespace framewake
