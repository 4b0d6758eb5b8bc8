#pragma once
#include <string>
#include <string_view>

namespace utvag::web {

/// Where a provision can be read: "SoL (2025:400) 12 kap. 7 § andra stycket" gives
/// "https://data.riksdagen.se/dokument/sfs-2025-400.html#K12P7": the Riksdag's text of the act,
/// which marks every section by chapter and number. Empty when the words name no act by its number.
std::string law_link(std::string_view words);

}  // namespace utvag::web
