package dev.thalweg.cli.learning;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.LearnerConfig;
import picocli.CommandLine.Option;

/** The shape and datatype of the pipeline's examples and the number of their classes. */
public final class ShapeOptions {
  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description =
          "Dimensions of an example: rows and columns of a picture, such as 28x28, and its"
              + " channels, such as 32x32x3, or just how many numbers, such as 6 (default: the"
              + " data's; 28x28 where there are none).")
  String shape;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description =
          "Labels are 0 to N - 1; with 1 the target is a number (default: as many as the data have;"
              + " 10 where there are none).")
  Integer classes;

  @Option(
      names = "--datatype",
      paramLabel = "NAME",
      description =
          "What the numbers of an example are: UINT8, one byte of 0 to 255 that the network sees as"
              + " 0 to 1, or FP32, taken as they are (default: the data's; UINT8 where there are"
              + " none).")
  Datatype datatype;

  /** From here on what nobody has said is as the data are. */
  public void completeFrom(DataSet data) {
    if (shape == null) {
      shape = data.format().shapeText();
    }
    if (classes == null) {
      classes = data.classes();
    }
    if (datatype == null) {
      datatype = Datatype.parse(data.format().datatype().name());
    }
  }

  /** The same by the mapping that makes the samples. */
  public void completeFrom(Mapping mapping) {
    if (shape == null) {
      shape = Integer.toString(mapping.width());
    }
    if (classes == null) {
      classes = mapping.target().isNumber() ? 1 : mapping.target().classes().size();
    }
    if (datatype == null) {
      datatype = Datatype.FP32;
    }
  }

  /**
   * The shape of an example.
   *
   * @throws UserException when the text is not a shape
   */
  public Shape shape() {
    try {
      return shape == null ? Preset.SHAPE_DEFAULT : Shape.parse(shape);
    } catch (IllegalArgumentException e) {
      throw new UserException("--shape: " + e.getMessage(), e);
    }
  }

  /** The number of classes. */
  public int classes() {
    return classes == null ? Preset.CLASSES_DEFAULT : classes;
  }

  /** Of the examples. */
  public Datatype datatype() {
    return datatype == null ? LearnerConfig.DATATYPE_DEFAULT : datatype;
  }

  /** Shape and datatype as records have them. */
  public ExampleFormat format() {
    return new ExampleFormat(
        shape().dimensions(), dev.thalweg.schemas.avro.Datatype.valueOf(datatype().text()));
  }
}
