#include "demo/people.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace utvag::demo {
namespace {

/// Names that are common where a language is spoken. Any likeness to somebody is by chance.
struct Tongue {
  std::string_view code;
  int weight;  ///< per cent
  std::array<std::string_view, 8> women, men, families;
};

constexpr std::array<Tongue, 6> kTongues = {{
    {"sv",
     56,
     {"Anna", "Eva", "Maria", "Karin", "Linnéa", "Elsa", "Åsa", "Britt-Inger"},
     {"Lars", "Erik", "Nils", "Anders", "Åke", "Oskar", "Emil", "Sven-Olov"},
     {"Andersson", "Johansson", "Niemi", "Lundberg", "Åström", "Öberg", "Wälivaara", "Hedström"}},
    {"fi",
     16,
     {"Aino", "Kaisa", "Päivi", "Tuula", "Helmi", "Riitta", "Marja-Leena", "Sanna"},
     {"Matti", "Jukka", "Pekka", "Antti", "Väinö", "Timo", "Hannu", "Eero"},
     {"Korhonen", "Virtanen", "Mäkinen", "Lampinen", "Kangas", "Äijälä", "Rantala", "Heikkilä"}},
    {"ar",
     12,
     {"Fatima", "Amina", "Layla", "Noor", "Rania", "Huda", "Samira", "Zahra"},
     {"Ahmad", "Omar", "Yusuf", "Khaled", "Hassan", "Ali", "Mahmoud", "Tarek"},
     {"Al-Masri", "Haddad", "Khalil", "Nasser", "Saleh", "Al-Ali", "Mansour", "Darwish"}},
    {"so",
     7,
     {"Ayaan", "Hodan", "Ifrah", "Sahra", "Khadija", "Fadumo", "Ubah", "Nimco"},
     {"Abdi", "Mohamed", "Farah", "Hussein", "Ismail", "Yasin", "Guled", "Liban"},
     {"Warsame", "Abdullahi", "Jama", "Aden", "Hersi", "Osman", "Nur", "Mohamud"}},
    {"uk",
     5,
     {"Olena", "Iryna", "Oksana", "Natalia", "Yulia", "Kateryna", "Svitlana", "Daria"},
     {"Andrij", "Oleksandr", "Dmytro", "Ivan", "Mykola", "Serhij", "Taras", "Bohdan"},
     {"Kovalenko", "Shevchenko", "Bondarenko", "Tkachenko", "Melnyk", "Koval", "Rudenko",
      "Lysenko"}},
    {"ti",
     4,
     {"Selam", "Rahwa", "Feven", "Luwam", "Senait", "Helen", "Tsega", "Winta"},
     {"Yonas", "Samuel", "Tesfay", "Daniel", "Filmon", "Biniam", "Abel", "Robel"},
     {"Tesfamariam", "Gebremedhin", "Haile", "Kidane", "Berhe", "Tekle", "Woldu", "Asfaha"}},
}};

constexpr std::array<std::string_view, 24> kStaffGiven = {
    "Sofia", "Johan", "Kerstin", "Mikael", "Elin",  "Per",    "Annika",   "Fredrik",
    "Malin", "Tomas", "Ulla",    "Henrik", "Jenny", "Robert", "Carina",   "Daniel",
    "Emma",  "Göran", "Lisa",    "Peter",  "Sara",  "Urban",  "Viktoria", "Wilhelm"};
constexpr std::array<std::string_view, 24> kStaffFamily = {
    "Lindmark", "Engström", "Ylipää",    "Drugge", "Sandström", "Kostenius", "Töyrä", "Wanhainen",
    "Björk",    "Keisu",    "Spolander", "Innala", "Stålnacke", "Hjort",     "Lahti", "Nordvall",
    "Kruukka",  "Blomster", "Aidanpää",  "Mella",  "Tano",      "Kitti",     "Snell", "Esberg"};

std::map<int, std::vector<std::string>> by_year(std::string_view text) {
  std::map<int, std::vector<std::string>> numbers;
  std::size_t at = text.find('\n') + 1;  // past the heading
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.size() < 12) continue;
    int year = 0;
    const char* const digits = line.data();
    std::from_chars(digits, digits + 4, year);
    numbers[year].emplace_back(line.substr(0, 12));
  }
  return numbers;
}

