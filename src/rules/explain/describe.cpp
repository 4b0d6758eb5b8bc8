#include <array>

#include "base/text.hpp"
#include "rules/explain/explain.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

/// Writes a node in the words of the language, with parentheses where it binds weaker than `outer`.
class Writer {
 public:
  Writer(const Program& program, std::string& out) : program_(program), out_(out) {}

  void write(std::int32_t index, int outer = 0) {
    if (index < 0) return;
    const Node& node = node_of(program_, index);
    const int own = binding(node.op);
    if (own < outer) out_ += '(';
    write_bare(node, own);
    if (own < outer) out_ += ')';
  }

  void literal(const Type& type, Rational value) {
    switch (type.kind) {
      case Kind::boolean:
        out_ += value.numerator != 0 ? "ja" : "nej";
        return;
      case Kind::date:
        out_ += to_string(Date{static_cast<std::int32_t>(value.numerator)});
        return;
      case Kind::month:
        out_ += to_string(Month{static_cast<std::int32_t>(value.numerator)});
        return;
      case Kind::enumeration:
        out_ += member_name(type.enumeration, static_cast<std::size_t>(value.numerator));
        return;
      case Kind::number:
        break;
    }
    const std::string unit = unit_name(type.unit);
    number(type.unit.kr != 0 ? value / Rational(100) : value);
    if (!unit.empty()) out_ += " " + unit;
  }

  void number(Rational value) {
    const Rational scaled = value * Rational(10'000);
    if (!scaled.is_whole()) {
      out_ += to_string(value);
      return;
    }
    const std::int64_t whole = value.numerator / value.denominator;
    if (value.numerator < 0 && whole == 0) out_ += '-';
    out_ += std::to_string(whole);
    Rational rest = value - Rational(value.numerator / value.denominator);
    if (rest.numerator == 0) return;
    out_ += ',';
    while (rest.numerator != 0) {
      rest = rest * Rational(10);
      const std::int64_t digit = rest.numerator / rest.denominator;
      out_ += static_cast<char>('0' + (digit < 0 ? -digit : digit));
      rest = rest - Rational(digit);
    }
  }

 private:
  static int binding(Op op) {
    switch (op) {
      case Op::if_else:
      case Op::cases:
        return 1;
      case Op::either:
        return 2;
      case Op::both:
        return 3;
      case Op::negation:
        return 4;
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::in_range:
      case Op::in_set:
        return 5;
      case Op::add:
      case Op::subtract:
      case Op::add_days:
      case Op::add_months:
      case Op::add_months_to_date:
      case Op::days_between:
        return 6;
      case Op::multiply:
      case Op::divide:
        return 7;
      case Op::negate:
        return 8;
      case Op::round:
        return 1;
      default:
        return 9;
    }
  }

  std::string_view name_at_hand(Op op) {
    switch (op) {
      case Op::month_asked:
        return "månad";
      case Op::decision_date:
        return "beslutsdag";
      case Op::role:
        return "roll";
      case Op::this_member:
        return "denna";
      case Op::silent:
        return "tiger";
      default:
        return {};
    }
  }

  static std::string_view sign(Op op) {
    switch (op) {
      case Op::add:
      case Op::add_days:
      case Op::add_months:
      case Op::add_months_to_date:
        return " + ";
      case Op::subtract:
      case Op::days_between:
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
      case Op::both:
        return " och ";
      case Op::either:
        return " eller ";
      default:
        return "";
    }
  }

  static std::string_view function(Op op) {
    switch (op) {
      case Op::minimum:
        return "min";
      case Op::maximum:
        return "max";
      case Op::age:
        return "ålder";
      case Op::first_day:
        return "första_dag";
      case Op::last_day:
        return "sista_dag";
      case Op::days_in_month:
        return "dagar_i";
      case Op::month_of:
        return "månad_av";
      case Op::months_between:
        return "månader_mellan";
      case Op::applicable:
        return "tillämplig";
      case Op::if_applicable:
        return "om_tillämpligt";
      case Op::sum_persons:
      case Op::sum_members:
        return "summa";
      case Op::count_persons:
      case Op::count_members:
        return "antal";
      case Op::any_person:
      case Op::any_member:
        return "finns";
      case Op::all_persons:
      case Op::all_members:
        return "alla";
      default:
        return "";
    }
  }

  static std::string unit_name(const Unit& unit) {
    std::string above, below;
    const auto part = [&](std::int8_t power, const char* name) {
      if (power > 0) above += name;
      if (power < 0) below += std::string("/") + name;
    };
    part(unit.kr, "kr");
    part(unit.month, "mån");
    part(unit.day, "dagar");
    part(unit.year, "år");
    if (unit.day < 0) below = "/dag";
    return above + below;
  }

  /// Enumeration -1 is the roles.
  const std::string& member_name(std::int16_t enumeration, std::size_t ordinal) const {
    if (enumeration < 0) return program_.roles[ordinal].name;
    return program_.enumerations[static_cast<std::size_t>(enumeration)].members[ordinal].name;
  }

  void member_set(std::int16_t enumeration, std::uint64_t mask, const Type& type) {
    bool first = true;
    for (std::size_t m = 0; m < 64; ++m) {
      if (((mask >> m) & 1U) == 0) continue;
      if (!first) out_ += ", ";
      first = false;
      if (type.kind == Kind::boolean) {
        out_ += m == 0 ? "nej" : "ja";
      } else {
        out_ += member_name(enumeration, m);
      }
    }
  }

  void family(const Node& node) {
    out_ += program_.definitions[static_cast<std::size_t>(node.ref)].base_name;
    out_ += '[';
    write(node.a);
    out_ += ']';
  }

  void range(const Node& node) {
    write(node.a, 6);
    out_ += " i ";
    const Type& type = node_of(program_, node.a).type;
    if (node.low) literal(type, *node.low);
    out_ += "–";
    if (node.high) literal(type, *node.high);
  }

  void cases(const Node& node) {
    out_ += "fall ";
    write(node.children[0], 2);
    const Node& subject = node_of(program_, node.children[0]);
    for (std::size_t arm = 0; arm < node.masks.size(); ++arm) {
      out_ += " när ";
      member_set(subject.type.enumeration, node.masks[arm], subject.type);
      out_ += " då ";
      write(node.children[arm + 1], 2);
    }
    if (node.children.size() > node.masks.size() + 1) {
      out_ += " annars ";
      write(node.children.back(), 2);
    }
  }

  void aggregate(const Node& node) {
    out_ += function(node.op);
    out_ += '(';
    if (node.enumeration >= 0 && node.slot >= 0) {
      out_ += slot_name(node.slot);
      out_ += " i ";
      out_ += program_.enumerations[static_cast<std::size_t>(node.enumeration)].name;
    } else {
      out_ += "person";
    }
    if (node.b >= 0) {
      out_ += " där ";
      write(node.b);
    }
    if (node.a >= 0) {
      out_ += ": ";
      write(node.a);
    }
    out_ += ')';
  }

  static std::string slot_name(std::int8_t slot) {
    return slot == 0 ? "slag" : "slag" + std::to_string(slot + 1);
  }

  void call(const Node& node) {
    out_ += function(node.op);
    out_ += '(';
    bool first = true;
    const auto argument = [&](std::int32_t child) {
      if (child < 0) return;
      if (!first) out_ += ", ";
      first = false;
      write(child);
    };
    argument(node.a);
    argument(node.b);
    for (const std::int32_t child : node.children) argument(child);
    out_ += ')';
  }

  void lookup(const Node& node) {
    out_ += program_.definitions[static_cast<std::size_t>(node.ref)].name;
    out_ += '[';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out_ += ", ";
      write(node.children[i]);
    }
    out_ += ']';
  }

