#include "rules/tools/diff.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "rules/explain/explain.hpp"

namespace utvag::rules::tools {
namespace {

/// A declaration told as named texts; two tellings are compared text by text.
using Telling = std::map<std::string, std::string>;

struct Told {
  std::string label;
  Telling texts;
};

std::string term_word(Term term) {
  switch (term) {
    case Term::guideline:
      return "riktlinje";
    case Term::open:
      return "öppet";
    default:
      return "låst";
  }
}

std::string direction_word(Direction direction) {
  switch (direction) {
    case Direction::higher:
      return "högre";
    case Direction::lower:
      return "lägre";
    default:
      return "båda";
  }
}

class Teller {
 public:
  explicit Teller(const Program& program) : program_(program) {}

  std::map<std::string, Told> all() {
    std::map<std::string, Told> told;
    for (std::size_t i = 0; i < program_.definitions.size(); ++i) {
      const Definition& definition = program_.definitions[i];
      const auto index = static_cast<std::int32_t>(i);
      if (definition.family_first >= 0 && definition.family_first != index) continue;
      told[definition.base_name] = declaration(index, definition);
    }
    for (const Provision& provision : program_.provisions) {
      Told& entry = told["lagrum " + provision.id];
      entry.label = provision.id;
      for (const ProvisionText& text : provision.texts) {
        entry.texts["från " + to_string(text.from)] = text.text + " [" + text.evidence + "]" +
                                                      span_text(text.to) +
                                                      (text.link.empty() ? "" : " " + text.link);
      }
    }
    for (const Source& source : program_.sources) {
      Told& entry = told["källa " + source.id];
      entry.label = source.title;
      entry.texts["titel"] = source.title + " [" + source.evidence + "]";
      entry.texts["länk"] = source.link;
    }
    return told;
  }

 private:
  static std::string span_text(const std::optional<Date>& to) {
    return to ? " till " + to_string(*to) : "";
  }

  std::string provenance(const Provenance& from) const {
    std::string text = std::string("bevis ") + from.evidence;
    for (const std::int32_t source : from.sources) {
      text += ", " + program_.sources[static_cast<std::size_t>(source)].id;
    }
    for (const std::int32_t provision : from.provisions) {
      text += ", lagrum " + program_.provisions[static_cast<std::size_t>(provision)].id;
    }
    if (!from.decided_by.empty()) text += ", beslut " + from.decided_by;
    if (!from.note.empty()) text += ", not " + from.note;
    return text;
  }

  std::string limit(const Definition& definition, const std::optional<Rational>& value) const {
    return value ? value_text(program_, definition.type, *value) : "";
  }

  Told declaration(std::int32_t index, const Definition& definition) const {
    Told told;
    told.label = definition.label;
    Telling& texts = told.texts;
    texts["benämning"] = definition.label;
    texts["förklaring"] = definition.explanation;
    texts["fråga"] = definition.question;
    texts["därför"] = definition.why;
    texts["underlag"] = definition.document;
    texts["ställning"] = term_word(definition.term);
    texts["riktning"] = direction_word(definition.direction);
    texts["blad"] = definition.sheet;
    texts["grund"] = provenance(definition.provenance);
    if (definition.low || definition.high) {
      texts["inom"] = limit(definition, definition.low) + "–" + limit(definition, definition.high);
    }
    texts["antas"] = limit(definition, definition.assumed);
    for (std::size_t i = 0; i < definition.bounds.size(); ++i) {
      const Bound& bound = definition.bounds[i];
      texts["gräns " + std::to_string(i + 1)] =
          (bound.at_least ? "minst " : "högst ") + describe(program_, bound.value) + " från " +
          to_string(bound.from) + " till " + to_string(bound.to);
    }
    if (definition.condition >= 0) {
      texts["när"] = describe(program_, definition.condition);
    }
    for (const Layer& layer : definition.layers) {
      for (const Version& version : layer.versions) versions(index, layer, version, texts);
    }
    return told;
  }

  void versions(std::int32_t index, const Layer& layer, const Version& version,
                Telling& texts) const {
    std::string at = program_.packs[static_cast<std::size_t>(layer.pack)].name + " från " +
                     to_string(version.from);
    if (version.provenance.corrects) {
      at += " (rättad " + to_string(version.provenance.registered) + ")";
    }
    texts[at + ", gäller"] =
        (version.to ? "till " + to_string(*version.to) : "tills vidare") +
        (version.known_to ? ", känd till " + to_string(*version.known_to) : "");
    texts[at + ", grund"] = provenance(version.provenance);
    if (version.unknown) texts[at] = "okänt: " + *version.unknown;
    if (version.body >= 0) texts[at] = describe(program_, version.body);
    if (!version.text.empty()) texts[at + ", text"] = version.text;
    const Definition& table = program_.definitions[static_cast<std::size_t>(index)];
    for (const Row& row : version.rows) {
      std::string keys = at + ", rad " + describe_row(program_, index, row);
      if (row.provenance.corrects) {
        keys += " (rättad " + to_string(row.provenance.registered) + ")";
      }
      texts[keys] =
          row.unknown ? "okänt: " + *row.unknown : value_text(program_, table.type, row.value);
      texts[keys + ", grund"] = provenance(row.provenance);
    }
  }

