package dev.thalweg.cli.ingest;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.ingest.read.FieldsReader;
import dev.thalweg.ingest.read.FirstRecords;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.text.Shown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private static final int COLUMNS_SHOWN = 64;

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
    int refused = 0;
    try (Cluster opened = cluster.open();
        SchemaRegistry registry = opened.connection().openRegistry()) {
      FieldsReader reader = FieldsReader.of(mapping.source().format(), registry);
      for (String topic : mapping.source().topics()) {
        List<ConsumerRecord<byte[], byte[]>> records =
            FirstRecords.of(opened.connection(), topic, RECORDS);
        out.printf("%s: %s%n", topic, records.isEmpty() ? "no records yet." : "");
        for (ConsumerRecord<byte[], byte[]> record : records) {
          refused += show(mapping, reader, record, out) ? 0 : 1;
        }
      }
    }
    out.flush();
    return refused == 0 ? 0 : 1;
  }

  private static boolean show(
      Mapping mapping,
      FieldsReader reader,
      ConsumerRecord<byte[], byte[]> record,
      PrintWriter out) {
    out.printf("  partition %d, offset %d%n", record.partition(), record.offset());
    try {
      Fields fields = reader.read(record.value());
      float[] vector = mapping.features(fields);
      for (int i = 0; i < Math.min(vector.length, COLUMNS_SHOWN); i++) {
        out.printf(
            "    %s = %s%n",
            Shown.text(mapping.columns().get(i)),
            Float.isNaN(vector[i]) ? "missing" : Float.toString(vector[i]));
      }
      if (mapping.labels().isEmpty()) {
        double target = mapping.target(fields);
        out.printf(
            "    target %s = %s%n",
            Shown.text(mapping.target().field()),
            mapping.target().isNumber()
                ? Double.toString(target)
                : Shown.text(mapping.target().classes().get((int) target)));
      }
      return true;
    } catch (UnreadableRecordException | MappingException e) {
      out.printf("    goes to dead-letters: %s%n", e.getMessage());
      return false;
    }
  }
}
