#include "tls/socket_bio.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <new>

namespace framewake {
namespace {

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool try_again(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int write_some(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent = ::send(descriptor_of(bio), bytes, size, MSG_NOSIGNAL);
  if (sent >= 0) {
    *written = static_cast<std::size_t>(sent);
    return 1;
  }
  if (try_again(errno)) BIO_set_retry_write(bio);
  return 0;
}

int read_some(BIO* bio, char* bytes, std::size_t size, std::size_t* got) {
  BIO_clear_retry_flags(bio);
  const ssize_t received = ::recv(descriptor_of(bio), bytes, size, 0);
  if (received > 0) {
    *got = static_cast<std::size_t>(received);
    return 1;
  }
  if (received == 0)
    BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  else if (try_again(errno))
    BIO_set_retry_read(bio);
  return 0;
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP ? 1 : 0;
}

/// For as long as the program runs.
const BIO_METHOD* method() {
  static const BIO_METHOD* const made = [] {
    BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "framewake socket");
    if (fresh == nullptr) throw std::bad_alloc();
    BIO_meth_set_write_ex(fresh, write_some);
    BIO_meth_set_read_ex(fresh, read_some);
    BIO_meth_set_ctrl(fresh, control);
    return fresh;
  }();
  return made;
}

}  // namespace

BioHandle socket_bio(int socket) {
  BioHandle bio(BIO_new(method()));
  if (!bio) throw std::bad_alloc();
  BIO_set_data(bio.get(),
               reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));  // NOLINT(performance-no-int-to-ptr)
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace framewake
