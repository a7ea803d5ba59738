/* score: how far a recognised text is from the truth, in percent.
 *
 *   score cer TRUTH RECOGNISED     character error rate
 *   score words TRUTH RECOGNISED   words of the truth that are missing
 *
 * RECOGNISED may be - for standard input. */
#include "tests/tools/measure.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    double (*measure)(const char *truth, const char *recognised);
} measures[] = {{"cer", measure_cer}, {"words", measure_words_missed}};

static char *text_read(const char *path)
{
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    const char *name = g_str_equal(path, "-") ? "/dev/stdin" : path;
    if (!g_file_get_contents(name, &text, NULL, &error))
        fprintf(stderr, "score: %s\n", error->message);
    return text;
}

int main(int argc, char **argv)
{
    for (guint i = 0; argc == 4 && i < G_N_ELEMENTS(measures); i++) {
        if (!g_str_equal(argv[1], measures[i].name))
            continue;
        g_autofree char *truth = text_read(argv[2]);
        g_autofree char *recognised = text_read(argv[3]);
        if (!truth || !recognised)
            return EXIT_FAILURE;
        double share = measures[i].measure(truth, recognised);
        if (share < 0) {
            fprintf(stderr, "score: %s or %s is not UTF-8\n", argv[2], argv[3]);
            return EXIT_FAILURE;
        }
        printf("%.2f\n", share * 100);
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "usage: score cer|words TRUTH RECOGNISED\n");
    return 2;
}
