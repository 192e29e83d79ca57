package dev.thalweg.cli.ingest;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.ingest.read.FirstRecords;
import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.draft.Draft;
import dev.thalweg.mapping.draft.DraftRequest;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.read.FieldsReader;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg mapping infer}. */
@Command(
    name = "infer",
    description = "Print a draft of a mapping, from the first records of a topic.")
final class MappingInferCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      required = true,
      description = "The topic whose records are to be learned from.")
  String topic;

  @Option(
      names = "--record-format",
      paramLabel = "avro|json",
      description =
          "How its values are written: avro in the Confluent wire format, or json (default:"
              + " ${DEFAULT-VALUE}).")
  Format format = Format.JSON;

  @Option(
      names = "--target",
      paramLabel = "FIELD",
      description = "What is to be learned (default: the draft leaves its place open).")
  String target;

  @Option(
      names = "--id",
      paramLabel = "FIELD",
      description = "The field with the record's id, or $key (default: the record's place).")
  String id;

  @Option(
      names = "--time",
      paramLabel = "FIELD",
      description = "The field with the event's time (default: the record's timestamp).")
  String time;

  @Override
  public Integer call() {
    try (Cluster opened = cluster.open();
        SchemaRegistry registry = opened.connection().openRegistry()) {
      FieldsReader reader = FieldsReader.of(format, registry);
      List<Fields> rows = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record :
          FirstRecords.of(opened.connection(), topic, Draft.ROWS_MAX)) {
        read(reader, record, rows);
      }
      if (rows.isEmpty()) {
        throw new UserException(
            "The topic %s has no records that can be read as %s: check --topic and --record-format."
                .formatted(topic, format.text()));
      }
      spec.commandLine()
          .getOut()
          .print(
              Draft.ofRows(
                  rows,
                  new DraftRequest(
                      cluster.pipeline().name(), List.of(topic), format, target, id, time)));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static void read(
      FieldsReader reader, ConsumerRecord<byte[], byte[]> record, List<Fields> rows) {
    try {
      rows.add(reader.read(record.value()));
    } catch (UnreadableRecordException e) {
      // One of other records, which ingest will put into dead-letters.
    }
  }
}
