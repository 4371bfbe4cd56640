#pragma once
// From the tree of a file to the Config, by the schema.

#include "config/document.hpp"
#include "config/schema.hpp"

namespace framewake {

/// Everything in `root` that is wrong on its own becomes a problem; everything else is put into the result, which is
/// complete only when there are none.
Config fill_config(const Schema& schema, const Node& root, Problems& problems);

}  // namespace framewake
