#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace utvag::rules {

/// Every word that means something to the language; `none` is an ordinary name.
enum class Keyword : std::uint8_t {
  none,
  // expressions
  om,
  da,
  annars,
  fall,
  nar,
  eller,
  och,
  inte,
  i,
  avrunda,
  uppat,
  nedat,
  narmast,
  vid,
  summa,
  antal,
  finns,
  alla,
  dar,
  ja,
  nej,
  tiger,
  okant,
  // units and types
  kr,
  man,
  dag,
  dagar,
  ar,
  andel,
  datum,
  // names always at hand (roll also declares)
  manad,
  beslutsdag,
  roll,
  denna,
  person,
  // declarations
  paket,
  forval,
  kalla,
  lagrum,
  upprakning,
  indata,
  tabell,
  varde,
  regel,
  riktlinje,
  oppet,
  bedomning,
  ej,
  satter,
  // clauses
  fran,
  till,
  benamning,
  niva,
  kommuner,
  exempel,
  registrerad,
  kontrollerad,
  bevis,
  lank,
  fraga,
  darfor,
  underlag,
  inom,
  spann,
  kan,
  vara,
  tillamplig,
  lista,
  antas,
  forklaring,
  blad,
  resultat,
  grans,
  minst,
  hogst,
  riktning,
  beror,
  enligt,
  kand,
  rattar,
  not_,
  beslut,
  likvardig,
  uttryckt,
  per,
  for_,
  hushall,
  // tests
  prov,
  provtabell,
  kant,
  kommun,
  givet,
  bedom,
  vantat,
  kolumner,
  inga,
  ingen_regel,
  okand,
  ej_tillamplig,
  skal,
};

/// The keyword spelled by `name` (in NFC), or `none`.
Keyword keyword_of(std::string_view name);

/// How the keyword is written in a file.
std::string_view spelling(Keyword keyword);

/// True when no declaration may bear the word as its name, because an expression could then be read
/// in two ways.
bool reserved(Keyword keyword);

/// True for the words that begin a declaration in a .norm file.
bool begins_declaration(Keyword keyword);

/// The candidate that was probably meant, or `none`.
Keyword nearest_keyword(std::string_view written, const std::vector<Keyword>& candidates);

}  // namespace utvag::rules