  const Program& program_;
};

std::vector<Detail> details(const Telling& before, const Telling& after) {
  std::vector<Detail> found;
  const auto add = [&](const std::string& what, std::string old, std::string now) {
    if (old != now) found.push_back(Detail{{what, what}, std::move(old), std::move(now)});
  };
  for (const auto& [what, text] : before) {
    const auto other = after.find(what);
    add(what, text, other == after.end() ? "" : other->second);
  }
  for (const auto& [what, text] : after) {
    if (!before.contains(what)) add(what, "", text);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Detail& a, const Detail& b) { return a.what.sv < b.what.sv; });
  return found;
}

}  // namespace

std::vector<RuleChange> compare_rules(const Program& before, const Program& after) {
  const std::map<std::string, Told> old = Teller(before).all();
  const std::map<std::string, Told> now = Teller(after).all();
  std::vector<RuleChange> changes;
  for (const auto& [name, told] : old) {
    const auto other = now.find(name);
    const bool gone = other == now.end();
    auto differences = details(told.texts, gone ? Telling{} : other->second.texts);
    if (!gone && differences.empty()) continue;
    changes.push_back(RuleChange{gone ? RuleChange::Kind::removed : RuleChange::Kind::changed, name,
                                 gone ? told.label : other->second.label, std::move(differences)});
  }
  for (const auto& [name, told] : now) {
    if (old.contains(name)) continue;
    changes.push_back(
        RuleChange{RuleChange::Kind::added, name, told.label, details({}, told.texts)});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const RuleChange& a, const RuleChange& b) { return a.rule < b.rule; });
  return changes;
}

/// An amount that is not whole ören to the nearest öre: a fraction says nothing to a reader.
std::string outcome_text(const Program& program, const Type& type, Rational value) {
  if (type.kind != Kind::number || type.unit.kr != 1 || value.is_whole()) {
    return value_text(program, type, value);
  }
  return "≈ " + value_text(program, type, round_to(value, 1, Rounding::nearest));
}

Words outcome_words(Evaluation& evaluation, const Outcome& outcome, const Type& type) {
  const Program& program = evaluation.plan().program();
  const std::string culprit =
      outcome.culprit < 0
          ? ""
          : " (" + program.definitions[static_cast<std::size_t>(outcome.culprit)].name + ")";
  switch (outcome.state) {
    case State::known: {
      const std::string value = outcome_text(program, type, outcome.value);
      return {value, value};
    }
    case State::unknown: {
      std::string facts;
      for (const FactRef& ref : evaluation.missing(outcome)) {
        const Definition& fact = program.definitions[static_cast<std::size_t>(ref.definition)];
        if (!facts.empty()) facts += ", ";
        if (ref.person >= 0) {
          facts += evaluation.facts().persons()[static_cast<std::size_t>(ref.person)].id + ".";
        }
        // The first of a list's family stands for the whole list.
        facts += fact.list && ref.definition == fact.family_first ? fact.base_name : fact.name;
      }
      return {"okänd: " + facts, "unknown: " + facts};
    }
    case State::no_rule:
      return {"ingen regel" + culprit, "no rule" + culprit};
    case State::not_applicable:
      return {"ej tillämplig", "not applicable"};
    case State::failed:
      return {"går inte att räkna" + culprit, "cannot be calculated" + culprit};
    case State::silent:
      return {"tyst", "silent"};
    case State::not_evaluated:
      break;
  }
  return {"inte uträknad", "not evaluated"};
}

Effects compare_outcomes(const std::shared_ptr<const Program>& before,
                         const std::shared_ptr<const Program>& after,
                         const std::vector<HouseholdPair>& households) {
  Effects effects;
  std::vector<std::pair<std::int32_t, std::int32_t>> outcomes;
  for (std::size_t i = 0; i < before->definitions.size(); ++i) {
    const Definition& definition = before->definitions[i];
    const std::int32_t other = after->find(definition.name);
    if (!definition.outcome || definition.for_person || other < 0) continue;
    if (!after->definitions[static_cast<std::size_t>(other)].for_person) {
      outcomes.emplace_back(static_cast<std::int32_t>(i), other);
    }
  }
  std::sort(outcomes.begin(), outcomes.end(), [&](const auto& a, const auto& b) {
    return before->definitions[static_cast<std::size_t>(a.first)].name <
           before->definitions[static_cast<std::size_t>(b.first)].name;
  });
  for (const HouseholdPair& household : households) {
    const Plan old_plan(before, household.question);
    const Plan new_plan(after, household.question);
    Evaluation old_run(old_plan, household.before);
    Evaluation new_run(new_plan, household.after);
    for (const auto& [old_index, new_index] : outcomes) {
      const Definition& definition = before->definitions[static_cast<std::size_t>(old_index)];
      const Outcome old_outcome = old_run.get(old_index);
      const Outcome new_outcome = new_run.get(new_index);
      ++effects.compared;
      Effect effect;
      effect.before = outcome_words(old_run, old_outcome, definition.type);
      effect.after = outcome_words(new_run, new_outcome,
                                   after->definitions[static_cast<std::size_t>(new_index)].type);
      const bool both = old_outcome.state == State::known && new_outcome.state == State::known;
      if (effect.before.sv == effect.after.sv && old_outcome.state == new_outcome.state &&
          (!both || old_outcome.value == new_outcome.value)) {
        continue;
      }
      effect.household = household.name;
      effect.rule = definition.name;
      if (both && definition.type.kind == Kind::number) {
        effect.change = new_outcome.value - old_outcome.value;
      }
      effects.changed.push_back(std::move(effect));
    }
  }
  return effects;
}

}  // namespace utvag::rules::tools
