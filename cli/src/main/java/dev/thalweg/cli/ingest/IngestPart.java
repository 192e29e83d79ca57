package dev.thalweg.cli.ingest;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.ingest.Ingest;
import dev.thalweg.ingest.IngestConfig;
import dev.thalweg.ingest.metrics.IngestMetrics;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.metrics.Metrics;
import java.util.Optional;

/** The making of samples as a part of a service. */
public final class IngestPart {
  private IngestPart() {}

  /**
   * Not started as yet.
   *
   * @param scored whether examples and labels are written, too
   * @param metrics get those of the part, where there are any
   */
  public static Part of(
      Cluster cluster,
      Mapping mapping,
      boolean scored,
      Instance instance,
      Optional<Metrics> metrics) {
    Ingest ingest =
        new Ingest(
            new IngestConfig(
                cluster.connection(),
                mapping,
                scored,
                instance.name(),
                instance.stateDir(),
                cluster.transactionTimeout()));
    metrics.ifPresent(m -> IngestMetrics.watch(ingest.figures(), m));
    return Part.of(
            "the ingestion",
            () -> {
              ingest.start();
              metrics.ifPresent(m -> ingest.showStreams(m::streams));
            },
            ingest.completion(),
            ingest::close)
        .readyWhen(ingest::isReady)
        .writing(ingest::written);
  }
}
