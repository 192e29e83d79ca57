package dev.thalweg.cli.ingest;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.ingest.read.FirstRecords;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg mapping check}. */
@Command(
    name = "check",
    description = "Check a mapping, and show what becomes of the first records of its topics.")
final class MappingCheckCommand implements Callable<Integer> {
  private static final int RECORDS = 5;

  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      required = true,
      description = "The file that says what a sample is.")
  Path file;

  @Override
  public Integer call() {
    Mapping mapping = Mapping.read(file);
    cluster.use(mapping.pipeline());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d columns, mapping %s.%n", mapping.width(), mapping.sha256().substring(0, 12));
    boolean allRead = true;
    try (Cluster opened = cluster.open();
        SchemaRegistry registry = opened.connection().openRegistry()) {
      MappedRecords records = new MappedRecords(mapping, registry, out);
      for (String topic : mapping.source().topics()) {
        allRead &=
            records.showFeatures(topic, FirstRecords.of(opened.connection(), topic, RECORDS));
      }
      for (String topic : mapping.labels().map(l -> l.source().topics()).orElse(List.of())) {
        allRead &= records.showLabels(topic, FirstRecords.of(opened.connection(), topic, RECORDS));
      }
    }
    out.flush();
    return allRead ? 0 : 1;
  }
}
