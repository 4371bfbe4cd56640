#pragma once
// What a changed part of the picture is: something that moves, a change of light, or the ghost of what has left.

#include "vision/motion/background.hpp"
#include "vision/motion/origins.hpp"
#include "vision/motion/suspect.hpp"

namespace framewake {

/// A lamp, a cloud, a shadow on something textured: the picture there is the background under another light. If so, what
/// is now seen becomes the background. `texture`: gray levels by which the background must vary for this to be told.
bool settle_light(const Suspect& suspect, Background& background, float texture);

/// What stood here has left, and nothing stirs: what is seen now belongs to its surroundings more than what was there
/// before. If so, what is now seen becomes the background. `origin`: what was first seen where it is was most likely uncovered;
/// what came from elsewhere and stopped is no ghost, but the rest of what was just absorbed there may be.
bool settle_ghost(const Suspect& suspect, Background& background, Origin origin);

}  // namespace framewake
