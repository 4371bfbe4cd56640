# fish completion for framewake. Written by `framewake reference` from the options' definitions in src/cli/; do not change this file.
function __framewake_command
    set -l command framewake
    for word in (commandline -opc)[2..]
        switch "$command $word"
            case 'framewake serve' 'framewake camera' 'framewake watch' 'framewake health' 'framewake reload' 'framewake check' 'framewake reference' 'framewake token' 'framewake token new' 'framewake passwd'
                set command "$command $word"
        end
    end
    echo $command
end

complete -c framewake -f
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a serve -d 'Run the daemon'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a camera -d 'Send pictures to a daemon, as a camera does'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a watch -d 'Show what a daemon is doing, live'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a health -d 'Say by the exit status whether a daemon is well'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a reload -d 'Have a daemon read its configuration again, while cameras stream'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a check -d 'Say whether a configuration is fine, and everything that is not'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a reference -d 'Print every configuration key, or every command, for people and programs'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a token -d 'Make tokens for cameras and for programs that ask'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -a passwd -d 'Ask for the operators\' password, and print the configuration for it'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake"' -l version -d 'Display program version information and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake serve"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake serve"' -l config -r -F -d 'Configuration file (and its drop-ins in NAME.d/, for NAME.toml)'
complete -c framewake -n 'test (__framewake_command) = "framewake serve"' -l set -x -d 'A value over the files, such as ingest.listen=127.0.0.1:0'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l source -r -F -d 'A device (/dev/video0), a video file, an RTSP or HTTP URL, a folder of images, or test: a synthetic scene'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l fps -x -d 'Pictures a second; without it, the source\'s own rate'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l size -x -d 'Of the pictures sent; without it, the source\'s own'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l quality -x -d 'JPEG quality, 1 to 100 (85); without it a source\'s own JPEGs are sent as they are'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l loop -d 'Start again at the end; open a device or stream again when it breaks'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l seed -x -d 'Of the test scene: the same seed shows the same pictures'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l token-file -r -F -d 'File with the token that the daemon asks for'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l reply -d 'Ask for results, and print each as a line of JSON'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l truth -r -F -d 'Write where the test scene\'s object really is to this file, as lines of JSON'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l frames -x -d 'End after sending so many frames'
complete -c framewake -n 'test (__framewake_command) = "framewake camera"' -l seconds -x -d 'End after so many seconds'
complete -c framewake -n 'test (__framewake_command) = "framewake watch"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake watch"' -l format -x -a 'table json' -d 'table, or json: each status document as one line'
complete -c framewake -n 'test (__framewake_command) = "framewake watch"' -l interval -x -d 'Seconds between two looks'
complete -c framewake -n 'test (__framewake_command) = "framewake watch"' -l token-file -r -F -d 'File with the token that the daemon asks for'
complete -c framewake -n 'test (__framewake_command) = "framewake watch"' -l seconds -x -d 'End after so many seconds'
complete -c framewake -n 'test (__framewake_command) = "framewake health"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake health"' -l seconds -x -d 'How long the answer may take'
complete -c framewake -n 'test (__framewake_command) = "framewake reload"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake reload"' -l token-file -r -F -d 'File with the token that the daemon asks for'
complete -c framewake -n 'test (__framewake_command) = "framewake check"' -F -d 'Configuration file; without it, what the daemon would read'
complete -c framewake -n 'test (__framewake_command) = "framewake check"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake check"' -l set -x -d 'A value over the files'
complete -c framewake -n 'test (__framewake_command) = "framewake reference"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake reference"' -l format -x -a 'toml markdown json-schema man5 man1 bash zsh fish' -d 'Of the configuration toml, markdown, json-schema, or man5: framewake.toml(5); of the commands man1: framewake(1), or the completions for bash, zsh and fish'
complete -c framewake -n 'test (__framewake_command) = "framewake token"' -a new -d 'Make one, and the lines of the configuration for it'
complete -c framewake -n 'test (__framewake_command) = "framewake token"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake token new"' -l help -d 'Print this help message and exit'
complete -c framewake -n 'test (__framewake_command) = "framewake token new"' -l scope -x -a 'read metrics control' -d 'For the operators\' listener, not for a camera: read, metrics, control; may be repeated'
complete -c framewake -n 'test (__framewake_command) = "framewake passwd"' -l help -d 'Print this help message and exit'
