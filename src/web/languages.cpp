#include "web/languages.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "text/staff.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;

struct LanguageName {
  std::string_view code;
  std::string (*words)();
};

// What social work meets: the languages most spoken here, the national minorities' with their
// varieties (lagen (2009:724) 2 §), and Swedish sign language. By ISO 639-1, else 639-3.
constexpr auto kLanguages = std::to_array<LanguageName>({
    {"aii", staff::language_aii}, {"am", staff::language_am},   {"ar", staff::language_ar},
    {"az", staff::language_az},   {"bal", staff::language_bal}, {"be", staff::language_be},
    {"bg", staff::language_bg},   {"bn", staff::language_bn},   {"bs", staff::language_bs},
    {"ce", staff::language_ce},   {"ckb", staff::language_ckb}, {"cmn", staff::language_cmn},
    {"cs", staff::language_cs},   {"da", staff::language_da},   {"de", staff::language_de},
    {"el", staff::language_el},   {"en", staff::language_en},   {"es", staff::language_es},
    {"et", staff::language_et},   {"fa", staff::language_fa},   {"ff", staff::language_ff},
    {"fi", staff::language_fi},   {"fil", staff::language_fil}, {"fit", staff::language_fit},
    {"fr", staff::language_fr},   {"ha", staff::language_ha},   {"haz", staff::language_haz},
    {"he", staff::language_he},   {"hi", staff::language_hi},   {"hr", staff::language_hr},
    {"hu", staff::language_hu},   {"hy", staff::language_hy},   {"is", staff::language_is},
    {"it", staff::language_it},   {"ka", staff::language_ka},   {"kab", staff::language_kab},
    {"kk", staff::language_kk},   {"kmr", staff::language_kmr}, {"ky", staff::language_ky},
    {"lg", staff::language_lg},   {"ln", staff::language_ln},   {"lt", staff::language_lt},
    {"lv", staff::language_lv},   {"mk", staff::language_mk},   {"mn", staff::language_mn},
    {"mnk", staff::language_mnk}, {"my", staff::language_my},   {"ne", staff::language_ne},
    {"nl", staff::language_nl},   {"no", staff::language_no},   {"om", staff::language_om},
    {"pa", staff::language_pa},   {"pl", staff::language_pl},   {"prs", staff::language_prs},
    {"ps", staff::language_ps},   {"pt", staff::language_pt},   {"rmf", staff::language_rmf},
    {"rmn", staff::language_rmn}, {"rmu", staff::language_rmu}, {"rmy", staff::language_rmy},
    {"rn", staff::language_rn},   {"ro", staff::language_ro},   {"rom", staff::language_rom},
    {"ru", staff::language_ru},   {"rw", staff::language_rw},   {"sdh", staff::language_sdh},
    {"se", staff::language_se},   {"si", staff::language_si},   {"sje", staff::language_sje},
    {"sju", staff::language_sju}, {"sk", staff::language_sk},   {"sl", staff::language_sl},
    {"sma", staff::language_sma}, {"smj", staff::language_smj}, {"so", staff::language_so},
    {"sq", staff::language_sq},   {"sr", staff::language_sr},   {"sv", staff::language_sv},
    {"sw", staff::language_sw},   {"swl", staff::language_swl}, {"ta", staff::language_ta},
    {"th", staff::language_th},   {"ti", staff::language_ti},   {"tig", staff::language_tig},
    {"tk", staff::language_tk},   {"tr", staff::language_tr},   {"tru", staff::language_tru},
    {"ug", staff::language_ug},   {"uk", staff::language_uk},   {"ur", staff::language_ur},
    {"uz", staff::language_uz},   {"vi", staff::language_vi},   {"wo", staff::language_wo},
    {"yi", staff::language_yi},   {"yue", staff::language_yue},
});

/// Swedish first, it is most people's; then in the order of the Swedish alphabet.
std::vector<html::Option> in_order() {
  std::vector<html::Option> options;
  for (const LanguageName& each : kLanguages)
    options.push_back({std::string(each.code), each.words()});
  std::sort(options.begin(), options.end(), [](const auto& a, const auto& b) {
    if ((a.value == "sv") != (b.value == "sv")) return a.value == "sv";
    return name_key(a.words) < name_key(b.words);
  });
  return options;
}

}  // namespace

std::vector<html::Option> language_options(const std::string& code) {
  static const std::vector<html::Option> kInOrder = in_order();
  std::vector<html::Option> options = kInOrder;
  const bool known = std::any_of(options.begin(), options.end(),
                                 [&](const html::Option& each) { return each.value == code; });
  if (!known && !code.empty()) options.push_back({code, code});
  return options;
}

std::string language_words(const std::string& code) {
  for (const LanguageName& each : kLanguages)
    if (each.code == code) return each.words();
  return code;
}

std::vector<html::Option> interpreter_options() {
  return {{"0", staff::interpreter_none()},
          {"1", staff::interpreter_language()},
          {"2", staff::interpreter_sign()},
          {"3", staff::interpreter_deafblind()},
          {"4", staff::interpreter_written()}};
}

std::string interpreter_words(cases::Interpreter interpreter) {
  return interpreter_options().at(static_cast<std::size_t>(interpreter)).words;
}

cases::Interpreter interpreter_of(std::string_view value) {
  const bool known = value.size() == 1 && value[0] >= '0' && value[0] < '0' + cases::kInterpreters;
  return known ? static_cast<cases::Interpreter>(value[0] - '0') : cases::Interpreter::none;
}

}  // namespace utvag::web
