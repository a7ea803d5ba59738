#!/bin/sh
# The weights of ocr/nontext.c, from lines that tests/bench/pictures --lines told: logistic regression by gradient descent.
# On pages of pictures a line is text that is nearer than 0.34 to the truth, and none that is farther than 0.5; on
# printed ones that is 0.5 (of Nastaliq 0.7) and 0.75; those between, and short ones, are left out. A line weighs as
# much as it has characters, at most 20, and text and no text weigh the same.
#
#   for seed in 11 12 13; do build/gcc/tests/bench/pictures --seed $seed --lines $seed.tsv; done
#   sh tests/bench/nontext.sh 11.tsv 12.tsv 13.tsv
set -eu
cat "$@" | awk -F '\t' '
    function sigmoid(z) { return 1 / (1 + exp(z < -30 ? 30 : z > 30 ? -30 : -z)) }
    BEGIN { k = split("confidence best sure length density bottom", name, " ") }
    {
        is_picture = $1 ~ /^picture/
        near = is_picture ? 0.34 : $1 ~ /nastaliq/ ? 0.7 : 0.5
        if ($3 == 0 || ($2 > near && $2 < (is_picture ? 0.5 : 0.75))) next
        if (!is_picture && $2 > near && $1 ~ /nastaliq/) next
        y[++n] = $2 <= near && (!is_picture || $3 >= 3)
        w[n] = $3 > 20 ? 20 : $3
        total[y[n]] += w[n]
        for (i = 1; i <= k; i++) {
            x[n, i] = i == 3 && $6 > 0.3 ? 0.3 : $(3 + i)
            mean[i] += x[n, i]; square[i] += x[n, i] ^ 2
        }
    }
    END {
        for (i = 1; i <= k; i++) {
            mean[i] /= n
            spread[i] = sqrt(square[i] / n - mean[i] ^ 2)
            for (line = 1; line <= n; line++) x[line, i] = (x[line, i] - mean[i]) / spread[i]
        }
        for (round = 0; round < 600; round++) {
            for (i = 0; i <= k; i++) slope[i] = 0
            for (line = 1; line <= n; line++) {
                z = b[0]
                for (i = 1; i <= k; i++) z += b[i] * x[line, i]
                miss = (y[line] - sigmoid(z)) * w[line] / total[y[line]]
                slope[0] += miss
                for (i = 1; i <= k; i++) slope[i] += miss * x[line, i]
            }
            for (i = 0; i <= k; i++) b[i] += slope[i] - 0.001 * b[i]
        }
        bias = b[0]
        for (i = 1; i <= k; i++) bias -= b[i] * mean[i] / spread[i]
        printf "%d lines: %.2f", n, bias + 0.5 # so much is left to the doubtful
        for (i = 1; i <= k; i++) printf " %+.2f %s", b[i] / spread[i], name[i]
        printf "\n"
    }'
