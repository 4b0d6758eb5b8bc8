#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

Date end_of(const Version& version) {
  return version.to.value_or(kLastDate);
}

Date day_after(Date date) {
  return Date{date.days + 1};
}

std::string stretch_text(const Version& version) {
  return to_string(version.from) + "–" + (version.to ? to_string(*version.to) : "");
}

std::vector<std::string> program_citations(const Checker& checker, const Version& version) {
  std::vector<std::string> texts;
  for (const std::int32_t index : version.provenance.provisions) {
    const auto& provision = checker.program.provisions[static_cast<std::size_t>(index)];
    if (!provision.texts.empty()) texts.push_back(provision.texts.back().text);
  }
  for (const std::int32_t index : version.provenance.sources) {
    texts.push_back(checker.program.sources[static_cast<std::size_t>(index)].title);
  }
  return texts;
}

void cite(Checker& checker, Diagnostic& fault, const Decl& decl,
          std::initializer_list<const Version*> sides) {
  fault.citations = checker.citations(decl.provenance);
  for (const Version* side : sides) {
    for (std::string& text : program_citations(checker, *side)) {
      const auto& told = fault.citations;
      if (std::find(told.begin(), told.end(), text) == told.end()) {
        fault.citations.push_back(std::move(text));
      }
    }
  }
}

void overlap(Checker& checker, const Decl& decl, const Version& first, const Version& second) {
  auto& fault = checker.error(
      "language.overlap", second.span,
      "Två versioner av " + quoted(decl.name) + " gäller samtidigt: " + stretch_text(first) +
          " och " + stretch_text(second) + ".",
      "Two versions of " + quoted(decl.name) + " apply at once: " + stretch_text(first) + " and " +
          stretch_text(second) + ".");
  fault.related.push_back(first.span);
  if (first.from < second.from) {
    const std::string day = to_string(Date{second.from.days - 1});
    fault.fix_sv = "Låt den första sluta: till " + day +
                   ". Är den andra en rättelse: skriv rättar och när den första registrerades.";
    fault.fix_en = "Let the first end: till " + day +
                   ". If the second is a correction: write rättar and when the first was "
                   "registered.";
  } else {
    fault.fix_sv = "Ta bort den ena, eller skriv rättar " + to_string(first.provenance.registered) +
                   " i den som rättar den andra.";
    fault.fix_en = "Remove one of them, or write rättar " + to_string(first.provenance.registered) +
                   " in the one that corrects the other.";
  }
  cite(checker, fault, decl, {&first, &second});
}

void gap(Checker& checker, const Decl& decl, const Version& before, Date ended,
         const Version& after) {
  const std::string from = to_string(day_after(ended));
  const std::string to = to_string(Date{after.from.days - 1});
  auto& fault =
      checker.error("language.gap", after.span,
                    "Ingen version av " + quoted(decl.name) + " gäller " + from + "–" + to + ".",
                    "No version of " + quoted(decl.name) + " applies " + from + "–" + to + ".");
  fault.related.push_back(before.span);
  fault.fix_sv = "Är det okänt vad som gällde: från " + from + " till " + to + " okänt \"…\"";
  fault.fix_en = "If what applied is unknown: från " + from + " till " + to + " okänt \"…\"";
  cite(checker, fault, decl, {&before, &after});
}

/// At one stretch of days, the versions in it by registration must correct each other in a chain.
class Chains {
 public:
  Chains(Checker& checker, const Decl& decl, const std::vector<Version>& versions)
      : checker_(checker), decl_(decl), versions_(versions), applied_(versions.size(), false) {}

  void stretch(std::vector<std::size_t> active) {
    std::sort(active.begin(), active.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(versions_[a].provenance.registered, a) <
             std::tie(versions_[b].provenance.registered, b);
    });
    for (std::size_t k = 1; k < active.size(); ++k) pair(active[k - 1], active[k]);
  }

  void unused_corrections() {
    for (std::size_t i = 0; i < versions_.size(); ++i) {
      const auto& corrects = versions_[i].provenance.corrects;
      // One that is not registered after what it corrects was told of already.
      if (!corrects || applied_[i] || *corrects >= versions_[i].provenance.registered) continue;
      auto& fault =
          checker_.error("language.correction", versions_[i].span,
                         "Ingen version av " + quoted(decl_.name) + " som är registrerad " +
                             to_string(*corrects) + " finns här att rätta.",
                         "There is no version of " + quoted(decl_.name) + " registered " +
                             to_string(*corrects) + " here to correct.");
      fault.fix_sv = "Skriv rättar med det registreringsdatum som den rättade versionen har.";
      fault.fix_en = "Write rättar with the date on which the corrected version was registered.";
    }
  }

 private:
  void pair(std::size_t earlier, std::size_t later) {
    const Version& old_one = versions_[earlier];
    const Version& new_one = versions_[later];
    const auto& corrects = new_one.provenance.corrects;
    if (corrects && *corrects == old_one.provenance.registered &&
        old_one.provenance.registered < new_one.provenance.registered) {
      applied_[later] = true;
      return;
    }
    if (!told_.emplace(earlier, later).second) return;
    if (corrects) applied_[later] = true;  // told here, not again as a correction of nothing
    if (new_one.from < old_one.from) {
      overlap(checker_, decl_, new_one, old_one);
    } else {
      overlap(checker_, decl_, old_one, new_one);
    }
  }

  Checker& checker_;
  const Decl& decl_;
  const std::vector<Version>& versions_;
  std::vector<bool> applied_;
  std::set<std::pair<std::size_t, std::size_t>> told_;
};

