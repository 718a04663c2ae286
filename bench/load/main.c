/* Connects everybody, says so, waits for a line on stdin, loads the server, prints JSON. */
#include "load.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000LL
#define LONGEST_BURST 64

struct options options = {
    .visitor_path = "/ws/visitor/",
    .console_path = "/ws/console/",
    .ports = {8000},
    .port_count = 1,
    .pending = 40,
    .copies = 1,
    .body_size = 100,
    .warm_up = 1,
    .seconds = 4,
    .drain = 8,
};
struct counters counters;
int64_t measured_from = INT64_MAX, measured_until = INT64_MAX;
static int64_t latest; /* How far behind its own plan the generator was at worst. */
static double cpu_used;

/* 8001,8002,… */
static void read_ports(char *words) {
    options.port_count = 0;
    for (char *word = strtok(words, ","); word && options.port_count < MOST_PORTS;
         word = strtok(NULL, ","))
        options.ports[options.port_count++] = atoi(word);
}

static void read_options(int count, char **words) {
    static const struct option names[] = {
        {"visitors", 1, 0, 'v'}, {"consoles", 1, 0, 'c'}, {"ports", 1, 0, 'p'},
        {"pending", 1, 0, 'q'},  {"window", 1, 0, 'w'},   {"rate", 1, 0, 'r'},
        {"typing", 1, 0, 't'},   {"body", 1, 0, 'b'},     {"copies", 1, 0, 'k'},
        {"warm-up", 1, 0, 'u'},  {"seconds", 1, 0, 's'},  {"drain", 1, 0, 'd'},
        {"held", 1, 0, 'h'},     {0},
    };
    for (int name; (name = getopt_long(count, words, "", names, NULL)) != -1;) {
        switch (name) {
        case 'v': options.visitors_file = optarg; break;
        case 'c': options.consoles_file = optarg; break;
        case 'p': read_ports(optarg); break;
        case 'q': options.pending = atoi(optarg); break;
        case 'w': options.window = atoi(optarg); break;
        case 'r': options.rate = atof(optarg); break;
        case 't': options.typing = atof(optarg); break;
        case 'b': options.body_size = atoi(optarg); break;
        case 'k': options.copies = atoi(optarg); break;
        case 'u': options.warm_up = atof(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'd': options.drain = atof(optarg); break;
        case 'h': options.held = atoi(optarg); break;
        default: exit(2);
        }
    }
}

/* Closed loop: every visitor has `window` messages on their way, and writes the next at an ack. */
static void load_fully(void) {
    for (int i = 0; i < visitor_count; i++)
        for (int n = 0; n < options.window; n++)
            write_message(&clients[i], now());
    turn_until(measured_until, NULL);
}

/* A stride that reaches every visitor, and neighbours at different times. */
static int scattered(void) {
    int stride = visitor_count * 0.618;
    for (;; stride++) {
        int a = visitor_count, b = stride;
        while (b) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return stride;
    }
}

/* Open loop: messages leave when they are meant to, however slow the answers are. */
static void load_steadily(int64_t begin) {
    int stride = scattered(), visitor = 0, burst = 0;
    double typing_due = 0;
    for (int64_t sent = 0;;) {
        int64_t intended = begin + (int64_t)(sent * (SECOND / options.rate)), late = now() - intended;
        if (intended >= measured_until)
            return;
        if (late < 0 || burst++ == LONGEST_BURST) {
            turn(intended);
            burst = 0;
            continue;
        }
        if (late > latest)
            latest = late;
        for (typing_due += options.typing; typing_due >= 1; typing_due--)
            write_typing(&clients[visitor]);
        write_message(&clients[visitor], intended);
        visitor = (visitor + stride) % visitor_count;
        sent++;
    }
}

static void load(void) {
    int64_t begin = now();
    double cpu = cpu_seconds();
    measured_from = begin + (int64_t)(options.warm_up * SECOND);
    measured_until = measured_from + (int64_t)(options.seconds * SECOND);
    if (options.rate > 0)
        load_steadily(begin);
    else
        load_fully();
    turn_until(now() + (int64_t)(options.drain * SECOND), everything_arrived);
    cpu_used = cpu_seconds() - cpu;
}

static void print_count(const char *name, int64_t count) {
    printf("\"%s\": %lld, ", name, (long long)count);
}

static void print_figures(void) {
    printf("{");
    print_samples("ack_ms", &ack_times);
    print_samples("delivery_ms", &delivery_times);
    print_samples("connect_ms", &connect_times);
    print_samples("return_ms", &return_times);
    print_count("returned", counters.returned);
    print_count("away", count_away());
    printf("\"returning_s\": %.3f, ", seconds_of_returning());
    print_count("sent", counters.sent);
    print_count("echoed", counters.echoed);
    print_count("typing_sent", counters.typing_sent);
    print_count("typing_delivered", counters.typing_delivered);
    print_count("lost_acks", lost_acks());
    print_count("lost_deliveries", lost_deliveries());
    print_count("repeated_acks", counters.repeated_acks);
    print_count("repeated_deliveries", counters.repeated_deliveries);
    print_count("out_of_order", counters.out_of_order);
    print_count("holes", counters.holes);
    print_count("refused", counters.refused);
    print_count("gaps_told", counters.gaps_told);
    print_count("failures", counters.failures);
    print_count("gone", counters.gone);
    print_count("frames", counters.frames);
    printf("\"acks_per_s\": %.1f, \"deliveries_per_s\": %.1f, ",
           counters.acked_in_time / options.seconds, counters.delivered_in_time / options.seconds);
    printf("\"late_ms\": %.2f, \"generator_cpu_s\": %.4f}\n", latest / 1e6, cpu_used);
}

int main(int count, char **words) {
    read_options(count, words);
    signal(SIGPIPE, SIG_IGN);
    read_clients();
    open_sockets();
    int64_t begin = now();
    connect_everyone();
    printf("{\"ready\": %lld, \"failures\": %lld, \"seconds\": %.4f}\n", (long long)counters.ready,
           (long long)counters.failures, (now() - begin) / 1e9);
    fflush(stdout);
    wait_for_go();
    if (visitor_count && (options.rate > 0 || options.window))
        load();
    print_figures();
    return 0;
}
