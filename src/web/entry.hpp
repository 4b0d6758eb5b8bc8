#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "web/context.hpp"
#include "web/kept_forms.hpp"

/// The way in and out: who is logged in, forms and their tokens, and what was typed by somebody
/// whose session had ended. Inside src/web only.
namespace utvag::web {

/// What the site remembers between requests; nothing that may not be lost.
struct Memory {
  explicit Memory(const Services& services);
  KeptForms shown;    ///< of a session: questions, and what is offered anew
  KeptForms waiting;  ///< of a login, until it logs in again
  KeptForms strays;   ///< of nobody knows whom, until somebody logs in in that browser
  RateLimit logins;
};

/// The client's address: the one a trusted proxy tells of, else the connection's.
std::string client_address(const Context& context);

/// Finds who is logged in. An error of the database's is given back, and nobody is logged in.
std::optional<Error> find_staff(Context& context);
/// Reads a POST's form and checks its token; answers when something is wrong with it.
std::optional<net::Response> take_form(Context& context);

/// To the log in, and back to this page afterwards. A form that was sent is kept for whoever sent
/// it.
net::Response ask_to_log_in(Context& context);

/// Keeps a question's form and leads to the page that shows its answer, so that going back to it
/// asks nothing of the browser. Nothing when the form is too large for that.
std::optional<net::Response> keep_question(Context& context);
/// Puts the kept form that the address asks for into the context, of a POST to this very path;
/// tells whether it is a question.
bool find_kept(Context& context);

/// Whether `path` is one of the pages, to go back to after a log in.
bool is_page(std::string_view path);

}  // namespace utvag::web
