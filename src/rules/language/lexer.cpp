#include "rules/language/lexer.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "base/date.hpp"
#include "base/text.hpp"
#include "rules/language/unicode.hpp"

namespace utvag::rules {
namespace {

constexpr std::size_t kMaxDigits = 15;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// Two words of one message.
struct Words {
  std::string sv, en;
};

class Lexer {
 public:
  Lexer(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults)
      : text_(source.text), index_(index), faults_(faults) {}

  Lexed run() {
    if (readable()) {
      out_.tokens.reserve(text_.size() / 5 + 16);
      while (at_ < text_.size()) next();
    }
    start_ = at_;
    start_line_ = line_;
    start_column_ = column_;
    emit(TokenKind::end);
    return std::move(out_);
  }

 private:
  bool readable() {
    if (text_.size() > kMaxFileBytes) {
      fault("language.too-large",
            {"Filen är för stor; gränsen är 4 MiB.", "The file is too large; the limit is 4 MiB."},
            {"Dela filen i flera.", "Divide the file into several."});
    } else if (text_.starts_with("\xEF\xBB\xBF")) {
      fault("language.byte-order-mark",
            {"Filen börjar med ett osynligt tecken (byteordningsmärke, BOM).",
             "The file starts with an invisible character (byte order mark)."},
            {"Spara filen som UTF-8 utan BOM.", "Save the file as UTF-8 without BOM."});
    } else if (const auto bad = find_invalid_utf8(text_)) {
      while (at_ < *bad) take();
      start_line_ = line_;
      start_column_ = column_;
      fault("language.encoding",
            {"Här står bytes som inte är giltig UTF-8.",
             "There are bytes here that are not valid UTF-8."},
            {"Spara filen som UTF-8.", "Save the file as UTF-8."});
    } else {
      return true;
    }
    at_ = text_.size();
    return false;
  }

  /// The character `ahead` bytes on, or NUL at the end.
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  /// Steps over one code point.
  void take() {
    if (text_[at_] == '\n') {
      ++line_;
      column_ = 1;
      line_has_token_ = false;
      ++at_;
      return;
    }
    ++column_;
    ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;
  }

  void take(std::size_t count) {
    while (count-- > 0) take();
  }

  void emit(TokenKind kind) {
    Token token;
    token.kind = kind;
    token.line = start_line_;
    token.column = start_column_;
    token.length = std::max(1, column_ - start_column_);
    token.first_on_line = !line_has_token_;
    token.text = std::string_view(text_).substr(start_, at_ - start_);
    line_has_token_ = true;
    out_.tokens.push_back(token);
  }

  void fault(std::string code, Words words, Words fix = {}) {
    if (faults_told_ >= kMaxDiagnostics) return;
    ++faults_told_;
    Diagnostic diagnostic;
    diagnostic.code = std::move(code);
    diagnostic.span = {index_, start_line_, start_column_,
                       start_line_ == line_ ? std::max(1, column_ - start_column_) : 1};
    diagnostic.sv = std::move(words.sv);
    diagnostic.en = std::move(words.en);
    diagnostic.fix_sv = std::move(fix.sv);
    diagnostic.fix_en = std::move(fix.en);
    faults_.push_back(std::move(diagnostic));
  }

  void next() {
    start_ = at_;
    start_line_ = line_;
    start_column_ = column_;
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\n') return take();
    if (c == '\r' && peek(1) == '\n') return take();
    if (c == '#') return comment();
    if (c == '"') return text();
    if (digit(c)) return number();
    if (c >= 'a' && c <= 'z') return name();
    const char32_t point = decode_code_point(text_, at_).value;
    if (point == 0xA0 || point == 0x202F) return take();
    if (is_letter(point)) return name();
    symbol(point);
  }

