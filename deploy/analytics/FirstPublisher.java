import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/**
 * Who carried a claim first, and how many articles have carried it since: Kafka Streams over output.claims.topic.
 *
 * <pre>java -cp 'jars/*' FirstPublisher.java BROKERS CLAIMS-TOPIC OUTPUT-TOPIC</pre>
 *
 * Claims come keyed by what is said and by whom, so one partition has all of a claim: no repartitioning. First is the
 * earliest published_at, not the first to arrive, so that late feeds and replays put it right. An article that comes
 * again is not counted again.
 */
public final class FirstPublisher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ARTICLES_MOST = 1000; // kept of one claim, to know those that come again

    public static void main(String[] arguments) throws Exception {
        var builder = new StreamsBuilder();
        var text = Serdes.String();
        builder.stream(arguments[1], Consumed.with(text, text))
            .groupByKey()
            .aggregate(() -> "{}", (key, claim, seen) -> add(key, claim, seen),
                Materialized.<String, String>as(Stores.inMemoryKeyValueStore("first-publisher")).withKeySerde(text).withValueSerde(text))
            .toStream()
            .to(arguments[2], Produced.with(text, text));

        var streams = new KafkaStreams(builder.build(), settings(arguments[0], arguments[2]));
        var end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close();
            end.countDown();
        }));
        streams.start();
        end.await();
    }

    private static Properties settings(String brokers, String output) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "first-publisher-" + output);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    /** What is known of a claim when one article more has carried it. */
    private static String add(String key, String claim, String known) {
        try {
            JsonNode row = JSON.readTree(claim);
            ObjectNode seen = (ObjectNode) JSON.readTree(known);
            ArrayNode articles = seen.withArray("articles");
            for (JsonNode article : articles)
                if (article.equals(row.get("article")))
                    return known;
            if (articles.size() < ARTICLES_MOST)
                articles.add(row.get("article"));
            seen.put("key", key);
            seen.put("count", seen.path("count").asInt() + 1);
            if (!seen.has("first") || isEarlier(row, seen.get("first"))) {
                ObjectNode first = seen.putObject("first");
                for (String name : new String[] {"publisher", "published_at", "article", "url", "speaker", "text"})
                    first.set(name, row.get(name));
            }
            return JSON.writeValueAsString(seen);
        } catch (java.io.IOException trouble) {
            throw new java.io.UncheckedIOException(trouble);
        }
    }

    private static boolean isEarlier(JsonNode row, JsonNode first) {
        return time(row).isBefore(time(first));
    }

    /** A day alone is its beginning, a time without offset is UTC, an unknown time is later than all. */
    private static Instant time(JsonNode row) {
        String published = row.path("published_at").asText("");
        if (row.path("published_at").isNull())
            return Instant.MAX;
        if (published.length() == 10)
            return LocalDate.parse(published).atStartOfDay(ZoneOffset.UTC).toInstant();
        boolean hasOffset = published.length() > 19;
        return OffsetDateTime.parse(hasOffset ? published : published + "Z").toInstant();
    }
}
