/* Tells the language of an article whose feed does not. */
#ifndef CONSUMER_LANGUAGE_GUESS_H
#define CONSUMER_LANGUAGE_GUESS_H

#include "extract/article.h"
#include "extract/vocabulary.h"

/* One thread's own; the fingerprints of languages are read when the first text needs them. NULL when memory is short. */
struct language_guess *language_guess_create(const struct vocabulary *vocabulary);
void language_guess_destroy(struct language_guess *guess);

/*
 * Settles language and is_skipped. What the feed says holds; else many function words of the pack make a text English, and
 * only one of some length without them is looked at more closely. Short and doubtful texts stay of unknown language and are
 * treated as English.
 */
void language_settle(struct language_guess *guess, struct article *article);

#endif
