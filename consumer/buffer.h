/* Bytes that grow at the end, and how JSON is written into them. */
#ifndef CONSUMER_BUFFER_H
#define CONSUMER_BUFFER_H

#include "extract/span.h"

/* Zeroed is empty. When memory is short it stays short: what follows is dropped, and the caller asks once, as with ferror. */
struct buffer {
    char *at;                /* malloc'd, the owner's to free */
    size_t length, room;
    bool is_short;
};

/* Makes room for that many bytes more. */
bool buffer_reserve(struct buffer *buffer, size_t more);

void buffer_put(struct buffer *buffer, struct span bytes);
void buffer_put_char(struct buffer *buffer, char c);
void buffer_put_unsigned(struct buffer *buffer, uint64_t number);

/* What stands between the quotation marks of a JSON string. The text is valid UTF-8. */
void buffer_put_escaped(struct buffer *buffer, struct span text);

/* As a JSON string with its quotation marks; `null` where the text is not known. The text is valid UTF-8. */
void buffer_put_json(struct buffer *buffer, struct span text);

/* As text of HTML, also inside quotation marks: no character of it can be markup. */
void buffer_put_html(struct buffer *buffer, struct span text);

/* The shortest decimal number that reads back as the same double, without exponent below 1e21; `null` if it is not finite. */
void buffer_put_number(struct buffer *buffer, double number);

/* A share between 0 and 1 with two decimals. */
void buffer_put_rate(struct buffer *buffer, double rate);

/* 16 hexadecimal digits as a JSON string. */
void buffer_put_hash(struct buffer *buffer, uint64_t hash);

/* Where the bytes from `at` on end that a JSON string holds as they are: at a quotation mark, a backslash, a control character. */
size_t json_plain_end(struct span text, size_t at);

#endif
