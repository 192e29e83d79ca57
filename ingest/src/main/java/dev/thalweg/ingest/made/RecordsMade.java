package dev.thalweg.ingest.made;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.provenance.Provenance;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Makes samples, examples and labels, keyed by id. Belongs to one thread. */
public final class RecordsMade {
  /** The label where the target is a number. */
  private static final int NO_CLASS = -1;

  private final Pipeline pipeline;
  private final Mapping mapping;
  private final AvroSerializer<Sample> samples;
  private final AvroSerializer<Example> examples;
  private final AvroSerializer<Label> labels;

  /** By a mapping, whose schemas are asked of the registry. */
  public RecordsMade(Pipeline pipeline, Mapping mapping, SchemaRegistry registry) {
    this.pipeline = pipeline;
    this.mapping = mapping;
    samples = new AvroSerializer<>(registry);
    examples = new AvroSerializer<>(registry);
    labels = new AvroSerializer<>(registry);
  }

  /** A sample. */
  public Record<byte[], byte[]> sample(Features features, double target) {
    Sample sample =
        new Sample(
            features.id(),
            List.of(features.vector().length),
            Datatype.FP32,
            bytes(features.vector()),
            mapping.target().isNumber() ? (Object) target : (Object) (int) target,
            features.weight(),
            mapping.source().topics().get(0));
    byte[] value = samples.serialize(pipeline.topic(PipelineTopic.SAMPLES), sample);
    return record(features, value);
  }

  /** The same to be classified, or kept as an orphan. */
  public Record<byte[], byte[]> example(Features features, PipelineTopic topic) {
    Example example =
        new Example(
            features.id(),
            List.of(features.vector().length),
            Datatype.FP32,
            bytes(features.vector()),
            Instant.ofEpochMilli(features.timeMs()));
    return record(features, examples.serialize(pipeline.topic(topic), example));
  }

  /**
   * A label.
   *
   * @param target a class or a number, as the mapping has it
   */
  public Record<byte[], byte[]> label(String id, double target, long timeMs) {
    boolean isNumber = mapping.target().isNumber();
    Label label =
        new Label(
            id,
            isNumber ? NO_CLASS : (int) target,
            Instant.ofEpochMilli(timeMs),
            isNumber ? target : null);
    byte[] value = labels.serialize(pipeline.topic(PipelineTopic.LABELS), label);
    return new Record<>(id.getBytes(UTF_8), value, timeMs);
  }

  private Record<byte[], byte[]> record(Features features, byte[] value) {
    Headers headers = new RecordHeaders();
    new Provenance(mapping.sha256(), VectorHash.of(features.vector())).writeTo(headers);
    headers.add(Provenance.ORIGIN_HEADER, features.origin().getBytes(UTF_8));
    return new Record<>(features.id().getBytes(UTF_8), value, features.timeMs(), headers);
  }

  private static ByteBuffer bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putInt(Float.floatToIntBits(number)); // one NaN for all, as in the hash
    }
    return bytes.flip();
  }
}
