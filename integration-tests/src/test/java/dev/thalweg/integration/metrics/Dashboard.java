package dev.thalweg.integration.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Declaration.Kind;
import dev.thalweg.metrics.Metric;
import dev.thalweg.monitor.metrics.MonitorMetric;
import dev.thalweg.producer.metrics.ProducerMetric;
import dev.thalweg.scorer.metrics.ScorerMetric;
import dev.thalweg.trainer.metrics.TrainerMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Grafana's dashboard as the repository has it, and the metrics that its queries name. */
final class Dashboard {
  private static final Path FILE =
      Path.of("..", "monitoring", "grafana", "dashboards", "thalweg.json");

  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)"
              + "|\\b(and|or|unless|bool|Inf|NaN)\\b");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");

  /** A panel that shows something; a row of them does not. */
  record Panel(String title, List<String> queries) {}

  private Dashboard() {}

  static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(FILE.toFile()).get("panels")) {
      if (panel.get("type").asText().equals("row")) {
        continue;
      }
      List<String> queries = new ArrayList<>();
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
      panels.add(new Panel(panel.get("title").asText(), queries));
    }
    return panels;
  }

  /** The metrics that a query in PromQL names. */
  static Set<String> metricsIn(String query) {
    Set<String> names = new TreeSet<>();
    Matcher found = NAME.matcher(NO_METRIC.matcher(query).replaceAll(" "));
    while (found.find()) {
      names.add(found.group());
    }
    return names;
  }

  /** Every metric that a service of ours declares. */
  static List<Metric> declared() {
    return Stream.<Metric[]>of(
            TrainerMetric.values(),
            ScorerMetric.values(),
            MonitorMetric.values(),
            ProducerMetric.values())
        .flatMap(Stream::of)
        .toList();
  }

  /** The names under which the values of declared metrics come. */
  static Set<String> declaredNames() {
    return declared().stream()
        .flatMap(metric -> names(metric.declaration()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A histogram has several; the others one. */
  static Stream<String> names(Declaration declared) {
    return declared.kind() == Kind.TIMER || declared.kind() == Kind.SUMMARY
        ? Stream.of("_bucket", "_count", "_sum").map(suffix -> declared.exposed() + suffix)
        : Stream.of(declared.exposed());
  }
}
