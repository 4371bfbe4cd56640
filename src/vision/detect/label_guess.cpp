#include "vision/detect/label_guess.hpp"

#include <cctype>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

namespace framewake {
namespace {

struct Guess {
  std::string_view word;
  const char* label;
};
/// What says more comes first: a cat's face is a cat. Whole words, among them those of OpenCV's cascades: there is a cat in
/// "education" and a face in "surface".
constexpr Guess guesses[] = {
    {"cat", "cat"},         {"cats", "cat"},         {"catface", "cat"},       {"frontalcatface", "cat"},
    {"eye", "eye"},         {"eyes", "eye"},         {"lefteye", "eye"},       {"righteye", "eye"},
    {"smile", "smile"},     {"plate", "plate"},      {"plates", "plate"},      {"body", "person"},
    {"fullbody", "person"}, {"upperbody", "person"}, {"lowerbody", "person"},  {"person", "person"},
    {"persons", "person"},  {"people", "person"},    {"pedestrian", "person"}, {"pedestrians", "person"},
    {"face", "face"},       {"faces", "face"},       {"frontalface", "face"},  {"profileface", "face"},
};

std::set<std::string, std::less<>> words_of(const std::string& name) {
  std::set<std::string, std::less<>> words;
  std::string word;
  for (const char c : name + ".") {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalpha(letter) != 0)
      word += static_cast<char>(std::tolower(letter));
    else
      words.insert(std::exchange(word, {}));
  }
  return words;
}

}  // namespace

std::string guess_label(const std::string& path) {
  const auto words = words_of(std::filesystem::path(path).filename().string());
  for (const Guess& guess : guesses)
    if (words.contains(guess.word)) return guess.label;
  return "object";
}

}  // namespace framewake
