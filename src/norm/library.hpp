#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "norm/norm.hpp"

/// The rule packs in memory: which apply where, and what they are compiled to. Made once for many
/// questions; a calculation page, an API and casework ask the same one.
namespace utvag::norm {

/// What a pack says of itself, read from its paket.norm alone.
struct PackHeading {
  rules::Level level = rules::Level::national;
  std::vector<std::string> municipalities;
  std::string label;      ///< empty when it has none
  bool readable = false;  ///< false: no paket.norm or one that does not parse
};
PackHeading heading_of(const rules::PackSource& pack);

/// The packs that apply in a municipality: the national ones, then joint, then municipal. An empty
/// code gives the national pack alone. A pack whose heading cannot be read is included, so that
/// compiling the set tells the fault.
std::vector<rules::PackSource> choose_packs(const std::vector<rules::PackSource>& all,
                                            std::string_view municipality);

/// The packs of one municipality, compiled, with their Swedish words.
struct Edition {
  std::string municipality;  ///< empty: national law only
  std::vector<rules::PackSource> packs;
  std::shared_ptr<const rules::Program> program;
  std::unique_ptr<const Presentation> presentation;
  std::unique_ptr<const Sheet> sheet;
};

/// A municipality that some pack is written for.
struct Municipality {
  std::string code;
  std::vector<std::string> packs;  ///< their labels
};

class Library {
 public:
  explicit Library(std::vector<rules::PackSource> all);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// By code. Municipalities without a pack of their own go by national law.
  const std::vector<Municipality>& municipalities() const { return municipalities_; }

  /// The edition of a municipality; compiled when it is first asked for, then kept. From any
  /// thread. Error "packs.fault": the first fault in a pack.
  Result<std::shared_ptr<const Edition>> edition(std::string_view municipality) const;

 private:
  struct Kept;
  std::vector<rules::PackSource> all_;
  std::vector<Municipality> municipalities_;
  std::unique_ptr<Kept> kept_;
};

}  // namespace utvag::norm
