package dev.thalweg.benchmarks.stream;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The vectors of a stream as a producer sends them, ready in memory. */
final class CsvSource implements ExampleSource {
  private final String name;
  private final ExampleFormat format;
  private final int classes;
  private final List<LabelledExample> examples = new ArrayList<>();

  /**
   * Reads the whole stream.
   *
   * @throws dev.thalweg.schemas.UserException if a row can't be mapped
   */
  CsvSource(CsvStream stream, String name) {
    this.name = name;
    format = new ExampleFormat(List.of(stream.mapping().width()), Datatype.FP32);
    classes = stream.mapping().target().classes().size();
    long unused =
        stream.each(
            (vector, target) -> examples.add(new LabelledExample(bytes(vector), (int) target)));
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer data =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(vector);
    return data.array();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "%,d rows of %s".formatted(size(), name);
  }

  @Override
  public ExampleFormat format() {
    return format;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public LabelledExample at(long index) {
    return examples.get(Math.toIntExact(index));
  }
}
