#pragma once
// Certificates and keys from PEM files. Private to tls/.

#include <string>
#include <vector>

#include "tls/handles.hpp"

namespace framewake {

/// Throws PemProblem for all that is wrong with a file.
struct PemProblem {
  std::string what;
};

/// At least one.
std::vector<CertificateHandle> read_certificates(const std::string& file);
KeyHandle read_key(const std::string& file);
/// Whether everybody on this machine may read it.
bool readable_by_everybody(const std::string& file);

}  // namespace framewake
