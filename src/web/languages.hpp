#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cases/cases.hpp"
#include "html/components.hpp"

/// The languages and forms of interpreting that a person is written down with. Inside src/web only.
namespace utvag::web {

/// Swedish, then all others in Swedish order. `code` is among them even when it is none of ours:
/// saving a form never changes a language that nobody touched.
std::vector<html::Option> language_options(const std::string& code);
/// "somaliska"; the code itself when it is none of ours.
std::string language_words(const std::string& code);

std::vector<html::Option> interpreter_options();
std::string interpreter_words(cases::Interpreter interpreter);
/// What the form's value says; none when it says nothing.
cases::Interpreter interpreter_of(std::string_view value);

}  // namespace utvag::web
