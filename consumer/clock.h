/* Time for measuring: from some beginning on, never set back. */
#ifndef CONSUMER_CLOCK_H
#define CONSUMER_CLOCK_H

#include <stdint.h>

uint64_t clock_us(void);
uint64_t clock_ms(void);

#endif
