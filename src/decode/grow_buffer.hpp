#pragma once
// Memory that is used again and again, and only ever grows.

#include <cstddef>
#include <memory>

namespace framewake {

/// Thread-bound. What it holds is not kept when it grows, and not cleared when it is used again.
class GrowBuffer {
 public:
  /// At least `size` bytes, aligned for vector instructions; valid until the next call that asks for more.
  unsigned char* at_least(std::size_t size) {
    if (size > capacity_) {
      capacity_ = 0;
      bytes_.reset();  // before the new one: never both at once
      bytes_.reset(static_cast<unsigned char*>(::operator new (size, std::align_val_t{alignment})));
      capacity_ = size;
    }
    return bytes_.get();
  }

 private:
  static constexpr std::size_t alignment = 64;
  struct Free {
    void operator()(unsigned char* bytes) const noexcept { ::operator delete (bytes, std::align_val_t{alignment}); }
  };
  std::unique_ptr<unsigned char, Free> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace framewake
