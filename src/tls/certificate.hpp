#pragma once
// What a certificate says, as texts. Reentrant.

#include <openssl/ossl_typ.h>

#include <string>
#include <vector>

namespace framewake {

/// The DNS names that it is for; the common name of its subject when it has none. In lower case, printable ones only: what a
/// certificate of a name with control characters or a NUL in it is for, nobody is.
std::vector<std::string> names_in(const X509* certificate);

/// The same with the IP addresses that it is for, to be read by a person: "cam.example.org, 10.0.0.5".
std::string what_it_is_for(const X509* certificate);

/// "2026-11-22", UTC; "?" when it says no date.
std::string date_of(const ASN1_TIME* time);

/// SHA-256 of it, in hexadecimal.
std::string fingerprint(const X509* certificate);

/// What OpenSSL holds against the last operation, in its words; the errors are forgotten then. "" when there is nothing.
std::string openssl_error();

}  // namespace framewake
