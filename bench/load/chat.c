/* What clients say and hear: docs/protocol.md, as far as a load needs it. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIRM_EVERY 50
#define NAMES(frame, name) (!strncmp(frame, name "\"", sizeof name))

struct message {
    int64_t intended;
    int32_t visitor;
    uint8_t acks, deliveries;
};

static struct message *messages;
static int64_t message_count, message_room;
static uint32_t run; /* In every client_id, so that another run's events are not taken for ours. */
static char *body;

static char *find(char *from, char *end, const char *what) {
    return from < end ? memmem(from, end - from, what, strlen(what)) : NULL;
}

/* Where the value of a key begins, or NULL. Spaces after the colon are somebody's habit. */
static char *value(char *frame, char *end, const char *key) {
    char *at = find(frame, end, key);
    if (!at)
        return NULL;
    at += strlen(key);
    while (at < end && (*at == ':' || *at == ' ' || *at == '"'))
        at++;
    return at;
}

static int64_t hexadecimal(const char *digits, int count) {
    int64_t number = 0;
    for (int i = 0; i < count; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        number = number * 16 + digit;
    }
    return number;
}

/* Writing. */

static void make_body(void) {
    const char *text = "the parcel has not arrived and the page still says in transit, please help; ";
    body = malloc(options.body_size + 1);
    for (int i = 0; i < options.body_size; i++)
        body[i] = text[i % strlen(text)];
    body[options.body_size] = 0;
    run = (uint32_t)now() ^ (uint32_t)getpid() << 16;
}

static int first_stream(const struct client *client) {
    return client->is_console ? client->index * options.held : 0;
}

static int stream_count(const struct client *client) {
    return client->is_console ? options.held : 1;
}

/* Where each conversation stood when the visitors' hellos were written: they end with it. */
void know_heads(void) {
    for (int i = 0; i < visitor_count; i++)
        clients[i].heard[0] = strtoll(strrchr(clients[i].hello, ':') + 1, NULL, 10);
    for (struct client *console = clients + visitor_count; console < clients + client_count; console++)
        for (int n = 0; n < options.held; n++)
            console->heard[first_stream(console) + n] = clients[first_stream(console) + n].heard[0];
}

/* The hello again, with what was heard by now. */
static void greet_again(struct client *client) {
    char *after = strstr(client->hello, ",\"after\"");
    size_t kept = after ? (size_t)(after - client->hello) : strlen(client->hello) - 1;
    int first = first_stream(client), count = stream_count(client);
    char *frame = grown(NULL, kept + 80 * count + 32);
    int length = sprintf(frame, "%.*s,\"after\":{", (int)kept, client->hello);
    for (int stream = first; stream < first + count; stream++) {
        const char *conv = client->is_console ? clients[stream].conv : client->conv;
        length += sprintf(frame + length, "%s\"%s\":%lld", stream > first ? "," : "", conv,
                          (long long)client->heard[stream]);
    }
    length += sprintf(frame + length, "}}");
    send_text(client, frame, length);
    free(frame);
}

void greet(struct client *client) {
    if (client->was_welcome)
        greet_again(client);
    else
        send_text(client, client->hello, strlen(client->hello));
}

static int64_t new_message(struct client *visitor, int64_t intended) {
    if (message_count == message_room) {
        message_room = message_room ? message_room * 2 : 1 << 20;
        messages = grown(messages, message_room * sizeof *messages);
    }
    messages[message_count] = (struct message){.intended = intended, .visitor = visitor->index};
    return message_count++;
}

static void send_message(struct client *visitor, int64_t number) {
    char frame[70000];
    int length = snprintf(frame, sizeof frame,
                          "{\"t\":\"send\",\"conv\":\"%s\","
                          "\"client_id\":\"%08x-%04x-4000-8000-%012llx\",\"body\":\"%s\"}",
                          visitor->conv, run, visitor->index, (unsigned long long)number, body);
    send_text(visitor, frame, length);
}

/* Who is away writes all the same: it is sent when they are back. */
void write_message(struct client *visitor, int64_t intended) {
    if (!body)
        make_body();
    int64_t number = new_message(visitor, intended);
    counters.sent++;
    visitor->unacknowledged++;
    if (visitor->stage == READY)
        send_message(visitor, number);
}

static void send_again(struct client *visitor) {
    for (int64_t number = 0; visitor->unacknowledged && number < message_count; number++)
        if (messages[number].visitor == visitor->index && !messages[number].acks)
            send_message(visitor, number);
}

void write_typing(struct client *visitor) {
    char frame[200];
    int length = snprintf(frame, sizeof frame,
                          "{\"t\":\"typing\",\"conv\":\"%s\",\"text\":\"the parcel has\"}",
                          visitor->conv);
    counters.typing_sent++;
    send_text(visitor, frame, length);
}