  void comment() {
    const bool alone = !line_has_token_;
    bool deceptive = false;
    while (at_ < text_.size() && peek() != '\n') {
      deceptive = deceptive || hidden();
      take();
    }
    std::string_view written = std::string_view(text_).substr(start_ + 1, at_ - start_ - 1);
    while (!written.empty() &&
           (written.back() == ' ' || written.back() == '\r' || written.back() == '\t')) {
      written.remove_suffix(1);
    }
    if (deceptive) hidden_fault();
    out_.comments.push_back(
        {{start_line_, std::string(written), alone}, out_.tokens.size(), start_column_});
  }

  /// True when a character that cannot be seen stands here.
  bool hidden() const {
    if (peek() >= ' ' && peek() < '\x7F') return false;
    const char32_t point = decode_code_point(text_, at_).value;
    const bool line_end = point == '\n' || (point == '\r' && peek(1) == '\n');
    const bool control = point < 0x20 && point != '\t' && !line_end;
    return control || point == 0x7F || unicode::is_deceptive(point);
  }

  void hidden_fault() {
    fault("language.hidden-character",
          {"Här står ett osynligt styrtecken.", "There is an invisible control character here."},
          {"Ta bort tecknet.", "Remove the character."});
  }

  void text() {
    take();
    bool deceptive = false;
    bool closed = false;
    while (at_ < text_.size() && peek() != '\n') {
      if (peek() == '"') {
        closed = true;
        break;
      }
      if (peek() == '\\') {
        if (peek(1) != '"' && peek(1) != '\\') {
          fault("language.escape",
                {"Efter \\ i en text får bara \" eller \\ stå.",
                 "In a text only \" or \\ may follow \\."},
                {"Skriv \\\\ för ett omvänt snedstreck.", "Write \\\\ for a backslash."});
        } else {
          take();
        }
      }
      deceptive = deceptive || hidden() || peek() == '\t' || peek() == '\r';
      take();
    }
    if (closed) take();
    if (!closed) {
      fault("language.text",
            {"Texten avslutas inte på raden.", "The text is not closed on its line."},
            {"Avsluta texten med \".", "Close the text with \"."});
    } else if (deceptive) {
      hidden_fault();
    }
    emit(TokenKind::text);
    std::string_view& inside = out_.tokens.back().text;
    inside.remove_prefix(1);
    if (closed) inside.remove_suffix(1);
  }

  void name() {
    bool composed = true;
    while (at_ < text_.size()) {
      const char c = peek();
      if (c == '_' || digit(c) || (c >= 'a' && c <= 'z')) {
        take();
        continue;
      }
      const char32_t point = decode_code_point(text_, at_).value;
      if (!is_letter(point) && !unicode::is_combining(point)) break;
      composed = composed && point < 0x300;
      take();
    }
    emit(TokenKind::name);
    Token& token = out_.tokens.back();
    if (!composed) {
      out_.normalised.push_back(normalise_nfc(token.text));
      token.text = out_.normalised.back();
    }
    token.keyword = keyword_of(token.text);
  }

  std::size_t digits_at(std::size_t at) const {
    std::size_t count = 0;
    while (at + count < text_.size() && digit(text_[at + count])) ++count;
    return count;
  }

  /// Bytes of a separator of groups at `at`: one space, U+00A0 or U+202F; otherwise 0.
  std::size_t separator(std::size_t at) const {
    const std::string_view rest = std::string_view(text_).substr(std::min(at, text_.size()));
    if (rest.starts_with(' ')) return 1;
    if (rest.starts_with("\xC2\xA0")) return 2;
    return rest.starts_with("\xE2\x80\xAF") ? 3 : 0;
  }

  void number() {
    const std::size_t first = digits_at(at_);
    if (first == 4 && date()) return;
    take(first);
    std::size_t count = first;
    while (first <= 3) {
      const std::size_t gap = separator(at_);
      if (gap == 0 || digits_at(at_ + gap) != 3) break;
      take(4);
      count += 3;
    }
    count += decimals();
    if (count > kMaxDigits) {
      fault("language.digits",
            {"Talet har fler än 15 siffror.", "The number has more than 15 digits."});
    } else {
      grouping(first);
    }
    emit(TokenKind::number);
  }

