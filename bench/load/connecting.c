/* Opening sockets, and asking for a WebSocket over them. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define CONNECT_SECONDS 120

void upgrade(struct client *client) {
    char request[1024];
    int length = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        client->is_console ? options.console_path : options.visitor_path, client->port,
        client->port);
    client->stage = UPGRADING;
    send_bytes(client, request, length);
}

static void refused(struct client *client) {
    if (!everyone_returns())
        fail("connect");
    close(client->fd);
    lose(client);
}

void open_socket(struct client *client) {
    int yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(client->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (client->fd < 0)
        fail("socket");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    client->stage = CONNECTING;
    client->opened_at = now();
    client->in_used = client->out_start = client->out_end = 0;
    if (connect(client->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) {
        refused(client);
        return;
    }
    client->wants_write = true;
    watch(client->fd, client, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

/* Consoles first, so that they listen before anybody writes; a few at a time. */
void connect_everyone(void) {
    int64_t deadline = now() + CONNECT_SECONDS * SECOND;
    for (int started = 0; now() < deadline;) {
        int pending = started - counters.ready - counters.gone;
        if (started < client_count && pending < options.pending)
            open_socket(&clients[(visitor_count + started++) % client_count]);
        else if (pending > 0)
            turn(deadline);
        else
            return;
    }
}
