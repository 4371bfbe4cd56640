// A camera device for a program that has none: preloaded into it, this answers the calls of V4L2 on the terminal
// $PRETEND_DEVICE as a USB camera's driver would. Whoever holds the terminal's other end is the shutter: each byte that is
// written there is a frame taken, the picture in the file $PRETEND_PICTURE; an 'X' unplugs the camera.
// $PRETEND_FORMAT: MJPG, or YUYV for a camera that knows no JPEG (the file is then one raw picture).
// $PRETEND_SIZE: WxH, the only size that it has.

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20U;
constexpr std::uint32_t most_buffers = 4;

struct Device {
  int descriptor = -1;
  std::string picture;
  std::uint32_t format = 0, width = 0, height = 0;
  std::array<void*, most_buffers> memory{};
  std::array<std::uint32_t, most_buffers> queued{};  // indices, the first of them filled next
  std::uint32_t waiting = 0, sequence = 0;
};
Device device;  // of one thread: the one that captures

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int failed(int error) {
  errno = error;
  return -1;
}

void adopt(const char* path, int descriptor) {
  if (descriptor < 0 || setting("PRETEND_DEVICE") != path) return;
  device = Device{};
  device.descriptor = descriptor;
  std::ifstream file(setting("PRETEND_PICTURE"), std::ios::binary);
  device.picture.assign(std::istreambuf_iterator<char>(file), {});
  device.format = setting("PRETEND_FORMAT") == "YUYV" ? V4L2_PIX_FMT_YUYV : V4L2_PIX_FMT_MJPEG;
  std::sscanf(setting("PRETEND_SIZE").c_str(), "%ux%u", &device.width, &device.height);
}

int tell_format(v4l2_format& format) {
  if (format.type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return failed(EINVAL);
  format.fmt.pix = {};
  format.fmt.pix.width = device.width;
  format.fmt.pix.height = device.height;
  format.fmt.pix.pixelformat = device.format;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  format.fmt.pix.bytesperline = device.format == V4L2_PIX_FMT_YUYV ? 2 * device.width : 0;
  format.fmt.pix.sizeimage =
      static_cast<std::uint32_t>(device.format == V4L2_PIX_FMT_YUYV ? device.picture.size() : buffer_bytes);
  return 0;
}

int tell_rate(v4l2_streamparm& rate) {
  rate.parm.capture = {};
  rate.parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
  rate.parm.capture.timeperframe = {1, 30};
  return 0;
}

int take_picture(v4l2_buffer& buffer) {
  char shutter = 0;
  const ssize_t got = read(device.descriptor, &shutter, 1);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return -1;
  if (got != 1 || shutter == 'X') return failed(ENODEV);
  if (device.waiting == 0) return failed(EAGAIN);
  buffer.index = device.queued[0];
  std::rotate(device.queued.begin(), device.queued.begin() + 1, device.queued.end());
  --device.waiting;
  std::memcpy(device.memory[buffer.index], device.picture.data(), device.picture.size());
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  buffer.timestamp = {now.tv_sec, now.tv_nsec / 1000};
  buffer.flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
  buffer.bytesused = static_cast<std::uint32_t>(device.picture.size());
  buffer.sequence = device.sequence++;
  return 0;
}

int queue_buffer(const v4l2_buffer& buffer) {
  if (buffer.index >= most_buffers || device.waiting == most_buffers) return failed(EINVAL);
  device.queued[device.waiting++] = buffer.index;
  return 0;
}

int answer(unsigned long request, void* argument) {
  switch (request) {
    case VIDIOC_QUERYCAP: {
      auto& out = *static_cast<v4l2_capability*>(argument);
      out = {};
      std::strcpy(reinterpret_cast<char*>(out.card), "Pretend Camera");
      out.capabilities = out.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    }
    case VIDIOC_G_INPUT: *static_cast<int*>(argument) = 0; return 0;
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_ENUMINPUT: {
      auto& out = *static_cast<v4l2_input*>(argument);
      if (out.index != 0) return failed(EINVAL);
      out = {};
      out.type = V4L2_INPUT_TYPE_CAMERA;
      return 0;
    }
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT: return tell_format(*static_cast<v4l2_format*>(argument));  // drivers say what they have instead
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: return tell_rate(*static_cast<v4l2_streamparm*>(argument));
    case VIDIOC_REQBUFS: {
      auto& out = *static_cast<v4l2_requestbuffers*>(argument);
      out.count = std::min(out.count, most_buffers);
      return 0;
    }
    case VIDIOC_QUERYBUF: {
      auto& out = *static_cast<v4l2_buffer*>(argument);
      if (out.index >= most_buffers) return failed(EINVAL);
      out.length = buffer_bytes;
      out.m.offset = static_cast<std::uint32_t>(out.index * buffer_bytes);
      return 0;
    }
    case VIDIOC_QBUF: return queue_buffer(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_DQBUF: return take_picture(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF: return 0;
    default: return failed(ENOTTY);
  }
}

void* map_buffer(std::size_t length, off_t offset) {
  const auto index = static_cast<std::size_t>(offset) / buffer_bytes;
  if (index >= most_buffers) return MAP_FAILED;
  const long address =
      syscall(SYS_mmap, nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, off_t{0});
  device.memory[index] = reinterpret_cast<void*>(address);
  return device.memory[index];
}

int open_with(const char* name, const char* path, int flags, mode_t mode) {
  const int descriptor = real<int(const char*, int, ...)>(name)(path, flags, mode);
  adopt(path, descriptor);
  return descriptor;
}

bool is_ours(int descriptor) {
  return descriptor >= 0 && descriptor == device.descriptor;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return open_with("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return open_with("open64", path, flags, mode);
}

int close(int descriptor) {
  if (is_ours(descriptor)) device.descriptor = -1;
  return real<int(int)>("close")(descriptor);
}

int ioctl(int descriptor, unsigned long request, ...) noexcept {
  va_list more;
  va_start(more, request);
  void* argument = va_arg(more, void*);
  va_end(more);
  // libavdevice hands over an int, which the compiler has widened with its sign.
  if (is_ours(descriptor)) return answer(request & 0xffffffffUL, argument);
  return real<int(int, unsigned long, ...)>("ioctl")(descriptor, request, argument);
}

void* mmap(void* address, std::size_t length, int protection, int flags, int descriptor, off_t offset) noexcept {
  if (is_ours(descriptor)) return map_buffer(length, offset);
  return reinterpret_cast<void*>(syscall(SYS_mmap, address, length, protection, flags, descriptor, offset));
}

void* mmap64(void* address, std::size_t length, int protection, int flags, int descriptor, off64_t offset) noexcept {
  return mmap(address, length, protection, flags, descriptor, offset);
}

}  // extern "C"