  /// Steps over the decimals and returns how many there were.
  std::size_t decimals() {
    std::size_t count = 0;
    if (peek() == ',' && digit(peek(1))) {
      count = digits_at(at_ + 1);
      take(count + 1);
      if (peek() == ',' && digit(peek(1))) {
        fault("language.decimal-comma",
              {"Komma direkt följt av en siffra är decimalkomma; här står två.",
               "A comma followed at once by a digit is a decimal comma; there are two here."},
              {"Skriv mellanslag efter kommat mellan två värden: 1, 2.",
               "Write a space after the comma between two values: 1, 2."});
      }
    } else if (peek() == '.' && digit(peek(1))) {
      count = digits_at(at_ + 1);
      take(count + 1);
      std::string fixed(std::string_view(text_).substr(start_, at_ - start_));
      std::replace(fixed.begin(), fixed.end(), '.', ',');
      fault("language.decimal-point", {"Decimaler skrivs efter komma.", "Decimals follow a comma."},
            fixed.size() > 20 ? Words{} : Words{"Skriv " + fixed + ".", "Write " + fixed + "."});
    }
    return count;
  }

  /// Digits after a gap from here, that are not the start of a date: how many, and where they end.
  std::size_t stray_digits(std::size_t& end) const {
    std::size_t at = at_;
    while (separator(at) != 0) at += separator(at);
    const std::size_t count = at == at_ ? 0 : digits_at(at);
    end = at + count;
    return count == 4 && end < text_.size() && text_[end] == '-' ? 0 : count;
  }

  /// Tells of digits that follow after a gap without being a group of three, and steps over them.
  void grouping(std::size_t first) {
    std::size_t end = 0;
    const std::size_t more = stray_digits(end);
    if (more == 0 || (first >= 4 && more >= 4)) return;  // the latter is a list of codes
    do {
      while (at_ < end) take();
    } while (stray_digits(end) > 0);
    fault(
        "language.grouping",
        {"Siffrorna är fel grupperade: tusental skiljs med ett enda mellanslag, tre och tre.",
         "The digits are grouped wrongly: thousands are set apart by one single space, in threes."},
        {"Skriv till exempel 12 500 eller 12500.", "Write for example 12 500 or 12500."});
  }

  /// Reads a date or month at a run of four digits, if there is one.
  bool date() {
    if (peek(4) != '-' || !digit(peek(5))) return false;
    const std::size_t second = digits_at(at_ + 5);
    const bool third = peek(5 + second) == '-' && digit(peek(6 + second));
    if (!third && second != 2) return false;
    if (!third) {
      take(7);
      if (!parse_month(std::string_view(text_).substr(start_, 7))) {
        fault("language.date", {"Månaden finns inte.", "There is no such month."},
              {"Månader skrivs ÅÅÅÅ-MM, från 1800 till 2999.",
               "Months are written YYYY-MM, from 1800 to 2999."});
      }
      emit(TokenKind::month);
      return true;
    }
    take(6 + second + digits_at(at_ + 6 + second));
    if (!parse_date(std::string_view(text_).substr(start_, at_ - start_))) {
      fault("language.date",
            {"Datumet finns inte eller är fel skrivet.",
             "There is no such date, or it is written wrongly."},
            {"Datum skrivs ÅÅÅÅ-MM-DD, till exempel 2026-01-31.",
             "Dates are written YYYY-MM-DD, for example 2026-01-31."});
    }
    emit(TokenKind::date);
    return true;
  }

  /// One or two characters that together are a symbol; `second` is 0 when it is one.
  struct Symbol {
    char32_t first;
    char second;
    TokenKind kind;
  };

