#pragma once
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

namespace utvag::rules::tools {

/// A file of the rule book, to be written under a folder of the caller's choice.
struct SiteFile {
  std::string path;
  std::string content;
};

/// The rule book: a site of plain pages in Swedish, one a section, where every rule stands with its
/// explanation, its versions and amounts, how well each is evidenced, and links to the law. Works
/// from a folder, without scripts and without asking any other host. The same program gives the
/// same bytes.
std::vector<SiteFile> rule_book(const Program& program);

}  // namespace utvag::rules::tools
