#pragma once
// The same footage as a worse camera, another lens or another rate would have sent it.

#include <string>
#include <vector>

#include "bench/accuracy/clips.hpp"

namespace framewake::bench {

/// Frames of a video file as JPEGs of this size, by ffmpeg. Throws Broken when there are none.
std::vector<std::string> video_frames(const std::string& file, cv::Size size, std::size_t most);

/// The clip at a fifth of its rate, and its first 200 frames with noise and strong compression, with little contrast, by night,
/// with an exposure that swings, under clouds, shaking a little and much, and (a small one) enlarged.
std::vector<Clip> worse_versions(const Clip& clip);

}  // namespace framewake::bench
