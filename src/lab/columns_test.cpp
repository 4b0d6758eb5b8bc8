#include "lab/columns.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <new>
#include <vector>

#include "base/sha256.hpp"
#include "lab/columns_header.hpp"

using namespace utvag;
using namespace utvag::lab;

namespace {

FactColumn column(const char* name, int person, Unit unit, std::vector<std::int32_t> values) {
  FactColumn made;
  made.name = name;
  made.person = person;
  made.unit = unit;
  made.column = Column(values);
  return made;
}

Population example() {
  Population made;
  made.about.synthetic = true;
  made.about.title = "Påhittad ort";
  made.about.municipality = "9999";
  made.about.year = 2026;
  made.about.weight_households = 7;
  made.about.weight_rows = 3;
  made.about.premises.push_back({"hyra", "5500", "gissning", "ingen", true});
  made.constants.push_back(
      {"tillgångar", Constant::Of::household, Constant::Kind::value, Unit::kronor, 0});
  made.constants.push_back({"inkomst", Constant::Of::adult, Constant::Kind::list, Unit::kronor, 0});
  Part two{2, 1, 70, {}};
  std::vector<std::int32_t> rents, born;
  for (int i = 0; i < 70; ++i) {
    rents.push_back(4000 + 100 * i);
    born.push_back(900 + i);
  }
  two.columns.push_back(column("född", 2, Unit::birth_month, born));
  two.columns.push_back(column("sökt_kostnad[boende]", kHousehold, Unit::kronor, rents));
  Part one{1, 0, 2, {}};
  FactColumn home = column("boendeform", kHousehold, Unit::member, {0, 1});
  home.words = {"hyresrätt", "eget_hus"};
  one.columns.push_back(std::move(home));
  FactColumn wage = column("inkomst[nettolön]", 0, Unit::ore, {123456789, -1});
  wage.month = make_month(2026, 3);
  wage.unknown = -1;
  one.columns.push_back(std::move(wage));
  made.parts.push_back(std::move(two));
  made.parts.push_back(std::move(one));
  put_in_order(made);
  return made;
}

/// Bytes aligned as a mapped file's are.
class Mapped {
 public:
  explicit Mapped(std::string_view bytes)
      : size_(bytes.size()),
        bytes_(static_cast<std::byte*>(::operator new(size_ + 1, std::align_val_t{64}))) {
    std::memcpy(bytes_, bytes.data(), size_);
  }
  ~Mapped() { ::operator delete(bytes_, std::align_val_t{64}); }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  std::span<const std::byte> bytes() const { return {bytes_, size_}; }