static void confirm(struct client *client) {
    char frame[64 * CONFIRM_EVERY + 64];
    int length = sprintf(frame, "{\"t\":\"rcv\",\"conv\":{");
    for (int i = 0; i < client->unconfirmed_count; i++) {
        int stream = client->unconfirmed[i];
        const char *conv = client->is_console ? clients[stream].conv : client->conv;
        length += sprintf(frame + length, "%s\"%s\":%lld", i ? "," : "", conv,
                          (long long)client->heard[stream]);
        client->is_unconfirmed[stream] = false;
    }
    length += sprintf(frame + length, "}}");
    client->unconfirmed_count = client->events_since_confirmation = 0;
    send_text(client, frame, length);
}

/* Hearing. */

static bool is_measured(int64_t at) {
    return at >= measured_from && at < measured_until;
}

/* The message that a frame is about, or NULL; `visitor` becomes its author's index. */
static struct message *message_of(char *frame, char *end, int64_t *visitor) {
    char *id = value(frame, end, "\"client_id\"");
    if (!id || end - id < 36 || hexadecimal(id, 8) != run)
        return NULL;
    *visitor = hexadecimal(id + 9, 4);
    int64_t number = hexadecimal(id + 24, 12);
    if (*visitor < 0 || *visitor >= visitor_count || number < 0 || number >= message_count)
        return NULL;
    return &messages[number];
}

static void hear_ack(struct client *client, char *frame, char *end, int64_t at) {
    int64_t visitor;
    struct message *message = message_of(frame, end, &visitor);
    if (!message)
        return;
    if (message->acks++) {
        counters.repeated_acks++;
        return;
    }
    counters.acked++;
    client->unacknowledged--;
    counters.acked_in_time += is_measured(at);
    if (is_measured(message->intended))
        note(&ack_times, at - message->intended);
    if (!options.rate && at < measured_until)
        write_message(client, at);
}

/* Numbers of a conversation come one after another; a repeat or a hole is a fault, but where a
 * replay meets what is new. */
static void follow(struct client *client, int stream, int64_t seq) {
    int64_t last = client->heard[stream];
    bool is_strict = last && !everyone_returns();
    if (is_strict && seq <= last)
        counters.out_of_order++;
    else if (is_strict && seq > last + 1)
        counters.holes++;
    if (seq > last)
        client->heard[stream] = seq;
    if (!client->is_unconfirmed[stream]) {
        client->is_unconfirmed[stream] = true;
        client->unconfirmed[client->unconfirmed_count++] = stream;
    }
    if (++client->events_since_confirmation == CONFIRM_EVERY)
        confirm(client);
}

static void hear_event(struct client *client, char *frame, char *end, int64_t at) {
    int64_t visitor;
    struct message *message = message_of(frame, end, &visitor);
    char *seq = value(frame, end, "\"seq\"");
    if (!message || !seq)
        return;
    follow(client, client->is_console ? visitor : 0, strtoll(seq, NULL, 10));
    if (!client->is_console) {
        counters.echoed++;
        return;
    }
    if (message->deliveries == options.copies) {
        counters.repeated_deliveries += !everyone_returns();
        return;
    }
    message->deliveries++;
    counters.delivered++;
    counters.delivered_in_time += is_measured(at);
    if (is_measured(message->intended))
        note(&delivery_times, at - message->intended);
}

static void hear_welcome(struct client *client, int64_t at) {
    if (client->stage != GREETING)
        return;
    client->stage = READY;
    if (!client->was_welcome) {
        counters.ready++;
        note(&connect_times, at - client->opened_at);
    }
    note_welcome(client, at);
    if (!client->is_console)
        send_again(client);
}

static void hear_frame(struct client *client, char *frame, char *end, int64_t at) {
    char *name = value(frame, end, "\"t\"");
    counters.frames++;
    if (end - name < 8)
        return;
    if (NAMES(name, "event"))
        hear_event(client, frame, end, at);
    else if (NAMES(name, "ack"))
        hear_ack(client, frame, end, at);
    else if (NAMES(name, "typing"))
        counters.typing_delivered += client->is_console;
    else if (NAMES(name, "welcome"))
        hear_welcome(client, at);
    else if (NAMES(name, "nack") || NAMES(name, "error"))
        counters.refused++;
    else if (NAMES(name, "gap"))
        counters.gaps_told++;
}

/* One text frame holds one frame of the protocol, or several as a JSON array. */
void hear(struct client *client, char *text, size_t length) {
    static const char beginning[] = "{\"t\":";
    int64_t at = now();
    char *end = text + length;
    char *frame = find(text, end, beginning);
    while (frame) {
        char *next = find(frame + sizeof beginning, end, beginning);
        hear_frame(client, frame, next ? next : end, at);
        frame = next;
    }
}

/* Accounts. */

bool everything_arrived(void) {
    return (!everyone_returns() || !count_away()) && counters.acked >= counters.sent &&
           (!console_count || counters.delivered >= counters.sent * options.copies);
}

int64_t lost_acks(void) {
    return counters.sent - counters.acked;
}

int64_t lost_deliveries(void) {
    return console_count ? counters.sent * options.copies - counters.delivered : 0;
}
