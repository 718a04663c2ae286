/* WebSockets over epoll: masking and framing. */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define EVENTS 512
#define LOOK_AROUND (SECOND / 100)
#define TEXT 1
#define CLOSE 8
#define PING 9
#define PONG 10

static int epoll, timer;
static bool may_go;
/* Marks, beside clients, of what epoll may report. */
static char timer_mark, input_mark;

void watch(int fd, void *mark, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.ptr = mark};
    if (epoll_ctl(epoll, how, fd, &event))
        fail("epoll_ctl");
}

void open_sockets(void) {
    epoll = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(timer, &timer_mark, EPOLLIN, EPOLL_CTL_ADD);
    watch(STDIN_FILENO, &input_mark, EPOLLIN, EPOLL_CTL_ADD);
}

static bool is_open(struct client *client) {
    return client->stage > UNBORN && client->stage < AWAY;
}

static void leave(struct client *client, bool is_failure) {
    if (!is_open(client))
        return;
    close(client->fd);
    if (everyone_returns()) {
        lose(client);
        return;
    }
    client->stage = GONE;
    counters.gone++;
    counters.failures += is_failure;
}

/* Sending. */

static void watch_writing(struct client *client, bool wants_write) {
    if (client->wants_write == wants_write)
        return;
    client->wants_write = wants_write;
    watch(client->fd, client, EPOLLIN | (wants_write ? EPOLLOUT : 0), EPOLL_CTL_MOD);
}

static void flush(struct client *client) {
    while (client->out_start < client->out_end) {
        ssize_t sent = send(client->fd, client->out + client->out_start,
                            client->out_end - client->out_start, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            watch_writing(client, true);
            return;
        }
        if (sent < 0) {
            leave(client, true);
            return;
        }
        client->out_start += sent;
    }
    client->out_start = client->out_end = 0;
    watch_writing(client, false);
}

static void append(struct client *client, const void *bytes, size_t length) {
    if (client->out_end + length > client->out_size) {
        client->out_size = (client->out_end + length) * 2;
        client->out = grown(client->out, client->out_size);
    }
    memcpy(client->out + client->out_end, bytes, length);
    client->out_end += length;
}

static void append_masked(struct client *client, const char *text, size_t length) {
    static const unsigned char mask[4] = {0x5a, 0x3c, 0x9e, 0x71};
    append(client, mask, sizeof mask);
    append(client, text, length);
    char *bytes = client->out + client->out_end - length;
    for (size_t i = 0; i < length; i++)
        bytes[i] ^= mask[i & 3];
}

static void send_frame(struct client *client, int opcode, const char *text, size_t length) {
    if (!is_open(client))
        return;
    unsigned char head[4] = {0x80 | opcode, 0x80 | (length < 126 ? length : 126), length >> 8,
                             length & 255};
    append(client, head, length < 126 ? 2 : 4);
    append_masked(client, text, length);
    flush(client);
}

void send_text(struct client *client, const char *text, size_t length) {
    send_frame(client, TEXT, text, length);
}

void send_bytes(struct client *client, const char *bytes, size_t length) {
    append(client, bytes, length);
    flush(client);
}

/* Receiving. */

static void consume(struct client *client, size_t length) {
    client->in_used -= length;
    memmove(client->in, client->in + length, client->in_used);
}

static void finish_upgrade(struct client *client) {
    char *end = memmem(client->in, client->in_used, "\r\n\r\n", 4);
    if (!end)
        return;
    if (memcmp(client->in, "HTTP/1.1 101", 12)) {
        if (!counters.failures && !everyone_returns())
            fprintf(stderr, "The server refuses: %.*s\n", (int)(end - client->in), client->in);
        leave(client, true);
        return;
    }
    consume(client, end + 4 - client->in);
    client->stage = GREETING;
    greet(client);
}

/* The length of a frame's head, and in `payload` of the rest; 0 when not all of it is here. */
static size_t measure(const unsigned char *bytes, size_t available, size_t *payload) {
    size_t head = 2;
    if (available < head)
        return 0;
    *payload = bytes[1] & 127;
    int extra = *payload == 126 ? 2 : *payload == 127 ? 8 : 0;
    if (available < head + extra)
        return 0;
    if (extra)
        *payload = 0;
    for (int i = 0; i < extra; i++)
        *payload = *payload << 8 | bytes[head++];
    return available < head + *payload ? 0 : head;
}

static void take_frame(struct client *client, int opcode, char *payload, size_t length) {
    if (opcode == TEXT)
        hear(client, payload, length);
    else if (opcode == PING)
        send_frame(client, PONG, payload, length);
    else if (opcode == CLOSE)
        leave(client, client->stage != READY);
}

static void take_frames(struct client *client) {
    size_t done = 0, head, payload;
    while (is_open(client)) {
        unsigned char *frame = (unsigned char *)client->in + done;
        head = measure(frame, client->in_used - done, &payload);
        if (!head)
            break;
        take_frame(client, frame[0] & 15, (char *)frame + head, payload);
        done += head + payload;
    }
    if (done)
        consume(client, done);
}

static void receive(struct client *client) {
    while (is_open(client)) {
        if (client->in_size - client->in_used < 4096) {
            client->in_size = client->in_size * 2 + 8192;
            client->in = grown(client->in, client->in_size);
        }
        size_t room = client->in_size - client->in_used;
        ssize_t count = recv(client->fd, client->in + client->in_used, room, 0);
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0) {
            leave(client, true);
            return;
        }
        client->in_used += count;
        if (client->stage == ASKING) {
            take_ticket(client);
            return;
        }
        if (client->stage == UPGRADING)
            finish_upgrade(client);
        if (client->stage == GREETING || client->stage == READY)
            take_frames(client);
        if ((size_t)count < room)
            return;
    }
}

/* Turning. */

static void handle(struct epoll_event *event) {
    char drain[64];
    struct client *client = event->data.ptr;
    if (event->data.ptr == &timer_mark) {
        (void)!read(timer, drain, 8);
    } else if (event->data.ptr == &input_mark) {
        watch(STDIN_FILENO, &input_mark, 0, EPOLL_CTL_DEL);
        may_go = true;
    } else if (!is_open(client)) {
        return;
    } else if (client->stage == CONNECTING && event->events & (EPOLLERR | EPOLLHUP)) {
        leave(client, true);
    } else if (client->stage == CONNECTING && client->cookies && !client->has_ticket) {
        ask_for_ticket(client);
    } else if (client->stage == CONNECTING) {
        upgrade(client);
    } else {
        if (event->events & EPOLLOUT)
            flush(client);
        if (event->events & ~EPOLLOUT)
            receive(client);
    }
}

/* Wait for the network, at most until then, and handle what came. */
void turn(int64_t until) {
    struct epoll_event events[EVENTS];
    if (everyone_returns() && until > now() + LOOK_AROUND)
        until = now() + LOOK_AROUND;
    struct itimerspec at = {.it_value = {until / SECOND, until % SECOND}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
    int count = epoll_wait(epoll, events, EVENTS, 1000);
    for (int i = 0; i < count; i++)
        handle(&events[i]);
    if (everyone_returns())
        return_who_is_due();
}

void turn_until(int64_t until, bool (*is_done)(void)) {
    while (now() < until && !(is_done && is_done()))
        turn(until);
}

void wait_for_go(void) {
    while (!may_go)
        turn(now() + SECOND);
}
