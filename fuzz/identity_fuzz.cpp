// Numbers as people type them: what is taken is shown in one form, which is taken as the same.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "cases/accounts.hpp"
#include "cases/identity.hpp"

namespace {

using namespace utvag;

void same(const Result<cases::Account>& account,
          Result<cases::Account> (*parse)(std::string_view text)) {
  if (!account) return;
  const auto again = parse(cases::shown(account.value()));
  assert(again && again.value().number == account.value().number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Date today = *parse_date("2026-11-22");
  (void)cases::looks_like_identity(text);
  if (const auto identity = cases::parse_identity(text, today)) {
    const auto again = cases::parse_identity(cases::shown(identity.value()), today);
    assert(again && again.value().number == identity.value().number);
    assert(again.value().kind == identity.value().kind);
  }
  same(cases::parse_bankgiro(text), cases::parse_bankgiro);
  same(cases::parse_plusgiro(text), cases::parse_plusgiro);
  same(cases::parse_iban(text), cases::parse_iban);
  const std::size_t cut = text.find('\n');
  if (cut != text.npos)
    (void)cases::parse_bank_account(text.substr(0, cut), text.substr(cut + 1)).ok();
  return 0;
}
