/* Who connects: one line for each client, `<conversation or -> <hello frame>`. A console that comes
 * back by itself has the cookie of its session there. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client *clients;
int visitor_count, console_count, client_count;

static void add_client(char *line, bool is_console, int index) {
    char *space = strchr(line, ' ');
    if (!space) {
        fprintf(stderr, "A line needs a conversation and a hello: %s\n", line);
        exit(2);
    }
    clients = grown(clients, (client_count + 1) * sizeof *clients);
    struct client *client = &clients[client_count++];
    memset(client, 0, sizeof *client);
    *space = 0;
    client->conv = strdup(line);
    client->hello = strdup(space + 1);
    client->is_console = is_console;
    client->index = index;
    if (is_console && strcmp(client->conv, "-"))
        client->cookies = client->conv;
}

static int read_file(const char *name, bool is_console) {
    if (!name)
        return 0;
    FILE *file = fopen(name, "r");
    if (!file)
        fail(name);
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    int count = 0;
    while ((length = getline(&line, &size, file)) > 0) {
        line[strcspn(line, "\n")] = 0;
        add_client(line, is_console, count++);
    }
    free(line);
    fclose(file);
    return count;
}

/* A console may hear every visitor, a visitor hears themselves. */
static void make_room_for_numbers(struct client *client) {
    int streams = client->is_console ? visitor_count : 1;
    client->heard = calloc(streams, sizeof *client->heard);
    client->is_unconfirmed = calloc(streams, sizeof *client->is_unconfirmed);
    client->unconfirmed = calloc(streams, sizeof *client->unconfirmed);
}

void read_clients(void) {
    visitor_count = read_file(options.visitors_file, false);
    console_count = read_file(options.consoles_file, true);
    for (int i = 0; i < client_count; i++) {
        clients[i].port = options.ports[i % options.port_count];
        make_room_for_numbers(&clients[i]);
    }
    if (everyone_returns())
        know_heads();
}
