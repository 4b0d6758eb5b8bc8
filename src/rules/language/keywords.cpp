#include "rules/language/keywords.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace utvag::rules {
namespace {

using K = Keyword;

constexpr std::pair<K, std::string_view> kSpellings[] = {
    {K::om, "om"},
    {K::da, "då"},
    {K::annars, "annars"},
    {K::fall, "fall"},
    {K::nar, "när"},
    {K::eller, "eller"},
    {K::och, "och"},
    {K::inte, "inte"},
    {K::i, "i"},
    {K::avrunda, "avrunda"},
    {K::uppat, "uppåt"},
    {K::nedat, "nedåt"},
    {K::narmast, "närmast"},
    {K::vid, "vid"},
    {K::summa, "summa"},
    {K::antal, "antal"},
    {K::finns, "finns"},
    {K::alla, "alla"},
    {K::dar, "där"},
    {K::ja, "ja"},
    {K::nej, "nej"},
    {K::tiger, "tiger"},
    {K::okant, "okänt"},
    {K::kr, "kr"},
    {K::man, "mån"},
    {K::dag, "dag"},
    {K::dagar, "dagar"},
    {K::ar, "år"},
    {K::andel, "andel"},
    {K::datum, "datum"},
    {K::manad, "månad"},
    {K::beslutsdag, "beslutsdag"},
    {K::roll, "roll"},
    {K::denna, "denna"},
    {K::person, "person"},
    {K::paket, "paket"},
    {K::forval, "förval"},
    {K::kalla, "källa"},
    {K::lagrum, "lagrum"},
    {K::upprakning, "uppräkning"},
    {K::indata, "indata"},
    {K::tabell, "tabell"},
    {K::varde, "värde"},
    {K::regel, "regel"},
    {K::riktlinje, "riktlinje"},
    {K::oppet, "öppet"},
    {K::bedomning, "bedömning"},
    {K::ej, "ej"},
    {K::satter, "sätter"},
    {K::fran, "från"},
    {K::till, "till"},
    {K::benamning, "benämning"},
    {K::niva, "nivå"},
    {K::kommuner, "kommuner"},
    {K::exempel, "exempel"},
    {K::registrerad, "registrerad"},
    {K::kontrollerad, "kontrollerad"},
    {K::bevis, "bevis"},
    {K::lank, "länk"},
    {K::fraga, "fråga"},
    {K::darfor, "därför"},
    {K::underlag, "underlag"},
    {K::inom, "inom"},
    {K::spann, "spann"},
    {K::kan, "kan"},
    {K::vara, "vara"},
    {K::tillamplig, "tillämplig"},
    {K::lista, "lista"},
    {K::antas, "antas"},
    {K::forklaring, "förklaring"},
    {K::blad, "blad"},
    {K::resultat, "resultat"},
    {K::grans, "gräns"},
    {K::minst, "minst"},
    {K::hogst, "högst"},
    {K::riktning, "riktning"},
    {K::beror, "berör"},
    {K::enligt, "enligt"},
    {K::kand, "känd"},
    {K::rattar, "rättar"},
    {K::not_, "not"},
    {K::beslut, "beslut"},
    {K::likvardig, "likvärdig"},
    {K::uttryckt, "uttryckt"},
    {K::per, "per"},
    {K::for_, "för"},
    {K::hushall, "hushåll"},
    {K::prov, "prov"},
    {K::provtabell, "provtabell"},
    {K::kant, "känt"},
    {K::kommun, "kommun"},
    {K::givet, "givet"},
    {K::bedom, "bedöm"},
    {K::vantat, "väntat"},
    {K::kolumner, "kolumner"},
    {K::inga, "inga"},
    {K::ingen_regel, "ingen_regel"},
    {K::okand, "okänd"},
    {K::ej_tillamplig, "ej_tillämplig"},
    {K::skal, "skäl"},
};

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = size == 1 ? lead : lead & (0xFFu >> (size + 1));
    for (std::size_t k = 1; k < size && at + k < text.size(); ++k) {
      point = (point << 6) | (static_cast<unsigned char>(text[at + k]) & 0x3Fu);
    }
    out.push_back(point >= U'A' && point <= U'Z' ? point + 32 : point);
    at += size;
  }
  return out;
}

/// Slips between two words: insertions, deletions, exchanges and swapped neighbours.
std::size_t slips(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t exchange = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, exchange});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

Keyword keyword_of(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, Keyword> words;
    for (const auto& [keyword, word] : kSpellings) words.emplace(word, keyword);
    return words;
  }();
  const auto found = table.find(name);
  return found == table.end() ? Keyword::none : found->second;
}

std::string_view spelling(Keyword keyword) {
  for (const auto& [candidate, word] : kSpellings) {
    if (candidate == keyword) return word;
  }
  return {};
}

bool reserved(Keyword keyword) {
  if (keyword == Keyword::none) return false;
  if (keyword <= Keyword::ar) {
    return keyword != K::uppat && keyword != K::nedat && keyword != K::narmast;
  }
  if (keyword >= Keyword::manad && keyword <= Keyword::satter) return true;
  return keyword == K::fran || keyword == K::till;
}

bool begins_declaration(Keyword keyword) {
  return keyword == K::roll || (keyword >= Keyword::paket && keyword <= Keyword::satter);
}

Keyword nearest_keyword(std::string_view written, const std::vector<Keyword>& candidates) {
  if (written.size() > 64) return Keyword::none;
  const std::u32string word = code_points(written);
  Keyword best = Keyword::none;
  std::size_t fewest = 3;
  for (const Keyword candidate : candidates) {
    const std::u32string other = code_points(spelling(candidate));
    const std::size_t count = slips(word, other);
    if (count < fewest && count * 2 < other.size()) {
      best = candidate;
      fewest = count;
    }
  }
  return best;
}

}  // namespace utvag::rules
