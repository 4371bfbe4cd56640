# framewake_websocketpp: websocketpp's installed headers, with mended copies of a few of them put first. Why each one is
# mended: docs/adr/0003-websocketpp-mended.md. The copies are made here, at configure time, from what is installed;
# nothing of websocketpp lives in this repository.
find_path(FRAMEWAKE_WEBSOCKETPP_DIR websocketpp/frame.hpp REQUIRED)
set(mended_dir ${CMAKE_BINARY_DIR}/mended)

function(framewake_read_header name out)
  set(path ${FRAMEWAKE_WEBSOCKETPP_DIR}/websocketpp/${name})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} text)
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

function(framewake_write_header name text)
  set(path ${mended_dir}/websocketpp/${name})
  set(now "")
  if(EXISTS ${path})
    file(READ ${path} now)
  endif()
  if(NOT now STREQUAL text)  # an unchanged header must not rebuild what includes it
    file(WRITE ${path} "${text}")
  endif()
endfunction()

# Replaces `old` in the installed header `name`, or stops the configuration: a header that no longer has it must be
# looked at by a person before this project trusts it with hostile bytes.
function(framewake_mend name old new what)  # [line to put first [old new what]…]
  framewake_read_header(${name} text)
  framewake_replace("${old}" "${new}" "${what}")
  set(i 5)
  while(ARGC GREATER i)
    math(EXPR j "${i} + 1")
    math(EXPR k "${i} + 2")
    framewake_replace("${ARGV${i}}" "${ARGV${j}}" "${ARGV${k}}")
    math(EXPR i "${i} + 3")
  endwhile()
  framewake_write_header(${name} "${ARGV4}\n${text}")
endfunction()

# In `text`, of the header `name`.
function(framewake_replace old new what)
  string(FIND "${text}" "${old}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "websocketpp/${name} in ${FRAMEWAKE_WEBSOCKETPP_DIR} is not as expected: ${what} was not found, "
                        "so it cannot be mended. See docs/adr/0003-websocketpp-mended.md and cmake/websocketpp.cmake.")
  endif()
  string(REPLACE "${old}" "${new}" text "${text}")
  set(text "${text}" PARENT_SCOPE)
endfunction()

# Template-ids on constructors and destructors, which C++20 forbids. A header that is clean already stays as it is.
function(framewake_mend_template_ids name)
  framewake_read_header(${name} text)
  foreach(pair "basic<concurrency,names>|basic" "endpoint<connection,config>|endpoint" "server<config>|server")
    string(REPLACE "|" ";" pair "${pair}")
    list(GET pair 0 id)
    list(GET pair 1 plain)
    string(REPLACE "~${id}(" "~${plain}(" text "${text}")
    string(REPLACE "    ${id}(" "    ${plain}(" text "${text}")
  endforeach()
  framewake_write_header(${name} "${text}")
endfunction()

framewake_mend_template_ids(logger/basic.hpp)
framewake_mend_template_ids(endpoint.hpp)
framewake_mend_template_ids(roles/server_endpoint.hpp)

# Unmasking: the loop of byte_mask_circ, byte by byte, becomes a call of ours that works on whole words.
framewake_mend(frame.hpp
"    uint32_converter key;
    key.i = prepared_key;

    for (size_t i = 0; i < length; ++i) {
        output[i] = input[i] ^ key.c[i % 4];
    }
"
"    ::framewake::xor_mask(input, output, length, static_cast<uint32_t>(prepared_key));
"
  "the byte-wise unmasking loop of byte_mask_circ" "#include <ingest/mask.hpp>")

