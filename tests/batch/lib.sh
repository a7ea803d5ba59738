# Common parts of the end-to-end tests; sourced, not run. Each test works in a folder of its own, which is removed at
# the end unless KEEP is set.
set -eu

export LC_ALL=C.UTF-8
unset MUHAFIZ_STORE MUHAFIZ_USER SANE_CONFIG_DIR || true
work=$(mktemp -d "${TMPDIR:-/tmp}/muhafiz-test.XXXXXX")
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
cd "$work"
store=$work/store
checks=0

m() { "$MUHAFIZ" --store "$store" "$@"; }
pages() { "$MUHAFIZ_TEST_BIN/pages/pages" "$@"; }

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

ok() { # DESCRIPTION COMMAND...
    what=$1
    shift
    "$@" || fail "$what"
    checks=$((checks + 1))
}

same() { # DESCRIPTION EXPECTED ACTUAL
    [ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
    checks=$((checks + 1))
}

# Runs a command whose exit status matters; its output goes to out and err.
exits() { # DESCRIPTION STATUS COMMAND...
    what=$1 wanted=$2
    shift 2
    status=0
    "$@" >out 2>err || status=$?
    [ "$status" = "$wanted" ] || {
        cat out err >&2
        fail "$what: exit $status, expected $wanted"
    }
    checks=$((checks + 1))
}

says() { # DESCRIPTION PATTERN: the last command's standard error
    grep -qE "$2" err || {
        cat err >&2
        fail "$1: standard error does not say /$2/"
    }
    checks=$((checks + 1))
}

need() { # COMMAND...: skip, with the reason, what this machine cannot do
    for command in "$@"; do
        command -v "$command" >/dev/null || {
            echo "skipped: $command is not installed"
            exit 77
        }
    done
}

# A gray master and a PGM show the same pixels.
same_pixels() { # TIFF PGM
    tifftopnm "$1" 2>/dev/null | pamtopnm >pixels.1
    pamtopnm "$2" >pixels.2
    cmp -s pixels.1 pixels.2
}

# An office with three records, and nothing scanned.
new_store() {
    m init --office 01-999 --name "Tehsil Test" --lang eng+hin+urd >/dev/null
    cat >register.csv <<'CSV'
file_no,subject,kind,section,year,language,note_pages,correspondence_pages
A-12/2008,Mutation of khasra 214 in Chak Gotian,file,Revenue,2008,eng,,2
B-7/2011,निवास प्रमाण पत्र,file,Domicile,2011,hin,,
پ-3/2015,انتقال اراضی,file,Revenue,2015,urd,,
CSV
    m register import register.csv >/dev/null
}

# The state that must not depend on what went wrong on the way: all of show, and the volumes' bytes.
fingerprint() { # STORE
    for number in A-12/2008 B-7/2011 پ-3/2015; do
        "$MUHAFIZ" --store "$1" show --json "$number"
    done
    (cd "$1" && find efiles text layers pages -type f -exec sha256sum {} + | sort)
}

done_testing() {
    [ "$checks" -gt 0 ] || fail "no check was made"
    echo "ok: $checks checks"
}
