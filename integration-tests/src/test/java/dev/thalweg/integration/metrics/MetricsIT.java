package dev.thalweg.integration.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.metrics.Dashboard.Panel;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** What running services show is what they declare, and what the dashboard asks for. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class MetricsIT {
  private static final Pattern METRICS = Pattern.compile("Metrics are at (http://\\S+/metrics)\\.");
  private static final Pattern PAGE = Pattern.compile("The page is at (http://\\S+:\\d+)");
  private static final Pattern HTTP = Pattern.compile("HTTP is answered on (http://\\S+:\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();

  @Parameter TestStack stack;

  @Test
  void runningServices_showEveryDeclaredMetric_andAllThatTheDashboardAsksFor() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "metrics")) {
      // Given: all services, busy
      ThalwegProcess samples =
          cluster.start("produce", "--source", "digits", "--rate", "300", "--metrics-port", "0");
      ThalwegProcess trainer =
          cluster.start(
              "train", "--snapshot-every", "200", "--instance", "one", "--metrics-port", "0");
      ThalwegProcess monitor =
          cluster.start("monitor", "--window", "1", "--instance", "one", "--http-port", "0");
      ThalwegProcess scorer =
          cluster.startService("score", "--instance", "one", "--http-port", "0");
      ThalwegProcess images =
          cluster.start(
              "produce",
              "--source",
              "digits",
              "--to",
              "examples",
              "--label-delay",
              "0",
              "--rate",
              "50",
              "--metrics-port",
              "0");
      URI http = address(scorer, HTTP);
      List<URI> scraped =
          List.of(
              address(samples, METRICS),
              address(images, METRICS),
              address(trainer, METRICS),
              address(monitor, PAGE).resolve("/metrics"),
              http.resolve("/metrics"));
      classify(http);

      // When
      Set<String> expected = new TreeSet<>(Dashboard.declaredNames());
      for (Panel panel : Dashboard.panels()) {
        panel.queries().forEach(query -> expected.addAll(Dashboard.metricsIn(query)));
      }

      // Then: some come with the first garbage collection, or the first label
      Awaitility.await("every metric")
          .atMost(CommandLineCluster.LONG)
          .untilAsserted(() -> assertThat(names(scraped)).containsAll(expected));
      assertLearned(scraped.get(2));
      for (Metric metric : Dashboard.declared()) {
        assertThat(expected).containsAnyElementsOf(Dashboard.names(metric.declaration()).toList());
      }
    }
  }

  private void assertLearned(URI trainer) {
    String text = get(trainer);
    assertThat(text).contains("\nthalweg_trainer_learning 1.0\n");
    Matcher learned =
        Pattern.compile("\nthalweg_trainer_samples_learned_total (\\S+)\n").matcher(text);
    assertThat(learned.find()).isTrue();
    assertThat(Double.parseDouble(learned.group(1))).isGreaterThanOrEqualTo(200);
  }

  private static URI address(ThalwegProcess process, Pattern said) {
    return Awaitility.await(said.pattern())
        .atMost(CommandLineCluster.LONG)
        .until(
            () -> {
              Matcher found = said.matcher(process.err());
              return found.find() ? URI.create(found.group(1)) : null;
            },
            address -> address != null);
  }

  /** The names of the values that all of them show. */
  private Set<String> names(List<URI> addresses) {
    return addresses.stream()
        .flatMap(address -> get(address).lines())
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void classify(URI http) throws Exception {
    HttpRequest black =
        HttpRequest.newBuilder(http.resolve("/classify"))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(new byte[28 * 28]))
            .build();
    assertThat(client.send(black, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private String get(URI address) {
    try {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
