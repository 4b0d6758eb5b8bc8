#pragma once
#include <string>

#include "rules/language/syntax.hpp"

namespace utvag::rules {

/// The whole tree of a file as text, one declaration or test a paragraph, without places, comments
/// and layout: two files with the same dump mean the same.
std::string dump(const syntax::File& file);

/// One expression, fully bracketed.
std::string dump(const syntax::Expr& expression);

}  // namespace utvag::rules
