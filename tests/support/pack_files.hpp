#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/graph/program.hpp"

/// Packs read from the source tree, for tests of the packs as they are shipped.
namespace utvag::tests {

/// The whole content of a file under the source tree; a test fails hard if it cannot be read.
std::string read_source_file(std::string_view path);

/// The pack in a folder under the source tree ("packs/se"): its .norm and .prov files, named by
/// the folder's own name.
rules::PackSource read_pack(std::string_view folder);

/// A pack of one file, made in the test.
rules::PackSource make_pack(std::string name, std::string text);

/// All diagnostics as a reader would see them, for the message of a failed check.
std::string render_all(const rules::Compiled& compiled);

/// Compiles packs that must be without errors; otherwise the test ends with what is wrong.
rules::Compiled compile_clean(const std::vector<rules::PackSource>& packs);

}  // namespace utvag::tests
