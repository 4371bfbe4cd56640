#include "vision/detect/darknet_weights.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "vision/detect/darknet_cfg.hpp"

namespace framewake {
namespace {

constexpr std::int64_t most = 1'000'000;  ///< of any number in a cfg that is one

/// The layers one after the other: what each gives, and what has been needed for it.
class Layers {
 public:
  explicit Layers(std::int64_t channels) : now_(channels) {}

  bool add(const CfgSection& layer) {
    const bool known = layer.name == "[convolutional]" ? convolve(layer)
                       : layer.name == "[route]"       ? route(layer)
                                                       : keeps_channels(layer.name);
    channels_.push_back(now_);
    return known && now_ > 0 && now_ <= most && weights_ <= most * most;
  }
  std::int64_t weights() const { return weights_; }

 private:
  /// `otherwise` where there is no such key; 0, which no layer can do with, where it is no number.
  static std::int64_t number(const CfgSection& layer, std::string_view key, std::int64_t otherwise) {
    const auto found = layer.values.find(key);
    return found == layer.values.end() ? otherwise : cfg_number(found->second).value_or(0);
  }

  static bool keeps_channels(std::string_view name) {
    constexpr std::string_view names[] = {"[dropout]", "[maxpool]", "[upsample]", "[shortcut]", "[yolo]", "[region]"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  }

  bool convolve(const CfgSection& layer) {
    const std::int64_t filters = number(layer, "filters", 1), side = number(layer, "size", 1);
    const std::int64_t groups = number(layer, "groups", 1);
    const bool normalized = number(layer, "batch_normalize", 0) != 0;
    if (filters < 1 || side < 1 || side > 100 || groups < 1 || filters > most / 10) return false;
    weights_ += filters * (normalized ? 4 : 1) + filters * (now_ / groups) * side * side;
    now_ = filters;
    return true;
  }

  /// What layers before this one give, beside each other.
  bool route(const CfgSection& layer) {
    const auto found = layer.values.find("layers");
    const std::int64_t groups = number(layer, "groups", 1);
    if (found == layer.values.end() || groups < 1) return false;
    std::int64_t sum = 0;
    for (std::string_view rest = found->second; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      const auto place = cfg_number(without_blanks(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      const auto count = static_cast<std::int64_t>(channels_.size());
      const std::int64_t at = place.value_or(count) < 0 ? count + *place : place.value_or(count);
      if (at < 0 || at >= count) return false;
      sum += channels_[static_cast<std::size_t>(at)];
    }
    now_ = sum / groups;
    return true;
  }

  std::int64_t now_;  ///< channels of the layer before
  std::int64_t weights_ = 0;
  std::vector<std::int64_t> channels_;  ///< of all layers until now
};

}  // namespace

std::optional<std::size_t> darknet_weight_bytes(std::string_view cfg) {
  const std::vector<CfgSection> sections = cfg_sections(cfg);
  if (sections.empty() || sections.front().name != "[net]") return std::nullopt;
  const auto channels = sections.front().values.find("channels");
  const auto count = channels == sections.front().values.end() ? std::nullopt : cfg_number(channels->second);
  if (!count || *count < 1) return std::nullopt;
  Layers layers(*count);
  for (auto layer = sections.begin() + 1; layer != sections.end(); ++layer)
    if (!layers.add(*layer)) return std::nullopt;
  return static_cast<std::size_t>(layers.weights()) * sizeof(float);
}

}  // namespace framewake