  void symbol(char32_t point) {
    using T = TokenKind;
    static constexpr Symbol kSymbols[] = {
        {'<', '=', T::less_equal},
        {'>', '=', T::greater_equal},
        {'<', '>', T::not_equal},
        {'.', '.', T::dash},
        {',', 0, T::comma},
        {':', 0, T::colon},
        {'|', 0, T::bar},
        {'(', 0, T::open},
        {')', 0, T::close},
        {'[', 0, T::open_bracket},
        {']', 0, T::close_bracket},
        {'.', 0, T::dot},
        {'%', 0, T::percent},
        {'+', 0, T::plus},
        {'-', 0, T::minus},
        {0x2212, 0, T::minus},
        {'*', 0, T::times},
        {0xD7, 0, T::times},
        {'/', 0, T::divide},
        {'<', 0, T::less},
        {'>', 0, T::greater},
        {0x2264, 0, T::less_equal},
        {0x2265, 0, T::greater_equal},
        {0x2260, 0, T::not_equal},
        {0x2013, 0, T::dash},
    };
    if (point == '=' && peek(1) != '=') {
      take();
      return emit(T::equal);
    }
    for (const Symbol& candidate : kSymbols) {
      if (candidate.first != point) continue;
      if (candidate.second != 0 && peek(1) != candidate.second) continue;
      take(candidate.second == 0 ? 1 : 2);
      return emit(candidate.kind);
    }
    unknown(point);
  }

  void unknown(char32_t point) {
    if (hidden()) {
      while (at_ < text_.size() && hidden()) take();
      return hidden_fault();
    }
    Words fix;
    if (point == '=' || (point == '!' && peek(1) == '=')) {
      take(2);
      fix = point == '=' ? Words{"Likhet skrivs =.", "Equality is written =."}
                         : Words{"Olikhet skrivs ≠ eller <>.", "Inequality is written ≠ or <>."};
    } else {
      take();
      if (point == 0x2014)
        fix = {"Spann skrivs 4–6 eller 4..6.", "Ranges are written 4–6 or 4..6."};
      if (point == 0x201C || point == 0x201D || point == 0x201E || point == '\'') {
        fix = {"Texter skrivs med raka citattecken: \"…\".",
               "Texts are written with straight quotation marks: \"…\"."};
      }
      if (point == ';') fix = {"Tecknet behövs inte; ta bort det.", "It is not needed; remove it."};
    }
    const std::string written(std::string_view(text_).substr(start_, at_ - start_));
    fault("language.character",
          {"Tecknet " + written + " hör inte till språket här.",
           "The character " + written + " does not belong to the language here."},
          fix);
    emit(TokenKind::bad);
  }

  const std::string& text_;
  std::int32_t index_;
  std::vector<Diagnostic>& faults_;
  Lexed out_;
  int faults_told_ = 0;
  std::size_t at_ = 0, start_ = 0;
  std::int32_t line_ = 1, column_ = 1, start_line_ = 1, start_column_ = 1;
  bool line_has_token_ = false;
};

}  // namespace

Lexed lex(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults) {
  return Lexer(source, index, faults).run();
}

Rational number_of(const Token& token, bool& whole) {
  std::int64_t value = 0, scale = 1;
  std::size_t count = 0;
  bool decimals = false;
  for (const char c : token.text) {
    if (c == ',' || c == '.') decimals = true;
    if (!digit(c)) continue;
    if (++count > kMaxDigits) break;  // told as a fault when it was read
    value = value * 10 + (c - '0');
    if (decimals) scale *= 10;
  }
  whole = !decimals;
  return Rational::make(value, scale);
}

std::string text_of(const Token& token) {
  std::string out;
  out.reserve(token.text.size());
  for (std::size_t k = 0; k < token.text.size(); ++k) {
    if (token.text[k] == '\\' && k + 1 < token.text.size()) ++k;
    out.push_back(token.text[k]);
  }
  return out;
}

}  // namespace utvag::rules
