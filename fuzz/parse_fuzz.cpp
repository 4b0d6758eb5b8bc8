// Any bytes, read as rules and as tests: the parser answers with a tree or with faults that can be
// shown. What it reads without faults keeps its tree and its comments through the formatter, and
// the formatter changes nothing the second time.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "rules/language/dump.hpp"
#include "rules/language/syntax.hpp"

namespace {

using namespace utvag::rules;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> comments_of(const syntax::File& file) {
  std::vector<std::string> texts;
  for (const syntax::Comment& comment : file.comments) {
    const std::size_t first = comment.text.find_first_not_of(' ');
    texts.push_back(first == std::string::npos ? "" : comment.text.substr(first));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

void show(const std::vector<Diagnostic>& faults, const SourceFile& source) {
  for (const Diagnostic& fault : faults) {
    require(!fault.code.empty() && fault.span.line > 0 && fault.span.column > 0);
    for (const Language language : {Language::sv, Language::en}) {
      require(!utvag::find_invalid_utf8(render(fault, {source}, language)));
    }
  }
}

void round_trip(const SourceFile& source) {
  std::vector<Diagnostic> faults;
  const syntax::File file = parse(source, 0, faults);
  show(faults, source);
  if (!faults.empty()) return;
  const SourceFile house{source.name, format(source, file)};
  const syntax::File again = parse(house, 0, faults);
  require(faults.empty());
  require(dump(again) == dump(file));
  require(comments_of(again) == comments_of(file));
  require(format(house, again) == house.text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  round_trip({"p/f.norm", text});
  round_trip({"p/f.prov", text});
  return 0;
}
