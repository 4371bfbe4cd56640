#include "soak/behaviours.hpp"

#include <sys/socket.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "soak/daemon.hpp"
#include "support/images.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::soak {
namespace {

using nlohmann::json;
using test::HttpReply;
using test::make_frame;
using test::make_frame_head;
using test::Opcode;
using test::RawWebSocket;

std::uint64_t pick(Random& random, std::uint64_t below) {
  return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(random);
}

std::string some_camera(Random& random) {
  return "/camera/cam-" + std::to_string(pick(random, 8));
}

/// Small frames of all kinds, as they are sent.
const std::vector<std::string>& images() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made;
    for (int step = 0; step < 4; ++step) made.push_back(test::make_jpeg(test::make_scene(64, 48, step)));
    made.push_back(test::make_png(64, 48));
    made.push_back(test::make_webp(64, 48));
    made.push_back(test::make_jpeg(96, 64, {.progressive = true}));
    return made;
  }();
  return all;
}

const std::string& some_image(Random& random) {
  return images()[pick(random, images().size())];
}

std::string random_bytes(Random& random, std::size_t count) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(pick(random, 256));
  return bytes;
}

RawWebSocket open(const Target& target, const std::string& path) {
  RawWebSocket socket(target.ingest_port);
  socket.upgrade(path);
  return socket;
}

void say_goodbye(RawWebSocket& socket) {
  socket.send(Opcode::close, std::string("\x03\xe8", 2));
  socket.expect_end();
}

/// As fast as it goes, in batches; many are superseded.
void stream(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  std::string batch;
  for (int i = 0; i < 50; ++i) batch += make_frame(Opcode::binary, images()[pick(random, 4)]);
  for (auto batches = 4 + pick(random, 30); batches > 0; --batches) camera.send_raw(batch);
  say_goodbye(camera);
}

/// One frame after the other, with a question after each, whose answer comes whatever becomes of the frame.
void converse(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random) + "?reply=results");
  std::uint64_t last = 0;
  for (auto frames = 5 + pick(random, 60); frames > 0; --frames) {
    camera.send(Opcode::binary, some_image(random));
    camera.send(Opcode::text, R"({"type":"clock","t0":1})");
    for (;;) {
      const json answer = json::parse(camera.receive_text());
      if (answer.at("type") == "clock") break;
      const auto frame = answer.at("frame").get<std::uint64_t>();
      if (answer.at("type") == "expired") continue;
      if (answer.at("type") == "follow_up" && frame <= last) continue;  // of a frame whose result has been told
      if (frame <= last || answer.at("type") != "result") throw Violation("an answer that cannot be: " + answer.dump());
      last = frame;
    }
  }
  say_goodbye(camera);
}

