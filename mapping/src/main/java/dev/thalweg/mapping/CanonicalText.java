package dev.thalweg.mapping;

import dev.thalweg.mapping.file.YamlText;
import dev.thalweg.mapping.vector.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** A mapping as YAML: keys in one order, every default written out, a feature on each line. */
final class CanonicalText {
  private static final String TIMESTAMP = "$timestamp";

  private CanonicalText() {}

  static String of(MappingParts parts) {
    StringBuilder text = new StringBuilder();
    line(text, "pipeline", parts.pipeline());
    line(text, "source", source(parts.source()));
    line(text, "id", parts.id().text());
    line(text, "time", parts.time().orElse(TIMESTAMP));
    text.append(parts.vector().text());
    parts
        .labels()
        .ifPresent(labels -> line(text, "labels", labels(labels, parts.vector().target())));
    parts.weight().ifPresent(weight -> line(text, "weight", weight));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append(": ").append(YamlText.inline(value)).append('\n');
  }

  private static Map<String, Object> source(Source source) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("topics", source.topics());
    keys.put("format", source.format().text());
    return keys;
  }

  private static Map<String, Object> labels(Labels labels, Target target) {
    Map<String, Object> keys = source(labels.source());
    keys.put("id", labels.idField().orElse("$key"));
    keys.put("time", labels.timeField().orElse(TIMESTAMP));
    keys.put("within", labels.within().toMillis() + "ms");
    keys.put("missing", missing(labels.missing(), target));
    keys.put("corrections", labels.corrections().text());
    return keys;
  }

  private static Object missing(Unlabelled missing, Target target) {
    return switch (missing.fate()) {
      case DROP -> "drop";
      case ORPHANS -> "orphans";
      case TARGET ->
          target.isNumber()
              ? Map.of("number", missing.target())
              : Map.of("class", target.classes().get((int) missing.target()));
    };
  }
}
