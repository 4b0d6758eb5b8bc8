#include "lab/columns_header.hpp"

#include <limits>
#include <utility>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "base/whole_number.hpp"

namespace utvag::lab {
namespace {

using rules::blocks::Width;

constexpr std::size_t kMaxRows = 1'000'000'000;

void put_text(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key).string(value);
}

void put_number(JsonWriter& json, std::string_view key, std::int64_t value) {
  json.key(key).integer(value);
}

std::string_view kind_name(Constant::Kind kind) {
  return kind == Constant::Kind::list             ? "lista"
         : kind == Constant::Kind::not_applicable ? "ej tillämplig"
                                                  : "värde";
}

std::string_view of_name(Constant::Of of) {
  return of == Constant::Of::adult ? "vuxen" : of == Constant::Of::child ? "barn" : "hushåll";
}

void put_about(JsonWriter& json, const About& about) {
  json.key("syntetisk").boolean(about.synthetic);
  if (!about.hypothetical.empty()) put_text(json, "tänkt", about.hypothetical);
  put_text(json, "benämning", about.title);
  put_text(json, "kommun", about.municipality);
  put_number(json, "år", about.year);
  put_number(json, "hushåll_i_verkligheten", about.weight_households);
  put_number(json, "på_rader", about.weight_rows);
  json.key("förutsättningar").begin_array();
  for (const Premise& each : about.premises) {
    json.begin_object();
    put_text(json, "namn", each.name);
    put_text(json, "värde", each.value);
    put_text(json, "varför", each.why);
    put_text(json, "källa", each.source);
    json.key("antagen").boolean(each.assumed);
    json.end_object();
  }
  json.end_array();
}

void put_constants(JsonWriter& json, const std::vector<Constant>& constants) {
  json.key("lika_för_alla").begin_array();
  for (const Constant& each : constants) {
    json.begin_object();
    put_text(json, "namn", each.name);
    put_text(json, "för", of_name(each.of));
    put_text(json, "slag", kind_name(each.kind));
    put_text(json, "enhet", unit_name(each.unit));
    put_number(json, "värde", each.value);
    json.end_object();
  }
  json.end_array();
}

void put_mark(JsonWriter& json, std::string_view key, const std::optional<std::int64_t>& mark) {
  if (mark) put_number(json, key, *mark);
}

void put_column(JsonWriter& json, const FactColumn& column, const ColumnPlace& place) {
  json.begin_object();
  put_text(json, "namn", column.name);
  put_number(json, "person", column.person);
  if (column.month) put_text(json, "månad", to_string(*column.month));
  put_text(json, "enhet", unit_name(column.unit));
  put_mark(json, "okänt", column.unknown);
  put_mark(json, "ej_tillämplig", column.not_applicable);
  put_mark(json, "ingen_regel", column.no_rule);
  if (!column.words.empty()) {
    json.key("ord").begin_array();
    for (const std::string& word : column.words) json.string(word);
    json.end_array();
  }
  put_number(json, "bytes", std::int64_t{1} << static_cast<unsigned>(place.width));
  put_number(json, "plats", static_cast<std::int64_t>(place.offset));
  put_number(json, "minst", place.low);
  put_number(json, "störst", place.high);
  put_text(json, "sha256", place.hash);
  json.end_object();
}

/// Reads one JSON object's keys; the first thing that is wrong is kept, and all else left alone.
class Reader {
 public:
  Reader(const Json& json, std::string where, std::optional<Error>& fault)
      : json_(json), where_(std::move(where)), fault_(fault) {
    if (!json.is(Json::Kind::object)) wrong("");
  }
  /// Call last: a key that nobody asked for is a fault.
  void done() {
    if (!fault_ && json_.members().size() != asked_) wrong("");
  }