 private:
  std::size_t size_;
  std::byte* bytes_;
};

std::string written(const Population& population) {
  std::string file;
  const auto wrote = write_columns(population, [&](std::string_view bytes) {
    file += bytes;
    return Result<bool>(true);
  });
  REQUIRE(wrote.ok());
  return file;
}

std::string fault_of(std::string_view file) {
  const Mapped mapped(file);
  const auto read = read_columns(mapped.bytes());
  return read.ok() ? "" : read.error().code;
}

/// The file with another header, hashed and measured as it should be.
std::string with_header(const std::string& file, const std::string& header) {
  std::uint64_t old = 0;
  std::memcpy(&old, file.data() + 8, 8);
  const auto padded = [](std::size_t size) { return (size + 63) / 64 * 64; };
  std::string body = file.substr(padded(kHeadBytes + old));
  std::string made = file.substr(0, kHeadBytes) + header;
  made.resize(padded(made.size()), '\0');
  made += body;
  const std::uint64_t length = header.size(), size = made.size();
  std::memcpy(made.data() + 8, &length, 8);
  std::memcpy(made.data() + 16, &size, 8);
  made.replace(24, 64, sha256_hex(header));
  return made;
}

std::string header_of(const std::string& file) {
  std::uint64_t length = 0;
  std::memcpy(&length, file.data() + 8, 8);
  return file.substr(kHeadBytes, length);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("a column file gives back what was written") {
  const Population made = example();
  const std::string file = written(made);
  const Mapped mapped(file);
  const auto read = read_columns(mapped.bytes());
  REQUIRE_MESSAGE(read.ok(), read.error().en << " " << read.error().where);
  const Population& got = read.value();
  CHECK(got.about.synthetic);
  CHECK(got.about.title == "Påhittad ort");
  CHECK(got.about.weight_households == 7);
  REQUIRE(got.about.premises.size() == 1);
  CHECK(got.about.premises[0].why == "gissning");
  REQUIRE(got.constants.size() == 2);
  CHECK(got.constants[1].kind == Constant::Kind::list);
  CHECK(got.rows() == 72);
  REQUIRE(got.parts.size() == 2);
  CHECK(got.parts[0].adults == 1);
  const FactColumn* wage = find_column(got.parts[0], "inkomst[nettolön]", 0, make_month(2026, 3));
  REQUIRE(wage != nullptr);
  CHECK(wage->column.at(0) == 123456789);
  CHECK(wage->unknown == -1);
  const FactColumn* home = find_column(got.parts[0], "boendeform");
  REQUIRE(home != nullptr);
  CHECK(home->words == std::vector<std::string>{"hyresrätt", "eget_hus"});
  const FactColumn* rent = find_column(got.parts[1], "sökt_kostnad[boende]");
  REQUIRE(rent != nullptr);
  CHECK(rent->column.at(69) == 10900);
  CHECK(rent->column.low() == 4000);
  CHECK(written(got) == file);
}

TEST_CASE("a file cut short anywhere is refused, and so is one that goes on") {
  const std::string file = written(example());
  for (std::size_t size = 0; size < file.size(); size += size < 200 ? 1 : 61) {
    CAPTURE(size);
    const std::string code = fault_of(std::string_view(file).substr(0, size));
    CHECK((code == "columns.cut-short" || (size == 0 && code == "columns.not-ours")));
  }
  CHECK(fault_of(file) == "");
  CHECK(fault_of(file + std::string(64, '\0')) == "columns.too-long");
}

TEST_CASE("any changed byte is found") {
  const std::string file = written(example());
  const std::size_t header = header_of(file).size();
  int changed = 0;
  for (std::size_t at = 0; at < file.size(); at += 7) {
    const bool slack = at >= 88 && (at < kHeadBytes || (at >= kHeadBytes + header &&
                                                        at < (kHeadBytes + header + 63) / 64 * 64));
    if (slack || file[at] == '\0') continue;  // what fills up to the next column holds nothing
    std::string wrong = file;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x20);
    CAPTURE(at);
    CHECK(fault_of(wrong) != "");
    ++changed;
  }
  CHECK(changed > 100);
}

TEST_CASE("a file that is rearranged or has a wrong column is refused by name") {
  const std::string file = written(example());
  const std::string header = header_of(file);
  const std::string names = replaced(replaced(header, "född", "gödd"), "boendeform", "boendefoam");
  CHECK(fault_of(with_header(file, names)) == "");  // what a name means is the rules' matter
  const auto code = [&](const std::string& what, const std::string& with) {
    return fault_of(with_header(file, replaced(header, what, with)));
  };
  CHECK(code("\"person\": 2", "\"person\": -1") == "columns.order");  // twice the household's place
  CHECK(code("\"plats\": 64", "\"plats\": 128") == "columns.order");
  CHECK(code("\"vuxna\": 2", "\"vuxna\": 1") == "columns.header");  // then there is no third
  CHECK(code("\"rader\": 70", "\"rader\": 200") == "columns.column");
  CHECK(code("\"bytes\": 1", "\"bytes\": 3") == "columns.header");
  CHECK(code("\"enhet\": \"öre\"", "\"enhet\": \"euro\"") == "columns.header");
  CHECK(code("\"version\": 1", "\"version\": 2") == "columns.header");
  CHECK(code("\"minst\": 4000", "\"minst\": 4001") == "columns.column");
  CHECK(code("\"syntetisk\": true", "\"syntetisk\": true, \"nytt\": 1") == "columns.header");
  // Two columns whose numbers have changed places.
  std::string swapped = file;
  const std::size_t begin = (kHeadBytes + header.size() + 63) / 64 * 64;
  std::swap_ranges(swapped.begin() + static_cast<std::ptrdiff_t>(begin),
                   swapped.begin() + static_cast<std::ptrdiff_t>(begin + 64),
                   swapped.begin() + static_cast<std::ptrdiff_t>(begin + 64));
  CHECK(fault_of(swapped) == "columns.column");
  CHECK(fault_of("UTVCOL2\n" + file.substr(8)) == "columns.version");
  CHECK(fault_of("CSV") == "columns.not-ours");
}
