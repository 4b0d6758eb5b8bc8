#include "rules/language/keywords.hpp"

#include <unordered_map>
#include <utility>

#include "base/nearest.hpp"

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
  std::vector<std::string_view> words;
  words.reserve(candidates.size());
  for (const Keyword candidate : candidates) words.push_back(spelling(candidate));
  return keyword_of(nearest_name(written, words));
}

}  // namespace utvag::rules
