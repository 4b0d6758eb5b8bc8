#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"

namespace utvag::cases {

enum class IdentityKind : std::uint8_t {
  personnummer,       ///< folkbokföringslagen (1991:481) 18 §
  samordningsnummer,  ///< lagen (2022:1697) om samordningsnummer: the day plus 60
  reservnummer,       ///< our own, for someone who has neither
};

/// A number that says who somebody is.
struct Identity {
  IdentityKind kind = IdentityKind::personnummer;
  /// Twelve digits with the century, "199001012394"; a reserve number "R1990-000001-NN".
  std::string number;
  /// As the number tells it. Of a coordination number whose month or day is unknown, or whose day
  /// is in no calendar (Skatteverket has issued such): nothing.
  std::optional<Date> born;
};

/// Reads a number as people write it: 12 digits, 10 digits with - (or none) or + (a hundred years
/// or more), spaces anywhere; "R…" is a reserve number. `today` gives a short number its century.
/// Error "identity.form", "identity.date", "identity.check", "identity.future": the reason, without
/// repeating what was written.
Result<Identity> parse_identity(std::string_view text, Date today);

/// True when a text looks like an attempt at a number rather than a name.
bool looks_like_identity(std::string_view text);

/// "19900101-2394".
std::string shown(const Identity& identity);
/// What stands for the number of someone with protected identity: alike for every kind.
inline constexpr std::string_view kMaskedNumber = "••••••••-••••";

/// The reserve number with this running number (0–999 999) for someone born in `year` (0: unknown,
/// else 1800–2999): R, year, running number and two check digits by ISO/IEC 7064 MOD 97-10, which
/// finds every single wrong digit and every two that changed places.
Identity make_reserve_number(int year, std::int64_t running);

}  // namespace utvag::cases
