package dev.thalweg.integration.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.metrics.Dashboard.Panel;
import dev.thalweg.metrics.Metric;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grafana's dashboard names our metrics as they are declared. */
class DashboardTest {
  @Test
  void everyPanel_hasAQuery() throws IOException {
    List<Panel> panels = Dashboard.panels();

    assertThat(panels).hasSizeGreaterThan(20);
    for (Panel panel : panels) {
      assertThat(panel.queries()).as(panel.title()).isNotEmpty();
      for (String query : panel.queries()) {
        assertThat(Dashboard.metricsIn(query)).as("%s: %s", panel.title(), query).isNotEmpty();
      }
    }
  }

  @Test
  void everyMetricOfOursInAQuery_isDeclared() throws IOException {
    for (Panel panel : Dashboard.panels()) {
      for (String query : panel.queries()) {
        for (String name : Dashboard.metricsIn(query)) {
          if (!name.matches("(kafka|jvm|process)_.*")) { // MetricsIT looks for those
            assertThat(Dashboard.declaredNames()).as("%s: %s", panel.title(), query).contains(name);
          }
        }
      }
    }
  }

  @Test
  void namesOfMetrics_areUnique() {
    assertThat(Dashboard.declared().stream().map(Metric::exposed).toList())
        .hasSizeGreaterThan(30)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("thalweg_(trainer|scorer|monitor|producer)_[a-z_]+"));
  }

  @Test
  void metricsOfAQuery_areFoundAmongFunctionsLabelsAndNumbers() {
    assertThat(
            Dashboard.metricsIn(
                "histogram_quantile(0.5, sum by (le) (rate(a_bucket{job=\"x\"}[5m])))"
                    + " / on (instance) max (b:c) > 1e9 and d_total offset 5m < +Inf"))
        .contains("a_bucket", "b:c", "d_total")
        .doesNotContain("le", "job", "x", "sum", "rate", "max", "instance", "e9", "and", "Inf");
    assertThat(Dashboard.declaredNames())
        .contains("thalweg_scorer_http_request_duration_seconds_bucket")
        .doesNotContain("thalweg_scorer_made_up_total");
  }
}
