// Any bytes: the reader of translations answers with entries or with a fault that has a place and
// both languages. What it reads is whole: every entry has an id, or a context, and a text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/po.hpp"
#include "text/text.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = utvag::text::read_po("fuzz.po", bytes);
  if (!read) {
    require(!read.error().where.empty() && !read.error().sv.empty() && !read.error().en.empty());
    return 0;
  }
  for (const utvag::text::PoEntry& entry : read.value().entries) {
    require(!entry.texts.empty() && (!entry.id.empty() || !entry.context.empty()));
    std::string out;
    utvag::text::append_wrapped(out, utvag::text::Language::ar, entry.texts.front(), 2, 20);
    require(out.ends_with('\n'));
  }
  return 0;
}
