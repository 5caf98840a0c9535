/* Prometheus' text format: families of samples. Names, help and label names are ours, label values may be anything. */
#ifndef CONSUMER_EXPOSITION_H
#define CONSUMER_EXPOSITION_H

#include "consumer/buffer.h"
#include "consumer/histogram.h"

void family_begin(struct buffer *to, const char *name, const char *type, const char *help);

/* One sample; labels are pairs of name and value, ended by NULL. */
void sample_put(struct buffer *to, const char *name, double number, ...) __attribute__((sentinel));

/* A whole family of one sample without labels. */
void family_put(struct buffer *to, const char *name, const char *type, const char *help, double number);

/* A whole family of buckets, sum and count, in seconds. */
void histogram_put(struct buffer *to, const char *name, const char *help, const struct histogram_sum *sum);

#endif
