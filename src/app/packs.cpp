#include "app/packs.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/files.hpp"
#include "base/sha256.hpp"
#include "base/whole_number.hpp"
#include "rules/language/syntax.hpp"

namespace utvag::app {
namespace {

namespace fs = std::filesystem;
using rules::PackSource;
using rules::SourceFile;

constexpr std::size_t kMaxPackFiles = 10'000;
constexpr std::size_t kMaxPackBytes = 64u << 20;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Error folder_error(const std::string& where, const std::error_code& why) {
  return {"packs.read", where, "Mappen kan inte läsas: " + system_reason(why.value()) + ".",
          "Cannot read the folder (" + why.message() + ")."};
}

bool is_pack_file(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".norm" || extension == ".prov" || extension == ".po";
}

Result<PackSource> read_pack(const fs::path& folder, const std::string& name) {
  PackSource pack;
  pack.name = name;
  std::error_code failure;
  for (fs::recursive_directory_iterator it(folder, failure), end; it != end;
       it.increment(failure)) {
    if (failure) break;
    if (!it->is_regular_file() || !is_pack_file(it->path())) continue;
    auto text = read_file(it->path().string(), rules::kMaxFileBytes);
    if (!text) return text.error();
    const std::string inside = fs::relative(it->path(), folder).generic_string();
    pack.files.push_back({name + "/" + inside, std::move(text.value())});
  }
  if (failure) return folder_error(folder.string(), failure);
  std::sort(pack.files.begin(), pack.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  return pack;
}

/// The bytes that pack_hash() hashes; see program.hpp.
std::string pack_bytes(const PackSource& pack) {
  std::vector<const SourceFile*> files;
  for (const SourceFile& file : pack.files) files.push_back(&file);
  std::sort(files.begin(), files.end(),
            [](const SourceFile* a, const SourceFile* b) { return a->name < b->name; });
  std::string bytes;
  const std::string folder = pack.name + "/";
  for (const SourceFile* file : files) {
    bytes += file->name.starts_with(folder) ? file->name.substr(folder.size()) : file->name;
    bytes += '\0';
    bytes += std::to_string(file->text.size());
    bytes += '\0';
    bytes += file->text;
  }
  return bytes;
}

/// Reads "path\0length\0bytes" back as a pack in the folder `name`; nothing when it is not of that
/// form. The folder's name is no part of a pack's content.
std::optional<PackSource> unpack(std::string_view bytes, const std::string& name) {
  PackSource pack;
  pack.name = name;
  while (!bytes.empty()) {
    const std::size_t name_end = bytes.find('\0');
    if (name_end == std::string_view::npos) return std::nullopt;
    const std::size_t size_end = bytes.find('\0', name_end + 1);
    if (size_end == std::string_view::npos) return std::nullopt;
    const auto size =
        whole_number<std::size_t>(bytes.substr(name_end + 1, size_end - name_end - 1));
    if (!size || *size > bytes.size() - size_end - 1) return std::nullopt;
    pack.files.push_back({name + "/" + std::string(bytes.substr(0, name_end)),
                          std::string(bytes.substr(size_end + 1, *size))});
    bytes.remove_prefix(size_end + 1 + *size);
  }
  return pack;
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<std::string> find_packs_folder(const std::string& argument) {
  if (!argument.empty()) return argument;
  if (std::string set = environment("UTVAG_PACKS"); !set.empty()) return set;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const fs::path& candidate :
       {program / "../../packs", program / "../share/utvag/packs", fs::path("packs")}) {
    if (fs::is_directory(candidate / "se", ignored)) return candidate.lexically_normal().string();
  }
  return Error{"packs.missing", "packs", "Regelpaketen hittas inte. Ange mappen med --packs.",
               "The rule packs are not found. Give their folder with --packs."};
}

Result<std::vector<PackSource>> read_packs(const std::string& folder) {
  std::error_code failure;
  std::vector<fs::path> roots;
  if (!fs::is_directory(folder, failure)) {
    return Error{"packs.missing", folder, "Mappen finns inte. Ange en mapp med regelpaket.",
                 "There is no such folder. Give a folder with rule packs."};
  }
  for (fs::recursive_directory_iterator it(folder, failure), end; it != end;
       it.increment(failure)) {
    if (failure) break;
    if (it->path().filename() == "paket.norm") roots.push_back(it->path().parent_path());
  }
  if (failure) return folder_error(folder, failure);
  std::sort(roots.begin(), roots.end());
  std::vector<PackSource> packs;
  std::size_t files = 0;
  for (const fs::path& root : roots) {
    std::string name = fs::relative(root, folder).generic_string();
    if (name == ".") name = fs::weakly_canonical(root).filename().string();
    auto pack = read_pack(root, name);
    if (!pack) return pack.error();
    files += pack.value().files.size();
    packs.push_back(std::move(pack.value()));
  }
  if (packs.empty() || files > kMaxPackFiles) {
    return Error{"packs.count", folder,
                 packs.empty() ? "Mappen har inget regelpaket (ingen paket.norm)."
                               : "Mappen har för många filer för att vara regelpaket.",
                 packs.empty() ? "The folder has no rule pack (no paket.norm)."
                               : "The folder has too many files to be rule packs."};
  }
  return packs;
}

Result<PackStore> PackStore::open(const std::string& argument) {
  PackStore store;
  store.folder_ = !argument.empty() ? argument : environment("UTVAG_STORE");
  if (store.folder_.empty()) {
    if (const std::string data = environment("XDG_DATA_HOME"); !data.empty())
      store.folder_ = data + "/utvag/packs";
    else if (const std::string home = environment("HOME"); !home.empty())
      store.folder_ = home + "/.local/share/utvag/packs";
  }
  if (store.folder_.empty()) {
    return Error{"store.missing", "--store", "Ange med --store var använda regelpaket ska sparas.",
                 "Say with --store where the rule packs that are used are to be kept."};
  }
  return store;
}

Result<bool> PackStore::keep(const PackSource& pack) const {
  const std::string bytes = pack_bytes(pack);
  const std::string hash = sha256_hex(bytes);
  std::error_code failure;
  const fs::path path = fs::path(folder_) / (hash + ".pack");
  if (fs::exists(path, failure)) return true;
  fs::create_directories(folder_, failure);
  if (failure) {
    return Error{"store.write", folder_,
                 "Mappen för sparade regelpaket kan inte skapas: " +
                     system_reason(failure.value()) + ". Ange en annan med --store.",
                 "The folder for kept rule packs cannot be made (" + failure.message() +
                     "). Give another with --store."};
  }
  return write_file(path.string(), bytes);
}

Result<PackSource> PackStore::fetch(const std::string& hash) const {
  if (!is_hash(hash)) {
    return Error{"store.hash", "packs", "Ett pakets kontrollsumma har fel form.",
                 "A pack's hash is malformed."};
  }
  auto bytes = read_file((fs::path(folder_) / (hash + ".pack")).string(), kMaxPackBytes);
  if (!bytes) {
    return Error{"store.absent", hash,
                 "Regelpaketet med denna kontrollsumma finns inte sparat i " + folder_ + ".",
                 "The rule pack with this hash is not kept in " + folder_ + "."};
  }
  auto pack = unpack(bytes.value(), hash);
  if (sha256_hex(bytes.value()) != hash || !pack) {
    return Error{"store.damaged", hash,
                 "Det sparade regelpaketet är skadat: kontrollsumman stämmer inte.",
                 "The kept rule pack is damaged: its hash does not match."};
  }
  return std::move(*pack);
}

}  // namespace utvag::app
