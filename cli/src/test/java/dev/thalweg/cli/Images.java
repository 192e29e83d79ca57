package dev.thalweg.cli;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import java.util.List;

/** A source of which only the size matters. */
public record Images(String name, long size) implements ExampleSource {
  @Override
  public String description() {
    return name;
  }

  @Override
  public ExampleFormat format() {
    return new ExampleFormat(List.of(28, 28), Datatype.UINT8);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public LabelledExample at(long index) {
    throw new UnsupportedOperationException("nobody looks at the images");
  }
}
