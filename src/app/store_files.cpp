#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "app/store.hpp"
#include "cases/dump.hpp"
#include "db/migrate.hpp"
#include "db/mistake.hpp"

namespace utvag::app {
namespace {

using cases::DumpSummary;
using db::Done;

const std::vector<Option> kFileOptions = {{"--db", "sqlite:FILE|postgresql:WORDS"},
                                          {"--lang", "sv|en|fi|ar"},
                                          {"--out", "FILE"},
                                          {"--municipality", "CODE"}};

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

Error file_error(const std::string& path) {
  const std::string why = std::strerror(errno);
  return {"file", path, "Filen kan inte läsas eller skrivas (" + why + ").",
          "The file cannot be read or written (" + why + ")."};
}

/// A file that is whole or not there: written beside its place, kept on the disk, then renamed.
/// Only its owner may read it.
class NewFile {
 public:
  explicit NewFile(std::string path)
      : path_(std::move(path)), temporary_(path_ + ".ofärdig-XXXXXX") {
    // A name of its own and a new file: what an earlier one left may be open to others.
    const int made = ::mkostemp(temporary_.data(), O_CLOEXEC);
    made_ = made >= 0;
    if (made_) file_.reset(fdopen(made, "wb"));
  }
  ~NewFile() {
    file_.reset();
    if (made_ && !kept_) ::unlink(temporary_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Result<Done> write(std::string_view text) {
    if (!file_ || std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
      return file_error(path_);
    return Done{};
  }
  Result<Done> keep() {
    const bool safe = file_ && std::fflush(file_.get()) == 0 && fsync(fileno(file_.get())) == 0 &&
                      std::rename(temporary_.c_str(), path_.c_str()) == 0;
    if (!safe) return file_error(path_);
    kept_ = true;
    return Done{};
  }

 private:
  std::string path_, temporary_;
  File file_;
  bool made_ = false, kept_ = false;
};

/// A file's lines, one at a time.
class Lines {
 public:
  explicit Lines(std::string path)
      : path_(std::move(path)), file_(std::fopen(path_.c_str(), "rbe")) {}
  ~Lines() { std::free(line_); }  // NOLINT: getline allocates it so
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  Result<std::optional<std::string>> next() {
    if (!file_) return file_error(path_);
    errno = 0;
    const ssize_t length = ::getline(&line_, &size_, file_.get());
    if (length < 0 && errno != 0) return file_error(path_);
    if (length < 0) return std::optional<std::string>();
    std::string_view text(line_, static_cast<std::size_t>(length));
    if (text.ends_with('\n')) text.remove_suffix(1);
    return std::optional<std::string>(text);
  }

 private:
  std::string path_;
  File file_;
  char* line_ = nullptr;
  std::size_t size_ = 0;
};

std::string told(const DumpSummary& summary) {
  std::string text;
  for (const cases::TableSum& sum : summary.tables)
    text += sum.table + "  " + std::to_string(sum.rows) + "  sha256 " + sum.sha256 + "\n";
  return text;
}

Result<std::string> write_out(const Arguments& arguments, const std::string& municipality,
                              const Clock& clock) {
  const std::string path = arguments.value("--out");
  if (path.empty()) {
    return Error{"arguments.out", "--out", "Ange filen som ska skrivas: --out FIL",
                 "Give the file to write: --out FILE"};
  }
  auto database = open_database(arguments);
  if (!database) return database.error();
  NewFile file(path);
  auto summary = cases::write_dump(*database.value(), municipality, clock.now(),
                                   [&](std::string_view text) { return file.write(text); });
  if (!summary) return summary.error();
  auto kept = file.keep();
  if (!kept) return kept.error();
  return told(summary.value());
}

Error no_file() {
  return {"arguments.file", "", "Ange en fil som utvag backup eller utvag export har skrivit.",
          "Give a file that utvag backup or utvag export has written."};
}

Result<std::string> read_in(const Arguments& arguments, const Clock& clock) {
  if (arguments.plain.size() != 1) return no_file();
  auto dsn = database_address(arguments);
  if (!dsn) return dsn.error();
  Lines lines(arguments.plain[0]);
  auto checked = cases::check_dump([&] { return lines.next(); });
  if (!checked) return checked.error();  // before anything is touched
  db::DatabaseOptions options;
  options.create = true;
  auto database = db::Database::open(dsn.value(), options);
  if (!database) return database.error();
  Lines again(arguments.plain[0]);
  try {
    auto summary =
        cases::restore_dump(*database.value(), [&] { return again.next(); }, clock.now());
    if (!summary) return summary.error();
    return told(summary.value());
  } catch (const db::Mistake&) {
    return Error{"dump.format", "", "Filens innehåll passar inte i databasen. Inget har sparats.",
                 "The file's content does not fit the database. Nothing was saved."};
  }
}

/// Whether the database holds what the file does.
Result<std::string> compare(const Arguments& arguments, db::Database& database) {
  Lines lines(arguments.plain[0]);
  auto file = cases::check_dump([&] { return lines.next(); });
  if (!file) return file.error();
  auto there = cases::sum_database(database, file.value().municipality);
  if (!there) return there.error();
  if (there.value().tables == file.value().tables) return told(file.value());
  std::string differ;
  for (std::size_t i = 0; i < there.value().tables.size(); ++i) {
    const bool same =
        i < file.value().tables.size() && there.value().tables[i] == file.value().tables[i];
    if (!same) differ += " " + there.value().tables[i].table;
  }
  return Error{"verify.differs", arguments.plain[0],
               "Databasen innehåller inte detsamma som filen. Tabeller som skiljer:" + differ,
               "The database does not hold what the file does. Tables that differ:" + differ};
}

Result<std::string> verify(const Arguments& arguments) {
  if (arguments.plain.size() > 1) return no_file();
  auto database = open_database(arguments);
  if (!database) return database.error();
  auto faults = cases::inspect(*database.value());
  if (!faults) return faults.error();
  if (!faults.value().empty()) {
    std::string all;
    for (const std::string& fault : faults.value()) all += " " + fault;
    return Error{"verify.faults", "", "Databasen har fel:" + all, "The database has faults:" + all};
  }
  std::string text = "Databasen är hel.\n";
  if (arguments.plain.empty()) return text;
  auto same = compare(arguments, *database.value());
  if (!same) return same;
  return text + same.value();
}

template <typename Work>
int with_arguments(const std::vector<std::string>& arguments, Io& io, const Work& work) {
  const auto parsed = parse_arguments(arguments, 1, kFileOptions);
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  const auto language = language_of(parsed.value());
  if (!language) return tell(io, language.error(), text::Language::sv), kBadInput;
  const Result<std::string> done = work(parsed.value());
  if (!done) {
    tell(io, done.error(), language.value());
    return done.error().code.starts_with("arguments.") ? kBadInput : kOther;
  }
  io.out += done.value();
  return kAnswered;
}

}  // namespace

int run_backup(const std::vector<std::string>& arguments, Io& io) {
  return with_arguments(arguments, io,
                        [&](const Arguments& parsed) { return write_out(parsed, "", *io.clock); });
}

int run_export(const std::vector<std::string>& arguments, Io& io) {
  return with_arguments(arguments, io, [&](const Arguments& parsed) -> Result<std::string> {
    const std::string code = parsed.value("--municipality");
    if (code.size() != 4 || code.find_first_not_of("0123456789") != std::string::npos) {
      return Error{"arguments.municipality", "--municipality",
                   "Kommunkoden ska vara fyra siffror, till exempel 1280.",
                   "The municipality code is four digits, such as 1280."};
    }
    return write_out(parsed, code, *io.clock);
  });
}

int run_restore(const std::vector<std::string>& arguments, Io& io) {
  return with_arguments(arguments, io,
                        [&](const Arguments& parsed) { return read_in(parsed, *io.clock); });
}

int run_verify(const std::vector<std::string>& arguments, Io& io) {
  return with_arguments(arguments, io, [](const Arguments& parsed) { return verify(parsed); });
}

}  // namespace utvag::app
