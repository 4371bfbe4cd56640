#pragma once
// The journal's names for what an operator would act on: `journalctl MESSAGE_ID=…`, and alert rules, find these also
// when the wording has changed. A meaning keeps its id for good. systemd/framewake.catalog says what to do about each
// (`journalctl -x`); a test compares the two.

namespace framewake::message_ids {

/// Both listeners accept; frames are taken.
inline constexpr const char* ready = "3021889d041b427699bb3ce31a0fc24e";
/// A signal asked for the end.
inline constexpr const char* stopping = "fee17f9d29b54ff3b48d1a6c63ed223b";
/// The configuration has mistakes, one line each; the daemon does not start (exit status 78). Also, at a start, sockets
/// from the service manager that are not what the daemon expects.
inline constexpr const char* config_refused = "721a6a6f96ec4dbaa96963d40afa3573";
/// The configuration was read again and is in effect, but for what the next line says (ASKED_BY=).
inline constexpr const char* reloaded = "8668424972cd4db5b56bd62074e3f293";
/// The configuration that was to be reloaded has mistakes, one line each; the one in effect stays (ASKED_BY=).
inline constexpr const char* reload_refused = "9ba6aab03aad4c5fbf76f63da2c2d5b0";
/// An address is taken or not there; the daemon does not start (exit status 69).
inline constexpr const char* cannot_listen = "cca28b593a634c3b96a5425cbf621fa0";
/// A configured address is not used, because the service manager handed down a socket that listens elsewhere.
inline constexpr const char* listen_not_used = "cab200fccc2c4f28a05bf8f051396d39";
/// A processor thread has held one frame for longer than processing.stall_timeout (CAMERA=, STAGE=): the watchdog is not
/// fed from here on, and the service manager restarts the daemon.
inline constexpr const char* stage_wedged = "84521689626a408dbe701a7576e1b25d";
/// The thread that owns every socket does not turn: the watchdog is not fed.
inline constexpr const char* net_wedged = "dd95dcd2275b4b2793be6b7f1cff28e9";
/// What was wedged goes on by itself; the watchdog is fed again.
inline constexpr const char* unwedged = "f455be953db9472396dee2a23f907f73";
/// A camera's WebSocket is open (CAMERA=, ADDRESS=).
inline constexpr const char* camera_connected = "d0d32d3e8d00464e92d3b97a340237d7";
/// A camera's WebSocket is gone (CAMERA=, ADDRESS=).
inline constexpr const char* camera_disconnected = "9e00e96158b047fb99c9f6bcc49861bf";
/// A frame was refused (CAMERA=, FATE=rejected, REASON=). At most one line a second for each camera.
inline constexpr const char* frame_rejected = "597c55d1bd9a4ab49f38089c40e0f868";
/// No connection can be accepted, most likely for want of descriptors (LimitNOFILE=).
inline constexpr const char* cannot_accept = "6aa769b4f6d8497e894ecee20a3d5733";
/// A camera is live, stale, offline or frozen from now on (CAMERA=, STATE=, STATE_BEFORE=).
inline constexpr const char* camera_state = "77a3b7bb76b74c109cbb7278f09e1a51";
/// An address has shown so many wrong tokens or passwords that it has to wait (ADDRESS=, LISTENER=).
inline constexpr const char* locked_out = "80e18db624ef4ebda1a2b116c99f8032";
/// A listener's certificate ends within 14 days, or has ended (LISTENER=). Once a day.
inline constexpr const char* certificate_expires = "087c48350a684153a82a7989a4aca7e1";

}  // namespace framewake::message_ids
