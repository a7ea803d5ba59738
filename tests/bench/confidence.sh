#!/bin/sh
# The tables of ocr/confidence.c, from words that tests/bench/read --words told of held-out pages: for each
# language the mean of the engine's confidence and the share of words right, in bins of the former that are
# pooled until the shares grow (isotonic regression by pooling adjacent violators).
#
#   for seed in 501 502; do build/gcc/tests/bench/read --seed $seed --no-stock --words $seed.tsv; done
#   sh tests/bench/confidence.sh 501.tsv 502.tsv
set -eu
cat "$@" | awk -F '\t' '
    BEGIN { n_edges = split("20 40 50 60 70 80 85 88 90 92 94 95 96 101", edge, " ") }
    { for (bin = 1; bin < n_edges && $2 >= edge[bin]; bin++) ;
      if (!($4 in seen)) { seen[$4]; languages[++n_languages] = $4 }
      words[$4, bin]++; raw[$4, bin] += $2; right[$4, bin] += $3 }
    END {
        for (l = 1; l <= n_languages; l++) {
            language = languages[l]
            n = 0
            for (bin = 1; bin <= n_edges; bin++) {
                if (words[language, bin] < 20) { # too few to tell: with the next
                    for_next_w += words[language, bin]; for_next_x += raw[language, bin]; for_next_y += right[language, bin]
                    if (bin < n_edges) continue
                    words[language, bin] = raw[language, bin] = right[language, bin] = 0
                }
                w[++n] = words[language, bin] + for_next_w
                x[n] = raw[language, bin] + for_next_x
                y[n] = right[language, bin] + for_next_y
                for_next_w = for_next_x = for_next_y = 0
                while (n > 1 && (w[n] == 0 || y[n - 1] / w[n - 1] >= y[n] / w[n])) {
                    w[n - 1] += w[n]; x[n - 1] += x[n]; y[n - 1] += y[n]
                    n--
                }
            }
            printf "    {\"%s\", {", language
            for (i = 1; i <= n; i++) printf "%s{%.1f, %.1f}", (i > 1 ? ", " : ""), x[i] / w[i], 100 * y[i] / w[i]
            printf "}, %d},\n", n
        }
    }'
