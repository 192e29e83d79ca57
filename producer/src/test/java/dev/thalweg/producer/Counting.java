package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import java.util.List;

/** A source for tests: 1 x 2 pictures whose pixels and label tell their index. */
public record Counting(long size) implements ExampleSource {
  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String description() {
    return "counted examples";
  }

  @Override
  public ExampleFormat format() {
    return new ExampleFormat(List.of(1, 2), Datatype.UINT8);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public LabelledExample at(long index) {
    return new LabelledExample(new byte[] {(byte) (index >>> 8), (byte) index}, (int) (index % 10));
  }
}
