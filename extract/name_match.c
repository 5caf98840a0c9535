#include "name_match.h"

#include "unicode.h"

enum { LETTERS_MOST = 32, FUZZY_LEAST = 6, INITIAL_BYTES = 8 };

struct letters {
    char at[LETTERS_MOST + 1];
    size_t count;
};

/* Folded, without stops; a word that is longer than any name gives none. */
static struct letters letters_of(struct span word)
{
    struct letters letters = { 0 };
    letters.count = word.length <= 2 * LETTERS_MOST ? fold(word, letters.at, LETTERS_MOST + 1) : 0;
    if (letters.count > LETTERS_MOST)
        letters.count = 0;
    while (letters.count && letters.at[letters.count - 1] == '.')
        letters.count--;
    return letters;
}

static bool are_same(const struct letters *a, const struct letters *b)
{
    return a->count == b->count && memcmp(a->at, b->at, a->count) == 0;
}

/* What different romanisations agree on: one sign for each of i y j, v w, u ou, k c q kh, no doubled letters, no final vowels' signs. */
static struct letters skeleton_of(const struct letters *word)
{
    struct letters out = { 0 };
    for (size_t i = 0; i < word->count; i++) {
        char c = word->at[i];
        char next = i + 1 < word->count ? word->at[i + 1] : 0;
        if (c == 'y' || c == 'j')
            c = 'i';
        else if (c == 'w')
            c = 'v';
        else if (c == 'q' || (c == 'c' && next != 'h'))
            c = 'k';
        else if (c == 'o' && next == 'u')
            continue;
        else if (c == 'h' && i > 0 && (word->at[i - 1] == 'k' || word->at[i - 1] == 'g'))
            continue;
        if (!out.count || out.at[out.count - 1] != c)
            out.at[out.count++] = c;
    }
    return out;
}

/* One edit apart: a letter more, less or other, or two neighbours in each other's place. */
static bool is_one_edit(const struct letters *a, const struct letters *b)
{
    if (a->count > b->count)
        return is_one_edit(b, a);
    size_t same = 0;
    while (same < a->count && a->at[same] == b->at[same])
        same++;
    size_t rest_a = a->count - same, rest_b = b->count - same;
    const char *at = a->at + same, *bt = b->at + same;
    if (rest_b == rest_a + 1)
        return memcmp(at, bt + 1, rest_a) == 0;
    if (rest_a != rest_b || rest_a == 0)
        return false;
    if (memcmp(at + 1, bt + 1, rest_a - 1) == 0)
        return true;
    return rest_a >= 2 && at[0] == bt[1] && at[1] == bt[0] && memcmp(at + 2, bt + 2, rest_a - 2) == 0;
}

/* True if two words surely begin with different letters, by a look at their first bytes alone. */
static bool are_begun_apart(struct span a, struct span b)
{
    char left = (char)(a.at[0] | 0x20), right = (char)(b.at[0] | 0x20);
    return left != right && left >= 'a' && left <= 'z' && right >= 'a' && right <= 'z';
}

bool are_spelt_alike(struct span a, struct span b)
{
    if (are_begun_apart(a, b))
        return false;
    struct letters left = letters_of(a), right = letters_of(b);
    if (left.count < 3 || right.count < 3 || left.at[0] != right.at[0])
        return false;
    struct letters left_skeleton = skeleton_of(&left), right_skeleton = skeleton_of(&right);
    if (left.count > 3 && right.count > 3 && are_same(&left_skeleton, &right_skeleton))
        return true;
    size_t least = left.count < right.count ? left.count : right.count;
    return least >= FUZZY_LEAST && left.at[1] == right.at[1] && is_one_edit(&left, &right) && !is_plural(a, b);
}

bool is_initial_of(struct span initial, struct span word)
{
    if (are_begun_apart(initial, word) || initial.length > INITIAL_BYTES)
        return false;
    struct letters left = letters_of(initial), right = letters_of(word);
    return left.count == 1 && right.count > 1 && left.at[0] == right.at[0];
}

bool is_plural(struct span a, struct span b)
{
    if (are_begun_apart(a, b))
        return false;
    struct letters left = letters_of(a), right = letters_of(b);
    const struct letters *longer = left.count > right.count ? &left : &right, *shorter = left.count > right.count ? &right : &left;
    return shorter->count >= 3 && longer->count == shorter->count + 1 && longer->at[longer->count - 1] == 's' &&
           memcmp(longer->at, shorter->at, shorter->count) == 0;
}

bool is_acronym_of(struct span text, struct span capitals, const struct token *words, size_t count)
{
    char wanted[16], all[16], large[16];
    size_t wanted_count = 0, all_count = 0, large_count = 0;
    for (size_t i = 0; i < capitals.length; i++) {
        char c = capitals.at[i];
        if (c == '.')
            continue;
        if (c < 'A' || c > 'Z' || wanted_count == sizeof wanted)
            return false;
        wanted[wanted_count++] = c;
    }
    for (size_t i = 0; i < count; i++) {
        if (words[i].kind != TOKEN_WORD)
            continue;
        char c = text.at[words[i].begin];
        bool is_large = c >= 'A' && c <= 'Z';
        if (all_count == sizeof all)
            return false;
        all[all_count++] = (char)(is_large ? c : c >= 'a' && c <= 'z' ? c - 0x20 : '?');
        if (is_large)
            large[large_count++] = c;
    }
    if (wanted_count < 2)
        return false;
    return (wanted_count == all_count && memcmp(wanted, all, all_count) == 0) ||
           (wanted_count == large_count && memcmp(wanted, large, large_count) == 0);
}
