/* Coming back when a socket was lost, as the widget and the console do. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define FIRST_DELAY (SECOND / 2)
#define LONGEST_DELAY (30 * SECOND)
#define LOOK_EVERY (SECOND / 100)
#define CSRF "0123456789abcdefghijklmnopqrstuv"

static int64_t look_at, first_return, last_return;

bool everyone_returns(void) {
    return options.held > 0;
}

/* Full jitter over a delay that doubles. */
void lose(struct client *client) {
    int64_t longest = client->failures < 6 ? FIRST_DELAY << client->failures : LONGEST_DELAY;
    if (!client->lost_at)
        client->lost_at = now();
    client->stage = AWAY;
    client->failures++;
    client->has_ticket = false;
    client->return_at = now() + (int64_t)(drand48() * longest);
}

void return_who_is_due(void) {
    int64_t moment = now();
    if (moment < look_at)
        return;
    look_at = moment + LOOK_EVERY;
    for (int i = 0; i < client_count; i++)
        if (clients[i].stage == AWAY && clients[i].return_at <= moment)
            open_socket(&clients[i]);
}

void note_welcome(struct client *client, int64_t at) {
    if (client->was_welcome) {
        counters.returned++;
        note(&return_times, at - client->lost_at);
        first_return = first_return ? first_return : at;
        last_return = at;
    }
    client->was_welcome = true;
    client->lost_at = client->failures = 0;
}

double seconds_of_returning(void) {
    return (last_return - first_return) / 1e9;
}

int64_t count_away(void) {
    int64_t count = 0;
    for (int i = 0; i < client_count; i++)
        count += clients[i].stage != READY;
    return count;
}

/* A ticket opens one socket, so that a console asks for another each time. */

void ask_for_ticket(struct client *client) {
    char request[1024];
    int length = snprintf(request, sizeof request,
                          "POST /api/v1/console/ticket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                          "Origin: http://127.0.0.1:%d\r\nCookie: %s; csrftoken=" CSRF "\r\n"
                          "X-CSRFToken: " CSRF "\r\nContent-Length: 0\r\n\r\n",
                          client->port, client->port, client->cookies);
    client->stage = ASKING;
    send_bytes(client, request, length);
}

static void keep_ticket(struct client *client, const char *ticket, int length) {
    free(client->hello);
    if (asprintf(&client->hello, "{\"v\":1,\"t\":\"hello\",\"ticket\":\"%.*s\"}", length, ticket) < 0)
        fail("asprintf");
    client->has_ticket = true;
    close(client->fd);
    open_socket(client);
}

void take_ticket(struct client *client) {
    static const char key[] = "\"ticket\":\"";
    char *end = client->in + client->in_used;
    char *begin = memmem(client->in, client->in_used, key, strlen(key));
    char *quote = begin ? memchr(begin + strlen(key), '"', end - begin - strlen(key)) : NULL;
    if (quote)
        keep_ticket(client, begin + strlen(key), quote - begin - strlen(key));
    else if (client->in_used > 12 && memcmp(client->in, "HTTP/1.1 200", 12)) {
        close(client->fd);
        lose(client);
    }
}
