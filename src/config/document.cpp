#include "config/document.hpp"

namespace framewake {

const Node* Node::find(std::string_view key) const {
  const auto* members = table();
  if (members == nullptr) return nullptr;
  const auto found = members->find(key);
  return found == members->end() ? nullptr : &found->second;
}

void merge(Node& into, Node&& from) {
  auto* below = into.table();
  auto* above = from.table();
  if (below == nullptr || above == nullptr) {
    into = std::move(from);
    return;
  }
  into.where = from.where;
  into.key_where = from.key_where;
  for (auto& [key, node] : *above) {
    const auto found = below->find(key);
    if (found == below->end())
      below->emplace(key, std::move(node));
    else
      merge(found->second, std::move(node));
  }
}

}  // namespace framewake
