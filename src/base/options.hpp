#pragma once
// One description per configurable value: key, type, unit, default, range, text, and when a change takes effect.
// The rows live beside the structs that they fill (ingest/options.hpp, vision/stages/…); config/ composes them into
// the whole table, from which come the parser, every error message, docs/config.md and the JSON schema.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/geometry.hpp"
#include "base/time.hpp"

namespace framewake {

/// A value as read from a file. Choices (enums) travel as their text.
using OptionValue = std::variant<bool, std::int64_t, double, std::string, milliseconds, Bytes, std::vector<std::string>,
                                 std::vector<Polygon>>;

enum class OptionType { boolean, integer, number, text, choice, duration, size, text_list, polygons };

/// When a changed value takes effect: `live` between two frames, `rearm` by re-making the stage or pipeline of the cameras
/// concerned, `restart` with the next start of the daemon.
enum class Apply { live, rearm, restart };

struct OptionRow {
  std::string key;
  OptionType type = OptionType::text;
  std::string text;  ///< one sentence for docs/config.md
  std::string unit;  ///< "" where the type says it (durations, sizes) or there is none
  Apply apply = Apply::live;
  std::optional<double> min;  ///< inclusive; milliseconds for durations, bytes for sizes
  std::optional<double> max;
  std::vector<std::string> choices;  ///< allowed texts of a `choice`
  std::string example;               ///< what docs show where the default is empty
  bool secret = false;               ///< no message repeats the value
  /// Checks what a range cannot say (an address, an expression). Returns what is allowed, or nothing when it is fine.
  std::function<std::optional<std::string>(const OptionValue&)> check;
  std::function<OptionValue(const void* object)> get;
  std::function<void(void* object, const OptionValue&)> set;
};

/// The rows of one options struct, without its type. `make()` gives a default-constructed one; the defaults of the table
/// are the struct's own member initializers, written nowhere else.
struct OptionTable {
  std::vector<OptionRow> rows;
  std::function<std::shared_ptr<void>()> make;

  const OptionRow* find(std::string_view key) const {
    for (const auto& row : rows)
      if (row.key == key) return &row;
    return nullptr;
  }
  OptionValue default_of(const OptionRow& row) const { return row.get(make().get()); }
};

/// The facts of a row that its member cannot tell; for designated initializers.
struct RowFacts {
  std::string text;
  std::string unit = {};
  Apply apply = Apply::live;
  std::optional<double> min = {};
  std::optional<double> max = {};
  std::vector<std::string> choices = {};  ///< for enums: one text per enumerator, in order from 0
  std::string example = {};
  bool secret = false;
  std::function<std::optional<std::string>(const OptionValue&)> check = {};
};

/// Builds an OptionTable for struct S:
///   OptionsFor<MotionOptions>{}.row("on_after", &MotionOptions::on_after, {.text = "…", .min = 0, .max = 60000}).table()
/// Member types: bool, int, std::int64_t, double, std::string, milliseconds, Bytes, vector<string>, vector<Polygon>, enums
/// (with `choices`).
template <class S>
class OptionsFor {
 public:
  OptionsFor() {
    table_.make = [] { return std::make_shared<S>(); };
  }

  template <class M>
  OptionsFor& row(const std::string& key, M S::*member, RowFacts facts) {
    OptionRow row{.key = key,
                  .type = type_of<M>(facts),
                  .text = std::move(facts.text),
                  .unit = std::move(facts.unit),
                  .apply = facts.apply,
                  .min = facts.min,
                  .max = facts.max,
                  .choices = std::move(facts.choices),
                  .example = std::move(facts.example),
                  .secret = facts.secret,
                  .check = std::move(facts.check),
                  .get = {},
                  .set = {}};
    const auto choices = row.choices;
    row.get = [member, choices](const void* object) { return read(static_cast<const S*>(object)->*member, choices); };
    row.set = [member, choices](void* object, const OptionValue& value) {
      write(static_cast<S*>(object)->*member, value, choices);
    };
    table_.rows.push_back(std::move(row));
    return *this;
  }

  OptionTable table() const { return table_; }

 private:
  template <class M>
  static OptionType type_of(const RowFacts& facts) {
    if constexpr (std::is_same_v<M, bool>)
      return OptionType::boolean;
    else if constexpr (std::is_enum_v<M>)
      return OptionType::choice;
    else if constexpr (std::is_integral_v<M>)
      return OptionType::integer;
    else if constexpr (std::is_same_v<M, double>)
      return OptionType::number;
    else if constexpr (std::is_same_v<M, std::string>)
      return facts.choices.empty() ? OptionType::text : OptionType::choice;
    else if constexpr (std::is_same_v<M, milliseconds>)
      return OptionType::duration;
    else if constexpr (std::is_same_v<M, Bytes>)
      return OptionType::size;
    else if constexpr (std::is_same_v<M, std::vector<std::string>>)
      return OptionType::text_list;
    else {
      static_assert(std::is_same_v<M, std::vector<Polygon>>, "no option of this type");
      return OptionType::polygons;
    }
  }

  template <class M>
  static OptionValue read(const M& member, const std::vector<std::string>& choices) {
    if constexpr (std::is_enum_v<M>)
      return choices.at(static_cast<std::size_t>(member));
    else if constexpr (std::is_integral_v<M> && !std::is_same_v<M, bool>)
      return static_cast<std::int64_t>(member);
    else
      return member;
  }

  template <class M>
  static void write(M& member, const OptionValue& value, const std::vector<std::string>& choices) {
    if constexpr (std::is_enum_v<M>) {
      for (std::size_t i = 0; i < choices.size(); ++i)
        if (choices[i] == std::get<std::string>(value)) member = static_cast<M>(i);
    } else if constexpr (std::is_integral_v<M> && !std::is_same_v<M, bool>) {
      member = static_cast<M>(std::get<std::int64_t>(value));
    } else {
      member = std::get<M>(value);
    }
  }

  OptionTable table_;
};

}  // namespace framewake
