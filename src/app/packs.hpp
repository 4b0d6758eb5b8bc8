#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "norm/library.hpp"
#include "rules/graph/program.hpp"

/// Rule packs on disk: finding them, choosing which apply, and keeping the bytes of those used.
namespace utvag::app {

/// Where the packs are: the argument, else $UTVAG_PACKS, else beside the program (../../packs of a
/// build folder, ../share/utvag/packs of an installation), else ./packs.
Result<std::string> find_packs_folder(const std::string& argument);

/// Every pack under `folder`: each folder that holds a paket.norm, with all its .norm, .prov and
/// .po files. Names are paths from `folder` ("se", "kommun/1280-malmo"), in byte order.
Result<std::vector<rules::PackSource>> read_packs(const std::string& folder);

using norm::choose_packs;

/// Packs kept by the hash of their content, so that an answer can be recomputed to the byte however
/// the packs are upgraded. One file a pack, `<hash>.pack`, whose SHA-256 is its name.
class PackStore {
 public:
  /// The folder: the argument, else $UTVAG_STORE, else $XDG_DATA_HOME/utvag/packs, else
  /// ~/.local/share/utvag/packs. Created when first written to.
  static Result<PackStore> open(const std::string& argument);

  /// Keeps the bytes of a pack; does nothing when they are kept already. Written whole or not at
  /// all (temporary file, fsync, rename).
  Result<bool> keep(const rules::PackSource& pack) const;
  /// The pack with this hash; refused when its bytes do not have it.
  Result<rules::PackSource> fetch(const std::string& hash) const;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace utvag::app
