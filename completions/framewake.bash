# bash completion for framewake. Written by `framewake reference` from the options' definitions in src/cli/; do not change this file.
_framewake() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local command=framewake words= files= value= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${COMP_WORDS[i]}" in
      'framewake serve') command='framewake serve' ;;
      'framewake camera') command='framewake camera' ;;
      'framewake watch') command='framewake watch' ;;
      'framewake why') command='framewake why' ;;
      'framewake health') command='framewake health' ;;
      'framewake reload') command='framewake reload' ;;
      'framewake snapshot') command='framewake snapshot' ;;
      'framewake check') command='framewake check' ;;
      'framewake reference') command='framewake reference' ;;
      'framewake model') command='framewake model' ;;
      'framewake token') command='framewake token' ;;
      'framewake token new') command='framewake token new' ;;
      'framewake passwd') command='framewake passwd' ;;
    esac
  done
  case "$command $prev" in
    'framewake serve --config') files=yes; value=yes ;;
    'framewake serve --set') words=''; value=yes ;;
    'framewake camera --source') files=yes; value=yes ;;
    'framewake camera --fps') words=''; value=yes ;;
    'framewake camera --size') words=''; value=yes ;;
    'framewake camera --quality') words=''; value=yes ;;
    'framewake camera --seed') words=''; value=yes ;;
    'framewake camera --token-file') files=yes; value=yes ;;
    'framewake camera --ca') files=yes; value=yes ;;
    'framewake camera --cert') files=yes; value=yes ;;
    'framewake camera --key') files=yes; value=yes ;;
    'framewake camera --truth') files=yes; value=yes ;;
    'framewake camera --frames') words=''; value=yes ;;
    'framewake camera --seconds') words=''; value=yes ;;
    'framewake watch --format') words='table json mjpeg'; value=yes ;;
    'framewake watch --camera') words=''; value=yes ;;
    'framewake watch --interval') words=''; value=yes ;;
    'framewake watch --token-file') files=yes; value=yes ;;
    'framewake watch --ca') files=yes; value=yes ;;
    'framewake watch --cert') files=yes; value=yes ;;
    'framewake watch --key') files=yes; value=yes ;;
    'framewake watch --seconds') words=''; value=yes ;;
    'framewake why --limit') words=''; value=yes ;;
    'framewake why --format') words='text json'; value=yes ;;
    'framewake why --token-file') files=yes; value=yes ;;
    'framewake why --ca') files=yes; value=yes ;;
    'framewake why --cert') files=yes; value=yes ;;
    'framewake why --key') files=yes; value=yes ;;
    'framewake health --seconds') words=''; value=yes ;;
    'framewake health --ca') files=yes; value=yes ;;
    'framewake health --cert') files=yes; value=yes ;;
    'framewake health --key') files=yes; value=yes ;;
    'framewake reload --token-file') files=yes; value=yes ;;
    'framewake reload --ca') files=yes; value=yes ;;
    'framewake reload --cert') files=yes; value=yes ;;
    'framewake reload --key') files=yes; value=yes ;;
    'framewake snapshot --output') files=yes; value=yes ;;
    'framewake snapshot --width') words=''; value=yes ;;
    'framewake snapshot --token-file') files=yes; value=yes ;;
    'framewake snapshot --ca') files=yes; value=yes ;;
    'framewake snapshot --cert') files=yes; value=yes ;;
    'framewake snapshot --key') files=yes; value=yes ;;
    'framewake check --set') words=''; value=yes ;;
    'framewake reference --format') words='toml markdown json-schema man5 man1 bash zsh fish'; value=yes ;;
    'framewake model --config') words=''; value=yes ;;
    'framewake model --labels') words=''; value=yes ;;
    'framewake model --score') words=''; value=yes ;;
    'framewake model --input') words=''; value=yes ;;
    'framewake model --fit') words='auto letterbox stretch'; value=yes ;;
    'framewake model --colours') words='auto rgb bgr'; value=yes ;;
    'framewake model --scale') words=''; value=yes ;;
    'framewake model --mean') words=''; value=yes ;;
    'framewake model --output') words=''; value=yes ;;
    'framewake token new --scope') words='read metrics pictures control'; value=yes ;;
  esac
  [ -n "$value" ] || case $command in
    'framewake') words='serve camera watch why health reload snapshot check reference model token passwd --help --version' ;;
    'framewake serve') words='--help --config --set' ;;
    'framewake camera') words='--help --source --fps --size --quality --loop --seed --token-file --ca --cert --key --reply --follow --truth --frames --seconds' ;;
    'framewake watch') words='--help --format --camera --interval --token-file --ca --cert --key --seconds' ;;
    'framewake why') words='--help --limit --format --token-file --ca --cert --key' ;;
    'framewake health') words='--help --seconds --ca --cert --key' ;;
    'framewake reload') words='--help --token-file --ca --cert --key' ;;
    'framewake snapshot') words='--help --output --width --token-file --ca --cert --key' ;;
    'framewake check') words='--help --set'; files=yes ;;
    'framewake reference') words='--help --format' ;;
    'framewake model') words='--help --config --labels --score --input --fit --colours --scale --mean --output' ;;
    'framewake token') words='new --help' ;;
    'framewake token new') words='--help --scope' ;;
    'framewake passwd') words='--help' ;;
  esac
  [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    local -a found
    mapfile -t found < <(compgen -f -- "$cur")
    COMPREPLY+=("${found[@]}")
  fi
}
complete -F _framewake framewake
