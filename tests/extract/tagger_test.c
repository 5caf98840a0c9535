#include "tests/test.h"

#include "config/make/trainer.h"
#include "extract/tagger.h"

#include <unistd.h>

/* Labels of the tests: outside, and a span's beginning and inside. */
enum { O, B, I, LABELS };
enum { WORD = 1, WORD_BEFORE };

static bool is_allowed(unsigned from, unsigned to)
{
    return to != I || (from != LABELS && from != O);
}

/* A language of four words: 1 begins a span that 2 goes on with; 3 is outside, and so is 2 behind 3; 4 may be anything. */
static const uint32_t words[] = { 3, 1, 2, 2, 3, 2, 3, 1, 3, 1, 2, 4 };
static const uint8_t labels[] = { O, B, I, I, O, O, O, B, O, B, I, O };
enum { WORDS = sizeof words / sizeof *words };

static size_t features_of(size_t i, uint32_t *features)
{
    features[0] = feature(WORD, words[i]);
    features[1] = feature(WORD_BEFORE, i ? words[i - 1] : 0);
    return 2;
}

static void train(const char *path)
{
    struct trainer *trainer = trainer_create(LABELS, is_allowed);
    for (int copy = 0; copy < 50; copy++) {
        trainer_begin(trainer, 1);
        for (size_t i = 0; i < WORDS; i++) {
            uint32_t features[2];
            size_t count = features_of(i, features);
            trainer_token(trainer, features, count, words[i] == 4 ? 7 : UINT64_C(1) << labels[i]);
        }
    }
    trainer_run(trainer, &(struct training){ .epochs = 10, .least = 1, .rate = 0.5, .l1 = 1e-4, .seed = 1, .is_quiet = true });
    assert_true(trainer_write(trainer, path, "test 1", NULL));
    trainer_destroy(trainer);
}

struct model {
    char path[64];
    char *bytes;
    struct pack_file file;
};

static struct model model_train(void)
{
    struct model model = { .path = "/tmp/claimd-tagger-XXXXXX" };
    int descriptor = mkstemp(model.path);
    assert_true(descriptor >= 0);
    close(descriptor);
    train(model.path);
    FILE *file = fopen(model.path, "rb");
    assert_non_null(file);
    model.bytes = malloc(1 << 20);
    assert_non_null(model.bytes);
    model.file = (struct pack_file){ .name = "test.model", .content = { model.bytes, fread(model.bytes, 1, 1 << 20, file) } };
    fclose(file);
    unlink(model.path);
    return model;
}

static void learns_what_it_is_shown(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    assert_true(tagger_open(&tagger, &model.file, "test 1", LABELS, NULL));
    int16_t scores[WORDS * TAGGER_LANE] = { 0 };
    assert_int_equal(tagger.width, TAGGER_LANE);
    struct tagger_queue queue;
    tagger_queue_init(&queue, &tagger);
    for (size_t i = 0; i < WORDS; i++) {
        struct tagger_request *request = tagger_queue_next(&queue);
        request->scores = scores + i * TAGGER_LANE;
        request->count = features_of(i, request->features);
        tagger_queue_put(&queue);
    }
    tagger_queue_finish(&queue);
    struct arena arena;
    assert_true(arena_init(&arena, 1 << 20));
    uint8_t found[WORDS];
    assert_true(tagger_decode(&tagger, scores, WORDS, found, &arena));
    assert_memory_equal(found, labels, WORDS - 1);
    tagger_close(&tagger);
    arena_finish(&arena);
    free(model.bytes);
}

static void never_takes_a_forbidden_path(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    assert_true(tagger_open(&tagger, &model.file, "test 1", LABELS, NULL));
    int16_t scores[4 * TAGGER_LANE] = { 0 };
    for (size_t i = 0; i < 4; i++)
        scores[i * TAGGER_LANE + I] = INT16_MAX;
    struct arena arena;
    assert_true(arena_init(&arena, 1 << 20));
    uint8_t found[4];
    assert_true(tagger_decode(&tagger, scores, 4, found, &arena));
    assert_int_equal(found[0], B);
    assert_int_equal(found[1], I);
    tagger_close(&tagger);
    arena_finish(&arena);
    free(model.bytes);
}

static void the_same_data_give_the_same_bytes(void **state)
{
    (void)state;
    struct model one = model_train(), other = model_train();
    assert_int_equal(one.file.content.length, other.file.content.length);
    assert_memory_equal(one.bytes, other.bytes, one.file.content.length);
    free(one.bytes);
    free(other.bytes);
}

static void refuses_a_file_with_any_byte_changed(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    for (size_t i = 0; i < model.file.content.length; i += i < 256 ? 1 : 509) {
        model.bytes[i] = (char)(model.bytes[i] ^ 0x40);
        struct error error = { "" };
        assert_false(tagger_open(&tagger, &model.file, "test 1", LABELS, &error));
        assert_non_null(strstr(error.text, "test.model: "));
        model.bytes[i] = (char)(model.bytes[i] ^ 0x40);
    }
    free(model.bytes);
}

