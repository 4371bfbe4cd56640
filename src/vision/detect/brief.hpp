#pragma once
// OpenCV's words, fit for a line of the log.

#include <string>

namespace framewake {

/// OpenCV's messages are of several lines, the second of which often has the reason ("> Node [FooBar@my]…"), and begin with
/// places in its sources. In one line, without these.
std::string brief(std::string line);

}  // namespace framewake
