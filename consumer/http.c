#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECTIONS_MOST = 16, CONNECTION_SECONDS = 10, CONNECTION_MEMORY = 16 << 10 };

struct http {
    struct MHD_Daemon *daemon;
    http_answer *answer;
    void *context;
};

static enum MHD_Result respond(struct MHD_Connection *connection, unsigned status, struct buffer *body)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(body->length, body->at, MHD_RESPMEM_MUST_COPY);
    free(body->at);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **state)
{
    struct http *http = context;
    struct buffer body = { 0 };
    (void)version, (void)upload, (void)upload_size, (void)state;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        buffer_put(&body, SPAN("GET and HEAD only\n"));
        return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, &body);
    }
    unsigned status = http->answer(http->context, path, &body);
    if (body.is_short) {
        free(body.at);
        return MHD_NO;
    }
    return respond(connection, status, &body);
}

/* "host:port" with a host in figures. The list is getaddrinfo's. */
static struct addrinfo *address_read(const char *address, struct error *error)
{
    char host[128];
    const char *colon = strrchr(address, ':');
    if (!colon || colon == address || (size_t)(colon - address) >= sizeof host) {
        fail(error, "http.listen is host:port such as 127.0.0.1:9644, not '%s'", address);
        return NULL;
    }
    bool is_bracketed = *address == '[' && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(colon - address) - 2 * is_bracketed, address + is_bracketed);
    struct addrinfo *found = NULL, wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
                                              .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
    int result = getaddrinfo(host, colon + 1, &wanted, &found);
    if (result != 0)
        fail(error, "http.listen = %s: %s", address, gai_strerror(result));
    return result == 0 ? found : NULL;
}

struct http *http_start(const char *address, http_answer *answer, void *context, struct error *error)
{
    struct addrinfo *place = address_read(address, error);
    struct http *http = place ? calloc(1, sizeof *http) : NULL;
    if (!http) {
        if (place) {
            freeaddrinfo(place);
            fail(error, "out of memory");
        }
        return NULL;
    }
    http->answer = answer;
    http->context = context;
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | (place->ai_family == AF_INET6 ? MHD_USE_DUAL_STACK : 0);
    http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR, place->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
                                    (unsigned)CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_SECONDS,
                                    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
    freeaddrinfo(place);
    if (http->daemon)
        return http;
    fail(error, "http.listen = %s: %s", address, strerror(errno));
    free(http);
    return NULL;
}

unsigned http_port(const struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

void http_stop(struct http *http)
{
    if (!http)
        return;
    MHD_stop_daemon(http->daemon);
    free(http);
}
