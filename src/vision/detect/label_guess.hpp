#pragma once
// What a model of one class sees, by the name of its file.

#include <string>

namespace framewake {

/// One of the words in the file's name, without its folders: "yolo_body.weights" → "person"; "object" when none says anything.
std::string guess_label(const std::string& path);

}  // namespace framewake
