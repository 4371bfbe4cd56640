# Replaced by the mended headers of websocketpp (see ingest/).
add_library(framewake_websocketpp INTERFACE)