/// Calls `visit` with the versions in force on each stretch of days where that set is the same.
template <typename Visit>
void for_each_stretch(const std::vector<Version>& versions, Visit visit) {
  std::vector<Date> starts;
  for (const Version& version : versions) {
    starts.push_back(version.from);
    starts.push_back(day_after(end_of(version)));
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  std::vector<std::size_t> active;
  std::size_t next = 0;
  for (const Date start : starts) {
    std::erase_if(active, [&](std::size_t i) { return end_of(versions[i]) < start; });
    while (next < versions.size() && versions[next].from <= start) active.push_back(next++);
    visit(active);
  }
}

}  // namespace

/// `versions` are sorted by start. Overlaps must be corrections; gaps are told unless allowed.
void Checker::check_timeline(const Decl& decl, const std::vector<Version>& versions,
                             bool gaps_allowed) {
  if (versions.empty()) return;
  if (versions.size() > kMaxVersions) {
    error("language.too-many-versions", decl.name_span,
          quoted(decl.name) + " har fler än 5 000 versioner.",
          quoted(decl.name) + " has more than 5 000 versions.");
    return;
  }
  std::size_t reach = 0;  // the version that so far lasts longest
  for (std::size_t i = 1; i < versions.size() && !gaps_allowed; ++i) {
    const Date ended = end_of(versions[reach]);
    if (day_after(ended) < versions[i].from) gap(*this, decl, versions[reach], ended, versions[i]);
    if (end_of(versions[i]) >= ended) reach = i;
  }
  Chains chains(*this, decl, versions);
  for_each_stretch(versions, [&](const std::vector<std::size_t>& active) {
    if (active.size() > 1 && errors < kMaxFaults) chains.stretch(active);
  });
  chains.unused_corrections();
}

Version Checker::version(const Decl& decl, std::int32_t pack, const syntax::Version& written) {
  Version made;
  made.from = written.from.value_or(kFirstDate);
  made.to = written.to;
  made.known_to = written.known_to;
  made.from_year_only = written.from_year_only;
  made.text = written.text;
  made.unknown = written.unknown;
  made.span = written.span;
  made.provenance = provenance(written.provenance, pack);
  dates(made.provenance, written.provenance, nullptr, decl.span.file, written.span, decl);
  if (!written.from) {
    auto& fault = error("language.version-start", written.span,
                        "Versionen av " + quoted(decl.name) + " har ingen känd början.",
                        "The version of " + quoted(decl.name) + " has no known start.");
    fault.citations = citations(written.provenance);
    fault.fix_sv = "Skriv från ÅÅÅÅ-MM-DD, eller från år ÅÅÅÅ om bara året är känt.";
    fault.fix_en = "Write från YYYY-MM-DD, or från år YYYY if only the year is known.";
  }
  if (written.known_to &&
      (*written.known_to < made.from || (written.to && *written.to < *written.known_to))) {
    error("language.version-order", written.span,
          "känd till ligger utanför den tid som versionen gäller.",
          "känd till lies outside the time the version applies.");
  }
  std::optional<char> letter = evidence_at(written.provenance);
  if (!letter) letter = evidence_at(decl.provenance);
  if (!letter) letter = evidence_of_provisions(written.provenance, end_of(made));
  if (!letter) letter = evidence_of_provisions(decl.provenance, end_of(made));
  made.provenance.evidence = letter.value_or('X');
  const auto rests = [](const syntax::Provenance& p) {
    return !p.sources.empty() || !p.provisions.empty();
  };
  if (!written.unknown && !rests(written.provenance) && !rests(decl.provenance)) {
    auto& fault = error("language.no-source", written.span,
                        "Versionen av " + quoted(decl.name) + " säger inte vad den bygger på.",
                        "The version of " + quoted(decl.name) + " does not say what it rests on.");
    fault.fix_sv = "Lägg till källa eller lagrum, på versionen eller på deklarationen.";
    fault.fix_en = "Add källa or lagrum, on the version or on the declaration.";
  } else if (!written.unknown && !letter) {
    auto& fault = error("language.no-evidence", written.span,
                        "Versionen av " + quoted(decl.name) + " säger inte hur säker den är.",
                        "The version of " + quoted(decl.name) + " does not say how sure it is.");
    fault.fix_sv = "Lägg till bevis, på versionen, på deklarationen eller på dess källa.";
    fault.fix_en = "Add bevis, on the version, on the declaration or on its source.";
  }
  return made;
}

}  // namespace utvag::rules::checker
