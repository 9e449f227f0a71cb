package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One answer of {@code /metrics}, read by the rules of the Prometheus text format; what breaks them fails the test. */
final class Scrape {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-z_]+) (.+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\",?");

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    static Scrape of(NodeUnderTest node) throws IOException {
        try (var answer = URI.create("http://127.0.0.1:" + node.metricsPort() + "/metrics")
                .toURL()
                .openStream()) {
            return new Scrape(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Scrape(String text) {
        assertThat(text).endsWith("\n");
        text.lines().forEach(this::read);
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                isWhole(name);
            }
        });
    }

    private void read(String line) {
        Matcher comment = COMMENT.matcher(line);
        if (comment.matches()) {
            if (comment.group(1).equals("TYPE")) {
                assertThat(types.put(comment.group(2), comment.group(3))).isNull();
            }
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String name = sample.group(1);
        assertThat(types.containsKey(name) || types.containsKey(name.replaceFirst("_(bucket|sum|count)$", "")))
                .as("a type before %s", line)
                .isTrue();
        StringBuilder key = new StringBuilder(name);
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                key.append(' ').append(label.group(1)).append('=').append(label.group(2));
            }
        }
        String number = sample.group(3).replace("Inf", "Infinity");
        assertThat(samples.put(key.toString(), Double.parseDouble(number)))
                .as("the only %s", key)
                .isNull();
    }

    /** Buckets never fall, and the last one counts all. */
    private void isWhole(String histogram) {
        double last = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (sample.getKey().startsWith(histogram + "_bucket")) {
                assertThat(sample.getValue()).as(sample.getKey()).isGreaterThanOrEqualTo(last);
                last = sample.getValue();
            }
        }
        assertThat(last).isEqualTo(value(histogram + "_bucket le=+Inf")).isEqualTo(value(histogram + "_count"));
    }

    /** @param key the name, then each label as {@code name=value} behind a space */
    double value(String key) {
        assertThat(samples).containsKey(key);
        return samples.get(key);
    }

    boolean has(String key) {
        return samples.containsKey(key);
    }

    /** The state of the member: the only one that is 1. */
    String state() {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("baton_member_state ") && sample.getValue() == 1)
                .map(sample -> sample.getKey().substring(sample.getKey().indexOf('=') + 1))
                .reduce((one, two) -> one + " and " + two)
                .orElse("none");
    }
}
