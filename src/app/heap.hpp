#pragma once
// The heap of a process that stays for a year. Frames of all sizes come and go on several threads; left alone, the allocator
// keeps a heap for each of these and the gaps between what lives on, and grows for hours.

namespace framewake {

/// Few heaps for all threads, unless the environment says how many. At the start, before there are others. Does nothing without
/// glibc.
void share_heaps() noexcept;

/// Gives the kernel back what is free. Thread-safe; who allocates meanwhile waits for it.
void trim_heaps() noexcept;

}  // namespace framewake
