#pragma once
#include <optional>
#include <vector>

#include "app/command.hpp"
#include "rules/tools/pack_sets.hpp"

/// The verbs of `utvag rules` (docs/tools.md).
namespace utvag::app {

/// Every pack under --packs, or nothing after telling why.
std::optional<rules::tools::PackSets> load_pack_sets(const Arguments& arguments,
                                                     text::Language language, Io& io);
/// The packs named as plain arguments, all when none is; nothing after telling of an unknown one.
std::optional<std::vector<std::size_t>> named_packs(const Arguments& arguments,
                                                    const rules::tools::PackSets& sets,
                                                    text::Language language, Io& io);

int rules_check(const Arguments& arguments, text::Language language, Io& io);
int rules_fmt(const Arguments& arguments, text::Language language, Io& io);
int rules_test(const Arguments& arguments, text::Language language, Io& io);
int rules_cover(const Arguments& arguments, text::Language language, Io& io);
int rules_mutate(const Arguments& arguments, text::Language language, Io& io);
int rules_diff(const Arguments& arguments, text::Language language, Io& io);
int rules_explain(const Arguments& arguments, text::Language language, Io& io);
int rules_replay(const Arguments& arguments, text::Language language, Io& io);
int rules_doc(const Arguments& arguments, text::Language language, Io& io);

}  // namespace utvag::app
