#include "article_names.h"

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }

/* ninjs 1 to 3, schema.org, news-please, NewsAPI, Webz, feedparser, RSS and Atom as JSON, JSON Feed, WordPress, AllSides, AP. */
const struct article_names article_names[FIELD_COUNT] = {
    [FIELD_ID] = {
        LIST("id", "altids", "uri", "guid", "uuid", "@id", "identifier", "articleid", "itemid", "docid", "documentid", "newsid", "storyid", "postid",
             "urn", "gid"),
        LIST("value", "#text", "$t", "rendered", "itemid", "$oid", "id"),
    },
    [FIELD_TITLE] = {
        LIST("title", "headline", "headlines", "titlefull", "headlinetext", "heading", "titlepage", "titlerss", "name", "alternativeheadline",
             "slugline"),
        LIST("value", "rendered", "main", "#text", "$t", "text", "content", "default", "@value", "headline"),
    },
    [FIELD_BODY] = {
        LIST("bodytext", "bodies", "articlebody", "maintext", "contentoriginal", "fulltext", "fullcontent", "articletext", "storytext", "plaintext",
             "cleantext", "cleanedtext", "textcontent", "contenttext", "body", "text", "content", "content:encoded", "contentencoded", "bodyhtml",
             "bodyxhtml", "contenthtml", "htmlcontent", "texthtml", "html", "story", "articlecontent", "article", "transcript", "paragraphs"),
        LIST("value", "rendered", "text", "plain", "body", "content", "html", "paragraphs", "#text", "$t", "nitf", "@value"),
    },
    [FIELD_PUBLISHED_AT] = {
        LIST("publishedat", "datepublished", "published", "publisheddate", "publicationdate", "publishdate", "datepublish", "pubdate", "dategmt",
             "firstpublished", "firstpublishedat", "displaydate", "releasedate", "contentcreated", "firstcreated", "versioncreated", "isodate",
             "dc:date", "date", "issued", "pubtime", "publishtime", "publishedtime", "datetime", "time", "timestamp", "datecreated", "createdat", "created",
             "updated", "updatedat", "datemodified"),
        LIST("value", "$date", "#text", "$t", "@value", "iso"),
    },
    [FIELD_LANGUAGE] = {
        LIST("language", "lang", "inlanguage", "languagecode", "langcode", "dc:language", "locale"),
        LIST("alternatename", "code", "value", "id", "name", "#text", "@value"),
    },
    [FIELD_PUBLISHER] = {
        LIST("publisher", "source", "sourcename", "publication", "publicationname", "outlet", "newsoutlet", "sitename", "newspaper", "provider",
             "infosource", "copyrightholder", "creditline", "sourceorganization", "organization", "site", "sitefull", "domain", "sourcedomain",
             "dc:publisher", "thread", "sourceurl", "feed"),
        LIST("name", "sitefull", "site", "title", "legalname", "value", "displayname", "label", "#text", "$t", "domain", "id", "uri", "url", "href"),
    },
    [FIELD_URL] = {
        LIST("url", "link", "canonicalurl", "canonical", "weburl", "permalink", "permalinkurl", "articleurl", "storyurl", "pageurl", "originallink",
             "externalurl", "mainentityofpage", "href", "links"),
        LIST("url", "href", "@id", "value", "#text", "$t", "canonical", "web"),
    },
    [FIELD_AUTHORS] = {
        LIST("authors", "author", "byline", "bylines", "by", "creator", "creators", "dc:creator", "authorname", "authornames", "writer", "writers",
             "contributors", "authordetail"),
        LIST("name", "fullname", "displayname", "byline", "original", "title", "value", "label", "#text", "$t", "_"),
    },
};

const char *const article_summaries[] = {
    "description", "descriptiontext", "descriptions", "descriptionsummary", "descriptioncaption", "summary", "abstract", "excerpt", "standfirst", "teaser", "lead", "snippet", "summarydetail", NULL,
};

const char *const article_wrappers[] = {
    "article", "item", "newsitem", "post", "entry", "doc", "document", "source", "fields", "jsonld", "data", "payload", "after", "message", "record", "value",
    "result", "response", "mainentity", "@graph", "articles", "items", "posts", "entries", "docs", "documents", "results", "hits", "stories", "searchresult",
    "feed", "channel", "rss", "news", "story", "content", NULL,
};

const char *const article_missing[] = { "none", "null", "n/a", "nan", "undefined", "nil", "unknown", "[removed]", "-", NULL };

const char *const article_stubs[] = { "full text is unavailable", "full text unavailable", "only available in paid plans", NULL };

const struct language_name article_languages[] = {
    { "english", "en" },    { "eng", "en" },        { "german", "de" },     { "deutsch", "de" },   { "french", "fr" },     { "spanish", "es" },
    { "italian", "it" },    { "portuguese", "pt" }, { "dutch", "nl" },      { "russian", "ru" },   { "ukrainian", "uk" },  { "polish", "pl" },
    { "czech", "cs" },      { "slovak", "sk" },     { "hungarian", "hu" },  { "romanian", "ro" },  { "bulgarian", "bg" },  { "greek", "el" },
    { "turkish", "tr" },    { "arabic", "ar" },     { "hebrew", "he" },     { "persian", "fa" },   { "farsi", "fa" },      { "hindi", "hi" },
    { "urdu", "ur" },       { "bengali", "bn" },    { "tamil", "ta" },      { "chinese", "zh" },   { "japanese", "ja" },   { "korean", "ko" },
    { "vietnamese", "vi" }, { "thai", "th" },       { "indonesian", "id" }, { "malay", "ms" },     { "swedish", "sv" },    { "danish", "da" },
    { "norwegian", "no" },  { "finnish", "fi" },    { "estonian", "et" },   { "latvian", "lv" },   { "lithuanian", "lt" }, { "croatian", "hr" },
    { "serbian", "sr" },    { "slovenian", "sl" },  { "albanian", "sq" },   { "catalan", "ca" },   { "swahili", "sw" },    { NULL, NULL },
};
