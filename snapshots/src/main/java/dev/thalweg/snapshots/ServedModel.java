package dev.thalweg.snapshots;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.ExampleFormat;
import java.time.Instant;

/**
 * A snapshot that passed every check, as it is served: the weights and what names them, in one
 * immutable object, so that no reader can see the one without the other.
 *
 * @param model the model's name
 * @param sequence orders the model's snapshots
 * @param version samples consumed when it was taken
 * @param sha256 the snapshot's link of the chain
 * @param parameters finite, and as many as their architecture needs
 * @param datatype of the examples that it takes
 * @param trainedAt when the trainer took it
 * @param mapping how features and target are made of records, as the module mapping's {@code
 *     VectorMapping} writes it; empty where no mapping makes the samples. Not checked
 */
public record ServedModel(
    String model,
    long sequence,
    long version,
    String sha256,
    Parameters parameters,
    Datatype datatype,
    Instant trainedAt,
    String mapping) {

  /** Of samples that no mapping makes. */
  public ServedModel(
      String model,
      long sequence,
      long version,
      String sha256,
      Parameters parameters,
      Datatype datatype,
      Instant trainedAt) {
    this(model, sequence, version, sha256, parameters, datatype, trainedAt, "");
  }

  /** The network that the parameters are of. */
  public Architecture architecture() {
    return parameters.architecture();
  }

  /** What the examples that it takes look like. */
  public ExampleFormat format() {
    return new ExampleFormat(
        architecture().shape().dimensions(),
        dev.thalweg.schemas.avro.Datatype.valueOf(datatype.text()));
  }

  @Override
  public String toString() {
    return "%s version %d (sequence %d, sha256 %.12s)".formatted(model, version, sequence, sha256);
  }
}