void vanish(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  for (auto frames = pick(random, 20); frames > 0; --frames) camera.send(Opcode::binary, some_image(random));
  if (pick(random, 2) == 0) return;  // a FIN, and a RST to what still comes
  const linger reset{1, 0};
  ::setsockopt(camera.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void stop_in_mid_message(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  const std::string wire = make_frame(Opcode::binary, random_bytes(random, 2000));
  camera.send_raw(wire.substr(0, 1 + pick(random, wire.size() - 1)));
  if (pick(random, 4) == 0) camera.expect_end();  // until the idle timeout
}

void send_rubbish(const Target& target, Random& random) {
  RawWebSocket socket(target.ingest_port);
  if (pick(random, 2) == 0) socket.upgrade(some_camera(random));
  socket.try_send_raw(random_bytes(random, 1 + pick(random, 5000)));
  socket.finish_sending();
  socket.expect_end();
}

void break_the_protocol(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  camera.try_send_raw(
      make_frame(static_cast<Opcode>(pick(random, 16)), random_bytes(random, pick(random, 200)), pick(random, 2) == 0));
  camera.finish_sending();
  camera.expect_end();
}

void send_bad_images(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  for (int i = 0; i < 20; ++i) {
    std::string image = some_image(random);
    switch (pick(random, 4)) {
      case 0: image.resize(pick(random, image.size())); break;
      case 1: image[pick(random, image.size())] ^= static_cast<char>(1 + pick(random, 255)); break;
      case 2: image = test::with_jpeg_size(images()[0], 60'000, 60'000); break;
      default: image = "data:image/jpeg;base64,not base64"; break;
    }
    camera.send(pick(random, 8) == 0 ? Opcode::text : Opcode::binary, image);
  }
  say_goodbye(camera);
}

void send_too_much(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  const std::string part(64 * 1024, 'x');
  camera.try_send_raw(make_frame_head(Opcode::binary, part.size() * 5));
  for (int i = 0; i < 5; ++i) camera.try_send_raw(part);
  if (json::parse(camera.receive_text()).at("reason") != "too_large") throw Violation("320 KiB were not too large");
  camera.try_send_raw(make_frame_head(Opcode::binary, std::uint64_t{1} << 40));
  const auto code = camera.receive_close_code();
  if (code != 1009 && code != 4000 && code != 0) throw Violation("a terabyte was answered " + std::to_string(code));
}

void drip(const Target& target, Random& random) {
  RawWebSocket socket(target.ingest_port);
  if (pick(random, 2) == 0) socket.upgrade(some_camera(random));
  const std::string bytes = "GET /camera/x HTTP/1.1\r\nHost: " + std::string(200, 'x');
  for (const char& byte : bytes)
    if (!socket.try_send_raw({&byte, 1})) return;
  if (pick(random, 4) == 0) socket.expect_end();  // until the timeout
}

void take_over(const Target& target, Random& random) {
  const std::string path = some_camera(random);
  std::vector<RawWebSocket> crowd;
  for (auto count = 2 + pick(random, 4); count > 0; --count) {
    crowd.push_back(open(target, path));
    for (auto& camera : crowd) camera.try_send_raw(make_frame(Opcode::binary, some_image(random)));
  }
  say_goodbye(crowd.back());
}

void show_wrong_tokens(const Target& target, Random& random) {
  for (int i = 0; i < 3; ++i) {
    const auto status = RawWebSocket(target.ingest_port)
                            .try_upgrade("/camera/locked?token=wrong-" + std::to_string(pick(random, 1000)))
                            .status;
    if (status != 401 && status != 429) throw Violation("a wrong token was answered " + std::to_string(status));
  }
  auto camera = open(target, "/camera/locked?token=" + Daemon::token());
  camera.send(Opcode::binary, some_image(random));
  say_goodbye(camera);
}

void post(const Target& target, Random& random) {
  for (int i = 0; i < 5; ++i) {
    const bool good = pick(random, 2) == 0;
    const auto reply = test::http_request(target.ingest_port, "POST",
                                          some_camera(random) + (pick(random, 2) == 0 ? "?reply=results" : ""),
                                          good ? some_image(random) : random_bytes(random, 500));
    if (good != (reply.status < 300 || reply.status == 409 || reply.status == 503))
      throw Violation("a POST was answered " + reply.head + reply.body);
  }
}

void read_nothing(const Target& target, Random& random) {
  RawWebSocket camera(target.ingest_port, "127.0.0.1", 4096);
  camera.upgrade(some_camera(random) + "?reply=results");
  for (int i = 0; i < 500; ++i) camera.send(Opcode::binary, some_image(random));
}

/// And goes while it is held back.
void exceed_its_rate(const Target& target, Random& random) {
  auto camera = open(target, "/camera/held");
  for (int i = 0; i < 300; ++i) camera.try_send_raw(make_frame(Opcode::binary, some_image(random)));
  const linger reset{1, 0};
  if (pick(random, 2) == 0) ::setsockopt(camera.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void ping_a_lot(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  for (int i = 0; i < 200; ++i) camera.send(Opcode::ping, std::to_string(i));
  if (pick(random, 2) == 0) say_goodbye(camera);
}

void fragment(const Target& target, Random& random) {
  auto camera = open(target, some_camera(random));
  for (int i = 0; i < 10; ++i) {
    const std::string& image = some_image(random);
    const std::size_t cut = 1 + pick(random, image.size() - 1);
    camera.send_raw(make_frame(Opcode::binary, image.substr(0, cut), false) + make_frame(Opcode::ping, "between") +
                    make_frame(Opcode::continuation, image.substr(cut)));
  }
  say_goodbye(camera);
}

void operate(const Target& target, Random& random) {
  for (const char* path : {"/", "/metrics", "/healthz", "/api/v1/status", "/api/v1/cameras/cam-0/why", "/nowhere"}) {
    const auto reply = test::http_request(target.http_port, "GET", path);
    if (reply.status != 200 && reply.status != 404) throw Violation(std::string(path) + ": " + reply.head);
  }
  RawWebSocket rude(target.http_port);
  rude.try_send_raw("GET /metrics HTTP/1.1\r\n" + random_bytes(random, 300));
}

/// Asks for a picture; what there is to say instead is said within its time.
void look(const Target& target, Random& random) {
  const auto reply = test::http_request(target.http_port, "GET",
                                        "/api/v1/cameras/cam-" + std::to_string(pick(random, 8)) + "/snapshot.jpg");
  if (reply.status != 200 && reply.status != 404 && reply.status != 503)
    throw Violation("a picture was asked for, and the answer was " + reply.head);
}

}  // namespace

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> all{
      {"stream", 30, stream},
      {"converse", 10, converse},
      {"vanish", 10, vanish},
      {"stop in mid-message", 5, stop_in_mid_message},
      {"send rubbish", 5, send_rubbish},
      {"break the protocol", 5, break_the_protocol},
      {"send bad images", 5, send_bad_images},
      {"send too much", 3, send_too_much},
      {"drip", 4, drip},
      {"take over", 6, take_over},
      {"show wrong tokens", 4, show_wrong_tokens},
      {"post", 5, post},
      {"read nothing", 4, read_nothing},
      {"exceed its rate", 3, exceed_its_rate},
      {"ping a lot", 3, ping_a_lot},
      {"fragment", 4, fragment},
      {"operate", 3, operate},
      {"look", 3, look},
  };
  return all;
}

}  // namespace framewake::soak
