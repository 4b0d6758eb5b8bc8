#pragma once
#include <string>
#include <string_view>

namespace utvag::web {

/// Where a provision can be read: "SoL (2025:400) 12 kap. 7 § andra stycket" gives
/// "https://lagen.nu/2025:400#K12P7". Lagen.nu has an address for every section of every act; the
/// official collections have one for the act alone. Empty when the words name no act by its number.
std::string law_link(std::string_view words);

}  // namespace utvag::web
