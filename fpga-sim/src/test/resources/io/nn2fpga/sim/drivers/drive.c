/* Test only: drive PORT raw|numbers|bytes SAMPLES INPUT OUTPUT: numbers of a file through the C driver. */
#include "@DESIGN@.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    size_t samples = (size_t)strtoul(argv[3], NULL, 10);
    int raw = !strcmp(argv[2], "raw"), bytes = !strcmp(argv[2], "bytes"), failed = 0;
    size_t in = samples * (raw ? (size_t)@GUARD@_INPUT_CODES : (size_t)@GUARD@_INPUT_SIZE);
    size_t out = samples * (raw ? (size_t)@GUARD@_OUTPUT_CODES : (size_t)@GUARD@_OUTPUT_SIZE);
    int32_t *codes = malloc(in * sizeof *codes), *results = malloc(out * sizeof *results);
    float *x = malloc(in * sizeof *x), *y = malloc(out * sizeof *y);
    uint8_t *b = malloc(in);
    if (!codes || !results || !x || !y || !b) return 2;
    FILE *file = fopen(argv[4], "r");
    if (!file) return 2;
    for (size_t i = 0; i < in; i++) {
        double value;
        if (fscanf(file, "%lf", &value) != 1) return 2;
        if (raw) codes[i] = (int32_t)value;
        x[i] = (float)value;
        if (bytes) b[i] = (uint8_t)value;
    }
    fclose(file);
    static @DESIGN@_accelerator a;
    failed = @DESIGN@_open(&a, argv[1], 0);
    /* Two calls: the session goes on. */
    size_t first = samples > 1 ? samples / 2 : samples;
    for (int part = 0; part < 2 && !failed; part++) {
        size_t from = part ? first : 0, count = part ? samples - first : first;
        size_t i = from * (in / samples), o = from * (out / samples);
        if (count == 0) continue;
        failed = raw     ? @DESIGN@_predict_raw(&a, codes + i, count, results + o)
                 : bytes ? @DESIGN@_predict_bytes(&a, b + i, count, y + o)
                         : @DESIGN@_predict(&a, x + i, count, y + o);
    }
    if (failed) printf("error: %s\n", a.message);
    printf("faults %lu %lu %lu %lu %lu\n", a.faults.damaged, a.faults.board_damaged, a.faults.lost,
           a.faults.silences, a.faults.sessions);
    @DESIGN@_close(&a);
    file = fopen(argv[5], "w");
    if (!file) return 2;
    for (size_t i = 0; i < out && !failed; i++) {
        if (raw) fprintf(file, "%ld\n", (long)results[i]);
        else fprintf(file, "%.9g\n", (double)y[i]);
    }
    fclose(file);
    free(codes);
    free(results);
    free(x);
    free(y);
    free(b);
    return failed ? 1 : 0;
}