static void refuses_a_file_cut_short(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    for (size_t length = 0; length < model.file.content.length; length += length < 256 ? 1 : 4099) {
        struct pack_file file = model.file;
        file.content.length = length;
        assert_false(tagger_open(&tagger, &file, "test 1", LABELS, NULL));
    }
    free(model.bytes);
}

static void refuses_a_model_made_for_something_else(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    struct error error = { "" };
    assert_false(tagger_open(&tagger, &model.file, "test 2", LABELS, &error));
    assert_string_equal(error.text, "test.model: a model for 'test 1' with 3 labels, not for 'test 2' with 3: train it again");
    assert_false(tagger_open(&tagger, &model.file, "test 1", LABELS + 1, &error));
    free(model.bytes);
}

static void survives_a_sequence_of_a_million(void **state)
{
    (void)state;
    struct model model = model_train();
    struct tagger tagger;
    assert_true(tagger_open(&tagger, &model.file, "test 1", LABELS, NULL));
    size_t count = 1000000;
    int16_t *scores = malloc(count * TAGGER_LANE * sizeof *scores);
    uint8_t *found = malloc(count);
    assert_true(scores && found);
    for (size_t i = 0; i < count * TAGGER_LANE; i++)
        scores[i] = i % TAGGER_LANE == B ? 10000 : 0;
    struct arena arena;
    assert_true(arena_init(&arena, 32 << 20));
    assert_true(tagger_decode(&tagger, scores, count, found, &arena));
    assert_int_equal(found[count - 1], B);
    arena_reset(&arena);
    arena.fail_after = 1;
    assert_false(tagger_decode(&tagger, scores, count, found, &arena));
    tagger_close(&tagger);
    arena_finish(&arena);
    free(scores);
    free(found);
    free(model.bytes);
}

enum { TENS = 3, UNITS = 10, MANY = TENS * UNITS, SHOWN = 1200 };

static bool is_anything_allowed(unsigned from, unsigned to)
{
    return from < MANY || to < MANY;
}

/* A label is told by its tens and its units, each a feature; only their sum tells it. */
static size_t digits_of(unsigned label, uint32_t *features)
{
    features[0] = feature(1, label / UNITS);
    features[1] = feature(2, label % UNITS);
    features[2] = feature(3, 0);
    features[3] = feature(4, label);            /* never in training */
    return 4;
}

static struct model digits_train(void)
{
    struct model model = { .path = "/tmp/claimd-tagger-XXXXXX" };
    int descriptor = mkstemp(model.path);
    assert_true(descriptor >= 0);
    close(descriptor);
    struct trainer *trainer = trainer_create(MANY, is_anything_allowed);
    for (unsigned i = 0; i < SHOWN; i++) {
        unsigned label = i * 7 % MANY;
        uint32_t features[4];
        trainer_begin(trainer, 1);
        digits_of(label, features);
        trainer_token(trainer, features, 3, UINT64_C(1) << label);
    }
    trainer_run(trainer, &(struct training){ .epochs = 20, .least = 1, .rate = 0.5, .seed = 1, .is_quiet = true });
    assert_true(trainer_write(trainer, model.path, "test 1", NULL));
    trainer_destroy(trainer);
    FILE *file = fopen(model.path, "rb");
    model.bytes = malloc(1 << 20);
    assert_true(file && model.bytes);
    model.file = (struct pack_file){ .name = "test.model", .content = { model.bytes, fread(model.bytes, 1, 1 << 20, file) } };
    fclose(file);
    unlink(model.path);
    return model;
}

static void adds_up_features_that_weigh_for_many_labels(void **state)
{
    (void)state;
    struct model model = digits_train();
    struct tagger tagger;
    assert_true(tagger_open(&tagger, &model.file, "test 1", MANY, NULL));
    assert_int_equal(tagger.width, 32);
    int16_t scores[MANY * 32] = { 0 };
    struct tagger_queue queue;
    tagger_queue_init(&queue, &tagger);
    for (unsigned i = 0; i < MANY; i++) {
        struct tagger_request *request = tagger_queue_next(&queue);
        request->scores = scores + i * 32;
        request->count = digits_of(i, request->features);
        tagger_queue_put(&queue);
    }
    tagger_queue_finish(&queue);
    struct arena arena;
    assert_true(arena_init(&arena, 1 << 20));
    for (unsigned i = 0; i < MANY; i++) {
        uint8_t found = 0;
        assert_true(tagger_decode(&tagger, scores + i * 32, 1, &found, &arena));
        assert_int_equal(found, i);
    }
    arena_finish(&arena);
    tagger_close(&tagger);
    free(model.bytes);
}

RUN_TESTS(TEST(learns_what_it_is_shown), TEST(adds_up_features_that_weigh_for_many_labels),
          TEST(never_takes_a_forbidden_path), TEST(the_same_data_give_the_same_bytes),
          TEST(refuses_a_file_with_any_byte_changed), TEST(refuses_a_file_cut_short),
          TEST(refuses_a_model_made_for_something_else), TEST(survives_a_sequence_of_a_million))
