/* Why a message cannot become a record. */
#ifndef CONSUMER_REJECT_H
#define CONSUMER_REJECT_H

enum reject_code { REJECT_NOT_UTF8, REJECT_NOT_JSON, REJECT_NO_BODY, REJECT_TOO_LARGE, REJECT_TOO_DEEP, REJECT_LIMIT, REJECT_COUNT };

/* The stable code of the contract: "not-utf8", "not-json", "no-body", "too-large", "too-deep", "limit". */
const char *reject_name(enum reject_code code);

/* A message's reject: its code and one line for a person. */
struct reject {
    enum reject_code code;
    char detail[256];
};

#endif
