# hand-over.sh PACKAGES [SEED]: see hand-over.py.
command -v python3 >/dev/null || {
    echo "skipped: python3 is not installed"
    exit 77
}
exec python3 "$MUHAFIZ_TESTS/bench/hand-over.py" "$@"