const Tongue& tongue_of(std::string_view code) {
  for (const Tongue& tongue : kTongues)
    if (tongue.code == code) return tongue;
  return kTongues[0];
}

int whole(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// The day in a number: a coordination number's is 60 more.
Date born_of(std::string_view number) {
  const int day = whole(number.substr(6, 2)) % 60;
  const int year = whole(number.substr(0, 4));
  const int month = std::max(1, whole(number.substr(4, 2)));
  const std::optional<Date> born = make_date(year, month, std::max(day, 1));
  return born ? *born : *make_date(year, month, 28);
}

}  // namespace

std::string staff_name(std::size_t index) {
  const std::size_t round = index / kStaffGiven.size();
  const std::string_view family = kStaffFamily[(index + 7 * round) % kStaffFamily.size()];
  return std::string(kStaffGiven[index % kStaffGiven.size()]) + " " + std::string(family);
}

Register::Register(Random& random)
    : random_(random),
      personal_(by_year(kPersonalNumbers)),
      coordination_(by_year(kCoordinationNumbers)) {}

std::string Register::take(std::map<int, std::vector<std::string>>& numbers, int first_year,
                           int last_year, const std::vector<Someone>& apart) {
  constexpr int kDaysApart = 304;
  const auto fits = [&](const std::string& number) {
    const Date born = born_of(number);
    return std::all_of(apart.begin(), apart.end(), [&](const Someone& each) {
      return std::abs(each.born.days - born.days) >= kDaysApart;
    });
  };
  const int wanted = random_.between(first_year, last_year);
  for (int distance = 0; distance < 150; ++distance) {
    for (const int year : {wanted - distance, wanted + distance}) {
      if (year > last_year) continue;  // nobody is younger than the story allows
      const auto found = numbers.find(year);
      if (found == numbers.end() || found->second.empty()) continue;
      std::vector<std::string>& left = found->second;
      const auto start =
          static_cast<std::size_t>(random_.between(0, static_cast<int>(left.size()) - 1));
      for (std::size_t i = 0; i < left.size(); ++i) {
        std::string& chosen = left[(start + i) % left.size()];
        if (!fits(chosen)) continue;
        std::swap(chosen, left.back());
        std::string number = std::move(left.back());
        left.pop_back();
        return number;
      }
    }
  }
  return {};
}

/// The ninth digit after the century is odd for men (folkbokföringslagen 18 §).
Someone Register::named(const std::string& number, const Someone* like) {
  Someone made;
  made.number = number;
  std::array<int, kTongues.size()> weights{};
  for (std::size_t i = 0; i < kTongues.size(); ++i) weights[i] = kTongues[i].weight;
  const Tongue& tongue =
      like != nullptr ? tongue_of(like->language) : kTongues[random_.weighted(weights)];
  const bool man = (number[10] - '0') % 2 == 1;
  const auto pick = [&](const auto& names) {
    return std::string(names[static_cast<std::size_t>(random_.between(0, 7))]);
  };
  made.given_name = pick(man ? tongue.men : tongue.women);
  made.family_name = like != nullptr ? like->family_name : pick(tongue.families);
  made.language = std::string(tongue.code);
  made.interpreter = tongue.code != "sv" && tongue.code != "fi" && random_.percent(65);
  made.born = born_of(number);
  return made;
}

Someone Register::adult(int first_year, int last_year, const Someone* like) {
  const bool coordination = like == nullptr && random_.percent(4);
  return named(take(coordination ? coordination_ : personal_, first_year, last_year, {}), like);
}

Someone Register::child(int first_year, int last_year, const Someone& parent,
                        const std::vector<Someone>& siblings) {
  Someone made = named(take(personal_, first_year, last_year, siblings), &parent);
  made.interpreter = false;
  return made;
}

}  // namespace utvag::demo
