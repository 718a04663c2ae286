/* A load generator for Switchboard's sockets: one thread, one epoll, libc and nothing else.
 *
 * Visitors write, consoles hear. Which message an ack or an event belongs to is told by its
 * client_id, which holds the number of the message. Times are nanoseconds of the monotonic clock.
 */
#ifndef LOAD_H
#define LOAD_H

#define MOST_PORTS 8

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stage { UNBORN, CONNECTING, ASKING, UPGRADING, GREETING, READY, AWAY, GONE };

struct client {
    int fd, index, port;
    bool is_console, wants_write;
    enum stage stage;
    int64_t opened_at;
    char *conv, *hello;
    char *in, *out;
    size_t in_used, in_size, out_start, out_end, out_size;
    /* The last number heard in each visitor's conversation, and who was heard since we confirmed. */
    int64_t *heard;
    bool *is_unconfirmed;
    int *unconfirmed, unconfirmed_count, events_since_confirmation;
    /* Coming back after the socket was lost. `cookies` is a console's session, to get a ticket. */
    char *cookies;
    bool has_ticket, was_welcome;
    int failures, unacknowledged;
    int64_t lost_at, return_at;
};

struct options {
    const char *visitors_file, *consoles_file, *visitor_path, *console_path;
    /* Clients go to the processes behind these ports in turns. */
    int ports[MOST_PORTS], port_count;
    int pending, window, body_size, copies;
    /* Who loses the socket comes back; console k hears the visitors k*held to k*held + held - 1. */
    int held;
    double rate, typing, warm_up, seconds, drain;
};

struct samples {
    uint32_t *micros;
    size_t count, size;
};

struct counters {
    int64_t sent, acked, delivered, echoed, typing_sent, typing_delivered;
    int64_t acked_in_time, delivered_in_time;
    int64_t repeated_acks, repeated_deliveries, out_of_order, holes;
    int64_t refused, gaps_told, failures, ready, gone, frames, returned;
};

extern struct options options;
extern struct counters counters;
extern struct client *clients;
extern int visitor_count, console_count, client_count;
/* Messages meant to leave between these two are measured. */
extern int64_t measured_from, measured_until;

/* clients.c */
void read_clients(void);

/* connecting.c */
void connect_everyone(void);
void open_socket(struct client *client);
void upgrade(struct client *client);

/* sockets.c */
void open_sockets(void);
void watch(int fd, void *mark, uint32_t events, int how);
void turn(int64_t until);
void turn_until(int64_t until, bool (*is_done)(void));
void wait_for_go(void);
void send_text(struct client *client, const char *text, size_t length);
void send_bytes(struct client *client, const char *bytes, size_t length);

/* returning.c */
bool everyone_returns(void);
void lose(struct client *client);
void return_who_is_due(void);
void ask_for_ticket(struct client *client);
void take_ticket(struct client *client);
void note_welcome(struct client *client, int64_t at);
double seconds_of_returning(void);
int64_t count_away(void);

/* chat.c */
void greet(struct client *client);
void know_heads(void);
void hear(struct client *client, char *text, size_t length);
void write_message(struct client *visitor, int64_t intended);
void write_typing(struct client *visitor);
bool everything_arrived(void);
int64_t lost_acks(void);
int64_t lost_deliveries(void);

/* figures.c */
extern struct samples ack_times, delivery_times, connect_times, return_times;
int64_t now(void);
double cpu_seconds(void);
void note(struct samples *samples, int64_t nanos);
void print_samples(const char *name, struct samples *samples);
void *grown(void *memory, size_t bytes);
void fail(const char *what);

#endif
