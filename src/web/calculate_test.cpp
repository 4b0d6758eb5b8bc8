#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "web/visit_fixture.hpp"

using namespace utvag;
using web::fixture::has;
using web::fixture::Visit;

namespace {

std::string coded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out.append("%").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
  }
  return out;
}

net::Response calculated(Visit& visit,
                         const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    body.append(body.empty() ? "" : "&").append(coded(name)).append("=").append(coded(value));
  }
  return visit.send("/berakning", body);
}

/// Where the summary of faults leads to, in its order.
std::vector<std::string> told(const net::Response& response) {
  std::vector<std::string> fields;
  const std::size_t start = response.body.find("id=\"fel\"");
  if (start == std::string::npos) return fields;
  const std::string box = response.body.substr(start, response.body.find("</ul>", start) - start);
  const std::string mark = "<a href=\"#";
  for (std::size_t at = box.find(mark); at != box.npos; at = box.find(mark, at + 1)) {
    const std::size_t from = at + mark.size();
    fields.push_back(box.substr(from, box.find('"', from) - from));
  }
  return fields;
}

}  // namespace

TEST_CASE("every fault of the calculation form is told in one round, in the page's order") {
  Visit visit;
  visit.log_in("anna");
  const auto answer = calculated(visit, {{"månad", "snart"},
                                         {"personer", "1"},
                                         {"personer[0].roll", "vuxen"},
                                         {"personer[0].född.dag", "31"},
                                         {"personer[0].född.månad", "2"},
                                         {"personer[0].född.år", "1980"},
                                         {"personer[0].inkomst.rader", "2"},
                                         {"personer[0].inkomst#0.slag", "nettolön"},
                                         {"personer[0].inkomst#0.belopp", "8 000"},
                                         {"personer[0].inkomst#1.slag", "nettolön"},
                                         {"personer[0].inkomst#1.belopp", "mycket"},
                                         {"hushåll.sökt_kostnad#0.belopp", "lite"},
                                         {"hushåll.antal_i_bostaden", "två"},
                                         {"bedömningar#0.slag", "högre_norm"},
                                         {"bedömningar#0.värde", "-500"},
                                         {"bedömningar#0.skäl", " "}});
  CHECK(answer.status == 422);
  const std::vector<std::string> expected = {"månad",
                                             "personer[0].född.dag",
                                             "personer[0].inkomst#1.belopp",
                                             "hushåll.sökt_kostnad#0.slag",
                                             "hushåll.sökt_kostnad#0.belopp",
                                             "hushåll.antal_i_bostaden",
                                             "bedömningar#0.värde",
                                             "bedömningar#0.skäl"};
  const std::vector<std::string> found = told(answer);
  std::string shown;
  for (const std::string& each : found) shown += each + " ";
  CAPTURE(shown);
  CHECK(found == expected);
  // Nothing that was typed is gone.
  for (const char* typed :
       {"value=\"snart\"", "value=\"mycket\"", "value=\"två\"", "value=\"-500\""}) {
    CAPTURE(typed);
    CHECK(has(answer, typed));
  }
}

TEST_CASE("judgements about the members of a family are taken, and a fault leads to its row") {
  Visit visit;
  visit.log_in("anna");
  const auto ask = [&](const std::string& housing) {
    return calculated(visit, {{"månad", "2026-03"},
                              {"personer", "1"},
                              {"personer[0].roll", "vuxen"},
                              {"personer[0].född.dag", "1"},
                              {"personer[0].född.månad", "5"},
                              {"personer[0].född.år", "1990"},
                              {"personer[0].inkomst.inga", "ja"},
                              {"hushåll.boendeform", "hyresrätt"},
                              {"hushåll.sökt_kostnad.rader", "2"},
                              {"hushåll.sökt_kostnad#0.slag", "boende"},
                              {"hushåll.sökt_kostnad#0.belopp", "6500"},
                              {"hushåll.sökt_kostnad#1.slag", "hushållsel"},
                              {"hushåll.sökt_kostnad#1.belopp", "400"},
                              {"hushåll.sökt_behov.inga", "ja"},
                              {"hushåll.tillgångar", "0"},
                              {"bedömningar.rader", "3"},
                              {"bedömningar#0.slag", "godkänd_kostnad[boende]"},
                              {"bedömningar#0.värde", housing},
                              {"bedömningar#0.skäl", "Skälig i orten"},
                              {"bedömningar#1.slag", "högre_norm"},
                              {"bedömningar#1.värde", "150"},
                              {"bedömningar#1.skäl", "Dyrare kost"},
                              {"bedömningar#2.slag", "godkänd_kostnad[hushållsel]"},
                              {"bedömningar#2.värde", "350"},
                              {"bedömningar#2.skäl", "Två månader"}});
  };
  const auto answer = ask("5000");
  CHECK(told(answer).empty());
  // 5 220 in norm and 150 more, 5 000 and 350 in costs.
  CHECK(has(answer, "10\u202f720\u00a0kr"));
  const auto wrong = ask("mycket");
  CHECK(told(wrong) == std::vector<std::string>{"bedömningar#0.värde"});
}
