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
    switch $words[-1]
        case --inject
            __sockcheck_rules $word
        case --family
            echo all
            sockcheck list families 2>/dev/null | cut -d ' ' -f 1
        case --format
            switch $command
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
        case --for
            printf '%s\n' gradescope classroom autolab
        case --lang
            printf '%s\n' en fr
        case --plausibility
            printf '%s\n' loopback network posix stress
        case --output --record --pcap --since --steps --baseline --policy
            __fish_complete_path $word
        case '*'
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
end

complete -c sockcheck -f -a '(__sockcheck_words)'
