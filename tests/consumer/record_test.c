#include "tests/test.h"

#include "consumer/record.h"

#include <stdarg.h>

/* Where a passage stands in the text. */
static struct range place(struct span text, const char *passage)
{
    const char *at = memmem(text.at, text.length, passage, strlen(passage));
    assert_non_null(at);
    return (struct range){ (uint32_t)(at - text.at), (uint32_t)(at - text.at + (ptrdiff_t)strlen(passage)) };
}

static char *written(const struct document *document)
{
    struct arena arena;
    struct buffer buffer = { 0 };
    arena_init(&arena, 1 << 20);
    assert_true(record_write(document, "sha256:0", &arena, &buffer));
    buffer_put_char(&buffer, '\0');
    arena_finish(&arena);
    return buffer.at;
}

static void writes_the_contract_to_the_letter(void **state)
{
    (void)state;
    struct span authors[] = { { "Ann Lee", 7 } };
    struct article article = { .id = SPAN("urn:1"), .title = SPAN("Dam – holds"), .url = SPAN("https://d.example/\"1\""), .authors = authors,
                               .author_count = 1, .published_at = SPAN("2025-02-05"), .is_truncated = true };
    struct span text = SPAN("Dam – holds\n\nMayor Orsolya Véghelyi said on Tuesday: “More than 1,200 left”, she said, “and 30 stay”.");
    struct part parts[] = { { PART_TITLE, place(text, "Dam – holds"), NULL }, { PART_BODY, { 15, (uint32_t)text.length }, NULL },
                            { PART_FURNITURE, place(text, "Mayor"), "read-more" } };
    struct entity entities[] = { { .type = ENTITY_PERSON, .name = SPAN("Orsolya Véghelyi"), .wikidata = SPAN("Q1") },
                                 { .type = ENTITY_WORK_OF_ART, .name = SPAN("Dam") } };
    struct mention mentions[] = { { .range = place(text, "Dam"), .entity = 1 },
                                  { .range = place(text, "Orsolya Véghelyi") },
                                  { .range = place(text, "she"), .kind = MENTION_PRONOUN } };
    struct value values[] = { { .type = VALUE_CARDINAL, .range = place(text, "More than 1,200"), .has_number = true, .number = 1200,
                                .comparator = COMPARATOR_MORE, .change = CHANGE_UP },
                              { .type = VALUE_DATE, .range = place(text, "Tuesday"), .iso = SPAN("2025-02-04") },
                              { .type = VALUE_PERCENT, .range = place(text, "30"), .has_number = true, .number = 0.5, .has_number_max = true,
                                .number_max = 2, .comparator = COMPARATOR_EQUAL, .unit = SPAN("percent"), .object = place(text, "stay") } };
    struct range content[] = { place(text, "More than 1,200 left"), place(text, "and 30 stay") };
    struct source via[] = { { ENTITY_NONE, SPAN("Dale Post") } };
    uint32_t first[] = { 0 }, both[] = { 0, 2 };
    struct claim claims[] = {
        { .id = 0x6f1c0a5be2d94471, .key = 0xf, .form = FORM_DIRECT, .kind = KIND_DENIAL, .content = content, .content_count = 2,
          .cue = place(text, "said"), .lemma = SPAN("say"),
          .speaker = { true, place(text, "she"), 0, SPAN("Orsolya Véghelyi") }, .via = via, .via_count = 1, .stance = STANCE_DENY,
          .polarity = POLARITY_NEGATED, .modality = MODALITY_FUTURE, .entities = first, .entity_count = 1, .values = both, .value_count = 2,
          .check_worthiness = 0.914, .confidence = 1, .rule = "q-said" },
        { .form = FORM_STATEMENT, .content = content, .content_count = 1, .rule = "number" } };
    struct document document = { .article = &article, .text = { text, { 0, 13 }, { 15, (uint32_t)text.length } }, .parts = { parts, 3 },
                                 .entities = { entities, 2, mentions, 3, NULL }, .values = { values, 3 }, .claims = { claims, 2 },
                                 .simhash = 0xa1b2c3d4e5f60718 };
    char *record = written(&document);
    assert_string_equal(record,
        "{\"schema\":\"claimd/1\",\"id\":\"urn:1\",\"article\":{\"title\":\"Dam – holds\",\"url\":\"https://d.example/\\\"1\\\"\",\"publisher\":null,"
        "\"authors\":[\"Ann Lee\"],\"published_at\":\"2025-02-05\",\"language\":null,\"truncated\":true},"
        "\"text\":\"Dam – holds\\n\\nMayor Orsolya Véghelyi said on Tuesday: “More than 1,200 left”, she said, “and 30 stay”.\","
        "\"parts\":[{\"role\":\"title\",\"start\":0,\"end\":11},{\"role\":\"body\",\"start\":13,\"end\":101},"
        "{\"role\":\"furniture\",\"start\":13,\"end\":18,\"rule\":\"read-more\"}],"
        "\"entities\":[{\"id\":\"e1\",\"type\":\"PERSON\",\"name\":\"Orsolya Véghelyi\",\"wikidata\":\"Q1\",\"mentions\":["
        "{\"start\":19,\"end\":35,\"text\":\"Orsolya Véghelyi\",\"kind\":\"name\"},{\"start\":77,\"end\":80,\"text\":\"she\",\"kind\":\"pronoun\"}]},"
        "{\"id\":\"e2\",\"type\":\"WORK_OF_ART\",\"name\":\"Dam\",\"mentions\":[{\"start\":0,\"end\":3,\"text\":\"Dam\",\"kind\":\"name\"}]}],"
        "\"values\":[{\"id\":\"v1\",\"type\":\"CARDINAL\",\"start\":54,\"end\":69,\"text\":\"More than 1,200\",\"number\":1200,\"comparator\":\">\","
        "\"unit\":null,\"object\":null,\"change\":\"up\"},"
        "{\"id\":\"v2\",\"type\":\"DATE\",\"start\":44,\"end\":51,\"text\":\"Tuesday\",\"iso\":\"2025-02-04\"},"
        "{\"id\":\"v3\",\"type\":\"PERCENT\",\"start\":92,\"end\":94,\"text\":\"30\",\"number\":0.5,\"number_max\":2,\"comparator\":\"=\","
        "\"unit\":\"percent\",\"object\":\"stay\"}],"
        "\"claims\":[{\"id\":\"6f1c0a5be2d94471\",\"key\":\"000000000000000f\",\"form\":\"direct\",\"kind\":\"denial\","
        "\"content\":[{\"start\":54,\"end\":74},{\"start\":88,\"end\":99}],\"text\":\"More than 1,200 left and 30 stay\","
        "\"cue\":{\"start\":36,\"end\":40,\"text\":\"said\",\"lemma\":\"say\"},"
        "\"speaker\":{\"entity\":\"e1\",\"name\":\"Orsolya Véghelyi\",\"start\":77,\"end\":80,\"text\":\"she\"},"
        "\"via\":[{\"entity\":null,\"name\":\"Dale Post\"}],\"stance\":\"deny\",\"polarity\":\"negated\",\"modality\":\"future\","
        "\"entities\":[\"e1\"],\"values\":[\"v1\",\"v3\"],\"check_worthiness\":0.91,\"confidence\":1.00,\"rule\":\"q-said\"},"
        "{\"id\":\"0000000000000000\",\"key\":\"0000000000000000\",\"form\":\"statement\",\"kind\":\"statement\",\"content\":[{\"start\":54,\"end\":74}],"
        "\"text\":\"More than 1,200 left\",\"cue\":null,\"speaker\":null,\"via\":[],\"stance\":\"neutral\",\"polarity\":\"affirmed\","
        "\"modality\":\"none\",\"entities\":[],\"values\":[],\"check_worthiness\":0.00,\"confidence\":0.00,\"rule\":\"number\"}],"
        "\"fingerprint\":{\"simhash\":\"a1b2c3d4e5f60718\"},\"claimd\":{\"version\":\"" CLAIMD_VERSION "\",\"rules\":\"sha256:0\"}}");
    free(record);
}

static void says_why_there_is_nothing_to_see(void **state)
{
    (void)state;
    struct article article = { .id = SPAN("1"), .language = SPAN("de"), .is_skipped = true };
    struct part body = { PART_BODY, { 0, 5 }, NULL };
    struct document document = { .article = &article, .text = { SPAN("Hallo"), { 0, 0 }, { 0, 5 } }, .parts = { &body, 1 } };
    char *record = written(&document);
    assert_non_null(strstr(record, "\"entities\":[],\"values\":[],\"claims\":[],\"fingerprint\":{\"simhash\":null},"));
    assert_non_null(strstr(record, "\"skipped\":\"language\"}}"));
    free(record);
}

RUN_TESTS(TEST(writes_the_contract_to_the_letter), TEST(says_why_there_is_nothing_to_see))
