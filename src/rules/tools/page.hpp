#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace utvag::rules::tools {

/// Text made safe inside an element or a quoted attribute.
std::string escaped(std::string_view text);

struct PageLink {
  std::string path, title;
};

/// A whole page of the rule book around `body`, which is HTML already.
std::string page(std::string_view title, std::string_view body, const std::vector<PageLink>& pages,
                 std::string_view own_path);

/// A table that scrolls by itself on a narrow screen. `rows` are HTML cells, the first a heading.
std::string table(std::string_view caption, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace utvag::rules::tools
