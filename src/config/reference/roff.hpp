#pragma once
// Text for the man pages, in the macros of man(7).

#include <string>
#include <string_view>

namespace framewake {

/// `text` as it is to be read: nothing in it is taken for a request, hyphens and quotes stay what they are.
std::string roff(std::string_view text);

/// The same in bold, for what is to be typed as it stands; `roff_slanted` for what stands for something else.
std::string roff_bold(std::string_view text);
std::string roff_slanted(std::string_view text);

/// Prose of several paragraphs and indented (by four blanks) examples, as in Markdown: `words` become bold.
std::string roff_prose(std::string_view markdown);

}  // namespace framewake
