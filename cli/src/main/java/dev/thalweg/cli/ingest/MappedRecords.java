package dev.thalweg.cli.ingest;

import dev.thalweg.mapping.Labels;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.read.FieldsReader;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.text.Shown;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Prints what a mapping makes of records. */
final class MappedRecords {
  private static final int COLUMNS_SHOWN = 64;

  private final Mapping mapping;
  private final PrintWriter out;
  private final FieldsReader features;
  private final FieldsReader labels;

  MappedRecords(Mapping mapping, SchemaRegistry registry, PrintWriter out) {
    this.mapping = mapping;
    this.out = out;
    features = FieldsReader.of(mapping.source().format(), registry);
    labels =
        FieldsReader.of(
            mapping.labels().map(Labels::source).orElse(mapping.source()).format(), registry);
  }

  /** Prints what fields are read of a record. */
  private interface Showing {
    void show(Fields fields) throws MappingException;
  }

  /** Shows the first records of a source; whether all could be mapped. */
  boolean showFeatures(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
    return show(topic, records, features, this::showFeatures);
  }

  /** The same of a topic of labels. */
  boolean showLabels(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
    return show(topic, records, labels, this::showTarget);
  }

  private boolean show(
      String topic,
      List<ConsumerRecord<byte[], byte[]>> records,
      FieldsReader reader,
      Showing showing) {
    out.println(topic + (records.isEmpty() ? ": no records yet." : ":"));
    boolean allMapped = true;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      out.printf("  partition %d, offset %d%n", record.partition(), record.offset());
      if (record.value() == null) {
        out.println("    has no value, and says nothing.");
        continue;
      }
      try {
        showing.show(reader.read(record.value()));
      } catch (UnreadableRecordException | MappingException e) {
        out.println("    goes to dead-letters: " + e.getMessage());
        allMapped = false;
      }
    }
    return allMapped;
  }

  private void showFeatures(Fields fields) throws MappingException {
    float[] vector = mapping.features(fields);
    for (int i = 0; i < Math.min(vector.length, COLUMNS_SHOWN); i++) {
      out.printf(
          "    %s = %s%n",
          Shown.text(mapping.columns().get(i)),
          Float.isNaN(vector[i]) ? "missing" : Float.toString(vector[i]));
    }
    if (vector.length > COLUMNS_SHOWN) {
      out.printf("    and %d columns more%n", vector.length - COLUMNS_SHOWN);
    }
    if (mapping.labels().isEmpty()) {
      showTarget(fields);
    }
  }

  private void showTarget(Fields fields) throws MappingException {
    double target = mapping.target(fields);
    out.printf(
        "    target %s = %s%n",
        Shown.text(mapping.target().field()),
        mapping.target().isNumber()
            ? Double.toString(target)
            : Shown.text(mapping.target().classes().get((int) target)));
  }
}
