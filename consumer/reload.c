#include "reload.h"

#include "config/option.h"
#include "config/settings.h"
#include "log.h"

static void tell_fixed(const struct options *before, const struct options *after)
{
    for (size_t i = 0; i < option_count; i++)
        if (!option_table[i].is_live && option_differs(&option_table[i], before, after))
            log_warning("changed, but holds only after a restart", "option=%s where=%s", option_table[i].name,
                        quote(options_where(after, option_table[i].name)).text);
    if (!settings_are_equal(&before->kafka, &after->kafka))
        log_warning("changed, but holds only after a restart", "option=kafka.*");
}

struct edition *reload(const struct options_source *source, const struct options *running)
{
    struct error error;
    struct edition *edition = edition_load(source, &error);
    if (!edition) {
        log_error("reload refused, everything stays as it was", "reason=%s", quote(error.text).text);
        return NULL;
    }
    tell_fixed(running, edition->options);
    log_start(edition->options->log.level);
    log_use(edition->options->log.format);
    log_info("reloaded", "rules=%s", edition->language->rules);
    return edition;
}