  std::string text(std::string_view key) {
    const Json* value = find(key, Json::Kind::string);
    return value == nullptr ? std::string() : value->string();
  }
  bool truth(std::string_view key) {
    const Json* value = find(key, Json::Kind::boolean);
    return value != nullptr && value->boolean();
  }
  std::int64_t number(std::string_view key, std::int64_t low, std::int64_t high) {
    const Json* value = find(key, Json::Kind::number);
    if (value == nullptr) return low;
    const auto read = whole_number<std::int64_t>(value->number());
    if (!read || *read < low || *read > high) {
      wrong(key);
      return low;
    }
    return *read;
  }
  bool has(std::string_view key) const { return !fault_ && json_.find(key) != nullptr; }
  const std::vector<Json>& items(std::string_view key) {
    static const std::vector<Json> none;
    const Json* value = find(key, Json::Kind::array);
    return value == nullptr ? none : value->items();
  }
  void wrong(std::string_view key) {
    if (fault_) return;
    const std::string at = where_ + (key.empty() ? "" : "." + std::string(key));
    fault_ = Error{"columns.header", at, "Filens huvud är inte som det ska vara här.",
                   "The file's header is not as it should be here."};
  }
  std::optional<Error>& fault() { return fault_; }
  const std::string& where() const { return where_; }

 private:
  const Json* find(std::string_view key, Json::Kind kind) {
    if (fault_) return nullptr;
    const Json* value = json_.find(key);
    if (value == nullptr || !value->is(kind)) {
      wrong(key);
      return nullptr;
    }
    ++asked_;
    return value;
  }

