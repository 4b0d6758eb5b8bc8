#include "norm/condition_words.hpp"

#include <string_view>

#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::FactRef;
using rules::Node;
using rules::Op;
namespace say = text::say;

std::string_view sign(Op op) {
  switch (op) {
    case Op::add:
    case Op::add_months:
    case Op::add_days:
    case Op::add_months_to_date:
      return " + ";
    case Op::subtract:
      return " − ";
    case Op::multiply:
      return " × ";
    case Op::divide:
      return " / ";
    case Op::equal:
      return " = ";
    case Op::not_equal:
      return " ≠ ";
    case Op::less:
      return " < ";
    case Op::less_equal:
      return " ≤ ";
    case Op::greater:
      return " > ";
    case Op::greater_equal:
      return " ≥ ";
    default:
      return {};
  }
}

/// Binds `och` and `eller` together with what they stand between: then parentheses are needed.
bool is_joint(Op op) {
  return op == Op::both || op == Op::either;
}

class Phrase {
 public:
  Phrase(const View& view, FactRef rule) : view_(view), rule_(rule) {}

  /// False when there are no words for it.
  bool write(std::int32_t index, Op outer) {
    if (index < 0) return false;
    const Node& node = view_.program().nodes[static_cast<std::size_t>(index)];
    const bool apart = is_joint(node.op) && outer != node.op && outer != Op::constant;
    if (apart) out_.push_back('(');
    if (!write_bare(node)) return false;
    if (apart) out_.push_back(')');
    return true;
  }

  std::string take() { return std::move(out_); }

 private:
  const Node& node_at(std::int32_t index) const {
    return view_.program().nodes[static_cast<std::size_t>(index)];
  }

  void quoted(std::string_view label) { out_.append("”").append(label).append("”"); }

  void value(const rules::Type& type, Rational number) {
    view_.presentation.append_value(out_, type, number);
  }

  bool family(const Node& node) {
    const Node& member = node_at(node.a);
    const rules::Definition& rule = view_.definition(rule_);
    if (member.op == Op::constant) {
      const auto ordinal = static_cast<std::int32_t>(member.value.numerator);
      quoted(view_.presentation.words(node.ref + ordinal).label);
    } else if (member.op == Op::this_member && rule.member >= 0) {
      quoted(view_.presentation.words(node.ref + rule.member).label);
    } else {
      quoted(view_.presentation.words(node.ref).family_label);
    }
    return true;
  }

  bool joined(const Node& node, std::string_view between) {
    if (!write(node.a, node.op)) return false;
    out_.append(between);
    return write(node.b, node.op);
  }

  /// "0 månader ≤ X ≤ 23 månader".
  bool range(const Node& node) {
    const rules::Type& type = node_at(node.a).type;
    if (node.low) {
      value(type, *node.low);
      out_.append(" ≤ ");
    }
    if (!write(node.a, node.op)) return false;
    if (node.high) {
      out_.append(" ≤ ");
      value(type, *node.high);
    }
    return true;
  }

  bool member_set(const Node& node) {
    if (!write(node.a, node.op)) return false;
    out_.append(" = ");
    const rules::Type& type = node_at(node.a).type;
    bool first = true;
    for (std::int64_t member = 0; member < 64; ++member) {
      if (((node.masks[0] >> static_cast<unsigned>(member)) & 1U) == 0) continue;
      if (!first) out_.append(" ").append(say::word_or(view_.language())).append(" ");
      first = false;
      value(type, Rational{member});
    }
    return true;
  }

  bool write_bare(const Node& node) {
    const text::Language language = view_.language();
    switch (node.op) {
      case Op::constant:
        value(node.type, node.value);
        return true;
      case Op::definition:
      case Op::lookup:
        quoted(view_.presentation.words(node.ref).label);
        return true;
      case Op::family:
        return family(node);
      case Op::role:
        out_.append(say::word_role(language));
        return true;
      case Op::month_asked:
        out_.append(say::word_month(language));
        return true;
      case Op::decision_date:
        out_.append(say::word_decision_day(language));
        return true;
      case Op::days_in_month:
        out_.append(say::word_days_in_month(language));
        return true;
      case Op::input_at:
      case Op::if_applicable:
        return write(node.a, node.op);
      case Op::applicable:
        if (!write(node.a, node.op)) return false;
        out_.append(" ").append(say::word_applies(language));
        return true;
      case Op::both:
        return joined(node, " " + say::word_and(language) + " ");
      case Op::either:
        return joined(node, " " + say::word_or(language) + " ");
      case Op::negation:
        out_.append(say::word_not(language)).append(" ");
        return write(node.a, node.op);
      case Op::in_range:
        return range(node);
      case Op::in_set:
        return member_set(node);
      default:
        return !sign(node.op).empty() && joined(node, sign(node.op));
    }
  }

  const View& view_;
  FactRef rule_;
  std::string out_;
};

}  // namespace

std::optional<std::string> condition_words(const View& view, FactRef rule, std::int32_t node) {
  Phrase phrase(view, rule);
  if (!phrase.write(node, Op::constant)) return std::nullopt;
  return phrase.take();
}

std::string row_words(const View& view, const rules::Read& read, const rules::Basis& basis) {
  std::string out;
  if (basis.row == nullptr) return out;
  const Definition& table = view.definition(read.ref);
  for (std::size_t i = 0; i < basis.row->keys.size(); ++i) {
    const auto& [low, high] = basis.row->keys[i];
    if (!low && !high) continue;
    if (!out.empty()) out.append(", ");
    const rules::Type& type = table.keys[i].type;
    const bool one = low && high && compare(*low, *high) == 0;
    if (low && high && !one && type.kind == rules::Kind::number && type.unit.kr == 0) {
      text::append_number(out, *low);  // "4–6 år": the unit once
    } else if (low) {
      view.presentation.append_value(out, type, *low);
    }
    if (one) continue;
    out.append("–");
    if (high) view.presentation.append_value(out, type, *high);
  }
  return out;
}

}  // namespace utvag::norm
