/* Makes text of markup. */
#ifndef CONSUMER_HTML_H
#define CONSUMER_HTML_H

#include "extract/arena.h"
#include "extract/span.h"

/* Does it hold HTML elements or character references? A "<" that begins none is plain text. */
bool is_html(struct span text);

enum html_result { HTML_GOOD, HTML_NO_MEMORY, HTML_TOO_DEEP };

/*
 * A line for each block element, scripts, styles and comments gone, character references resolved; markup that was escaped
 * once more is markup, too. Text without block elements keeps its line ends. In the arena. `text` is valid UTF-8.
 */
enum html_result html_text(struct span markup, struct arena *arena, struct span *text);

#endif
