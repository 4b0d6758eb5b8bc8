#include "web/law_link.hpp"

#include <algorithm>

namespace utvag::web {
namespace {

bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

/// The figures (and a letter, "7 a") that end right before `at`.
std::string figures_before(std::string_view words, std::size_t at) {
  std::size_t end = at;
  while (end > 0 && words[end - 1] == ' ') --end;
  std::size_t begin = end;
  std::string letter;
  if (begin > 1 && words[begin - 1] >= 'a' && words[begin - 1] <= 'z') {
    letter = std::string(1, words[begin - 1]);
    --begin;
    while (begin > 0 && words[begin - 1] == ' ') --begin;
    end = begin;
  }
  while (begin > 0 && is_figure(words[begin - 1])) --begin;
  const std::string figures(words.substr(begin, end - begin));
  return figures.empty() ? std::string() : figures + letter;
}

/// "2025:400" within brackets; empty when there is none.
std::string act_number(std::string_view words) {
  for (std::size_t open = words.find('('); open != words.npos; open = words.find('(', open + 1)) {
    const std::size_t close = words.find(')', open);
    if (close == words.npos) return {};
    const std::string_view inside = words.substr(open + 1, close - open - 1);
    const std::size_t colon = inside.find(':');
    const bool figures =
        std::all_of(inside.begin(), inside.end(), [](char c) { return is_figure(c) || c == ':'; });
    if (figures && colon == 4 && inside.size() > 5) return std::string(inside);
  }
  return {};
}

}  // namespace

std::string law_link(std::string_view words) {
  const std::string act = act_number(words);
  if (act.empty()) return {};
  std::string link =
      "https://data.riksdagen.se/dokument/sfs-" + act.substr(0, 4) + "-" + act.substr(5) + ".html";
  const std::size_t section = words.find("§");
  if (section == words.npos) return link;
  const std::string paragraph = figures_before(words, section);
  if (paragraph.empty()) return link;
  const std::size_t chapter_at = words.find("kap.");
  const std::string chapter =
      chapter_at == words.npos ? std::string() : figures_before(words, chapter_at);
  link += "#";
  if (!chapter.empty()) link += "K" + chapter;
  return link + "P" + paragraph;
}

}  // namespace utvag::web
