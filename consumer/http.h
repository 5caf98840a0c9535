/* A small listener for machines that ask how it goes: GET and HEAD, short answers, few at a time. */
#ifndef CONSUMER_HTTP_H
#define CONSUMER_HTTP_H

#include "consumer/buffer.h"
#include "extract/error.h"

struct http;

/* Fills `body` (text/plain) for a path and returns the status, 404 where there is nothing. On the listener's thread. */
typedef unsigned http_answer(void *context, const char *path, struct buffer *body);

/* `address` is host:port, the host a number ("127.0.0.1:9644", "[::]:9644"); port 0 takes any. NULL with one line in `error`. */
struct http *http_start(const char *address, http_answer *answer, void *context, struct error *error);

unsigned http_port(const struct http *http);

/* Lets answers under way end. */
void http_stop(struct http *http);

#endif
