#pragma once
// The configuration's files, read whole.

#include <filesystem>
#include <optional>
#include <vector>

#include "config/document.hpp"

namespace framewake {

/// The file's name as problems show it: printable.
std::string shown_name(const std::filesystem::path& file);

/// At most one byte more than largest_config_text; nothing, and one more problem, when the file can't be read.
std::optional<ConfigText> read_text(const std::filesystem::path& file, Problems& problems);

/// Whether there is certainly nothing of that name. What can't be looked at may be there: reading it says why not.
bool is_absent(const std::filesystem::path& file);

/// a/b.d for a/b.toml.
std::filesystem::path drop_in_folder(const std::filesystem::path& file);

/// The drop-ins in that folder, in the order of their names; none when there is no such folder.
std::vector<std::filesystem::path> drop_ins(const std::filesystem::path& file, Problems& problems);

}  // namespace framewake