  const Json& json_;
  std::string where_;
  std::optional<Error>& fault_;
  std::size_t asked_ = 0;
};

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMost32 = std::numeric_limits<std::int32_t>::max();

void read_about(Reader& from, About& about) {
  about.synthetic = from.truth("syntetisk");
  if (from.has("tänkt")) about.hypothetical = from.text("tänkt");
  about.title = from.text("benämning");
  about.municipality = from.text("kommun");
  about.year = static_cast<int>(from.number("år", 0, 2999));
  about.weight_households = from.number("hushåll_i_verkligheten", 1, 1'000'000'000);
  about.weight_rows = from.number("på_rader", 1, 1'000'000'000);
  for (const Json& item : from.items("förutsättningar")) {
    Reader each(item, from.where() + ".förutsättningar", from.fault());
    Premise premise{each.text("namn"), each.text("värde"), each.text("varför"), each.text("källa")};
    premise.assumed = each.truth("antagen");
    each.done();
    about.premises.push_back(std::move(premise));
  }
}

Unit read_unit(Reader& from) {
  const auto unit = parse_unit(from.text("enhet"));
  if (!unit) from.wrong("enhet");
  return unit.value_or(Unit::number);
}

Constant read_constant(Reader& from) {
  Constant made;
  made.name = from.text("namn");
  const std::string of = from.text("för"), kind = from.text("slag");
  if (of != "hushåll" && of != "vuxen" && of != "barn") from.wrong("för");
  made.of = of == "vuxen"  ? Constant::Of::adult
            : of == "barn" ? Constant::Of::child
                           : Constant::Of::household;
  if (kind != "värde" && kind != "lista" && kind != "ej tillämplig") from.wrong("slag");
  made.kind = kind == "lista"           ? Constant::Kind::list
              : kind == "ej tillämplig" ? Constant::Kind::not_applicable
                                        : Constant::Kind::value;
  made.unit = read_unit(from);
  if (made.unit == Unit::member || made.unit == Unit::date) from.wrong("enhet");
  made.value = from.number("värde", -kMost32, kMost32);
  from.done();
  return made;
}

std::optional<std::int64_t> read_mark(Reader& from, std::string_view key) {
  if (!from.has(key)) return std::nullopt;
  return from.number(key, -kMost, kMost);
}

void read_column(Reader& from, const Part& part, FactColumn& column, ColumnPlace& place) {
  column.name = from.text("namn");
  column.person = static_cast<int>(from.number("person", -1, part.adults + part.children - 1));
  if (from.has("månad")) {
    column.month = parse_month(from.text("månad"));
    if (!column.month) from.wrong("månad");
  }
  column.unit = read_unit(from);
  column.unknown = read_mark(from, "okänt");
  column.not_applicable = read_mark(from, "ej_tillämplig");
  column.no_rule = read_mark(from, "ingen_regel");
  if (from.has("ord")) {
    for (const Json& word : from.items("ord")) {
      if (!word.is(Json::Kind::string)) return from.wrong("ord");
      column.words.push_back(word.string());
    }
  }
  const std::int64_t bytes = from.number("bytes", 1, 8);
  if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) return from.wrong("bytes");
  place.width = bytes == 1   ? Width::int8
                : bytes == 2 ? Width::int16
                : bytes == 4 ? Width::int32
                             : Width::int64;
  place.offset = static_cast<std::uint64_t>(from.number("plats", 0, kMost));
  place.low = from.number("minst", -kMost, kMost);
  place.high = from.number("störst", place.low, kMost);
  const bool by_words = column.unit == Unit::member || column.unit == Unit::date;
  if (by_words == column.words.empty()) from.wrong("ord");
  place.hash = from.text("sha256");
  from.done();
}

void read_part(Reader& from, Header& header) {
  Part part;
  part.adults = static_cast<int>(from.number("vuxna", 1, kMaxAdults));
  part.children = static_cast<int>(from.number("barn", 0, kMaxChildren));
  part.rows = static_cast<std::size_t>(from.number("rader", 1, kMaxRows));
  std::vector<ColumnPlace> places;
  for (const Json& item : from.items("kolumner")) {
    Reader each(item, from.where() + ".kolumner[" + std::to_string(places.size()) + "]",
                from.fault());
    part.columns.emplace_back();
    places.emplace_back();
    read_column(each, part, part.columns.back(), places.back());
  }
  from.done();
  if (!header.population.parts.empty()) {
    const Part& last = header.population.parts.back();
    const bool ordered =
        last.adults < part.adults || (last.adults == part.adults && last.children < part.children);
    if (!ordered) from.wrong("");
  }
  header.population.parts.push_back(std::move(part));
  header.places.push_back(std::move(places));
}

}  // namespace

std::string write_header(const Population& population,
                         const std::vector<std::vector<ColumnPlace>>& places) {
  JsonWriter json;
  json.begin_object();
  put_text(json, "format", "utvcol");
  put_number(json, "version", 1);
  put_about(json, population.about);
  put_constants(json, population.constants);
  json.key("delar").begin_array();
  for (std::size_t p = 0; p < population.parts.size(); ++p) {
    const Part& part = population.parts[p];
    json.begin_object();
    put_number(json, "vuxna", part.adults);
    put_number(json, "barn", part.children);
    put_number(json, "rader", static_cast<std::int64_t>(part.rows));
    json.key("kolumner").begin_array();
    for (std::size_t c = 0; c < part.columns.size(); ++c) {
      put_column(json, part.columns[c], places[p][c]);
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Result<Header> read_header(std::string_view text) {
  JsonLimits limits;
  limits.bytes = std::size_t{64} << 20U;
  limits.values = 4'000'000;
  const auto json = parse_json(text, limits);
  if (!json.ok()) {
    Error error = json.error();
    error.code = "columns.header";
    return error;
  }
  Header header;
  std::optional<Error> fault;
  Reader from(json.value(), "huvud", fault);
  if (from.text("format") != "utvcol") from.wrong("format");
  from.number("version", 1, 1);
  read_about(from, header.population.about);
  for (const Json& item : from.items("lika_för_alla")) {
    Reader each(item, "huvud.lika_för_alla", fault);
    header.population.constants.push_back(read_constant(each));
  }
  for (const Json& item : from.items("delar")) {
    Reader each(item, "huvud.delar[" + std::to_string(header.places.size()) + "]", fault);
    read_part(each, header);
    if (fault) break;
  }
  from.done();
  if (fault) return *fault;
  return header;
}

}  // namespace utvag::lab
