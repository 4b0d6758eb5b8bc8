#include "net/form.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace utvag::net;

namespace {

std::string code_of(const utvag::Result<Form>& form) {
  return form.ok() ? "" : form.error().code;
}

std::string part(std::string_view disposition, std::string_view content) {
  return "--x\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n\r\n" +
         std::string(content) + "\r\n";
}

}  // namespace

TEST_CASE("urlencoded fields") {
  const auto form = read_urlencoded("a=1&b=sm%C3%B6r+och+br%C3%B6d&a=2&c&&d=%0D%0Arad");
  REQUIRE(form.ok());
  CHECK(form.value().fields.size() == 5);
  CHECK(form.value().value("a") == "1");
  CHECK(form.value().value("b") == "smör och bröd");
  CHECK(form.value().has("c"));
  CHECK(form.value().value("d") == "\nrad");
  CHECK_FALSE(form.value().has("e"));
  CHECK(code_of(read_urlencoded("a=%")) == "form.encoding");
  CHECK(code_of(read_urlencoded("a=%4")) == "form.encoding");
  CHECK(code_of(read_urlencoded("a=%FF")) == "form.encoding");
  CHECK(code_of(read_urlencoded("a=%00")) == "form.encoding");
  CHECK(code_of(read_urlencoded("a%0A=1")) == "form.encoding");
  FormLimits limits;
  limits.fields = 2;
  CHECK(code_of(read_urlencoded("a&b&c", limits)) == "form.limit");
  limits.value_bytes = 3;
  CHECK(code_of(read_urlencoded("a=1234", limits)) == "form.limit");
}

TEST_CASE("multipart fields and files") {
  const std::string body = part("name=\"a\"", "ett\r\ntvå") +
                           part("name=\"fil\"; filename=\"C:\\kvitto.pdf\"", "%PDF\r\n--y\r\n") +
                           part("name=\"q%22\"", "") + "--x--\r\n";
  const auto form = read_form("multipart/form-data; boundary=x", body);
  REQUIRE(form.ok());
  REQUIRE(form.value().fields.size() == 3);
  CHECK(form.value().value("a") == "ett\ntvå");
  CHECK(form.value().fields[1].is_file);
  CHECK(form.value().fields[1].file_name == "C:kvitto.pdf");
  CHECK(form.value().fields[1].value == "%PDF\r\n--y\r\n");
  CHECK(form.value().has("q\""));
}

TEST_CASE("malformed multipart bodies are refused") {
  const std::vector<std::string> bodies = {
      "",
      "--x",
      "--x\r\n",
      "x--\r\n",
      part("name=\"a\"", "1"),
      part("name=\"a\"", "1") + "--x",
      part("name=\"a\"", "1") + "--x--more",
      part("name=a", "1") + "--x--",
      part("name=\"a", "1") + "--x--",
      part("filename=\"a\"", "1") + "--x--",
      "--x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--x--\n",
      "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--",
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64"
      "\r\n\r\n1\r\n--x--",
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n"
      "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--x--",
      "--x\r\n\r\n1\r\n--x--",
      "--x\r\nno colon\r\n\r\n1\r\n--x--",
  };
  for (const std::string& each : bodies) {
    CAPTURE(each);
    CHECK(code_of(read_multipart(each, "x")) == "form.multipart");
  }
  CHECK(read_multipart("--x--", "x").ok());
  CHECK(code_of(read_multipart("--x--", "")) == "form.multipart");
  CHECK(code_of(read_multipart("--x--", "x\r\n")) == "form.multipart");
  CHECK(code_of(read_form("multipart/form-data", "--x--")) == "form.multipart");
  CHECK(code_of(read_form("text/plain", "a=1")) == "form.type");
  FormLimits limits;
  limits.file_bytes = 2;
  CHECK(code_of(read_multipart(part("name=\"a\"; filename=\"b\"", "123") + "--x--", "x", limits)) ==
        "form.limit");
  CHECK(code_of(read_multipart(part("name=\"a\"", "\xff") + "--x--", "x")) == "form.encoding");
}