  void rounding(const Node& node) {
    constexpr std::array<std::string_view, 3> modes = {" uppåt", " nedåt", " närmast"};
    out_ += "avrunda ";
    write(node.a, 6);
    out_ += modes[static_cast<std::size_t>(node.rounding)];
    out_ += " till ";
    literal(node.type, node.value);
  }

  void write_bare(const Node& node, int own) {
    switch (node.op) {
      case Op::constant:
        return literal(node.type, node.value);
      case Op::definition:
        out_ += program_.definitions[static_cast<std::size_t>(node.ref)].name;
        return;
      case Op::family:
        return family(node);
      case Op::bound_member:
        out_ += slot_name(node.slot);
        return;
      case Op::input_at:
        write(node.a, 9);
        out_ += " vid ";
        return write(node.b, 9);
      case Op::negate:
        out_ += "−";
        return write(node.a, 8);
      case Op::negation:
        out_ += "inte ";
        return write(node.a, 4);
      case Op::if_else:
        out_ += "om ";
        write(node.a, 2);
        out_ += " då ";
        write(node.b, 2);
        out_ += " annars ";
        return write(node.c, 1);
      case Op::cases:
        return cases(node);
      case Op::in_range:
        return range(node);
      case Op::in_set: {
        write(node.a, 6);
        out_ += " i ";
        const Type& type = node_of(program_, node.a).type;
        return member_set(type.enumeration, node.masks[0], type);
      }
      case Op::round:
        return rounding(node);
      case Op::lookup:
        return lookup(node);
      case Op::sum_persons:
      case Op::count_persons:
      case Op::any_person:
      case Op::all_persons:
      case Op::sum_members:
      case Op::count_members:
      case Op::any_member:
      case Op::all_members:
        return aggregate(node);
      default:
        return write_plain(node, own);
    }
  }

  /// The names always at hand, the signs between two sides, and calls.
  void write_plain(const Node& node, int own) {
    const std::string_view name = name_at_hand(node.op);
    if (!name.empty()) {
      out_ += name;
      return;
    }
    const std::string_view operation = sign(node.op);
    if (operation.empty()) return call(node);
    write(node.a, own);
    out_ += operation;
    write(node.b, own + 1);
  }

  const Program& program_;
  std::string& out_;
};

}  // namespace

std::string describe(const Program& program, std::int32_t node) {
  std::string out;
  Writer(program, out).write(node);
  return out;
}

std::string describe_row(const Program& program, std::int32_t table, const Row& row) {
  const Definition& definition = definition_of(program, table);
  std::string out;
  Writer writer(program, out);
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    if (i > 0) out += " | ";
    const auto& [low, high] = row.keys[i];
    const Type& type = definition.keys[i].type;
    if (!low && !high) {
      out += "alla";
      continue;
    }
    const bool one = low && high && compare(*low, *high) == 0;
    if (low && high && !one && type.kind == Kind::number) {
      writer.number(type.unit.kr != 0 ? *low / Rational(100) : *low);
    } else if (low) {
      writer.literal(type, *low);
    }
    if (one) continue;
    out += low ? "–" : "högst ";
    if (high) writer.literal(type, *high);
  }
  return out;
}

}  // namespace utvag::rules
