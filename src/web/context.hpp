#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/components.hpp"
#include "net/form.hpp"
#include "web/site.hpp"

/// What a page is given: the request, who asks, and ways to answer. Inside src/web only.
namespace utvag::web {

struct Memory;

/// Why a form is shown filled although nobody asked for a fault to be told.
enum class Offer : std::uint8_t {
  none,
  logged_out,  ///< it was sent when the session had ended
  changed,     ///< somebody else was first
  gone,        ///< it was to be shown, but is not kept any more
};

/// One request under way.
class Context {
 public:
  Context(const Services& what, const net::Request& asked) : services(what), request(asked) {}

  const Services& services;
  const net::Request& request;
  std::string route;                                     ///< the pattern
  std::map<std::string, std::string, std::less<>> path;  ///< ":id" → "123"
  std::optional<doors::Session> session;
  std::optional<cases::Staff> staff;  ///< logged in
  net::Form form;                     ///< of a POST, or kept from one
  net::Form query;
  Memory* memory = nullptr;
  Offer offer = Offer::none;
  /// What failure() was told: the database may then be asked again.
  mutable std::optional<Error> failed;

  Date today() const { return services.clock->today(); }
  /// Who asks and why; only when somebody is logged in.
  cases::Asker asker(std::string_view purpose) const;
  std::string csrf() const;
  /// The form was sent by this button ("gör"); its fields are shown as typed.
  bool sent_by(std::string_view button) const { return form.value("gör") == button; }
  /// A positive whole number in the path; nothing when it is not one.
  std::optional<std::int64_t> id(std::string_view name = ":id") const;
};

using Content = std::function<void(html::Writer&)>;

struct PageOptions {
  int status = 200;
  bool error = false;            ///< the form is shown again
  std::string_view active = {};  ///< the navigation's link that this page belongs to
  html::Density density = html::Density::standard;
};

net::Response page(const Context& context, std::string_view title, const PageOptions& options,
                   const Content& content);
net::Response see_other(std::string address);
/// The page for what went wrong: the cases' and the database's errors have their own.
net::Response error_page(const Context& context, int status);
net::Response failure(const Context& context, const Error& error);
/// As failure(), for a handler that threw.
net::Response broken(const Context& context);

// The pages, one file or family each.
net::Response start_page(Context& context);
net::Response login_page(Context& context);
net::Response log_in(Context& context);
net::Response log_out(Context& context);
/// Where to log out is asked for as a page: a button that does it.
net::Response log_out_page(const Context& context);
net::Response accessibility_page(Context& context);
net::Response components_page(Context& context);
net::Response rule_book_page(Context& context);
net::Response rule_page(Context& context);
net::Response calculate_page(Context& context);
net::Response calculate_post(Context& context);
net::Response my_work_page(Context& context);
net::Response search_page(Context& context);
net::Response search_post(Context& context);
net::Response person_page(Context& context);
net::Response person_post(Context& context);
net::Response person_number_page(Context& context);
net::Response person_number_post(Context& context);
net::Response protection_page(Context& context);
net::Response protection_post(Context& context);
net::Response new_person_page(Context& context);
net::Response new_person_post(Context& context);
net::Response household_page(Context& context);
net::Response household_post(Context& context);
net::Response stay_page(Context& context);
net::Response stay_post(Context& context);
net::Response case_page(Context& context);
net::Response case_post(Context& context);
net::Response case_calculation_page(Context& context);
net::Response case_calculation_post(Context& context);
net::Response stored_calculation_page(Context& context);

}  // namespace utvag::web
