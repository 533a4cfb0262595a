# Fish completion for sockcheck: commands, options, rules and names, as --help and `sockcheck list` print them.

# "--OPTION<tab>HELP", a line for each option, and for each step of talk.
function __sockcheck_options
    sockcheck $argv[1] --help 2>/dev/null | sed -nE 's/^  (--[a-z0-9-]+)( [^ ]+)*  +(.*)/\1\t\3/p'
end

function __sockcheck_formats
    sockcheck check --help 2>/dev/null | tr '\n' ' ' | sed -E 's/.*of the report: ([a-z0-9, ]*[a-z0-9]) +--.*/\1/; s/, +/\n/g'
end

# A rule: a call or a class, a colon, an outcome, and selectors behind further colons.
function __sockcheck_rules
    set -l parts (string split -- : $argv[1])
    set -l before (string join -- : $parts[1..-2])
    switch (count $parts)
        case 1
            sockcheck list calls 2>/dev/null | awk '{ print $1 ":"; if ($2 ~ /^[a-z]+$/) print $2 ":" }' | sort -u
        case 2
            sockcheck list outcomes 2>/dev/null | awk -F '  +' -v before="$before" '{ sub(/=(N|TIME|CALL)$/, "=", $2); print before ":" $2 }' | sort -u
        case '*'
            printf "$before:%s\n" when= fd= peer= family= site= process= thread= offset= chance=
    end
end

# What can stand behind the option $argv[2] of the command $argv[1], by the word for it in the help; fails where it takes no value.
function __sockcheck_value
    set -l word $argv[3]
    set -l value (sockcheck $argv[1] --help 2>/dev/null | sed -nE "s/^  $argv[2] ([^ ]+).*/\1/p")
    switch "$value"
        case ''
            return 1
        case FILE
            __fish_complete_path $word
        case DIR
            __fish_complete_directories $word
        case COMMAND
            complete -C "$word"
        case GLOB
            set -l words (commandline -opc)
            test $argv[2] = --case; and sockcheck check $words[3] --list 2>/dev/null | cut -f 1
        case RULE
            __sockcheck_rules $word
        case F
            echo all
            sockcheck list families 2>/dev/null | cut -d ' ' -f 1
        case FORMAT
            switch $argv[1]
                case list
                    printf '%s\n' text json
                case sweep
                    printf '%s\n' text json annotations outcomes lcov
                case show
                    printf '%s\n' text svg html trace
                case grade
                    __sockcheck_formats | grep -vx jsonl
                case '*'
                    __sockcheck_formats
            end
        case KIND
            printf '%s\n' calls offsets order surroundings lasting
        case LANG
            printf '%s\n' en fr
        case P
            printf '%s\n' loopback network posix stress
        case PLATFORM
            printf '%s\n' gradescope classroom autolab
        case 'STEP...'
            sockcheck list steps 2>/dev/null | cut -d ' ' -f 1
        case WHEN
            echo auto
    end
    return 0
end

function __sockcheck_words
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l command $words[2]
    if contains -- -- $words
        test "$words[-1]" = --; and __fish_complete_command; or __fish_complete_path $word
        return
    end
    if test (count $words) = 1
        sockcheck --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\)  *\(.*\)/\1\t\2/p'
        printf '%s\n' --help --version
        return
    end
    # What is offered begins with all of the word: "--format=text".
    if string match -qr -- '^--[a-z0-9-]+=' $word
        set -l option (string split -m 1 -- = $word)
        __sockcheck_value $command $option[1] "$option[2]" | sed "s/^/$option[1]=/"
        return
    end
    if string match -q -- '--*' $words[-1]; and __sockcheck_value $command $words[-1] $word
        return
    end
    echo --
    __sockcheck_options $command
    switch $command
        case check sweep bundle grade
            sockcheck list suites 2>/dev/null
            __fish_complete_path $word
        case list
            printf '%s\n' suites cases calls outcomes steps families edge-cases
        case show merge compare
            __fish_complete_path $word
    end
end

complete -c sockcheck -f -a '(__sockcheck_words)'
