/* Clocks, samples and their percentiles. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct samples ack_times, delivery_times, connect_times, return_times;

int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void note(struct samples *samples, int64_t nanos) {
    if (samples->count == samples->size) {
        samples->size = samples->size ? samples->size * 2 : 65536;
        samples->micros = grown(samples->micros, samples->size * sizeof *samples->micros);
    }
    samples->micros[samples->count++] = nanos > 0 ? nanos / 1000 : 0;
}

static int by_size(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

static double percentile(const struct samples *samples, double share) {
    return samples->micros[(size_t)((samples->count - 1) * share)] / 1000.0;
}

void print_samples(const char *name, struct samples *samples) {
    if (!samples->count) {
        printf("\"%s\": null, ", name);
        return;
    }
    qsort(samples->micros, samples->count, sizeof *samples->micros, by_size);
    printf("\"%s\": {\"count\": %zu, \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f}, ", name,
           samples->count, percentile(samples, 0.5), percentile(samples, 0.99),
           percentile(samples, 1));
}

void *grown(void *memory, size_t bytes) {
    void *larger = realloc(memory, bytes);
    if (!larger)
        fail("realloc");
    return larger;
}

void fail(const char *what) {
    perror(what);
    exit(2);
}
