#include "client/client_report.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

constexpr double growth = 1.05;
constexpr std::size_t most_unanswered = 1024;  // more than a minute of frames: their answers will not come

std::string ms(const std::optional<Duration>& value) {
  if (!value) return "-";
  return fmt::format("{:.1f} ms", static_cast<double>(to_us(*value)) / 1000.0);
}

}  // namespace

void DurationHistogram::add(Duration value) {
  const double us = std::max(1.0, static_cast<double>(to_us(value)));
  const auto bucket = static_cast<std::size_t>(std::ceil(std::log(us) / std::log(growth)));
  ++counts_[std::min(bucket, counts_.size() - 1)];
  ++count_;
}

std::optional<Duration> DurationHistogram::quantile(double share) const {
  if (count_ == 0) return std::nullopt;
  const auto rank =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i];
    if (below >= rank) return microseconds(static_cast<std::int64_t>(std::pow(growth, static_cast<double>(i))));
  }
  return std::nullopt;
}

void ClientReport::sending(std::uint64_t seq) {
  unanswered_[seq] = time_.now();
  if (unanswered_.size() > most_unanswered) unanswered_.erase(unanswered_.begin());
  newest_ = seq;
  newest_answered_ = false;
}

void ClientReport::sent(std::size_t bytes) {
  ++sent_;
  bytes_ += bytes;
}

std::optional<Duration> ClientReport::answered(std::optional<std::uint64_t> seq) {
  if (!seq) return std::nullopt;
  if (*seq == newest_) newest_answered_ = true;
  const auto found = unanswered_.find(*seq);
  if (found == unanswered_.end()) return std::nullopt;
  const auto round_trip = time_.now() - found->second;
  // Answers come in order: what was sent before and has none was superseded at the server.
  unanswered_.erase(unanswered_.begin(), std::next(found));
  return round_trip;
}

void ClientReport::result(std::optional<std::uint64_t> seq) {
  ++results_;
  const auto round_trip = answered(seq);
  if (!round_trip) return;
  answers_.add(*round_trip);
  recent_.add(time_.now(), *round_trip);
}

void ClientReport::rejected(std::optional<std::uint64_t> seq, const std::string& reason, const std::string& detail) {
  ++rejected_;
  last_rejection_ = detail.empty() ? reason : reason + ": " + detail;
  // A frame refused on arrival overtakes those still in work: forget this one only.
  if (seq) unanswered_.erase(*seq);
  if (seq && *seq == newest_) newest_answered_ = true;
}

std::string ClientReport::status_line() {
  const auto now = time_.now();
  const double seconds = to_seconds(now - last_line_at_);
  const auto frames = sent_ - sent_before_;
  const double rate = seconds > 0 ? static_cast<double>(frames) / seconds : 0;
  const double kilobytes =
      frames > 0 ? static_cast<double>(bytes_ - bytes_before_) / 1000.0 / static_cast<double>(frames) : 0;
  last_line_at_ = now;
  sent_before_ = sent_;
  bytes_before_ = bytes_;

  const auto recent = recent_.summary(now);
  const auto p50 = recent.count > 0       ? std::optional(recent.p50)
                   : answers_.count() > 0 ? std::nullopt
                                          : clock_.quantile(0.5);
  std::string line =
      fmt::format("{:.1f} frames/s, {:.1f} kB/frame, sent {}, superseded {}, round trip p50 {}, rejected {}", rate,
                  kilobytes, sent_, superseded_, ms(p50), rejected_);
  if (!last_rejection_.empty()) line += " (last: " + last_rejection_ + ")";
  return line;
}

std::string ClientReport::summary() const {
  const auto& trips = answers_.count() > 0 ? answers_ : clock_;
  return fmt::format("sent {}, superseded {}, rejected {}, results {}, round trip p50 {} p99 {}", sent_, superseded_,
                     rejected_, results_, ms(trips.quantile(0.5)), ms(trips.quantile(0.99)));
}

}  // namespace framewake