# A continuation frame reserves what its header claims, up to the message limit, before a byte of it has come. And whether
# a text ends within a character is asked by the last frame's opcode, which in a fragmented text is not "text".
framewake_mend(processors/hybi13.hpp
"                        out.reserve(out.size() + m_bytes_needed);"
"                        // not reserved: the claim of a hostile header is no reason to allocate"
  "the reserve for continuation frames" ""
"if (frame::get_opcode(m_basic_header) == frame::opcode::TEXT) {
            if (!m_current_msg->validator.complete()) {"
"if (m_current_msg->msg_ptr->get_opcode() == frame::opcode::TEXT) {
            if (!m_current_msg->validator.complete()) {"
  "the check that a text is complete")

# A length that is not in its shortest form is the peer's mistake (1002), not ours (1011).
framewake_mend(processors/base.hpp
"        case error::invalid_close_code:
            return close::status::protocol_error;
"
"        case error::invalid_close_code:
        case error::non_minimal_encoding:
            return close::status::protocol_error;
"
  "the codes that are protocol errors")

# What was read in one go was parsed in one go, however many messages that is. Now parsing stops where reading is paused, and
# goes on with the rest when it is resumed. What throws there (no memory, mostly) left the connection open and never read from
# again; now it is told (ReadFailure). What comes after the peer's Close was parsed too, and a mistake in it, as the end of the
# peer's sending, ended the connection before the answers had left. And an answered POST's connection may have another request
# (HttpRequest::again()).
framewake_mend(impl/connection_impl.hpp
"    while (p < bytes_transferred) {
"
"    m_buf_cursor = 0;
    while (p < bytes_transferred) {
        if (!m_read_flag) {
            std::copy(m_buf + p, m_buf + bytes_transferred, m_buf);
            m_buf_cursor = bytes_transferred - p;
            return;
        }
        if (m_was_clean) break;
"
  "the loop over what was read" ""
"
    if (!ecm && m_internal_state != istate::PROCESS_CONNECTION) {
"
"
    const auto ends_once_all_is_written = [this] {
        if (m_state != session::state::closing) return false;
        if (!m_send_queue.empty()) m_send_queue.back()->set_terminal(true);
        else if (m_write_flag) m_current_msgs.back()->set_terminal(true);
        else return false;
        return true;
    };

    if (!ecm && m_internal_state != istate::PROCESS_CONNECTION) {
"
  "the beginning of the handling of what was read"
"                // the closing handshake
                terminate(lib::error_code());
                return;
            }
"
"                // the closing handshake
                terminate(lib::error_code());
                return;
            } else if (ends_once_all_is_written()) {
                return;
            }
"
  "the end of the peer's sending while closing"
"                    log_err(log::elevel::fatal, \"Protocol error close frame \", close_ec);
                    this->terminate(close_ec);
"
"                    if (ends_once_all_is_written()) return;
                    this->terminate(close_ec);
"
  "the mistake of the peer while closing"
"close::status::protocol_error,
                    \"Invalid close reason\""
"close::status::invalid_payload,
                    \"Invalid close reason\""
  "the code for a close reason that is not UTF-8"
"   m_read_flag = true;
   read_frame();
"
"   m_read_flag = true;
   if (m_buf_cursor > 0) return handle_read_frame(lib::error_code(), m_buf_cursor);
   read_frame();
"
  "the resumption of reading"
"void connection<config>::handle_read_frame(lib::error_code const & ec,
    size_t bytes_transferred)
{
"
"void connection<config>::handle_read_frame(lib::error_code const & ec,
    size_t bytes_transferred)
try {
"
  "the handler of what was read"
"    read_frame();
}

/// Issue a new transport read unless reading is paused.
"
"    read_frame();
} catch (...) {
    if (!this->on_read_failure) throw;
    this->on_read_failure();
}

/// Issue a new transport read unless reading is paused.
"
  "the end of the handler of what was read"
"            this->log_http_result();
"
"            this->log_http_result();

            if (m_request.again()) {
                m_response = response_type();
                m_is_http = false;
                m_http_state = session::http_state::init;
                m_internal_state = istate::READ_HTTP_REQUEST;
                this->read_handshake(1);
                return;
            }
"
  "the end of an answered HTTP request")

# What is told of each read is copied several times on its way. As a bind of a member it is too large for std::function's own room,
# and each copy took memory, outside of what is caught above.
framewake_mend(connection.hpp
"m_handle_read_frame(lib::bind(
            &type::handle_read_frame,
            this,
            lib::placeholders::_1,
            lib::placeholders::_2
        ))"
"m_handle_read_frame([this](lib::error_code const & ec, size_t bytes) {
            this->handle_read_frame(ec, bytes);
        })"
  "the handler of reads" "")

add_library(framewake_websocketpp INTERFACE)
target_include_directories(framewake_websocketpp SYSTEM BEFORE INTERFACE ${mended_dir})
target_link_libraries(framewake_websocketpp INTERFACE framewake_asio)
